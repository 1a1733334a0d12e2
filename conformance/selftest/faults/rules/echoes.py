"""Rules for what comes back otherwise than it was given, and for what comes back without being given."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from conformance.reference.hooks import Hooks
from conformance.reference.service.answers.samples import sample, satisfies
from conformance.selftest.faults.documents import ABSENT, Edit, assigned, edited, with_document
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.literals import word
from conformance.selftest.faults.rules.naming import named
from conformance.selftest.faults.spots import Spot, optional, spots
from conformance.selftest.faults.tools import When, always, at_random, every, successes
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import response_member
from spec.nodes import Node, walk
from spec.operation import Operation, types


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Every clause on an echo, and on what is not set, broken in the ways that fit the member's type."""
    nodes = {".".join(node.path): node for node in walk(operation.response_schema)}
    members = optional(operation)
    for clause in clauses:
        local = operation.local(clause.id)
        path = local.removeprefix("response.body.").rpartition(".")[0]
        if clause.operation != operation.name or path not in nodes:
            continue
        node = nodes[path]
        if clause.check == "echo":
            for rule, summary, edit in _distortions(node, clause.id, spaced=_takes_spaces(operation, node)):
                hooks = _edit(operation, node, edit)
                also = _missing(operation, node) if rule == "dropped" else _worse(operation, node, rule)
                yield named(rule, clause.id, f"{path} {summary}.", hooks, literals=(word(clause.id),), also=also)
            yield from _sometimes(operation, node, clause.id, members)
        elif clause.check == "unset":
            yield named("filled", clause.id, f"{path} is made up where it was not given.", _filled(operation, node))


def _missing(operation: Operation, node: Node) -> tuple[str, ...]:
    """What a member that must be there breaks when it is not."""
    return (operation.clause_id(response_member(node.path, "required")),) if node.required else ()


def _worse(operation: Operation, node: Node, rule: str) -> tuple[str, ...]:
    """What a text of the target's own may break first, since that binds where an echo is inferred."""
    form = ("pattern", "minLength", "maxLength")
    broken = {"fixed": form, "emptied": form[:2], "recased": form[:1]}.get(rule, ())
    return tuple(operation.clause_id(response_member(node.path, key)) for key in broken if key in node.schema)


def _takes_spaces(operation: Operation, node: Node) -> bool:
    """Whether a request may give the member with white space around it."""
    given = [spot.schema for spot in spots(operation) if spot.name == node.path[-1] and spot.path]
    return any("enum" not in schema and satisfies(schema, " a ") for schema in given)


def _edit(operation: Operation, node: Node, edit: Edit, when: When = always) -> Hooks:
    change = with_document(lambda document: edited(document, node.path, edit))
    return successes(operation, lambda _call, reply: change(reply), when)


def _filled(operation: Operation, node: Node) -> Hooks:
    chance = random.Random(1)  # noqa: S311 - the same in every run
    schema = {**node.schema, "type": next(kind for kind in types(node.schema) if kind != "null")}
    if "properties" in schema:
        schema["required"] = list(schema["properties"])
    values = [value for value in node.schema.get("enum", ()) if value is not None]

    def make() -> Any:
        return values[-1] if values else sample(schema, chance)

    change = with_document(lambda document: assigned(document, node.path, make))
    return successes(operation, lambda _call, reply: change(reply))


def _sometimes(operation: Operation, node: Node, clause: str, members: list[Spot]) -> Iterator[Fault]:
    path = ".".join(node.path)
    gone: Edit = lambda _value: ABSENT  # noqa: E731 - used three times
    also = _missing(operation, node)
    hooks = _edit(operation, node, gone, every(10))
    yield named("once-in-ten", clause, f"{path} is lost one time in ten.", hooks, also=also)
    hooks = _edit(operation, node, gone, at_random(0.1))
    yield named("at-random", clause, f"{path} is lost one time in ten, at random.", hooks, also=also)
    for other in members:
        if other.name != node.path[-1]:
            hooks = _edit(operation, node, gone, other.given)
            summary = f"{path} is lost where {other.name} is given."
            yield named(f"lost-with-{other.name}", clause, summary, hooks, also=also, kind="lost-with")
            return


