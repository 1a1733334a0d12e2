"""Faults in what surrounds the members: media types, broken JSON, headers, and how errors are written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.reference.call import Hooks, Reply
from conformance.reference.errors import Refusal
from conformance.reference.http import refusal
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import always, replies

_SYNTAX = "response.body.syntax"


def faults() -> Iterator[Fault]:
    """Wrong media types, broken bodies, missing headers, wrong error names."""
    for value in (
        "text/plain",
        "text/html; charset=utf-8",
        "application/xml",
        "application/problem+json",
        "binary/octet-stream",
        None,
    ):
        name = (value or "nothing").partition(";")[0].replace("/", "-")
        yield Fault(
            name=f"answers-as-{name}",
            clause="response.contentType",
            kind="envelope",
            summary=f"The answer's Content-Type is {value or 'missing'}.",
            hooks=replies(_called(value)),
        )
    for name, summary, change in _BODIES:
        yield Fault(name=f"answers-{name}", clause=_SYNTAX, kind="envelope", summary=summary, hooks=_body(change))
    yield Fault(
        name="answers-without-request-id",
        clause="response.header.x-amzn-RequestId",
        kind="envelope",
        summary="The request id is empty.",
        hooks=replies(lambda reply: replace(reply, headers=(*reply.headers, ("x-amzn-RequestId", "")))),
    )
    yield from _errors()


def _called(kind: str | None) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, content_type=kind)


def _body(change: Callable[[bytes], bytes]) -> Hooks:
    return replies(lambda reply: replace(reply, body=change(reply.payload)))


_BODIES: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    ("cut-json", "The last byte is missing.", lambda body: body[:-1]),
    ("half-the-json", "Half of the body is missing.", lambda body: body[: len(body) // 2]),
    ("trailing-text", "Text follows the document.", lambda body: body + b"ok"),
    ("two-documents", "The document comes twice.", lambda body: body + body),
    ("nan", "The expiry is NaN.", lambda body: body.replace(b'"Status"', b'"Other":NaN,"Status"')),
    ("a-byte-order-mark", "A byte order mark comes first.", lambda body: b"\xef\xbb\xbf" + body),
    ("single-quotes", "Strings are in single quotes.", lambda body: body.replace(b'"', b"'")),
    ("latin-1", "A byte is not UTF-8.", lambda body: body.replace(b'"Status"', b'"Note":"\xe9","Status"')),
    ("utf-16", "The body is UTF-16.", lambda body: body.decode().encode("utf-16")),
    ("nothing", "The body is empty.", lambda _body: b""),
    ("xml", "The body is XML.", lambda _body: b"<ProxySession/>"),
    ("html", "The body is HTML.", lambda _body: b"<!doctype html><title>Created</title>"),
    ("trailing-comma", "A comma follows the last member.", lambda body: body[:-1] + b",}"),
    ("a-comment", "A comment precedes the document.", lambda body: b"// created\n" + body),
    ("an-anti-hijacking-prefix", "A prefix precedes the document.", lambda body: b")]}',\n" + body),
)


def _errors() -> Iterator[Fault]:
    for status, right in ((400, "BadRequestException"), (404, "NotFoundException")):
        clause = f"error.{right}.type"
        for name in ("ValidationException", "ServiceFailureException", right.lower(), ""):
            yield Fault(
                name=f"names-{status}-{name or 'nothing'}",
                clause=clause,
                kind="error",
                summary=f"The error of a {status} is called {name or 'nothing'}.",
                hooks=_named(status, name),
            )
    yield Fault(
        name="names-nested",
        clause="error.BadRequestException.type",
        kind="error",
        summary="The error's name is nested in the body.",
        hooks=_replaced(Reply(status=400, document={"error": {"__type": "BadRequestException"}})),
    )
    for name, summary, reply in (
        ("html", "Refusals are HTML.", Reply(status=400, body=b"<h1>Bad Request</h1>", content_type="text/html")),
        ("text", "Refusals are text.", Reply(status=400, body=b"Bad Request", content_type="text/plain")),
        ("nothing", "Refusals have no body.", Reply(status=400, content_type=None)),
    ):
        named = replace(reply, headers=(("x-amzn-ErrorType", "BadRequestException"),))
        yield Fault(
            name=f"refuses-with-{name}",
            clause="error.contentType",
            kind="error",
            summary=summary,
            hooks=_replaced(named),
        )
    yield Fault(
        name="refuses-with-200",
        clause="request.body.Name.pattern",
        kind="status",
        summary="Refusals have the status 200.",
        hooks=replies(lambda reply: replace(reply, status=200), status=400),
    )
    yield Fault(
        name="refuses-with-201",
        clause="request.body.Name.pattern",
        kind="status",
        summary="Refusals have the status 201.",
        hooks=replies(lambda reply: replace(reply, status=201), status=400),
    )


def _replaced(reply: Reply) -> Hooks:
    return replies(lambda _reply: reply, always, status=400)


def _named(status: int, name: str) -> Hooks:
    """Refusals of this status under another name, in the header and in the body."""
    if name:
        return replies(lambda _reply: refusal(Refusal(status, name, "no")), status=status)
    plain = Reply(status=status, body=json.dumps({"Message": "no"}).encode())
    return replies(lambda _reply: plain, status=status)
