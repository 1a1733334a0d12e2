"""Requests about which the documentation is silent, and odd ones that must at least not break a target.

No documented answer to them is wrong, but an error of the server is; and where a session is created, it must be right.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from spec.operation import Operation, types, walk
from strategies.mutations import Mutation, changed, set_body, set_header, set_member
from strategies.request import Request
from strategies.values import ordinary
from strategies.violations import respelled

ROBUST = "request.robustness"
_DEEP = 100_000
_LONG = 1 << 20


def silences(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic request on which the documentation is silent."""
    yield from _optional_null(operation)
    yield from _unknown_members(operation)
    yield from _lists(operation)
    yield from _numbers(operation)
    yield from _media()
    yield from _documents()
    yield from _routes()


def odd(operation: Operation) -> Iterator[Mutation]:
    """Very long, very deep and very odd requests."""
    text = _member_with(operation, "pattern")
    for name, change, value in (
        ("long-text", f"{text} has a million characters", "a" * _LONG),
        ("surrogate", f"{text} is a lone surrogate", "\ud800"),
        ("nul", f"{text} is a NUL", "\x00"),
        ("bidi", f"{text} overrides the text direction", "\u202eabc"),
        ("format-string", f"{text} is a format string", "%s%n{0}${x}"),
        ("template", f"{text} is a template", "{{7*7}}"),
        ("sql", f"{text} is SQL", "'; DROP TABLE sessions; --"),
        ("script", f"{text} is a script", "<script>alert(1)</script>"),
        ("backslash", f"{text} has a backslash", "a\\b"),
        ("slow-match", f"{text} is slow to match", " " * 50_000 + "!"),
    ):
        yield set_member(ROBUST, f"odd-{name}", change, (text,), value)
    choice = _member_with(operation, "enum")
    yield set_member(ROBUST, "odd-long-choice", f"{choice} has 100,000 characters", (choice,), "A" * 100_000)
    array = _member_with(operation, "minItems")
    yield set_member(ROBUST, "odd-long-list", f"{array} has 10,000 items", (array,), ["+12065550100"] * 10_000)
    number = _member_with(operation, "minimum")
    for name, literal in (
        ("ten-thousand-digits", b"9" * 10_000),
        ("minus-ten-thousand-digits", b"-" + b"9" * 10_000),
        ("exponent-400", b"1e400"),
        ("exponent-million", b"1e1000000"),
        ("tiny", b"1e-400"),
        ("minus-zero", b"-0.0"),
    ):
        yield set_body(
            ROBUST,
            f"odd-number-{name}",
            f"{number} is a number of {name.replace('-', ' ')}",
            partial(_raw_member, name=number, value=literal),
        )
    for node in walk(operation.request_schema):
        if node.path and "properties" in node.schema:
            yield set_member(ROBUST, f"odd-empty-{node.path[-1]}", f"{node.path[-1]} is an empty object", node.path, {})
    yield from _odd_bodies()
    yield set_header(ROBUST, "odd-long-header", "a header of 6,000 characters", "X-Note", "a" * 6000)


def _odd_bodies() -> Iterator[Mutation]:
    bodies: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
        ("deep-lists", f"{_DEEP} nested lists", lambda _body: b"[" * _DEEP),
        ("deep-objects", f"{_DEEP} nested objects", lambda _body: b'{"a":' * _DEEP),
        (
            "deep-member",
            "an unknown member nested 100,000 deep",
            partial(_raw_member, name="Unknown", value=b"[" * _DEEP + b"]" * _DEEP),
        ),
        ("long-body", "a megabyte of white space", lambda body: b" " * _LONG + body),
        ("many-members", "ten thousand unknown members", partial(_many, count=10_000)),
        ("long-name", "an unknown member with a long name", partial(_raw_member, name="a" * 100_000, value=b"1")),
        ("long-garbage", "a megabyte of garbage", lambda _body: b"\x00" * _LONG),
    )
    for name, change, rewrite in bodies:
        yield set_body(ROBUST, f"odd-{name}", change, rewrite)


