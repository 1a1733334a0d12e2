"""Valid values that sit on no edge: what a request has where the point is another member."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spec.operation import Schema
from spec.unbounded import bounds
from strategies.values import texts
from strategies.values.kinds import INT32_MAX, is_known, is_possible, kind, possible

# How far above its minimum an ordinary number lies: no edge, and no likely default of a target.
_ORDINARY = 41
# A list, a map or an optional member further inside than this stays empty or away.
_DEEPEST = 5
# So many items an ordinary list has, where nothing says how many it needs.
_MOST_ITEMS = 3


def ordinary(schema: Schema, turn: int = 0, depth: int = 0) -> Any:
    """A valid value that sits on no edge.

    Args:
        schema: of the value.
        turn: another one gives another value where there is one.
        depth: how deep inside a body it stands; what is optional ends at some depth.
    """
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][turn % len(schema["enum"])]
    make = _ORDINARIES.get(kind(schema))
    return make(schema, turn, depth) if make else {"text": "0text"}


def _object(schema: Schema, turn: int, depth: int) -> dict[str, Any]:
    union = possible(schema)
    if union:
        name = union[turn % len(union)]
        return {name: ordinary(schema["properties"][name], turn, depth + 1)}
    if "properties" in schema:
        needed = set(schema.get("required", ()))
        return {
            name: ordinary(member, turn, depth + 1)
            for name, member in schema["properties"].items()
            if name in needed or (depth < _DEEPEST and is_known(member))
        }
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], Mapping):
        least = schema.get("minProperties", 0)
        count = max(least, 1) if depth < _DEEPEST else least
        return dict(entry(schema, turn + index, depth) for index in range(count))
    return {}


def entry(schema: Schema, turn: int, depth: int = 0) -> tuple[str, Any]:
    """One key of a map with its value."""
    keys = {"type": "string", **schema.get("propertyNames", {})}
    key = ordinary(keys, turn) if "enum" in keys else texts.another(ordinary(keys), keys, turn)
    return str(key), ordinary(schema["additionalProperties"], turn, depth + 1)


def distinct(items: Schema, count: int, depth: int = 1) -> list[Any]:
    """So many different items of a list at some depth, none on an edge; no list where there are not so many."""
    usual = ordinary(items, 0, depth)
    if isinstance(usual, str) and "pattern" in items and not texts.is_timestamp(items):
        found = [texts.another(usual, items, turn) for turn in range(count)]
    else:
        found = [ordinary(items, turn, depth) for turn in range(count)]
    return found if len({repr(item) for item in found}) == count else []


def _array(schema: Schema, turn: int, depth: int) -> list[Any]:
    if "items" not in schema:
        return []
    least = schema.get("minItems", 0)
    count = max(least, 1) if "minItems" in schema else min(schema.get("maxItems", 1), _MOST_ITEMS)
    count = least if depth >= _DEEPEST or not is_possible(schema["items"]) else count
    return [ordinary(schema["items"], turn + index, depth + 1) for index in range(count)]


def _integer(schema: Schema, turn: int, _depth: int) -> int:
    if texts.is_timestamp(schema):
        return int(texts.START.timestamp()) + 60 * turn
    least = int(schema.get("minimum", 0))
    usual: int = min(least + _ORDINARY + turn, schema.get("maximum", INT32_MAX))
    words = bounds(schema)
    if usual > words.get("maximum", usual):
        # Of few numbers each turn still has another one.
        usual = least + 1 + (usual - least - 1) % int(words["maximum"] - least)
    if "multipleOf" not in schema:
        return usual
    step = int(schema["multipleOf"])
    first = -(int(-words.get("minimum", least)) // step)
    return max(usual // step, first) * step


def _number(schema: Schema, turn: int, depth: int) -> float:
    if texts.is_timestamp(schema):
        return _integer(schema, turn, depth)
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    most = schema.get("maximum", schema.get("exclusiveMaximum", bounds(schema).get("maximum")))
    usual: float = least + _ORDINARY + turn + 0.5
    if most is not None and usual > most:
        usual = (least + most) / 2
    return usual


_ORDINARIES: Mapping[str, Callable[[Schema, int, int], Any]] = {
    "object": _object,
    "array": _array,
    "integer": _integer,
    "number": _number,
    "boolean": lambda _schema, turn, _depth: turn % 2 == 0,
    "string": lambda schema, turn, _depth: texts.ordinary(schema, turn),
    "null": lambda _schema, _turn, _depth: None,
}
