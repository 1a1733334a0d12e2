"""Valid values at the edges of a schema: one by one, and as the classes that a covering array combines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spec.operation import Schema
from strategies.values import spreading, texts
from strategies.values.kinds import ABSENT, INT32_MAX, is_known, kind, possible
from strategies.values.ordinary import distinct, ordinary

# Text that lenient software takes for something else (a number, a date, nothing) or does not keep as it is.
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
# So many values of a long enumeration, members of a large object or branches of a union are classes of their own.
_MOST_CLASSES = 6
# The class of a list that has more items than it needs, and how many it has.
SEVERAL = "several"
_SEVERAL = 3
# How deep in a body stands what is inside its members, as in the request that has all of them.
_INSIDE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A valid value at the edge of one keyword: the keyword, a name and the value."""

    keyword: str
    name: str
    value: Any


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
    found = {name: text for name, text in spreading.spread(schema["pattern"]).items() if texts.fits(schema, text)}
    words = {f"word-{word}": word for word in _WORDS if texts.fits(schema, word)}
    return {**found, **words}


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
    union = possible(schema)
    if union:
        properties = schema["properties"]
        return {name: {name: ordinary(properties[name], 0, _INSIDE)} for name in _some(union)}
    if "properties" not in schema:
        return {"ordinary": ordinary(schema)}
    properties = schema["properties"]
    needed = schema.get("required", ())
    usual = {
        name: ordinary(member, 0, _INSIDE) for name, member in properties.items() if name in needed or is_known(member)
    }
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
    if count == 1 and most > count:
        # A target may well keep the first item only, or take none but the first.
        single = [shape[0] for shape in shapes.values()][: min(most, _SEVERAL)]
        shapes[SEVERAL] = single if len(single) > 1 else distinct(items, min(most, _SEVERAL), _INSIDE)
    return {name: shape for name, shape in shapes.items() if shape} or {"ordinary": ordinary(schema)}


def _turns(items: Schema, count: int) -> dict[str, list[Any]]:
    """For each edge of a pattern, `count` strings of that same shape."""
    each = [texts.edges(items, turn) for turn in range(count)] if "pattern" in items else []
    if not each or not each[0]:
        return {"ordinary": [ordinary(items, turn, _INSIDE) for turn in range(count)]}
    shared = [name for name in each[0] if "edge" not in name and all(name in found for found in each)]
    return {name: [found[name] for found in each] for name in shared}
