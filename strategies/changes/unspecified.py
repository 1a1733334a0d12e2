"""Requests about which the documentation is silent.

No documented answer to them is wrong, but an error of the server is; and where a resource is created, it must be right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from spec import clause_ids
from spec.clause_ids import KEYS
from spec.methods import undocumented, withheld
from spec.operation import Node, Operation, Schema
from strategies.changes import mutations
from strategies.changes.mutations import Mutation, Path, changed
from strategies.changes.nodes import nodes, places
from strategies.changes.raw import raw_member
from strategies.request import Kind, Request
from strategies.values import texts
from strategies.values.kinds import kind
from strategies.values.ordinary import ordinary
from strategies.values.spelling import respelled

ROBUST = clause_ids.ROBUSTNESS
# Members of a large body or a large answer that are tried one by one.
_MOST = 12

set_member = partial(mutations.set_member, kind=Kind.UNSPECIFIED)
set_body = partial(mutations.set_body, kind=Kind.UNSPECIFIED)
set_header = partial(mutations.set_header, kind=Kind.UNSPECIFIED)


def unspecified(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic request on which the documentation is silent."""
    if operation.has_json_request:
        yield from _optional_null(operation)
        yield from _unknown_members(operation)
        yield from _lists(operation)
        yield from _numbers(operation)
    yield from _media(operation)
    if operation.has_json_request:
        yield from _documents()
    yield from _routes(operation)


def _optional_null(operation: Operation) -> Iterator[Mutation]:
    for node, place in _members(operation):
        if node.required is False:
            yield set_member(ROBUST, f"null-{_label(node)}", f"{node.path[-1]} is null", place, None)


def _members(operation: Operation) -> Iterator[tuple[Node, Path]]:
    """The nodes of the body that are not its root, each with a place where it stands."""
    root = operation.request_schema
    for node in nodes(root):
        if node.path and KEYS not in node.path:
            yield node, places(root, node.path, 1)[0]


def _label(node: Node) -> str:
    return ".".join(node.path)


def _unknown_members(operation: Operation) -> Iterator[Mutation]:
    if "properties" not in operation.request_schema:
        return
    yield set_member(ROBUST, "unknown-member", "an unknown member", ("Unknown",), "x")
    yield set_member(ROBUST, "unknown-member-null", "an unknown member that is null", ("Unknown",), None)
    yield set_member(ROBUST, "unknown-member-empty-name", "a member with an empty name", ("",), 1)
    yield set_member(ROBUST, "unknown-member-proto", "a member called __proto__", ("__proto__",), {"Name": "x"})
    yield set_member(ROBUST, "unknown-member-surrogate", "a member whose name is a lone surrogate", ("\ud800",), 1)
    yield from _response_members(operation)
    known = operation.request_schema.get("properties", {})
    for node, place in _members(operation):
        if len(node.path) == 1 and not node.required and node.path[0] in list(known)[:_MOST]:
            for label, other in respelled(node.path[0]).items():
                if other not in known:
                    words = f"{node.path[0]} is called {other}"
                    name = f"unknown-member-{label}-{node.path[0]}"
                    yield set_member(ROBUST, name, words, (other,), ordinary(node.schema))
        if "properties" in node.schema and "Unknown" not in node.schema["properties"]:
            words = f"an unknown member in {node.path[-1]}"
            yield set_member(ROBUST, f"unknown-member-in-{_label(node)}", words, (*place, "Unknown"), 1)


def _response_members(operation: Operation) -> Iterator[Mutation]:
    """Members that only an answer has: a request has no say in them."""
    answered: dict[str, Schema] = dict(operation.response_schema.get("properties", {}))
    if len(answered) == 1:
        ((root, inner),) = answered.items()
        if "properties" in inner and root not in operation.request_schema.get("properties", {}):
            yield set_member(ROBUST, f"unknown-member-{root}", f"the request has a {root}", (root,), {})
            answered = dict(inner["properties"])
    for name, schema in list(answered.items())[: 2 * _MOST]:
        if name in operation.request_schema.get("properties", {}):
            continue
        known = [value for value in schema.get("enum", ()) if value is not None]
        text = "2001-02-03T04:05:06Z" if texts.is_timestamp(schema) else "as-the-request-says"
        value = known[-1] if known else [] if kind(schema) == "array" else text
        yield set_member(ROBUST, f"unknown-member-{name}", f"the request has a {name}", (name,), value)


def _lists(operation: Operation) -> Iterator[Mutation]:
    for name, schema in operation.request_schema.get("properties", {}).items():
        if kind(schema) != "array" or "items" not in schema:
            continue
        if schema.get("minItems", 0) > 1:
            yield from _equal_items(name, schema)
            continue
        if not schema.get("minItems"):
            yield set_member(ROBUST, f"empty-{name}", f"{name} is empty", (name,), [])
        yield from _repeated_items(name, schema)


