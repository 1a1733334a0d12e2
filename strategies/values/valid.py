"""Valid values at the edges of a schema: one by one, and as the classes that a covering array combines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from spec.operation import Schema, types
from strategies.values import regex, texts


class Absent(Enum):
    """The member is left out."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
INT32_MAX = 2**31 - 1
# Text that is taken for something else, or not kept as it is, where it is not simply text.
_WORDS = (
    "007",
    "0",
    "1",
    "12345",
    "1e5",
    "true",
    "false",
    "null",
    "None",
    "NaN",
    "undefined",
    "NO",
    "a  b",
    " a",
    "a ",
    "First Second",
    "admin",
    "test",
)
# How far above its minimum an ordinary number lies: no edge, and no likely default of a target.
_ORDINARY = 41
# A list, a map or an optional member further inside than this stays empty or away.
_DEEPEST = 5
# So many values of a long enumeration, members of a large object or branches of a union are classes of their own.
_MOST_CLASSES = 6
_MOST_ITEMS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A valid value at the edge of one keyword: the keyword, a name and the value."""

    keyword: str
    name: str
    value: Any


def kind(schema: Schema) -> str:
    """The JSON type that values of the schema are made of; "any" where it states nothing about it.

    A timestamp that may be a number or a text is a number: so the protocol writes it in a body.
    """
    stated = [name for name in types(schema) if name != "null"]
    if stated:
        return "number" if set(stated) == {"number", "string"} else stated[0]
    if "enum" in schema:
        return "string"
    for keyword, name in _IMPLIED.items():
        if keyword in schema:
            return name
    return "any"


_IMPLIED = {
    "properties": "object",
    "additionalProperties": "object",
    "items": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "format": "string",
    "contentEncoding": "string",
    "minimum": "integer",
    "maximum": "integer",
}


def is_known(schema: Schema) -> bool:
    """Whether valid values can be made: its type is stated and written out, and its pattern can be followed."""
    return kind(schema) != "any" and _is_possible(schema)


def _is_possible(schema: Schema) -> bool:
    """Whether a value can be made of what the description says; of a type inside itself (`x-type`) it says nothing."""
    if "x-type" in schema:
        return False
    if kind(schema) == "string" and "pattern" in schema and "enum" not in schema:
        return texts.fits(schema, texts.ordinary(schema))
    inner = [schema[keyword] for keyword in ("items", "additionalProperties") if isinstance(schema.get(keyword), dict)]
    members = schema.get("properties", {})
    inner += [members[name] for name in schema.get("required", ()) if name in members]
    union = branches_of(schema)
    return all(map(_is_possible, inner)) and (not union or any(_is_possible(members[name]) for name in union))


def branches_of(schema: Schema) -> tuple[str, ...]:
    """The members of a union, of which an object has exactly one; none where the schema is no union."""
    found = tuple(branch["required"][0] for branch in schema.get("oneOf", ()) if len(branch.get("required", ())) == 1)
    return found if found and set(found) <= schema.get("properties", {}).keys() else ()


def _possible(schema: Schema) -> list[str]:
    """The branches of a union of which values can be made; all of them where that is none."""
    union = branches_of(schema)
    return [name for name in union if _is_possible(schema["properties"][name])] or list(union)


def edges(schema: Schema) -> Iterator[Edge]:
    """Valid values at the edges of a scalar schema's keywords, without repetition."""
    of = kind(schema)
    if "const" in schema:
        return
    if "enum" in schema:
        for value in schema["enum"]:
            yield Edge(keyword="enum", name=str(value), value=value)
    elif texts.is_timestamp(schema):
        yield Edge(keyword="format", name="instant", value=ordinary(schema, 1))
    elif of == "string":
        yield from _texts(schema)
    elif of in ("integer", "number"):
        yield from _numbers(schema)
    elif of == "boolean":
        yield Edge(keyword="type", name="true", value=True)
        yield Edge(keyword="type", name="false", value=False)


