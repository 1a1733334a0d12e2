"""Reduction: from a failing request that was drawn to the smallest one that still fails in the same way.

Hypothesis shrinks what it draws itself, and it cannot start from a given request; so the body is reduced here, as a
JSON document beside its accepted control. First every member that may be as in the control is set back, so that what
is left is what matters: one member, or two that do not get along. Then what is left is made shorter.

`reduced` is a generator: it yields a smaller request and is told whether that one still fails in the same way.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from strategies import places
from strategies.changes.mutations import shown
from strategies.request import Request

# So many smaller requests are tried for one failure.
BUDGET = 24

_ABSENT = object()
Reduction = Generator[Request, bool, Request]


def reduced(request: Request, control: Request) -> Reduction:
    """The smallest request that fails as `request` does; `request` itself where its body is no JSON object."""
    document, plain = _object(request), _object(control)
    if document is None or plain is None:
        return request
    left = BUDGET
    smallest = document
    for name in _nearer(document, plain):
        left -= 1
        tried = _with(smallest, name, plain.get(name, _ABSENT))
        if (yield request.with_json(tried)):
            smallest = tried
        if not left:
            return request.with_json(smallest)
    found = True
    while found and left:
        found = False
        for tried in _shorter(smallest, plain):
            left -= 1
            if (yield request.with_json(tried)):
                smallest, found = tried, True
                break
            if not left:
                break
    return request if smallest is document else request.with_json(smallest)


def change(request: Request, control: Request) -> str:
    """In plain words, the members in which a reduced request differs from its control."""
    document, plain = _object(request) or {}, _object(control) or {}
    names = [name for name in {**document, **plain} if document.get(name, _ABSENT) != plain.get(name, _ABSENT)]
    words = [f"{name} is {shown(document[name])}" if name in document else f"{name} is left out" for name in names]
    return " and ".join(words)


def _nearer(document: Mapping[str, Any], plain: Mapping[str, Any]) -> list[str]:
    """The members that differ from the control's, each to be set back."""
    names = [*document, *(name for name in plain if name not in document)]
    return [name for name in names if document.get(name, _ABSENT) != plain.get(name, _ABSENT)]


def _shorter(document: Mapping[str, Any], plain: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Documents in which one differing member is shorter."""
    for name in _nearer(document, plain):
        for value in _smaller(document.get(name)):
            yield _with(document, name, value)


def _smaller(value: Any) -> Iterator[Any]:
    """Values that are smaller than `value`, the smallest first."""
    if isinstance(value, str | list) and value:
        half = len(value) // 2
        yield from (part for part in (value[:half], value[half:], value[1:], value[:-1]) if len(part) < len(value))
    elif isinstance(value, dict):
        yield from ({key: kept for key, kept in value.items() if key != name} for name in value)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > 1:
        yield int(value / 2)


def _with(document: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    changed = {key: kept for key, kept in document.items() if key != name}
    return changed if value is _ABSENT else {**changed, name: value}


def _object(request: Request) -> dict[str, Any] | None:
    found = places.document(request)
    return found if isinstance(found, dict) else None