def _many(body: bytes, *, count: int) -> bytes:
    document = json.loads(body) | {f"Unknown{number}": number for number in range(count)}
    return json.dumps(document).encode()


def _member_with(operation: Operation, keyword: str) -> str:
    properties = operation.request_schema["properties"]
    return next(str(name) for name, schema in properties.items() if keyword in schema)


def _raw_member(body: bytes, *, name: str, value: bytes) -> bytes:
    document = {key: item for key, item in json.loads(body).items() if key != name}
    return json.dumps(document, separators=(",", ":")).encode()[:-1] + b',"' + name.encode() + b'":' + value + b"}"


def _optional_null(operation: Operation) -> Iterator[Mutation]:
    for node in walk(operation.request_schema):
        if node.required is False:
            yield set_member(ROBUST, f"null-{node.path[-1]}", f"{node.path[-1]} is null", node.path, None)


def _unknown_members(operation: Operation) -> Iterator[Mutation]:
    yield set_member(ROBUST, "unknown-member", "an unknown member", ("Unknown",), "x")
    yield set_member(ROBUST, "unknown-member-null", "an unknown member that is null", ("Unknown",), None)
    yield set_member(ROBUST, "unknown-member-empty-name", "a member with an empty name", ("",), 1)
    yield set_member(ROBUST, "unknown-member-proto", "a member called __proto__", ("__proto__",), {"Name": "x"})
    yield set_member(ROBUST, "unknown-member-surrogate", "a member whose name is a lone surrogate", ("\ud800",), 1)
    yield from _response_members(operation)
    for node in walk(operation.request_schema):
        if len(node.path) == 1 and not node.required:
            for label, other in respelled(node.path[0]).items():
                yield set_member(
                    ROBUST,
                    f"unknown-member-{label}-{node.path[0]}",
                    f"{node.path[0]} is called {other}",
                    (other,),
                    ordinary(node.schema),
                )
        if node.path and "properties" in node.schema:
            path = (*node.path, "Unknown")
            yield set_member(
                ROBUST, f"unknown-member-in-{node.path[-1]}", f"an unknown member in {node.path[-1]}", path, 1
            )


def _response_members(operation: Operation) -> Iterator[Mutation]:
    """Members that only an answer has: a request has no say in them."""
    ((root, session),) = operation.response_schema["properties"].items()
    yield set_member(ROBUST, f"unknown-member-{root}", f"the request has a {root}", (root,), {})
    for name, schema in session["properties"].items():
        if name in operation.request_schema["properties"]:
            continue
        known = [value for value in schema.get("enum", ()) if value is not None]
        text = "2001-02-03T04:05:06Z" if "format" in schema else "as-the-request-says"
        value = known[-1] if known else [] if "array" in types(schema) else text
        yield set_member(ROBUST, f"unknown-member-{name}", f"the request has a {name}", (name,), value)


def _lists(operation: Operation) -> Iterator[Mutation]:
    for name, schema in operation.request_schema["properties"].items():
        if "items" not in schema:
            continue
        if "minItems" not in schema:
            first = schema["items"]["enum"][0]
            yield set_member(ROBUST, f"empty-{name}", f"{name} is empty", (name,), [])
            yield set_member(ROBUST, f"duplicate-{name}", f"{name} repeats an item", (name,), [first, first])
            values = schema["items"]["enum"]
            yield set_member(ROBUST, f"duplicates-{name}", f"{name} repeats items", (name,), [*values, *values])
            yield set_member(ROBUST, f"many-{name}", f"{name} repeats items 100 times", (name,), values * 100)
        else:
            yield Mutation(
                clause=ROBUST, name=f"equal-{name}", change=f"{name} are equal", apply=partial(_equal, name=name)
            )
            yield Mutation(
                clause=ROBUST,
                name=f"equal-but-plus-{name}",
                change=f"{name} differ in the + only",
                apply=partial(_equal, name=name, plus=True),
            )


def _equal(control: Request, *, name: str, plus: bool = False) -> Request:
    document = json.loads(control.body)
    first = document[name][0].lstrip("+")
    return control.with_json(changed(document, (name,), [first, f"+{first}" if plus else first]))