def _texts(schema: Schema) -> Iterator[Edge]:
    if "pattern" in schema:
        for name, text in texts.edges(schema).items():
            if not name.startswith("middle"):
                yield Edge(keyword="pattern", name=name, value=text)
    for keyword, name, text in texts.lengths(schema):
        yield Edge(keyword=keyword, name=name, value=text)


def _numbers(schema: Schema) -> Iterator[Edge]:
    if "multipleOf" in schema or {"exclusiveMinimum", "exclusiveMaximum"} & schema.keys():
        yield Edge(keyword="type", name="ordinary", value=ordinary(schema))
        return
    if kind(schema) == "number" and not {"minimum", "maximum"} & schema.keys():
        for name, number in (("fraction", 0.5), ("integral", 7), ("negative", -1.5), ("large", 1e15)):
            yield Edge(keyword="type", name=name, value=number)
        return
    least, most = schema.get("minimum", -INT32_MAX), schema.get("maximum", INT32_MAX)
    keyword = "minimum" if "minimum" in schema else "type"
    yield Edge(keyword=keyword, name="minimum", value=least)
    if least + 1 <= most:
        yield Edge(keyword=keyword, name="one-above", value=least + 1)
    if "maximum" in schema:
        if least <= most - 1:
            yield Edge(keyword="maximum", name="one-below", value=most - 1)
        yield Edge(keyword="maximum", name="maximum", value=most)
    for power in (8, 15, 16, 31):
        for name, value in ((f"{power}-bits", 2**power - 1), (f"over-{power}-bits", 2**power)):
            if least <= value <= most:
                yield Edge(keyword="type", name=name, value=value)


def spread(schema: Schema) -> dict[str, str]:
    """Valid texts of a pattern's schema, by name: every length, every character, words that get converted."""
    if "pattern" not in schema or {"enum", "const"} & schema.keys():
        return {}
    found = {name: text for name, text in regex.spread(schema["pattern"]).items() if texts.fits(schema, text)}
    words = {f"word-{word}": word for word in _WORDS if texts.fits(schema, word)}
    return {**found, **words}


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
    union = _possible(schema)
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


def _array(schema: Schema, turn: int, depth: int) -> list[Any]:
    if "items" not in schema:
        return []
    least = schema.get("minItems", 0)
    count = max(least, 1) if "minItems" in schema else min(schema.get("maxItems", 1), _MOST_ITEMS)
    count = least if depth >= _DEEPEST or not _is_possible(schema["items"]) else count
    return [ordinary(schema["items"], turn + index, depth + 1) for index in range(count)]


def _integer(schema: Schema, turn: int, _depth: int) -> int:
    if texts.is_timestamp(schema):
        return int(texts.START.timestamp()) + 60 * turn
    most: int = schema.get("maximum", INT32_MAX)
    usual = min(int(schema.get("minimum", 0)) + _ORDINARY + turn, most)
    return usual // int(schema["multipleOf"]) * int(schema["multipleOf"]) if "multipleOf" in schema else usual


def _number(schema: Schema, turn: int, depth: int) -> float:
    if texts.is_timestamp(schema):
        return _integer(schema, turn, depth)
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    most = schema.get("maximum", schema.get("exclusiveMaximum"))
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


def classes(schema: Schema, *, required: bool) -> dict[str, Any]:
    """The value classes of one member, by name; `absent` is one of them where the member is optional."""
    found: dict[str, Any] = {} if required else {"absent": ABSENT}
    found |= _classes(schema)
    return found


