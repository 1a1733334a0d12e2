"""Answers that are nearly JSON, or nearly the object that belongs there, as sloppy writers and error pages go."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.selftest.faults.documents import edited, with_document
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import successes
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import RESPONSE_EMPTY, RESPONSE_SYNTAX, response_member
from spec.operation import Operation


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Bodies that cannot be read, or that must not be there."""
    if not operation.has_json_response:
        yield _fault(
            operation, RESPONSE_EMPTY, "a-body", "A body comes where there is none.", lambda _body: b'{"ok":true}'
        )
        return
    for name, summary, change in _BODIES:
        yield _fault(operation, RESPONSE_SYNTAX, name, summary, change)
    yield from _foreign(operation, clauses)


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


def _foreign(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """An object that is where it belongs, with nothing in it where it belongs."""
    members = operation.response_schema.get("properties", {})
    objects = [name for name, member in members.items() if "properties" in member]
    if not objects:
        return
    name = objects[0]
    own = operation.clause_id(response_member((name,), ""))
    told = [clause.id for clause in clauses if clause.id.startswith(own)]
    broken = [clause for clause in told if clause.rpartition(".")[2] in ("type", "required", "echo")]
    for kind, summary, change in _SHAPES:
        yield Fault(
            name=f"answers-{kind}",
            clauses=tuple(broken),
            kind="envelope",
            summary=summary.format(name=name),
            hooks=successes(operation, _changing(name, change)),
        )


def _changing(name: str, change: Callable[[Any], Any]) -> Callable[[Call, Reply], Reply]:
    write = with_document(lambda document: edited(document, (name,), change))
    return lambda _call, reply: write(reply)


def _in_camel_case(value: dict[str, Any]) -> dict[str, Any]:
    return {name[:1].lower() + name[1:]: member for name, member in value.items()}


_SHAPES: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("wrapped-twice", "What belongs into {name} is in an object inside it.", lambda value: {"data": value}),
    ("camel-case", "The names of the members of {name} begin with a small letter.", _in_camel_case),
    ("an-empty-object", "{name} is an empty object.", lambda _value: {}),
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
