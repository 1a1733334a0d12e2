"""In which members two messages differ: what one has more, what it has otherwise, what it lacks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Any

from reports.run.finding import Message
from reports.wording.layout import inside

# These differ between any two requests and never are the point.
INCIDENTAL = frozenset({"content-length", "authorization", "x-amz-date", "x-amz-content-sha256"})
_UNREADABLE = object()


class How(StrEnum):
    """How a member differs from that of another document."""

    ADDED = "added"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One member or item in which a document differs from another.

    Attributes:
        how: how it differs.
        pointer: a JSON Pointer to it; of what is missing, to the object or list that lacks it.
        name: of what is missing, the member; "" for an item.
        after: of what is missing, a pointer to what stands before it; "" where nothing does.
    """

    how: How
    pointer: str
    name: str = ""
    after: str = ""


def differences(one: str, other: str) -> tuple[Difference, ...] | None:
    """In what the JSON document `one` differs from `other`, outermost; None where either is no JSON."""
    first, second = _read(one), _read(other)
    if first is _UNREADABLE or second is _UNREADABLE:
        return None
    try:
        return tuple(_between(first, second, ""))
    except RecursionError:
        return None


def size(one: Message, other: Message) -> int:
    """In how many points a message differs from another: members, headers, the first line."""
    found = None if one.body == other.body else differences(one.body, other.body)
    bodies = int(one.body != other.body) if found is None else max(len(found), int(one.body != other.body))
    return bodies + int(one.start != other.start) + len(_headers(one) ^ _headers(other))


def _headers(message: Message) -> set[tuple[str, str]]:
    return {(name, value) for name, value in message.headers if name.lower() not in INCIDENTAL}


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _UNREADABLE


def _between(one: Any, other: Any, pointer: str) -> Iterator[Difference]:
    if isinstance(one, dict) and isinstance(other, dict):
        yield from _members(one, other, pointer)
    elif isinstance(one, list) and isinstance(other, list):
        yield from _items(one, other, pointer)
    elif not _same(one, other):
        yield Difference(how=How.CHANGED, pointer=pointer)


def _members(one: dict[str, Any], other: dict[str, Any], pointer: str) -> Iterator[Difference]:
    for name, value in one.items():
        here = inside(pointer, name)
        if name in other:
            yield from _between(value, other[name], here)
        else:
            yield Difference(how=How.ADDED, pointer=here)
    before = ""
    for name in other:
        if name in one:
            before = inside(pointer, name)
        else:
            yield Difference(how=How.MISSING, pointer=pointer, name=name, after=before)


def _items(one: list[Any], other: list[Any], pointer: str) -> Iterator[Difference]:
    shorter = min(len(one), len(other))
    head = _alike(zip(one, other, strict=False))
    tail = min(_alike(zip(reversed(one), reversed(other), strict=False)), shorter - head)
    for at in range(head, len(one) - tail):
        here = inside(pointer, str(at))
        if at < len(other) - tail:
            yield from _between(one[at], other[at], here)
        else:
            yield Difference(how=How.ADDED, pointer=here)
    lacking = len(other) - len(one)
    last = len(one) - tail - 1
    for _ in range(lacking):
        yield Difference(how=How.MISSING, pointer=pointer, after=inside(pointer, str(last)) if last >= 0 else "")


def _alike(pairs: Iterable[tuple[Any, Any]]) -> int:
    """How many pairs are the same before the first that is not."""
    return sum(1 for _ in takewhile(lambda pair: _same(*pair), pairs))


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: 1 is neither 1.0 nor true."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
