"""One-point violations of the body's members, derived from each keyword of the operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import getitem
from typing import Any

from spec.clauses import clause_ids
from spec.clauses.clause_ids import ITEMS
from spec.nodes import Node
from spec.operation import Operation, Schema
from strategies.changes.mutations import Mutation, Path, changed, has, set_member
from strategies.changes.nodes import at, least_items, nodes, places
from strategies.request import Request
from strategies.values import wrong
from strategies.values.kinds import ABSENT, branches_of, kind
from strategies.values.ordinary import entry, ordinary
from strategies.values.spelling import respelled
from strategies.values.wrong.value import Wrong

BODY = "request.body"
# How many items a list has.
_SIZES = frozenset({"minItems", "maxItems"})


def violations(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic violation of a member of the request body, each of exactly one clause."""
    root = operation.request_schema
    for node in nodes(root) if operation.has_json_request else ():
        if node.of_keys:
            yield from _keys(operation, node)
        elif node.path and branches_of(at(root, node.path[:-1])):
            # Beside another branch of the union it would be a second one.
            step = node.path[-1]
            yield from (replace(mutation, needs=(*mutation.needs, step)) for mutation in _node(operation, node))
        elif node.path or kind(node.schema) != "object" or branches_of(node.schema):
            yield from _node(operation, node)


def _node(operation: Operation, node: Node) -> Iterator[Mutation]:
    clause = ".".join((BODY, *node.path))
    root = operation.request_schema
    if node.required:
        siblings = at(root, node.path[:-1])["properties"]
        yield from _missing(clause, places(root, node.path, 1)[0], siblings)
    found = places(root, node.path, least_items(root, node.path, 2))
    for keyword in wrong.KEYWORDS:
        if keyword in node.schema and (node.path or keyword != "type"):
            values = list(wrong.values(node.schema, keyword))
            if keyword == "enum":
                values += _other_enums(root, node.schema)
            # What misses a pattern has so many forms that each place sees enough of them in turn.
            for group in [found] if keyword == "pattern" else [[place] for place in found]:
                mutations = _set(f"{clause}.{keyword}", group, values)
                yield from _resizing(node.schema, group[0], mutations, values) if keyword in _SIZES else mutations
    if node.path[-1:] == (ITEMS,):
        # In a list null is no string; for an optional member the page is silent about it.
        if "type" in node.schema:
            for place in found:
                yield from _set(f"{clause}.type", [place], [Wrong("null", "null instead of an item", None)])
        yield from _appended(clause, root, node)


def _resizing(schema: Schema, path: Path, mutations: Iterable[Mutation], values: Iterable[Wrong]) -> Iterator[Mutation]:
    """Lists of a wrong size with the control's own items as far as they go: the size is the one difference."""
    for mutation, bad in zip(mutations, values, strict=True):
        yield replace(mutation, apply=_keeping_items(path, schema, bad.value))


def _keeping_items(path: Path, schema: Schema, value: list[Any]) -> Callable[[Request], Request]:
    """Sets a list to `value`, in which the control's items take the places of the ordinary ones."""

    def apply(control: Request) -> Request:
        document = json.loads(control.body)
        return control.with_json(changed(document, path, _in_place(value, schema, document, path)))

    return apply


def _in_place(value: list[Any], schema: Schema, document: Any, path: Path) -> list[Any]:
    own = reduce(getitem, path, document) if has(document, path) else None
    if not isinstance(own, list) or not own:
        return value
    usual = [ordinary(schema.get("items", {}), turn, 1) for turn in range(len(own))]
    kept = [own[usual.index(item)] if item in usual else item for item in value]
    # An item of the control may be an ordinary one at another place: then there would be a second difference.
    return kept if _different(kept) == _different(value) else value


def _different(items: Iterable[Any]) -> int:
    return len({json.dumps(item, sort_keys=True) for item in items})


def _appended(clause: str, root: Schema, node: Node) -> Iterator[Mutation]:
    """A wrong item after all the right ones, where a list may have more."""
    if "enum" not in node.schema or "maxItems" in at(root, node.path[:-1]):
        return
    known = list(node.schema["enum"])
    others: tuple[tuple[str, Any], ...] = (
        ("enum", known[0].lower()),
        ("enum", ""),
        ("type", 7),
        ("type", None),
        ("type", {}),
    )
    for keyword, value in others:
        if value not in known:
            yield set_member(
                f"{clause}.{keyword}",
                f"appended-{json.dumps(value)}",
                f"{json.dumps(value)} after the known values",
                places(root, node.path[:-1], 1)[0],
                [*known, value],
            )


def _keys(operation: Operation, node: Node) -> Iterator[Mutation]:
    """Keys that a map must not have."""
    root = operation.request_schema
    around = at(root, node.path[:-1])
    place = places(root, node.path[:-1], 1)[0]
    value = entry(around, 0)[1] if "additionalProperties" in around else "text"
    for keyword in ("pattern", "minLength", "maxLength", "enum"):
        if keyword in node.schema and place:
            for bad in wrong.values(node.schema, keyword):
                clause = clause_ids.request_member(node.path, keyword)
                change = f"a key of {place[-1]}: {bad.change}"
                yield set_member(clause, bad.name, change, place, {str(bad.value): value})


def _other_enums(root: Schema, schema: Schema) -> Iterator[Wrong]:
    """The values of other members."""
    own = schema["enum"]
    others: Iterator[Any] = (value for node in nodes(root) for value in node.schema.get("enum", ()))
    for value in dict.fromkeys(others):
        if value not in own:
            yield Wrong(f"other-member-{value}", f"{value!r}: a value of another member", value)


def _missing(clause: str, path: Path, siblings: Schema) -> Iterator[Mutation]:
    name, where = str(path[-1]), ".".join(map(str, path))
    yield set_member(f"{clause}.required", "missing", f"{where} is missing", path, ABSENT)
    yield set_member(f"{clause}.required", "null", f"{where} is null", path, None)
    spellings = {"lower-case": name.lower(), "renamed": f"{name}s", **respelled(name)}
    for label, other in spellings.items():
        if other not in siblings:
            yield Mutation(
                clause=f"{clause}.required",
                name=label,
                change=f"{name} is called {other}",
                apply=_renamed(path, other),
                needs=path,
            )


def _renamed(path: Path, other: str) -> Callable[[Request], Request]:
    """Misspells the member's name: it is missing, and an unknown member stands in its place."""

    def apply(control: Request) -> Request:
        return control.with_json(_rename(control.body, path, other))

    return apply


def _rename(body: bytes, path: Path, other: str) -> Any:
    document = json.loads(body)
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    parent[other] = parent.pop(path[-1])
    return document


def _set(clause: str, found: Sequence[Path], values: Iterable[Wrong]) -> Iterator[Mutation]:
    for number, bad in enumerate(values):
        path = found[number % len(found)]
        where = ".".join(str(step) for step in path)
        label = f"{bad.name}-{path[-1]}" if path and isinstance(path[-1], int) else bad.name
        yield set_member(clause, label, f"{where}: {bad.change}", path, bad.value)