def _repeated_items(name: str, schema: Schema) -> Iterator[Mutation]:
    most, items = schema.get("maxItems", 1_000), schema["items"]
    if schema.get("uniqueItems") or most < 2:
        return
    values = list(items["enum"]) if "enum" in items else [ordinary(items, 0, 1)]
    for label, words, value in (
        (f"duplicate-{name}", f"{name} repeats an item", [values[0], values[0]]),
        (f"duplicates-{name}", f"{name} repeats items", [*values, *values]),
        (f"many-{name}", f"{name} repeats items 100 times", values * 100),
    ):
        if len(value) <= most:
            yield set_member(ROBUST, label, words, (name,), value)


def _equal_items(name: str, schema: Schema) -> Iterator[Mutation]:
    if schema.get("uniqueItems"):
        return
    yield Mutation(
        clause=ROBUST,
        name=f"equal-{name}",
        change=f"{name} are equal",
        apply=partial(_equal, name=name),
        needs=(name, 0),
        kind=Kind.UNSPECIFIED,
    )
    usual = ordinary(schema["items"], 0, 1)
    if isinstance(usual, str) and texts.fits(schema["items"], f"+{usual.lstrip('+')}"):
        yield Mutation(
            clause=ROBUST,
            name=f"equal-but-plus-{name}",
            change=f"{name} differ in the + only",
            apply=partial(_equal, name=name, plus=True),
            needs=(name, 0),
            kind=Kind.UNSPECIFIED,
        )


def _equal(control: Request, *, name: str, plus: bool = False) -> Request:
    document = json.loads(control.body)
    items = document[name]
    first = items[0].lstrip("+") if isinstance(items[0], str) else items[0]
    last = f"+{first}" if plus else first
    return control.with_json(changed(document, (name,), [*[first] * (len(items) - 1), last]))


def _numbers(operation: Operation) -> Iterator[Mutation]:
    for name, schema in operation.request_schema.get("properties", {}).items():
        if kind(schema) != "integer" or "enum" in schema or texts.is_timestamp(schema):
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
            if schema.get("minimum", 0) <= float(literal) <= schema.get("maximum", float("inf")):
                yield set_body(
                    ROBUST,
                    f"number-{label}" if len(_integers(operation)) == 1 else f"number-{label}-{name}",
                    f"{name} is {literal.decode()}",
                    partial(raw_member, name=name, value=literal),
                )


def _integers(operation: Operation) -> list[str]:
    members = operation.request_schema.get("properties", {})
    return [name for name, schema in members.items() if kind(schema) == "integer"]


def _media(operation: Operation) -> Iterator[Mutation]:
    if operation.has_json_request:
        yield from _content_types()
    for value in ("text/html", "application/xml", "application/json;q=0", "nonsense", ""):
        label = "".join(char if char.isalnum() else "-" for char in value) or "empty"
        yield set_header(ROBUST, f"accept-{label}", f"Accept is {value}", "Accept", value)
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
            yield set_header(ROBUST, f"header-{header}-{value[:8]}", f"{header}: {value}", header, value)


def _content_types() -> Iterator[Mutation]:
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


def _documents() -> Iterator[Mutation]:
    yield set_body(ROBUST, "byte-order-mark", "a UTF-8 byte order mark", lambda body: b"\xef\xbb\xbf" + body)
    yield set_body(ROBUST, "duplicate-member", "a member twice, the same", _twice)
    yield set_body(ROBUST, "duplicate-member-null", "a member twice, null first", partial(_twice, other=b"null"))
    last = partial(_twice_last, other=b"null")
    yield set_body(ROBUST, "duplicate-member-null-last", "a member twice, null last", last)
    yield set_body(ROBUST, "escaped-names", "a member's name in escapes", _escaped)
    yield set_body(ROBUST, "white-space", "white space where JSON allows it", _spaced)


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
            clause=ROBUST,
            name=f"method-{method.lower()}",
            change=f"the method is {method}",
            apply=partial(replace, method=method, body=b""),
            kind=Kind.UNSPECIFIED,
        )
    lower = operation.method.lower()
    apply = partial(replace, method=lower)
    words = f"the method in lower case: {lower}"
    yield Mutation(clause=ROBUST, name="method-lower-case", change=words, apply=apply, kind=Kind.UNSPECIFIED)
    for name, change, slash, query in (
        ("trailing-slash", "a slash after the path", "/", ""),
        ("query", "an unknown parameter in the query string", "", "unknown=1"),
        ("empty-query", "an empty query string", "", "?"),
        ("double-query", "an odd query string", "", "?&&=%00&a=%ff"),
    ):
        extended = partial(_extended, slash=slash, query=query)
        yield Mutation(clause=ROBUST, name=name, change=change, apply=extended, kind=Kind.UNSPECIFIED)


def _extended(control: Request, *, slash: str, query: str) -> Request:
    """The request with something after its path, or after its query string."""
    path, mark, known = control.path.partition("?")
    if not mark:
        return replace(control, path=path + slash + (f"?{query.removeprefix('?')}" if query else ""))
    more = f"&{query.removeprefix('?').removeprefix('&')}" if query else ""
    return replace(control, path=f"{path}{slash}?{known}{more}")
