"""A deletion deletes what was created, and nothing else."""

from __future__ import annotations

import pytest

from conformance.resources.deletion import Deleter, delete, nameable
from conformance.wire.exchange import Answer
from conformance.wire.redaction import HIDDEN
from strategies.request import Request

COLLECTION = "/voice-connectors/abc/proxy-sessions"
STEERING = (
    "",
    ".",
    "..",
    "...",
    " .. ",
    "../x",
    "a/../../..",
    "a/b",
    "..\\..",
    "%2e%2e",
    "a%2Fb",
    "a?b",
    "a#b",
    "..;x",
    "a\0b",
    "a\nb",
    "a\r\nHost: other",
    "\u202e",
    "x" * 2000,
    HIDDEN,
)


@pytest.mark.parametrize("identity", STEERING)
def test_an_id_that_steers_a_path_is_listed_and_nothing_is_sent(identity: str) -> None:
    sent: list[Request] = []

    def send(request: Request) -> Answer:
        sent.append(request)
        return Answer(status=204)

    assert not nameable(identity)
    assert not delete(send, COLLECTION, identity)
    deleter = Deleter(COLLECTION, send)
    deleter.created(identity)
    deleter.close()
    assert (list(deleter.leaked), sent) == ([identity], [])


@pytest.mark.parametrize(
    ("identity", "path"),
    [
        ("123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
        ("a b", "a%20b"),
        ("é:@&=+$,!", "%C3%A9%3A%40%26%3D%2B%24%2C%21"),
        (".a..b.", ".a..b."),
    ],
)
def test_any_other_id_is_percent_encoded(identity: str, path: str) -> None:
    sent: list[Request] = []

    def send(request: Request) -> Answer:
        sent.append(request)
        return Answer(status=204)

    assert delete(send, COLLECTION, identity)
    assert [(request.method, request.path) for request in sent] == [("DELETE", f"{COLLECTION}/{path}")]
