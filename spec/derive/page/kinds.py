"""The `Type:` line of a field as a JSON Schema: `Array of strings`, `String to string map`, `Tag object`, ..."""

from __future__ import annotations

import re
from typing import Any

_SCALARS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "character": {"type": "string"},
    "byte": {"type": "integer"},
    "short": {"type": "integer"},
    "integer": {"type": "integer"},
    "biginteger": {"type": "integer"},
    "long": {"type": "integer", "format": "int64"},
    "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
    "bigdecimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "timestamp": {"type": ["number", "string"], "format": "timestamp"},
    "base64-encoded binary data object": {"type": "string", "contentEncoding": "base64"},
    "blob": {"type": "string", "contentEncoding": "base64"},
    "json value": {},
    "document": {},
    # One without members, which has no page of its own.
    "structure": {"type": "object"},
    # Among the members of an answer, it is an event that ends a stream of them.
    "exception": {"type": "object", "x-exception": True},
}
_ARRAY = "array"
_OF = " of "
_TO = " to "
_MAP = re.compile(r"maps?", re.IGNORECASE)
_OBJECT = re.compile(r"([A-Za-z]\w*) objects?")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# Twice as deep as any documented type.
_DEPTH = 16


def kind(text: str) -> dict[str, Any]:
    """The JSON Schema of a documented type; a structure carries its name as `x-type`.

    Args:
        text: what stands behind `Type:`, links included.

    Raises:
        ValueError: it is no type of the grammar, or one that is nested deeper than any.
    """
    return _kind(" ".join(LINK.sub(r"\1", text).replace("`", "").split()), _DEPTH)


def is_kind(text: str) -> bool:
    """Whether a text is a type of the grammar."""
    try:
        kind(text)
    except ValueError:
        return False
    return True


def _kind(text: str, depth: int) -> dict[str, Any]:
    lowered = text.lower()
    scalar = _SCALARS.get(lowered, _SCALARS.get(lowered.removesuffix("s")))
    if scalar is not None:
        return dict(scalar)
    if depth == 0:
        raise ValueError(text[:80])
    head, of, item = text.partition(_OF)
    # An array of maps is "Array of string to string maps": the array is the outermost.
    if of and head.lower().removesuffix("s") == _ARRAY:
        return {"type": "array", "items": _kind(item, depth - 1)}
    key, to, rest = text.partition(_TO)
    value, _, last = rest.rpartition(" ")
    if to and value and _MAP.fullmatch(last):
        keys, values = _kind(key, depth - 1), _kind(value, depth - 1)
        return {"type": "object", "propertyNames": keys, "additionalProperties": values}
    if match := _OBJECT.fullmatch(text):
        return {"type": "object", "x-type": match[1]}
    raise ValueError(text[:80])
