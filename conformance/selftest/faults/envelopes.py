"""Answers that are nearly JSON, as sloppy writers, proxies and error pages make them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.reference.call import Reply
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import successes
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import RESPONSE_EMPTY, RESPONSE_SYNTAX
from spec.operation import Operation


def faults(operation: Operation, _clauses: Catalogue) -> Iterator[Fault]:
    """Bodies that cannot be read, or that must not be there."""
    if not operation.has_json_response:
        yield _fault(
            operation, RESPONSE_EMPTY, "a-body", "A body comes where there is none.", lambda _body: b'{"ok":true}'
        )
        return
    for name, summary, change in _BODIES:
        yield _fault(operation, RESPONSE_SYNTAX, name, summary, change)


def _fault(operation: Operation, clause: str, name: str, summary: str, change: Callable[[bytes], bytes]) -> Fault:
    def written(reply: Reply) -> Reply:
        return replace(reply, body=change(reply.payload), content_type=reply.content_type or "application/json")

    return Fault(
        name=f"answers-{name}",
        clauses=(operation.clause_id(clause),),
        kind="envelope",
        summary=summary,
        hooks=successes(operation, lambda _call, reply: written(reply)),
    )


def _with_constant(body: bytes) -> bytes:
    return json.dumps({**json.loads(body), "Score": float("nan")}).encode()


def _with_latin(body: bytes) -> bytes:
    return body[:1] + b'"Note":"\xe9",' + body[1:]


_BODIES: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    ("cut-json", "The last byte is missing.", lambda body: body[:-1]),
    ("half-the-json", "Half of the body is missing.", lambda body: body[: len(body) // 2]),
    ("trailing-text", "Text follows the document.", lambda body: body + b"done"),
    ("two-documents", "The document comes twice.", lambda body: body + body),
    ("nan", "A member is NaN.", _with_constant),
    ("a-byte-order-mark", "A byte order mark comes first.", lambda body: b"\xef\xbb\xbf" + body),
    ("single-quotes", "Strings are in single quotes.", lambda body: body.replace(b'"', b"'")),
    ("latin-1", "A byte is not UTF-8.", _with_latin),
    ("utf-16", "The body is UTF-16.", lambda body: body.decode().encode("utf-16")),
    ("nothing", "The body is empty.", lambda _body: b""),
    ("xml", "The body is XML.", lambda _body: b"<Result/>"),
    ("html", "The body is HTML.", lambda _body: b"<!doctype html><title>It works</title>"),
    ("trailing-comma", "A comma follows the last member.", lambda body: body[:-1] + b",}"),
    ("a-comment", "A comment precedes the document.", lambda body: b"// from the cache\n" + body),
    ("a-guard", "A prefix against hijacking precedes the document.", lambda body: b")]}',\n" + body),
)
