"""Members of an answer: where they stand, whether they are set, and how they are told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.oracle.reasons import shown
from spec.clauses.clause_ids import ITEMS, VALUES
from spec.operation import Schema
from spec.relations.expressions import ABSENT


def instances(document: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every place in `document` that a schema's path leads to, as a JSON Pointer, with what stands there.

    `("Trees", "items", "Name")` leads to one place for each tree; what is missing there is ABSENT. A parent
    that is missing itself, or is no container, has no places below it.
    """
    return _below(document, path, "")


def _below(value: Any, path: tuple[str, ...], pointer: str) -> Iterator[tuple[str, Any]]:
    if not path:
        yield pointer, value
        return
    step, rest = path[0], path[1:]
    if step == ITEMS and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _below(item, rest, f"{pointer}/{number}")
    elif isinstance(value, dict) and (step in value or step != VALUES):
        inner = value.get(step, ABSENT)
        if inner is not ABSENT or not rest:
            yield from _below(inner, rest, f"{pointer}/{step}")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _below(item, rest, f"{pointer}/{name}")


def at_or_below(places: Sequence[str], pointer: str) -> Iterator[str]:
    """Those of the places, which are in order, that are at a pointer or below it. No other one is looked at."""
    begin = bisect_left(places, pointer)
    if places[begin : begin + 1] == [pointer]:
        yield pointer
    below, after = f"{pointer}/", f"{pointer}{chr(ord('/') + 1)}"
    yield from places[bisect_left(places, below) : bisect_left(places, after)]


def split(member: str) -> tuple[str, ...]:
    """The path of a member as a ledger writes it: `ProxySession.Status`."""
    return tuple(member.split("."))


def unset(value: Any, schema: Schema | None = None) -> bool:
    """Whether a value says "not set": absent, null, empty, or an object whose known members are not set."""
    if isinstance(value, dict):
        known = (schema or {}).get("properties")
        return not value if known is None else all(unset(value.get(name), known[name]) for name in known)
    return value is None or value is ABSENT or value in ("", [])


def told(value: Any) -> str:
    """A value for people: JSON in ASCII, or `absent`."""
    return "absent" if value is ABSENT else shown(value)
