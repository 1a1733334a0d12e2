"""Numbers and types in plain English, as sentences and points have them."""

from __future__ import annotations

_TYPES = {"integer": "an integer", "array": "a list", "object": "an object", "null": "null"}


def counted(number: int, noun: str) -> str:
    """`1 item`, `2 items`, `20,000 characters`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def a_type(name: str) -> str:
    """A JSON Schema type with its article: `a string`, `an integer`, `a list`."""
    return _TYPES.get(name, f"a {name}")
