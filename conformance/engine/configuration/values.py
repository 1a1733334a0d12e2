"""The values of settings, in whatever spelling they come: text, whole numbers, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from conformance.engine.settings import Settings, Shard, spelled
from conformance.errors import UsageError
from spec.patterns import printable

FIELDS: Mapping[str, Field[Any]] = {item.name: item for item in fields(Settings)}
_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_PART = re.compile(r"(\d{1,3})/(\d{1,3})")
_WHOLE = re.compile(r"[+-]?\d{1,18}")


def converted(item: Field[Any], value: Any) -> Any:
    """The value of a setting in its type.

    Raises:
        UsageError: it has another form.
    """
    if isinstance(item.default, bool):
        return _boolean(item.name, value)
    if item.metadata.get("several"):
        return _several(item.name, value)
    kind = item.metadata.get("type", str)
    found = _CONVERSIONS[kind](item.name, value)
    choices = item.metadata.get("choices")
    if choices and found not in choices:
        raise UsageError(f"{spelled(item.name)} cannot be {value!r}.", f"Choose one of {', '.join(choices)}.")
    return found


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{spelled(name)} must be text, not {_shown(value)}.")
    if "\0" in value:
        raise UsageError(f"{spelled(name)} must not contain a NUL character.")
    return value


def _encoded(name: str, value: Any) -> str:
    """A text that can be sent: not one of bytes that the command line or a variable had in another encoding."""
    text = _text(name, value)
    if printable(text) != text:
        raise UsageError(f"{spelled(name)} must be UTF-8; it has bytes of another encoding.")
    return text


def _path(name: str, value: Any) -> Path:
    return value if isinstance(value, Path) else Path(_text(name, value))


def _whole(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    raise UsageError(f"{spelled(name)} must be a whole number, not {_shown(value)}.")


def _number(name: str, value: Any) -> float:
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    raise UsageError(f"{spelled(name)} must be a number, not {_shown(value)}.")


def _shard(name: str, value: Any) -> Shard:
    found = _PART.fullmatch(value) if isinstance(value, str) else None
    number, count = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        message = f"{spelled(name)} must be I/N with I from 1 to N, not {_shown(value)}."
        raise UsageError(message, "Example: --shard 1/3")
    return Shard(number, count)


_CONVERSIONS: Mapping[type, Callable[[str, Any], Any]] = {
    str: _encoded,
    Path: _path,
    int: _whole,
    float: _number,
    Shard: _shard,
}


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in _WORDS:
        raise UsageError(f"{spelled(name)} must be true or false, not {_shown(value)}.")
    return _WORDS[value.lower()]


def _several(name: str, value: Any) -> tuple[str, ...]:
    """Several texts: a list, or one text with commas between them; of headers, with line feeds."""
    whole = FIELDS[name].metadata["several"] == "whole"
    parts = value.split("\n" if whole else ",") if isinstance(value, str) else value
    wrong = [part for part in parts if not isinstance(part, str)] if isinstance(parts, list | tuple) else [value]
    if wrong:
        raise UsageError(f"{spelled(name)} must be a text or a list of texts, not {_shown(wrong[0])}.")
    texts = [_encoded(name, part) for part in parts]
    found = [part.strip() for text in texts for part in ([text] if whole else text.split(","))]
    return tuple(part for part in found if part)


def _shown(value: Any) -> str:
    """A value of the wrong type; what is made of others may have a secret in it, which a variable gave."""
    if isinstance(value, Mapping | list | tuple):
        return "a table" if isinstance(value, Mapping) else "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
