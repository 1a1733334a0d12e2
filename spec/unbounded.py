"""Numbers for which no source states a bound: words may state one ("at least 3 days"), and words are not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Words hardly forbid a number between these.
_LEAST, _MOST = 1, 100
_NUMERIC = frozenset({"integer", "number", "null"})


def bounded(value: Any) -> Any:
    """A schema, or a part of one, whose numbers without a stated bound have one that words may well state."""
    if isinstance(value, list):
        return [bounded(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    inner = {key: bounded(item) for key, item in value.items()}
    return {**_bounds(value), **inner} if _is_number(value) else inner


def _is_number(schema: Mapping[str, Any]) -> bool:
    stated = schema.get("type")
    kinds = {stated} if isinstance(stated, str) else set(stated) if isinstance(stated, list) else set()
    is_instant = schema.get("format") == "timestamp"
    return bool(kinds) and kinds <= _NUMERIC and not is_instant and not {"enum", "const"} & schema.keys()


def _bounds(schema: Mapping[str, Any]) -> dict[str, int]:
    """The bounds that are not stated; one that would contradict the other is none."""
    least = {"minimum", "exclusiveMinimum"} & schema.keys()
    most = {"maximum", "exclusiveMaximum"} & schema.keys()
    low = {} if least or (most and min(schema[name] for name in most) <= _LEAST) else {"minimum": _LEAST}
    high = {} if most or (least and max(schema[name] for name in least) >= _MOST) else {"maximum": _MOST}
    return {**low, **high}
