"""Valid values at the edges of a schema: one by one, and as the classes that a covering array combines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from spec.operation import Schema, types
from spec.patterns import matches
from strategies import regex


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
# How far above its minimum an ordinary integer lies: no edge, and no likely default of a target.
_ORDINARY = 41


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A valid value at the edge of one keyword: the keyword, a name and the value."""

    keyword: str
    name: str
    value: Any


def edges(schema: Schema) -> Iterator[Edge]:
    """Valid values at the edges of a scalar schema's keywords, without repetition."""
    if "enum" in schema:
        for value in schema["enum"]:
            yield Edge(keyword="enum", name=str(value), value=value)
    elif "pattern" in schema and "string" in types(schema):
        for name, text in regex.examples(schema["pattern"]).items():
            if name.startswith("middle"):
                continue
            yield Edge(keyword="pattern", name=name, value=text)
    elif "integer" in types(schema):
        yield from _integers(schema)


def _integers(schema: Schema) -> Iterator[Edge]:
    least, most = schema.get("minimum", -INT32_MAX), schema.get("maximum", INT32_MAX)
    yield Edge(keyword="minimum", name="minimum", value=least)
    yield Edge(keyword="minimum", name="one-above", value=least + 1)
    if "maximum" in schema:
        yield Edge(keyword="maximum", name="one-below", value=most - 1)
        yield Edge(keyword="maximum", name="maximum", value=most)
    for power in (8, 15, 16, 31):
        for name, value in ((f"{power}-bits", 2**power - 1), (f"over-{power}-bits", 2**power)):
            if least <= value <= most:
                yield Edge(keyword="type", name=name, value=value)


def spread(schema: Schema) -> dict[str, str]:
    """Valid texts of a pattern's schema, by name: every length, every character, words that get converted."""
    if "pattern" not in schema:
        return {}
    words = {f"word-{word}": word for word in _WORDS if matches(schema["pattern"], word)}
    return {**regex.spread(schema["pattern"]), **words}


def ordinary(schema: Schema, turn: int = 0) -> Any:
    """A valid value that sits on no edge; another `turn` gives another one where there is one."""
    if "enum" in schema:
        return schema["enum"][turn % len(schema["enum"])]
    kinds = types(schema)
    if "object" in kinds:
        return {name: ordinary(member, turn) for name, member in schema.get("properties", {}).items()}
    if "array" in kinds:
        count = schema.get("minItems", schema.get("maxItems", 1))
        return [ordinary(schema["items"], turn + index) for index in range(count)]
    if "integer" in kinds:
        return min(int(schema.get("minimum", 0)) + _ORDINARY + turn, schema.get("maximum", INT32_MAX))
    if "pattern" in schema:
        texts = regex.examples(schema["pattern"], turn)
        inside = [text for name, text in texts.items() if name.startswith("middle") and text]
        return max(inside or texts.values(), key=len)
    size = max(schema.get("minLength", 0), min(len("0text"), schema.get("maxLength", len("0text"))))
    return (str(turn) + "text" * size)[:size]


def classes(schema: Schema, *, required: bool) -> dict[str, Any]:
    """The value classes of one member, by name; `absent` is one of them where the member is optional."""
    found: dict[str, Any] = {} if required else {"absent": ABSENT}
    found |= _classes(schema)
    return found


def _classes(schema: Schema) -> dict[str, Any]:
    kinds = types(schema)
    if "enum" in schema:
        return {str(value): value for value in schema["enum"]}
    if "object" in kinds:
        return _objects(schema["properties"])
    if "array" in kinds:
        return _arrays(schema)
    if "integer" in kinds:
        least = schema.get("minimum", 0)
        return {"least": least, "ordinary": ordinary(schema), "most": schema.get("maximum", INT32_MAX)}
    texts = regex.examples(schema["pattern"]) if "pattern" in schema else {"ordinary": ordinary(schema)}
    return _spread(texts)


def _spread(texts: Mapping[str, str]) -> dict[str, str]:
    """The shortest, the longest and one in between."""
    by_length = sorted(texts.values(), key=len)
    inside = [text for text in by_length if len(by_length[0]) < len(text) < len(by_length[-1])]
    middle = inside[-1] if inside else None
    found = {"shortest": by_length[0], "between": middle, "longest": by_length[-1]}
    return {name: text for name, text in found.items() if text is not None}


def _objects(properties: Mapping[str, Schema]) -> dict[str, Any]:
    """All members ordinary; all at their shortest; and each one alone at its shortest."""
    usual = {name: ordinary(member) for name, member in properties.items()}
    short = {name: _classes(member).get("shortest", usual[name]) for name, member in properties.items()}
    mixed = {f"shortest-{name}": usual | {name: short[name]} for name in properties}
    return {"ordinary": usual, "shortest": short, **mixed}


def _arrays(schema: Schema) -> dict[str, Any]:
    items = schema["items"]
    if "enum" in items:
        values = list(items["enum"])
        singles = {str(value): [value] for value in values}
        return {**singles, "all": values, "all-reversed": values[::-1]}
    count = schema.get("minItems", 1)
    found: dict[str, Any] = {}
    for name, turns in _turns(items, count).items():
        if len(set(turns)) == count and turns not in found.values():
            found[name] = turns
    return found


def _turns(items: Schema, count: int) -> dict[str, list[str]]:
    """For each edge of a pattern, `count` strings of that same shape."""
    if "pattern" not in items:
        return {"ordinary": [ordinary(items, turn) for turn in range(count)]}
    each = [regex.examples(items["pattern"], turn) for turn in range(count)]
    shared = [name for name in each[0] if "edge" not in name and all(name in texts for texts in each)]
    return {name: [texts[name] for texts in each] for name in shared}
