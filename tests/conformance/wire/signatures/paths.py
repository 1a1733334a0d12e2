"""Paths that signers spell in different ways: escapes, dots, doubled characters, queries without a value."""

from __future__ import annotations

PATHS = (
    "/voice-connectors/abc/proxy-sessions",
    "/a%20b",
    "/a%2Fb",
    "/a%2fb",
    "/a%61",
    "/%C3%BC",
    "/\u00fc",
    "/./a",
    "/a/../b",
    "//a//b",
    "/%zz",
    "/%00",
    "/{id}",
    "/a~b-c_d.e",
    "/a;b=c",
    "/a?b=c",
    "/a?b=c&a=d",
    "/a?b=%20&b=",
    "/a?",
    "/a?x",
    "/a?&",
    "/a?b&&c",
)
