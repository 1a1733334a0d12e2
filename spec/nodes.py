"""The nodes of a JSON Schema: every member, item, key and value that a body may have, with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spec.clauses.clause_ids import ITEMS, KEYS, VALUES
from spec.operation import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One schema inside a body: a member, an item or the root.

    Attributes:
        path: member names from the root, `items` for array items: `("GeoMatchParams", "AreaCode")`.
        schema: the node's JSON Schema.
        required: whether its parent requires it; None for the root and for array items.
        of_keys: it is about the keys of a map; a member may be called `keys`, too.
    """

    path: tuple[str, ...]
    schema: Schema
    required: bool | None
    of_keys: bool = False


def walk(
    schema: Schema, path: tuple[str, ...] = (), *, required: bool | None = None, of_keys: bool = False
) -> Iterator[Node]:
    """Every node of `schema`, parents first: members, the items of lists, the values and keys of maps."""
    yield Node(path=path, schema=schema, required=required, of_keys=of_keys)
    needed = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        yield from walk(member, (*path, name), required=name in needed)
    for keyword, step in (("items", ITEMS), ("additionalProperties", VALUES), ("propertyNames", KEYS)):
        if isinstance(schema.get(keyword), Mapping):
            yield from walk(schema[keyword], (*path, step), of_keys=step == KEYS)
