"""Texts of a schema: the ordinary one, those at its edges, those of a given length; all keep every keyword."""

from __future__ import annotations

import base64
import binascii
import json
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

from spec.operation import Schema
from spec.patterns import matches
from strategies.values import regex

TIMESTAMPS = ("timestamp", "date-time", "http-date")
# The instant that a planned timestamp starts from.
START = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
_WORD = "0text"
_KINDS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
# So many characters at the end of a value are varied: with ten letters or digits each, that is enough for any run.
_VARIED = 8
# Tried where a pattern cannot be taken apart, or needs a certain shape.
_LIKELY = (
    "0text",
    "text",
    "abcdef1ghij2klmno3pqr4",
    "a1",
    "1",
    "123456789012",
    "01234567-89ab-4cde-8f01-23456789abcd",
    "us-east-1",
    "arn:aws:service:us-east-1:123456789012:thing/text",
    "https://example.com/",
    "user@example.com",
    "a/b",
    "/text",
)


def is_timestamp(schema: Schema) -> bool:
    """Whether the schema is about an instant in time."""
    return schema.get("format") in TIMESTAMPS


def fits(schema: Schema, text: str) -> bool:
    """Whether `text` keeps every keyword about texts that the schema states."""
    if "enum" in schema and text not in schema["enum"]:
        return False
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
        return False
    if "pattern" in schema and not matches(schema["pattern"], text):
        return False
    return schema.get("contentEncoding") != "base64" or _is_base64(text)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def shown_by(schema: Schema) -> list[str]:
    """The valid texts that a schema gives as examples."""
    found = schema.get("examples")
    return [text for text in found if isinstance(text, str) and fits(schema, text)] if isinstance(found, list) else []


def stamp(schema: Schema, turn: int = 0) -> str:
    """An instant in time as the schema's format writes it; another `turn` is another minute."""
    moment = START + timedelta(minutes=turn)
    if schema.get("format") == "http-date":
        return format_datetime(moment, usegmt=True)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def ordinary(schema: Schema, turn: int = 0) -> str:
    """A valid text that sits on no edge; another `turn` gives another one where there is one.

    A text that the contract itself gives as an example comes first. Where no valid text can be found, it is a plain
    word: the schema's pattern cannot be taken apart.
    """
    given = shown_by(schema)
    if turn < len(given):
        return given[turn]
    if is_timestamp(schema):
        return stamp(schema, turn)
    if "json" in schema.get("contentMediaType", ""):
        document = json.dumps({"text": turn})
        return base64.b64encode(document.encode()).decode() if "contentEncoding" in schema else document
    if schema.get("contentEncoding") == "base64":
        return _encoded(schema, turn)
    fresh = _fresh(schema, turn) if schema.get("x-fresh") else None
    if fresh is not None:
        return fresh
    if "pattern" not in schema:
        size: int = max(schema.get("minLength", 0), min(len(_WORD), schema.get("maxLength", len(_WORD))))
        return (str(turn) + "text" * size)[:size]
    found = edges(schema, turn)
    inside = [text for name, text in found.items() if name.startswith("middle") and text]
    candidates = inside or list(found.values())
    return max(candidates, key=len) if candidates else _likely(schema)


def _fresh(schema: Schema, turn: int) -> str | None:
    """A text of a kind of which there are many, for values that must be new in every request; None if too few exist.

    A name of a single letter would be used up after twenty-six requests.
    """
    most = min(_FRESH, schema.get("maxLength", _FRESH))
    text = of_length(schema, max(schema.get("minLength", 0), most))
    return another(text, schema, turn) if text is not None and fits(schema, text) else None


def _likely(schema: Schema) -> str:
    lengths = (schema.get("minLength", 0), schema.get("maxLength", 0))
    made = [text for length in lengths if 0 < length < _MOST for text in regex.of_length(schema["pattern"], length)]
    return next((text for text in (*_LIKELY, *made) if fits(schema, text)), _WORD)


# So long is a text that has to be new in every request.
_FRESH = 12
# A valid text that is longer than this is not made for a constraint's sake: a target may refuse it for its size.
_MOST = 20_000


def _encoded(schema: Schema, turn: int) -> str:
    """Bytes in base64, of a length that the schema allows."""
    text = base64.b64encode(f"{turn}text!".encode()).decode()
    least, most = schema.get("minLength", 0), schema.get("maxLength", len(text))
    size = max(-(-least // 4) * 4, min(len(text), most // 4 * 4))
    return base64.b64encode((f"{turn}text!".encode() * (size + 1))[: size // 4 * 3]).decode()


def edges(schema: Schema, turn: int = 0) -> dict[str, str]:
    """Valid texts at the edges of a schema with a pattern, by name, as `regex.examples` finds them."""
    found = regex.examples(schema["pattern"], turn)
    return {name: text for name, text in found.items() if fits(schema, text)}


def of_length(schema: Schema, length: int, most: int = _MOST) -> str | None:
    """A text of `length` characters that keeps every keyword but those about lengths, or None where none is found.

    It is None, too, if it would have more than `most` characters.
    """
    if length < 0 or length > most:
        return None
    unbounded = {keyword: value for keyword, value in schema.items() if keyword not in ("minLength", "maxLength")}
    candidates = regex.of_length(schema["pattern"], length) if "pattern" in schema else iter(("a" * length,))
    return next((text for text in candidates if fits(unbounded, text)), None)


def lengths(schema: Schema) -> Iterator[tuple[str, str, str]]:
    """Valid texts at the bounds of the length: the keyword, a name and the text."""
    for keyword, name in (("minLength", "shortest"), ("maxLength", "longest")):
        if keyword in schema:
            text = of_length(schema, schema[keyword])
            if text is not None:
                yield keyword, name, text


def another(text: str, schema: Schema, number: int) -> str:
    """The text number `number` of those that have the length and the alphabet of `text`.

    It matches the schema's pattern exactly if `text` does.
    """
    characters = list(text)
    for position, choices in _choices(text, str(schema.get("pattern", ""))):
        number, turn = divmod(number, len(choices))
        at = choices.index(text[position])
        characters[position] = choices[(at + turn) % len(choices)]
    return "".join(characters)


_SECOND = "wWmM"
_RESERVED = str.maketrans("", "", _SECOND)


@lru_cache(maxsize=256)
def _choices(text: str, pattern: str) -> tuple[tuple[int, str], ...]:
    """The last characters of `text` that can be exchanged, each with what may stand there."""
    right = matches(pattern, text)
    found: list[tuple[int, str]] = []
    for position in range(len(text) - 1, -1, -1):
        kind = next((kind for kind in _KINDS if text[position] in kind), "")
        # A name that happens to begin as AWS's own do, `aws` or `amzn`, would be refused for that.
        kind = kind.translate(_RESERVED) if position == 1 and text[1] not in _SECOND else kind
        choices = "".join(
            char for char in kind if matches(pattern, text[:position] + char + text[position + 1 :]) is right
        )
        if len(choices) > 1:
            found.append((position, choices))
        if len(found) == _VARIED:
            break
    return tuple(found)