def _distortions(node: Node, clause: str, *, spaced: bool) -> Iterator[tuple[str, str, Edit]]:
    yield "dropped", "does not come back", lambda _value: ABSENT
    kinds = types(node.schema)
    if "enum" in node.schema:
        known = [value for value in node.schema["enum"] if isinstance(value, str)]
        yield "exchanged", "comes back as another value", lambda value: _next(known, value)
        yield "fixed", "is always the same", lambda _value: known[0]
    elif "string" in kinds:
        yield "recased", "comes back in another case", lambda value: _texts(value, str.swapcase)
        if spaced:
            yield "trimmed", "comes back without white space around it", lambda value: _texts(value, str.strip)
        yield "cut", "comes back without its last character", lambda value: _texts(value, lambda text: text[:-1])
        yield "fixed", "is always the same", lambda _value: word(clause)
        yield "emptied", "comes back empty", lambda _value: ""
    elif "integer" in kinds or "number" in kinds:
        yield "plus-one", "comes back one too high", lambda value: value + 1
        yield "scaled", "comes back in another unit", lambda value: value * 60
        yield "fixed", "is always the same", lambda _value: 77
        yield "capped", "comes back smaller where it is large", lambda value: min(value, 1000)
    elif "boolean" in kinds:
        yield "negated", "comes back as its contrary", lambda value: not value
    elif "array" in kinds:
        yield from _lists(node)
    elif "object" in kinds:
        yield from _objects(node)


def _lists(node: Node) -> Iterator[tuple[str, str, Edit]]:
    yield "first-only", "comes back with its first item only", lambda items: items[:1]
    yield "without-first", "comes back without its first item", lambda items: items[1:]
    yield "emptied", "comes back empty", lambda _items: []
    inner = node.schema.get("items", {})
    known = inner.get("enum")
    if known:
        yield "complete", "comes back with every known value", lambda _items: list(known)
        yield "recased", "comes back in another case", lambda items: [_texts(item, str.swapcase) for item in items]
    elif "properties" not in inner:
        yield "cut", "comes back cut", lambda items: [_texts(item, lambda text: text[:-1]) for item in items]
        yield "longer", "comes back with one item more", lambda items: [*items, *map(_another, items[:1])]
    echoed = node.schema.get("x-echo", {}).get("each", "")
    if "string" in types(inner.get("properties", {}).get(echoed, {})):
        yield from _inside(echoed)


def _another(item: Any) -> Any:
    """Another item of the same kind: in a set, an item that stands twice adds nothing."""
    turned = _texts(item, lambda text: text[::-1])
    return turned if turned != item else _texts(item, lambda text: text + text)


def _inside(name: str) -> Iterator[tuple[str, str, Edit]]:
    """The items' member `name` distorted in every item."""

    def each(change: Edit) -> Edit:
        return lambda items: [edited(item, (name,), change) for item in items]

    yield f"cut-{name}", f"comes back with {name} cut", each(lambda text: _texts(text, lambda value: value[:-1]))
    yield (
        f"grouped-{name}",
        f"comes back with a space in {name}",
        each(lambda t: _texts(t, lambda v: f"{v[:2]} {v[2:]}")),
    )
    yield f"same-{name}", f"comes back with one {name} for all", _same(name)


def _same(name: str) -> Edit:
    return lambda items: [{**item, name: items[0].get(name)} for item in items]


def _objects(node: Node) -> Iterator[tuple[str, str, Edit]]:
    for name, member in node.schema.get("properties", {}).items():
        yield f"without-{name}", f"comes back without {name}", _without(name)
        if "string" in types(member):
            yield f"emptied-{name}", f"comes back with an empty {name}", _setting(name, "")
    for name in node.schema.get("properties", {}):
        yield f"recased-{name}", f"comes back with {name} in another case", _recasing(name)
        return


def _without(name: str) -> Edit:
    return lambda value: {key: inner for key, inner in value.items() if key != name}


def _setting(name: str, new: Any) -> Edit:
    return lambda value: {**value, name: new}


def _recasing(name: str) -> Edit:
    return lambda value: {key.swapcase() if key == name else key: inner for key, inner in value.items()}


def _texts(value: Any, change: Any) -> Any:
    return change(value) if isinstance(value, str) else value


def _next(known: list[str], value: Any) -> Any:
    return known[(known.index(value) + 1) % len(known)] if value in known else value
