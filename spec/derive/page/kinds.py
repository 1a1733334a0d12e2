"""The `Type:` line of a field as a JSON Schema: `Array of strings`, `String to string map`, `Tag object`, ..."""

from __future__ import annotations

import re
from typing import Any

_SCALARS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "short": {"type": "integer"},
    "long": {"type": "integer", "format": "int64"},
    "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
    "boolean": {"type": "boolean"},
    "timestamp": {"type": ["number", "string"], "format": "timestamp"},
    "base64-encoded binary data object": {"type": "string", "contentEncoding": "base64"},
    "json value": {},
}
_ARRAY = re.compile(r"arrays? of (?P<item>.+)", re.IGNORECASE)
_MAP = re.compile(r"(?P<key>.+?) to (?P<value>.+) maps?", re.IGNORECASE)
_OBJECT = re.compile(r"(?P<name>[A-Za-z]\w*) objects?")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def kind(text: str) -> dict[str, Any]:
    """The JSON Schema of a documented type; a structure carries its name as `x-type`.

    Args:
        text: what stands behind `Type:`, links included.

    Raises:
        ValueError: it is no type of the grammar.
    """
    return _kind(LINK.sub(r"\1", text).replace("`", "").strip())


def _kind(text: str) -> dict[str, Any]:
    lowered = text.lower()
    scalar = _SCALARS.get(lowered, _SCALARS.get(lowered.removesuffix("s")))
    if scalar is not None:
        return dict(scalar)
    # An array of maps is "Array of string to string maps": the array is the outermost.
    if match := _ARRAY.fullmatch(text):
        return {"type": "array", "items": _kind(match["item"])}
    if match := _MAP.fullmatch(text):
        return {"type": "object", "propertyNames": _kind(match["key"]), "additionalProperties": _kind(match["value"])}
    if match := _OBJECT.fullmatch(text):
        return {"type": "object", "x-type": match["name"]}
    raise ValueError(text)
