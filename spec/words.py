"""Numbers, types and names in plain English, as sentences have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TYPES = {"integer": "an integer", "array": "a list", "object": "an object", "null": "null"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def counted(number: int, noun: str) -> str:
    """`1 item`, `2 items`, `20,000 characters`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def in_words(number: int, noun: str) -> str:
    """`one member`, `two members`, `11 members`."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {noun}" + ("" if number == 1 else "s")


def each_of(number: int, noun: str) -> str:
    """`the one resource`, `each of 2 resources`."""
    return f"the one {noun}" if number == 1 else f"each of {counted(number, noun)}"


def a_type(name: str) -> str:
    """A JSON Schema type with its article: `a string`, `an integer`, `a list`."""
    return _TYPES.get(name, f"a {name}")


def a_thing(noun: str) -> str:
    """A noun with its article: `a connector`, `an address`."""
    return f"{'an' if noun[:1].lower() in 'aeio' else 'a'} {noun}"


def either(items: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def noun_of(identifier: str) -> str:
    """What an id names, as far as its own name tells: `proxySessionId` names a `proxy session`."""
    bare = re.sub(r"(?i)[-_]?(id|arn|name|identifier)$", "", identifier) or identifier
    return _HUMP.sub(" ", bare).replace("-", " ").replace("_", " ").lower()


def capital(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]
