"""The parts of a request body: every node of its schema, and where in a document it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from spec.clauses.clause_ids import ITEMS, KEYS, VALUES
from spec.nodes import Node
from spec.operation import Schema
from strategies.changes.mutations import Path
from strategies.values.kinds import branches_of
from strategies.values.ordinary import entry, ordinary

_KEYWORDS = {ITEMS: "items", VALUES: "additionalProperties", KEYS: "propertyNames"}
# A body of more nodes than this is tried in those nearest to its root only.
MOST_NODES = 250


def nodes(schema: Schema) -> list[Node]:
    """The nodes of a body's schema, parents first: members, the items of lists, the values and the keys of maps.

    Of a schema with very many nodes, those nearest to the root.
    """
    every = list(_walk(schema, (), required=None))
    if len(every) <= MOST_NODES:
        return every
    deepest = sorted(len(node.path) for node in every)[MOST_NODES]
    return [node for node in every if len(node.path) < deepest][:MOST_NODES]


def _walk(schema: Schema, path: tuple[str, ...], *, required: bool | None, of_keys: bool = False) -> Iterator[Node]:
    yield Node(path=path, schema=schema, required=required, of_keys=of_keys)
    union = branches_of(schema)
    needed = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        # A branch of a union is neither required nor optional: the union decides.
        yield from _walk(member, (*path, name), required=None if union else name in needed)
    for step, keyword in _KEYWORDS.items():
        if isinstance(schema.get(keyword), Mapping):
            yield from _walk(schema[keyword], (*path, step), required=None, of_keys=step == KEYS)


def at(schema: Schema, path: tuple[str, ...]) -> Schema:
    """The schema of the node with this path."""
    for step in path:
        schema = _inside(schema, step)
    return schema


def _inside(schema: Schema, step: str) -> Schema:
    found: Schema = schema["properties"][step] if step in schema.get("properties", {}) else schema[_KEYWORDS[step]]
    return found


def places(schema: Schema, path: tuple[str, ...], count: int) -> list[Path]:
    """The places in a document that a node's path means.

    Args:
        schema: of the whole document.
        path: of the node.
        count: so many items of each list; a list that must have more or must have fewer items counts by its own bounds.

    Returns:
        One path for a member, one for each item of a list that every request has, one for the entry of a map.
    """
    if not path:
        return [()]
    step, rest = path[0], path[1:]
    if step in schema.get("properties", {}):
        heads: list[str | int] = [step]
    elif step == ITEMS:
        heads = list(range(min(count, schema.get("maxItems", count))))
    else:
        heads = [entry(schema, 0)[0]]
    return [(head, *tail) for head in heads for tail in places(_inside(schema, step), rest, count)]


def containing(schema: Schema, path: tuple[str, ...]) -> Any:
    """An ordinary document that has the node with this path, whatever is optional and whichever branch it is in."""
    if not path:
        return ordinary(schema, 0, 1)
    step, rest = path[0], path[1:]
    inner = containing(_inside(schema, step), rest)
    if step in schema.get("properties", {}):
        return {step: inner} if branches_of(schema) else {**ordinary(schema, 0, 1), step: inner}
    if step == ITEMS:
        count = max(1, schema.get("minItems", 1))
        return [inner, *(ordinary(schema["items"], turn, 1) for turn in range(1, count))]
    return {entry(schema, 0)[0]: inner} if step == VALUES else {str(inner): "text"}


def needs(schema: Schema, node: Node, place: Path) -> Path:
    """What a document must have so that a change of the node at `place` is a change of one point.

    An item must be there, and so must a branch of a union: beside another branch it would be a second one.
    """
    around = at(schema, node.path[:-1]) if node.path else {}
    chosen = bool(place) and (isinstance(place[-1], int) or bool(branches_of(around)))
    return place if chosen else place[:-1]


def least_items(schema: Schema, path: tuple[str, ...], otherwise: int) -> int:
    """How many items every document has of the outermost list around a node; `otherwise` where none is stated."""
    for step in path:
        if step == ITEMS and step not in schema.get("properties", {}):
            return max(1, int(schema.get("minItems", otherwise)))
        schema = _inside(schema, step)
    return 1
