"""Numbers for which no source states a bound: words may state one ("at least 3 days"), and words are not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Words hardly forbid a number between these.
_LEAST, _MOST = 1, 100
# Values that a source itself gives.
_GIVEN = ("example", "default")
_NUMERIC = frozenset({"integer", "number", "null"})


def bounded(value: Any) -> Any:
    """A schema, or a part of one, whose numbers without a stated bound have one that words may well state."""
    if isinstance(value, list):
        return [bounded(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    inner = {key: bounded(item) for key, item in value.items()}
    return {**bounds(value), **inner} if _is_number(value) else inner


def _is_number(schema: Mapping[str, Any]) -> bool:
    stated = schema.get("type")
    kinds = {stated} if isinstance(stated, str) else set(stated) if isinstance(stated, list) else set()
    is_instant = schema.get("format") == "timestamp"
    return bool(kinds) and kinds <= _NUMERIC and not is_instant and not {"enum", "const"} & schema.keys()


def bounds(schema: Mapping[str, Any]) -> dict[str, float]:
    """The bounds that a number's schema does not state; a bound that contradicts the stated one is left out.

    An example, a default or a factor that the source gives is right, also where it lies further out.

    Returns:
        `minimum`, `maximum`, both or neither.
    """
    given = [schema[name] for name in _GIVEN if _is_value(schema.get(name))]
    lowest, highest = min((_LEAST, *given)), max(_MOST, *given, schema.get("multipleOf", 0))
    least = {"minimum", "exclusiveMinimum"} & schema.keys()
    most = {"maximum", "exclusiveMaximum"} & schema.keys()
    low = {} if least or (most and min(schema[name] for name in most) <= lowest) else {"minimum": lowest}
    high = {} if most or (least and max(schema[name] for name in least) >= highest) else {"maximum": highest}
    return {**low, **high}


def _is_value(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)
