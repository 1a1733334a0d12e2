"""Values of one JSON type that a lenient reader takes for another."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

Lax = Callable[[Any], bool]


def coercions(kinds: Collection[str]) -> Iterator[tuple[str, str, Lax]]:
    """What is taken for a value of these types: the rule's name, in plain words, and whether it takes a value."""
    for kind, rows in _ROWS.items():
        if kind in kinds:
            for name, summary, taken in rows:
                yield name, summary, _or_right(kind, taken)


def _or_right(kind: str, taken: Lax) -> Lax:
    return lambda value: _RIGHT[kind](value) or taken(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_digits(value: Any) -> bool:
    return isinstance(value, str) and value.strip().isdigit()


def _is_numeric(value: Any) -> bool:
    try:
        float(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


def _is_json(kind: type) -> Lax:
    def taken(value: Any) -> bool:
        try:
            return isinstance(json.loads(value), kind)
        except (TypeError, ValueError):
            return False

    return taken


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in ("true", "false")


_RIGHT: dict[str, Lax] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
_FRACTIONS = ("truncated", "a fraction is cut off", lambda value: isinstance(value, float))
_NUMBERS: tuple[tuple[str, str, Lax], ...] = (
    ("digits", "digits in a string are taken for it", _is_digits),
    ("numeric-text", "any number in a string is taken for it", _is_numeric),
    ("true-is-one", "true and false are taken for 1 and 0", lambda value: isinstance(value, bool)),
    ("one-in-a-list", "it may stand in a list", lambda value: isinstance(value, list) and len(value) == 1),
)
_ROWS: dict[str, tuple[tuple[str, str, Lax], ...]] = {
    "string": (
        ("number-as-text", "a number is taken for its digits", _is_number),
        ("boolean-as-text", "true and false are taken for words", lambda value: isinstance(value, bool)),
        ("one-in-a-list", "it may stand in a list", lambda value: isinstance(value, list) and len(value) == 1),
        ("object-as-text", "an object is taken for text", lambda value: isinstance(value, dict)),
    ),
    "integer": (*_NUMBERS, _FRACTIONS),
    "number": _NUMBERS,
    "boolean": (
        ("words", "the words true and false are taken for it", _is_word),
        ("truthy", "numbers and texts are true or false", lambda value: isinstance(value, int | float | str)),
    ),
    "array": (
        ("single", "one item may come without its list", lambda value: isinstance(value, str)),
        ("object-as-list", "an object is taken for a list", lambda value: isinstance(value, dict)),
        ("json-text", "it may come as JSON in a string", _is_json(list)),
        ("zero-is-nothing", "0 and false are taken for nothing", lambda value: not value),
    ),
    "object": (
        ("list-as-object", "a list is taken for an object", lambda value: isinstance(value, list)),
        ("json-text", "it may come as JSON in a string", _is_json(dict)),
        ("text-as-object", "text is taken for an object", lambda value: isinstance(value, str)),
    ),
}
