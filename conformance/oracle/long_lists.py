"""Long lists in parts: a target may answer with a hundred thousand wrong items, and each costs time and memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

# More than a page of any list that the documentation knows.
ITEMS = 1_000
# Deeper lists stay whole: no schema is as deep.
_DEEPEST = 100


def windows(value: Any) -> Iterator[Any]:
    """`value` with the first items of each long list, then with the next ones, until each item was there once.

    A list that has come to its end stays with its last items.
    """
    parts = -(-_longest(value) // ITEMS)
    for number in range(parts):
        yield _window(value, number) if parts > 1 else value


def place(value: Any, number: int, steps: Sequence[str | int]) -> list[str | int]:
    """Where in `value` is what stands at `steps` in its window of this number, counted from 0."""
    found: list[str | int] = []
    for depth, step in enumerate(steps):
        if isinstance(step, int) and isinstance(value, list) and depth < _DEEPEST:
            found.append(step + _first(value, number))
        else:
            # The validator tells a member that is called `0` as a number.
            found.append(str(step) if isinstance(value, dict) else step)
        value = value[found[-1]]
    return found


def _window(value: Any, number: int, depth: int = 0) -> Any:
    if depth < _DEEPEST and isinstance(value, dict):
        return {name: _window(member, number, depth + 1) for name, member in value.items()}
    if depth < _DEEPEST and isinstance(value, list):
        first = _first(value, number)
        return [_window(item, number, depth + 1) for item in value[first : first + ITEMS]]
    return value


def _first(items: list[Any], number: int) -> int:
    return max(0, min(number * ITEMS, len(items) - ITEMS))


def _longest(value: Any) -> int:
    """The length of the longest list anywhere in a value; 1 where there is none."""
    longest, waiting = 1, [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            longest = max(longest, len(node))
        waiting += node if isinstance(node, list) else node.values() if isinstance(node, dict) else ()
    return longest
