"""Variants that write the same answers into other messages: errors, headers, media types, transfer, pace."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.http import refusal
from conformance.reference.service.errors import Refusal
from conformance.selftest.variants.variant import Variant

_NAME = "x-amzn-ErrorType"
_URI = "http://internal.example/coral/errors/"
Members = Callable[[str, str], dict[str, Any]]


def variants() -> Iterator[Variant]:
    """Every choice about messages."""
    for freedom, rows in _ROWS.items():
        for name, summary, hooks in rows:
            yield Variant(name=name, freedom=freedom, summary=summary, hooks=hooks)


def _errors(members: Members, *headers: Callable[[str], tuple[str, str]]) -> Hooks:
    """Named errors with a body of these members and these headers."""

    def everywhere(_call: Call, reply: Reply) -> Reply:
        name = dict(reply.headers).get(_NAME)
        if name is None:
            return reply
        document = members(name, reply.document["Message"])
        return replace(reply, document=document, headers=tuple(header(name) for header in headers))

    return Hooks(everywhere=everywhere)


def _header(header: str, value: str = "{}") -> Callable[[str], tuple[str, str]]:
    return lambda name: (header, value.format(name))


def _bodiless() -> Hooks:
    def everywhere(_call: Call, reply: Reply) -> Reply:
        name = dict(reply.headers).get(_NAME)
        return reply if name is None else replace(reply, document=None, content_type=None, headers=((_NAME, name),))

    return Hooks(everywhere=everywhere)


def _every(change: Callable[[Reply], Reply]) -> Hooks:
    return Hooks(everywhere=lambda _call, reply: change(reply))


def _media(content_type: str) -> Hooks:
    return _every(lambda reply: replace(reply, content_type=content_type))


def _with(*headers: tuple[str, str]) -> Hooks:
    return _every(lambda reply: replace(reply, headers=(*reply.headers, *headers)))


def _body(write: Callable[[Any], bytes]) -> Hooks:
    """JSON written in another way."""
    return _every(lambda reply: reply if reply.document is None else replace(reply, body=write(reply.document)))


def _raw(value: Any) -> bytes:
    """JSON without escapes; with them where a text has no UTF-8 form."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def _now_and_then(count: int, status: int, name: str, *headers: tuple[str, str]) -> Hooks:
    """Every `count`-th request is put off."""
    error = refusal(Refusal(status, name, "Not now."))
    answer = replace(error, headers=(*error.headers, *headers))

    def anywhere(call: Call) -> Reply | None:
        turn = call.memory[f"turn-{status}"] = call.memory.get(f"turn-{status}", 0) + 1
        return answer if turn % count == 0 else None

    return Hooks(anywhere=anywhere)


def _slowly(_call: Call, reply: Reply) -> Reply:
    time.sleep(0.001)
    return reply


_AT_ONCE = ("Retry-After", "0")
_THROTTLED = (429, "ThrottledClientException")
_UNAVAILABLE = (503, "ServiceUnavailableException")
_Rows = tuple[tuple[str, str, Hooks], ...]
_ROWS: dict[str, _Rows] = {
    "error form": (
        (
            "error-type-in-body",
            "Errors are named in __type only.",
            _errors(lambda name, text: {"__type": name, "message": text}),
        ),
        (
            "error-type-with-namespace",
            "Errors are named in __type, with a namespace.",
            _errors(lambda name, text: {"__type": f"com.example.voice#{name}", "message": text}),
        ),
        (
            "error-code-in-body",
            "Errors are named in code only.",
            _errors(lambda name, text: {"code": name, "message": text}),
        ),
        (
            "error-upper-code-in-body",
            "Errors are named in Code only.",
            _errors(lambda name, text: {"Code": name, "Message": text}),
        ),
        (
            "error-in-header",
            "Errors are named in the header only.",
            _errors(lambda _name, text: {"message": text}, _header(_NAME)),
        ),
        (
            "error-empty-object",
            "Errors are named in the header and have an empty object.",
            _errors(lambda _name, _text: {}, _header(_NAME)),
        ),
        (
            "error-with-uri",
            "The error's name is followed by a URI.",
            _errors(lambda name, text: {"Code": name, "Message": text}, _header(_NAME, "{}:" + _URI)),
        ),
        (
            "error-header-case",
            "The header of errors is in another case.",
            _errors(lambda _name, text: {"Message": text}, _header("X-AMZN-ERRORTYPE")),
        ),
        (
            "error-everywhere",
            "Errors are named in the header and twice in the body.",
            _errors(lambda name, text: {"__type": name, "code": name, "message": text}, _header("x-amzn-errortype")),
        ),
        ("error-without-body", "Errors are named in the header, and have neither a body nor a type.", _bodiless()),
        (
            "error-with-more",
            "Errors carry more members.",
            _errors(
                lambda name, text: {"Code": name, "Message": text, "RequestId": "0", "Details": []}, _header(_NAME)
            ),
        ),
    ),
    "media type": (
        ("media-charset", "Answers name their charset.", _media("application/json; charset=utf-8")),
        (
            "media-charset-in-capitals",
            "Answers name their charset in capitals.",
            _media("Application/JSON;charset=UTF-8"),
        ),
    ),
    "headers": (
        (
            "headers-more",
            "Answers have headers more.",
            _with(("Server", "reference"), ("Cache-Control", "no-store"), ("X-Cache", "Miss"), ("Via", "1.1 gateway")),
        ),
        ("headers-cookies", "Answers set cookies.", _with(("Set-Cookie", "a=b; Path=/"), ("Set-Cookie", "c=d"))),
        ("request-id-case", "The request id's header is in another case.", _with(("X-AMZN-REQUESTID", "r-1"))),
    ),
    "JSON": (
        ("json-indented", "Bodies are indented.", _body(lambda value: json.dumps(value, indent=2).encode() + b"\n")),
        (
            "json-raw",
            "Bodies escape nothing they need not.",
            _body(_raw),
        ),
    ),
    "transfer": (
        ("chunked", "Bodies are sent in chunks.", _every(lambda reply: replace(reply, chunks=True))),
        ("connection-closed", "Every connection is closed.", _with(("Connection", "close"))),
    ),
    "pace": (
        ("slow", "Answers take a little longer.", Hooks(everywhere=_slowly)),
        ("throttles", "Every 29th request is answered 429.", _now_and_then(29, *_THROTTLED, _AT_ONCE)),
        ("throttles-in-silence", "Every 997th is answered 429, without Retry-After.", _now_and_then(997, *_THROTTLED)),
        ("unavailable", "Every 31st request is answered 503.", _now_and_then(31, *_UNAVAILABLE, _AT_ONCE)),
    ),
}
