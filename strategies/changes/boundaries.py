"""Valid one-point changes: every edge of every constraint, one at a time, and leaving out what is optional."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spec.clauses.clause_ids import ITEMS, request_member
from spec.nodes import Node
from spec.operation import Operation, Schema
from spec.words import counted
from strategies.changes.mutations import Mutation, set_header, set_member, shown
from strategies.changes.nodes import at, needs, nodes, places
from strategies.request import Kind
from strategies.values.kinds import ABSENT, kind
from strategies.values.ordinary import distinct, entry
from strategies.values.valid import classes, edges, spread

# A map of more keys than this makes a request too long to read, so it is not sent.
_MOST_KEYS = 200
# Of the items of a list the same holds; two are several.
_MOST_ITEMS, _SEVERAL = 200, 2


def boundaries(operation: Operation) -> Iterator[Mutation]:
    """Every valid boundary of the request, aimed at the clause whose edge it is."""
    schema = operation.request_schema
    for node in nodes(schema) if operation.has_json_request else ():
        if node.of_keys:
            yield from _keys(schema, node)
            continue
        place = places(schema, node.path, 1)[0]
        if node.required is False:
            yield _valid(request_member(node.path, "optional"), "absent", f"{node.path[-1]} is left out", place, ABSENT)
        if node.path[-1:] == (ITEMS,) and "enum" in node.schema:
            continue  # a list with such an item may repeat another one; _lists tries them alone
        yield from _sizes(schema, node)
        for edge in edges(node.schema) if node.path else ():
            for number, path in enumerate(places(schema, node.path, 2)):
                edged = _valid(
                    request_member(node.path, edge.keyword),
                    f"valid-{edge.name}{f'-{number}' if number else ''}",
                    f"{'.'.join(map(str, path))} is {shown(edge.value)}",
                    path,
                    edge.value,
                )
                yield replace(edged, needs=needs(schema, node, path))
    for name, member in schema.get("properties", {}).items():
        if kind(member) == "array" and "items" in member:
            yield from _lists(name, classes(member, required=True), member["items"])
    yield from _messages(operation)


def _sizes(schema: Schema, node: Node) -> Iterator[Mutation]:
    """The edges of a size: a list without items, where that is stated; a map with as few and as many keys as may be."""
    if node.path and node.schema.get("minItems") == 0:
        place = places(schema, node.path, 1)[0]
        clause = request_member(node.path, "minItems")
        yield replace(
            _valid(clause, "valid-fewest", f"{'.'.join(map(str, place))} has no item", place, []),
            needs=needs(schema, node, place),
        )
    if node.path and kind(node.schema) == "array" and node.schema.get("items"):
        yield from _counts(schema, node)
    if not node.path or "additionalProperties" not in node.schema:
        return
    place = places(schema, node.path, 1)[0]
    for keyword, name in (("minProperties", "fewest"), ("maxProperties", "most")):
        count = node.schema.get(keyword, _MOST_KEYS + 1)
        value = dict(entry(node.schema, turn, len(node.path)) for turn in range(count if count <= _MOST_KEYS else 0))
        if len(value) == count:
            change = f"{'.'.join(map(str, place))} has {counted(count, 'key')}"
            clause = request_member(node.path, keyword)
            sized = _valid(clause, f"valid-{name}", change, place, value)
            yield replace(sized, needs=needs(schema, node, place))


def _counts(schema: Schema, node: Node) -> Iterator[Mutation]:
    """A list of two different items where an ordinary one has one, and a list of as many as there may be."""
    least, most = node.schema.get("minItems", 0), node.schema.get("maxItems")
    place = places(schema, node.path, 1)[0]
    top = _MOST_ITEMS if most is None else min(most, _MOST_ITEMS)
    for count, name in {_SEVERAL: "several", most: "most"}.items():
        if count is None or not max(1, least) < count <= top or "enum" in node.schema["items"]:
            continue
        # As deep as in the control: what is left out there for its depth may be refused here.
        items = distinct(node.schema["items"], count, len(node.path) + 1) or distinct(node.schema["items"], count)
        if items:
            clause = request_member(node.path, "maxItems" if most else "type")
            change = f"{'.'.join(map(str, place))} has {counted(count, 'item')}"
            yield replace(_valid(clause, f"valid-{name}", change, place, items), needs=needs(schema, node, place))


def _keys(schema: Schema, node: Node) -> Iterator[Mutation]:
    """The edges of a map's keys: the map with such a key, whose value is an ordinary one."""
    whole = Node(path=node.path[:-1], schema=at(schema, node.path[:-1]), required=None)
    place = places(schema, whole.path, 1)[0]
    if not place or "additionalProperties" not in whole.schema:
        return
    depth = len(whole.path)
    others = [entry(whole.schema, turn, depth) for turn in range(1, whole.schema.get("minProperties", 0))]
    value = entry(whole.schema, 0, depth)[1]
    for edge in edges({"type": "string", **node.schema}):
        edged = _valid(
            request_member(node.path, edge.keyword),
            f"valid-{edge.name}",
            f"a key of {'.'.join(map(str, place))} is {shown(edge.value)}",
            place,
            {**dict(others), str(edge.value): value},
        )
        yield replace(edged, needs=needs(schema, whole, place))


def ordinaries(operation: Operation) -> Iterator[Mutation]:
    """Valid values between the edges: every length and every character of each pattern, and treacherous words."""
    schema = operation.request_schema
    for node in nodes(schema) if operation.has_json_request else ():
        if node.of_keys:
            continue  # the edges of a key have every character of its pattern
        where = places(schema, node.path, 2)
        for number, (name, text) in enumerate(spread(node.schema).items() if node.path else ()):
            path = where[number % len(where)]
            between = _valid(
                request_member(node.path, "pattern"),
                f"valid-any-{name}",
                f"{'.'.join(map(str, path))} is {shown(text)}",
                path,
                text,
            )
            yield replace(between, needs=needs(schema, node, path))


def _valid(clause: str, name: str, change: str, path: tuple[str | int, ...], value: object) -> Mutation:
    return set_member(clause, name, change, path, value, kind=Kind.VALID)


def _lists(name: str, values: dict[str, object], item: Schema) -> Iterator[Mutation]:
    for label, value in values.items():
        alone = isinstance(value, list) and value == [label]
        # A list of texts of one shape is most likely refused for the shape, so it is aimed at the pattern.
        keyword = "items.enum" if alone else "items.pattern" if "pattern" in item else "type"
        clause = request_member((name,), keyword)
        yield _valid(clause, f"valid-list-{label}", f"{name} is {shown(value)}", (name,), value)


def _messages(operation: Operation) -> Iterator[Mutation]:
    """What a client may write in the headers of a valid request."""
    parameters = "request.contentType.parameters"
    if operation.has_json_request:
        for name, value in (
            ("charset-utf-8", "application/json; charset=utf-8"),
            ("charset-upper-case", "application/json;charset=UTF-8"),
        ):
            yield _header(parameters, name, f"Content-Type is {value}", "Content-Type", value)
    if any(parameter.name.lower() == "accept" for parameter in operation.at("header")):
        return  # the operation says itself what it may be
    yield _header("request.accept", "absent", "Accept is left out", "Accept", None)
    for name, value in (
        ("any", "*/*"),
        ("any-application", "application/*"),
        ("list", "text/html, */*;q=0.1"),
    ):
        yield _header("request.accept", name, f"Accept is {value}", "Accept", value)


def _header(clause: str, name: str, change: str, header: str, value: str | None) -> Mutation:
    return set_header(clause, name, change, header, value, kind=Kind.VALID)
