"""Requests about which the documentation is silent.

No documented answer to them is wrong, but an error of the server is; and where a resource is created, it must be right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from spec.clauses.clause_ids import ROBUSTNESS
from spec.methods import undocumented, withheld
from spec.operation import Operation
from strategies.changes import mutations
from strategies.changes.mutations import Mutation
from strategies.changes.unspecified_members import members
from strategies.request import Kind, Request

_set_body = partial(mutations.set_body, ROBUSTNESS, kind=Kind.UNSPECIFIED)
_set_header = partial(mutations.set_header, ROBUSTNESS, kind=Kind.UNSPECIFIED)


def unspecified(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic request on which the documentation is silent."""
    if operation.has_json_request:
        yield from members(operation)
    yield from _media(operation)
    if operation.has_json_request:
        yield from _documents()
    yield from _routes(operation)


def _media(operation: Operation) -> Iterator[Mutation]:
    if operation.has_json_request:
        yield from _content_types()
    for value in ("text/html", "application/xml", "application/json;q=0", "nonsense", ""):
        label = "".join(char if char.isalnum() else "-" for char in value) or "empty"
        yield _set_header(f"accept-{label}", f"Accept is {value}", "Accept", value)
    own = {parameter.name.lower() for parameter in operation.at("header")}
    for header, value in (
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "nonsense"),
        ("Transfer-Encoding", "chunked"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-Amz-Target", f"Nonsense.{operation.name}"),
        ("Cookie", "a=b"),
        ("Expect", "nonsense"),
        ("If-None-Match", "*"),
        ("Range", "bytes=0-1"),
        ("Origin", "null"),
    ):
        if header.endswith("-Override") and value in withheld(operation):
            continue
        if header.lower() not in own and (operation.request_media_type or not header.endswith("-Encoding")):
            yield _set_header(f"header-{header}-{value[:8]}", f"{header}: {value}", header, value)


def _content_types() -> Iterator[Mutation]:
    yield _set_header("content-type-missing", "no Content-Type", "Content-Type", None)
    for value in (
        "text/plain",
        "application/x-amz-json-1.1",
        "application/x-www-form-urlencoded",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; charset=nonsense",
        "APPLICATION/JSON",
        "nonsense",
        "application/problem+json",
        'application/json; x="\u00e9"',
        "",
    ):
        label = "".join(char if char.isalnum() else "-" for char in value) or "empty"
        yield _set_header(f"content-type-{label}", f"Content-Type is {value}", "Content-Type", value)


def _documents() -> Iterator[Mutation]:
    yield _set_body("byte-order-mark", "a UTF-8 byte order mark", lambda body: b"\xef\xbb\xbf" + body)
    yield _set_body("duplicate-member", "a member twice, the same", _twice)
    yield _set_body("duplicate-member-null", "a member twice, null first", partial(_twice, other=b"null"))
    last = partial(_twice_last, other=b"null")
    yield _set_body("duplicate-member-null-last", "a member twice, null last", last)
    yield _set_body("escaped-names", "a member's name in escapes", _escaped)
    yield _set_body("white-space", "white space where JSON allows it", _spaced)


def _twice(body: bytes, *, other: bytes | None = None) -> bytes:
    document: Any = json.loads(body)
    if not isinstance(document, dict) or not document:
        return body
    name = next(iter(document))
    value = other or json.dumps(document[name]).encode()
    return b"{" + json.dumps(name).encode() + b":" + value + b"," + body[1:]


def _twice_last(body: bytes, *, other: bytes) -> bytes:
    document: Any = json.loads(body)
    if not isinstance(document, dict) or not document:
        return body
    return body[:-1] + b"," + json.dumps(next(iter(document))).encode() + b":" + other + b"}"


def _escaped(body: bytes) -> bytes:
    first = body.find(b'"') + 1
    return body[:first] + b"\\u%04x" % body[first] + body[first + 1 :] if first and body[:1] == b"{" else body


def _spaced(body: bytes) -> bytes:
    return b" \r\n" + json.dumps(json.loads(body), indent=4).encode().replace(b"\n", b"\r\n\t") + b"\n"


def _routes(operation: Operation) -> Iterator[Mutation]:
    for method in undocumented(operation, ("GET", "HEAD", "OPTIONS", "TRACE")):
        yield Mutation(
            clause=ROBUSTNESS,
            name=f"method-{method.lower()}",
            change=f"the method is {method}",
            apply=partial(replace, method=method, body=b""),
            kind=Kind.UNSPECIFIED,
        )
    lower = operation.method.lower()
    apply = partial(replace, method=lower)
    words = f"the method in lower case: {lower}"
    yield Mutation(clause=ROBUSTNESS, name="method-lower-case", change=words, apply=apply, kind=Kind.UNSPECIFIED)
    for name, change, slash, query in (
        ("trailing-slash", "a slash after the path", "/", ""),
        ("query", "an unknown parameter in the query string", "", "unknown=1"),
        ("empty-query", "an empty query string", "", "?"),
        ("double-query", "an unusual query string", "", "?&&=%00&a=%ff"),
    ):
        extended = partial(_extended, slash=slash, query=query)
        yield Mutation(clause=ROBUSTNESS, name=name, change=change, apply=extended, kind=Kind.UNSPECIFIED)


def _extended(control: Request, *, slash: str, query: str) -> Request:
    """The request with something after its path, or after its query string."""
    path, mark, known = control.path.partition("?")
    if not mark:
        return replace(control, path=path + slash + (f"?{query.removeprefix('?')}" if query else ""))
    more = f"&{query.removeprefix('?').removeprefix('&')}" if query else ""
    return replace(control, path=f"{path}{slash}?{known}{more}")