def _classes(schema: Schema) -> dict[str, Any]:
    if "const" in schema:
        return {"ordinary": schema["const"]}
    if "enum" in schema:
        return {str(value): value for value in _some(schema["enum"])}
    of = kind(schema)
    if of == "object":
        return _objects(schema)
    if of == "array":
        return _arrays(schema)
    if of == "boolean":
        return {"true": True, "false": False}
    if texts.is_timestamp(schema) or of in ("any", "null") or "multipleOf" in schema:
        return {"ordinary": ordinary(schema)}
    if of in ("integer", "number"):
        least = schema.get("minimum", 0)
        if {"exclusiveMinimum", "exclusiveMaximum"} & schema.keys():
            return {"ordinary": ordinary(schema)}
        return {"least": least, "ordinary": ordinary(schema), "most": schema.get("maximum", INT32_MAX)}
    return _spread(_lengths(schema))


def _some(values: list[Any]) -> list[Any]:
    """A few of many values: the first ones and the last."""
    return values if len(values) <= _MOST_CLASSES else [*values[: _MOST_CLASSES - 1], values[-1]]


def _lengths(schema: Schema) -> dict[str, str]:
    if "pattern" in schema:
        found = texts.edges(schema)
        return found or {"ordinary": ordinary(schema)}
    bounds = {name: text for _, name, text in texts.lengths(schema)}
    return {"ordinary": ordinary(schema), **bounds}


def _spread(found: Mapping[str, str]) -> dict[str, str]:
    """The shortest, the longest and one in between."""
    by_length = sorted(found.values(), key=len)
    inside = [text for text in by_length if len(by_length[0]) < len(text) < len(by_length[-1])]
    middle = inside[-1] if inside else None
    named = {"shortest": by_length[0], "between": middle, "longest": by_length[-1]}
    return {name: text for name, text in named.items() if text is not None}


def _objects(schema: Schema) -> dict[str, Any]:
    """All members ordinary; all at their shortest; each one alone at its shortest; the required ones alone.

    Of a union, one class for each branch; of a map, an ordinary one.
    """
    union = _possible(schema)
    if union:
        properties = schema["properties"]
        return {name: {name: ordinary(properties[name], 0, 1)} for name in _some(union)}
    if "properties" not in schema:
        return {"ordinary": ordinary(schema)}
    properties = schema["properties"]
    needed = schema.get("required", ())
    usual = {name: ordinary(member, 0, 1) for name, member in properties.items() if name in needed or is_known(member)}
    short = {name: _shortest(properties[name], value) for name, value in usual.items()}
    mixed = {f"shortest-{name}": usual | {name: short[name]} for name in _some(list(usual))}
    required = {"required": {name: usual[name] for name in needed}} if 0 < len(needed) < len(properties) else {}
    return {"ordinary": usual, "shortest": short, **mixed, **required}


def _shortest(schema: Schema, usual: Any) -> Any:
    return usual if kind(schema) in ("object", "array") else _classes(schema).get("shortest", usual)


def _arrays(schema: Schema) -> dict[str, Any]:
    items = schema.get("items")
    if items is None:
        return {"ordinary": []}
    least, most = schema.get("minItems", 0), schema.get("maxItems", INT32_MAX)
    if "enum" in items:
        values = list(_some(items["enum"]))
        found: dict[str, Any] = {str(value): [value] for value in values}
        found |= {"all": values, "all-reversed": values[::-1]}
        fitting = {name: value for name, value in found.items() if least <= len(value) <= most}
        return fitting or {"ordinary": ordinary(schema)}
    count = max(1, least)
    shapes: dict[str, Any] = {}
    for name, turns in _turns(items, count).items():
        if len({json.dumps(item) for item in turns}) == count and turns not in shapes.values():
            shapes[name] = turns
    return shapes or {"ordinary": ordinary(schema)}


def _turns(items: Schema, count: int) -> dict[str, list[Any]]:
    """For each edge of a pattern, `count` strings of that same shape."""
    each = [texts.edges(items, turn) for turn in range(count)] if "pattern" in items else []
    if not each or not each[0]:
        return {"ordinary": [ordinary(items, turn, 1) for turn in range(count)]}
    shared = [name for name in each[0] if "edge" not in name and all(name in found for found in each)]
    return {name: [found[name] for found in each] for name in shared}