def _numbers(operation: Operation) -> Iterator[Mutation]:
    for name, schema in operation.request_schema["properties"].items():
        if schema.get("type") != "integer":
            continue
        for label, literal in (
            ("integral-float", b"60.0"),
            ("integral-exponent", b"6e1"),
            ("integral-long", b"60.000"),
            ("over-32-bits", b"2147483648"),
            ("over-unsigned-32-bits", b"4294967297"),
            ("over-53-bits", b"9007199254740993"),
            ("over-64-bits", b"18446744073709551617"),
            ("thirty-digits", b"1" + b"0" * 30),
            ("hundred-digits", b"1" + b"0" * 100),
            ("rounds-to-integral", b"60.00000000000000000001"),
        ):
            yield set_body(
                ROBUST,
                f"number-{label}",
                f"{name} is {literal.decode()}",
                partial(_raw_member, name=name, value=literal),
            )


def _media() -> Iterator[Mutation]:
    yield set_header(ROBUST, "content-type-missing", "no Content-Type", "Content-Type", None)
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
        yield set_header(ROBUST, f"content-type-{label}", f"Content-Type is {value}", "Content-Type", value)
    for value in ("text/html", "application/xml", "application/json;q=0", "nonsense"):
        label = "".join(char if char.isalnum() else "-" for char in value)
        yield set_header(ROBUST, f"accept-{label}", f"Accept is {value}", "Accept", value)
    for header, value in (
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "nonsense"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-Amz-Target", "Nonsense.CreateProxySession"),
        ("Cookie", "a=b"),
        ("Expect", "nonsense"),
        ("If-None-Match", "*"),
        ("Range", "bytes=0-1"),
        ("Origin", "null"),
    ):
        yield set_header(ROBUST, f"header-{header}-{value[:8]}", f"{header}: {value}", header, value)


def _documents() -> Iterator[Mutation]:
    yield set_body(ROBUST, "byte-order-mark", "a UTF-8 byte order mark", lambda body: b"\xef\xbb\xbf" + body)
    yield set_body(ROBUST, "duplicate-member", "a member twice, the same", _twice)
    yield set_body(ROBUST, "duplicate-member-null", "a member twice, null first", partial(_twice, other=b"null"))
    yield set_body(
        ROBUST, "duplicate-member-null-last", "a member twice, null last", partial(_twice_last, other=b"null")
    )
    yield set_body(ROBUST, "escaped-names", "a member's name in escapes", _escaped)
    yield set_body(ROBUST, "white-space", "white space where JSON allows it", _spaced)


def _twice(body: bytes, *, other: bytes | None = None) -> bytes:
    document: dict[str, Any] = json.loads(body)
    name = next(iter(document))
    value = other or json.dumps(document[name]).encode()
    return b'{"' + name.encode() + b'":' + value + b"," + body[1:]


def _twice_last(body: bytes, *, other: bytes) -> bytes:
    name: str = next(iter(json.loads(body)))
    return body[:-1] + b',"' + name.encode() + b'":' + other + b"}"


def _escaped(body: bytes) -> bytes:
    first = body.index(b'"') + 1
    return body[:first] + b"\\u%04x" % body[first] + body[first + 1 :]


def _spaced(body: bytes) -> bytes:
    return b" \r\n" + json.dumps(json.loads(body), indent=4).encode().replace(b"\n", b"\r\n\t") + b"\n"


def _routes() -> Iterator[Mutation]:
    for method in ("GET", "HEAD", "OPTIONS", "TRACE"):
        yield Mutation(
            clause=ROBUST,
            name=f"method-{method.lower()}",
            change=f"the method is {method}",
            apply=partial(replace, method=method, body=b""),
        )
    for name, change, after in (
        ("trailing-slash", "a slash after the path", "/"),
        ("query", "a query string", "?unknown=1"),
        ("empty-query", "an empty query string", "?"),
        ("double-query", "an odd query string", "?&&=%00&a=%ff"),
    ):
        yield Mutation(clause=ROBUST, name=name, change=change, apply=partial(_append, after=after))


def _append(control: Request, *, after: str) -> Request:
    return replace(control, path=control.path + after)
