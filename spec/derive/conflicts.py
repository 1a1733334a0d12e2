"""Where a page contradicts itself or a page that it links to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\S*")
_JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two statements of the documentation that do not agree.

    Attributes:
        id: path and kind, stable: `response.body.ProxySession.EndedTimestamp.example-null`.
        place: where the one statement stands.
        says: what it says.
        against: where the other statement stands.
        reads: what it says.
    """

    id: str
    place: str
    says: str
    against: str
    reads: str


def against_example(schema: Mapping[str, Any], example: Any, path: str, places: tuple[str, str]) -> Iterator[Conflict]:
    """What an example shows and its schema does not allow: `null`, another type, a member that is not in the syntax.

    Args:
        schema: as the syntax and the fields state it.
        example: a value of it.
        path: the conflict ids' beginning.
        places: where the schema's statement stands, and where the example does.
    """
    stated = schema.get("type", ())
    allowed = {stated} if isinstance(stated, str) else set(stated)
    shown = "null" if example is None else _JSON_TYPES[type(example)]
    if allowed and shown not in allowed and not (shown == "integer" and "number" in allowed):
        kind = "null" if example is None else "type"
        reads = "null" if example is None else f"{_form(example)}"
        yield Conflict(
            id=f"{path}.example-{kind}",
            place=places[0],
            says=" or ".join(sorted(allowed)),
            against=places[1],
            reads=reads,
        )
    elif isinstance(example, Mapping):
        yield from _members(schema, example, path, places)
    elif isinstance(example, list) and example:
        # One item is enough: a conflict's id names the member, not the item.
        yield from against_example(schema.get("items", {}), example[0], f"{path}.items", places)


def _members(
    schema: Mapping[str, Any], example: Mapping[str, Any], path: str, places: tuple[str, str]
) -> Iterator[Conflict]:
    members, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, value in example.items():
        if others is not None:
            yield from against_example(others, value, f"{path}.additionalProperties", places)
        elif name in members:
            yield from against_example(members[name], value, f"{path}.{name}", places)
        elif members:
            yield Conflict(
                id=f"{path}.{name}.example-extra",
                place=places[0],
                says="no such member",
                against=places[1],
                reads=_form(value),
            )


def _form(value: Any) -> str:
    """What kind of value an example shows."""
    if isinstance(value, str):
        return "an ISO 8601 string" if _INSTANT.fullmatch(value) else "a string"
    return _JSON_TYPES.get(type(value), "null")


def of_order(request: Any, response: Any, path: str) -> Iterator[Conflict]:
    """Lists of the example response that repeat a list of the example request in another order."""
    asked = [values for values in _lists(request).values() if len(values) > 1]
    for name, values in _lists(response).items():
        for members in _columns(values):
            if any(members != sent and _same(members, sent) for sent in asked):
                yield Conflict(
                    id=f"{path}{name}.example-order",
                    place="Sample Request",
                    says="one order of the same values",
                    against="Sample Response",
                    reads="another order",
                )


def _lists(value: Any, path: str = "") -> dict[str, Sequence[Any]]:
    """Every list inside objects, by its path."""
    if isinstance(value, list):
        return {path: value}
    if not isinstance(value, Mapping):
        return {}
    return {at: found for name, child in value.items() for at, found in _lists(child, f"{path}.{name}").items()}


def _columns(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """A list of values, or for a list of objects the values of each member."""
    if all(isinstance(value, Mapping) for value in values):
        for name in dict.fromkeys(name for value in values for name in value):
            yield [value.get(name) for value in values]
    else:
        yield list(values)


def _same(some: Sequence[Any], others: Sequence[Any]) -> bool:
    return sorted(map(repr, some)) == sorted(map(repr, others))
