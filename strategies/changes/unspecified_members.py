"""Bodies about whose members the documentation is silent: null, unknown members, repeated items, unusual numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from spec.clauses.clause_ids import KEYS, ROBUSTNESS
from spec.nodes import Node
from spec.operation import Operation, Schema
from strategies.changes import mutations
from strategies.changes.mutations import Mutation, Path, changed
from strategies.changes.nodes import nodes, places
from strategies.changes.raw import raw_member
from strategies.request import Hazard, Kind, Request
from strategies.values import texts
from strategies.values.kinds import kind
from strategies.values.ordinary import ordinary
from strategies.values.spelling import respelled

# Members of a large body or a large answer that are tried one by one.
_MOST = 12

_ODD_NAMES = (
    ("empty-name", "a member with an empty name", ""),
    ("proto", "a member called __proto__", "__proto__"),
    ("surrogate", "a member whose name is half a character (U+D800)", "\ud800"),
)

_set_member = partial(mutations.set_member, ROBUSTNESS, kind=Kind.UNSPECIFIED)
_set_body = partial(mutations.set_body, ROBUSTNESS, kind=Kind.UNSPECIFIED)


def members(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic change of one member of a JSON body on which the documentation is silent."""
    yield from _optional_null(operation)
    yield from _unknown_members(operation)
    yield from _lists(operation)
    yield from _numbers(operation)


def _optional_null(operation: Operation) -> Iterator[Mutation]:
    for node, place in _members(operation):
        if node.required is False:
            yield _set_member(f"null-{_label(node)}", f"{node.path[-1]} is null", place, None)


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
    yield _set_member("unknown-member", "an unknown member", ("Unknown",), "x")
    yield _set_member("unknown-member-null", "an unknown member that is null", ("Unknown",), None)
    for name, words, odd in _ODD_NAMES:
        # Such a name may stay in a store, or change what all objects have: whether it does is seen after each.
        yield replace(_set_member(f"unknown-member-{name}", words, (odd,), {"Name": "x"}), hazard=Hazard.UNUSUAL)
    yield from _response_members(operation)
    known = operation.request_schema.get("properties", {})
    for node, place in _members(operation):
        if len(node.path) == 1 and not node.required and node.path[0] in list(known)[:_MOST]:
            for label, other in respelled(node.path[0]).items():
                if other not in known:
                    words = f"{node.path[0]} is called {other}"
                    name = f"unknown-member-{label}-{node.path[0]}"
                    yield _set_member(name, words, (other,), ordinary(node.schema))
        if "properties" in node.schema and "Unknown" not in node.schema["properties"]:
            words = f"an unknown member in {node.path[-1]}"
            yield _set_member(f"unknown-member-in-{_label(node)}", words, (*place, "Unknown"), 1)


def _response_members(operation: Operation) -> Iterator[Mutation]:
    """Members that only an answer has: a request has no say in them."""
    answered: dict[str, Schema] = dict(operation.response_schema.get("properties", {}))
    if len(answered) == 1:
        ((root, inner),) = answered.items()
        if "properties" in inner and root not in operation.request_schema.get("properties", {}):
            yield _set_member(f"unknown-member-{root}", f"the request has a {root}", (root,), {})
            answered = dict(inner["properties"])
    for name, schema in list(answered.items())[: 2 * _MOST]:
        if name in operation.request_schema.get("properties", {}):
            continue
        known = [value for value in schema.get("enum", ()) if value is not None]
        text = "2001-02-03T04:05:06Z" if texts.is_timestamp(schema) else "as-the-request-says"
        value = known[-1] if known else [] if kind(schema) == "array" else text
        yield _set_member(f"unknown-member-{name}", f"the request has a {name}", (name,), value)


def _lists(operation: Operation) -> Iterator[Mutation]:
    for name, schema in operation.request_schema.get("properties", {}).items():
        if kind(schema) != "array" or "items" not in schema:
            continue
        if schema.get("minItems", 0) > 1:
            yield from _equal_items(name, schema)
            continue
        if not schema.get("minItems"):
            yield _set_member(f"empty-{name}", f"{name} is empty", (name,), [])
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
            yield _set_member(label, words, (name,), value)


def _equal_items(name: str, schema: Schema) -> Iterator[Mutation]:
    if schema.get("uniqueItems"):
        return
    yield Mutation(
        clause=ROBUSTNESS,
        name=f"equal-{name}",
        change=f"{name} are equal",
        apply=partial(_equal, name=name),
        needs=(name, 0),
        kind=Kind.UNSPECIFIED,
    )
    usual = ordinary(schema["items"], 0, 1)
    if isinstance(usual, str) and texts.fits(schema["items"], f"+{usual.lstrip('+')}"):
        yield Mutation(
            clause=ROBUSTNESS,
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
                yield _set_body(
                    f"number-{label}" if len(_integers(operation)) == 1 else f"number-{label}-{name}",
                    f"{name} is {literal.decode()}",
                    partial(raw_member, name=name, value=literal),
                )


def _integers(operation: Operation) -> list[str]:
    members = operation.request_schema.get("properties", {})
    return [name for name, schema in members.items() if kind(schema) == "integer"]
