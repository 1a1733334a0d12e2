"""The constraint lines of a field (`Pattern: …`, `Valid Range: …`) as JSON Schema keywords on the field's type."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from spec.patterns import is_pattern

_SHAPED = re.compile(r"([A-Z][\w-]*(?: [A-Za-z][\w-]*){0,3}):(.*)", re.DOTALL)
_NUMBER = r"-?\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?"
_BOUND = re.compile(rf"(Minimum|Maximum|Fixed) (?:length|value|number) of ({_NUMBER})(?: items?)?\.(?=\s|$)")
_MEASURES = {"Length": "length", "Items": "number", "Properties": "number"}
_MEASURED = re.compile(r"\b(length|value|number) of ")
BOUNDS = re.compile(rf"(?:{_BOUND.pattern}\s*)+")
# Some pages leave a number out: what remains says nothing.
_NUMBERLESS = {f"{word} number of items." for word in ("Minimum", "Maximum")}
_SPAN = re.compile(r"`[^`|]+`")
# Two code spans: a pattern is one, whatever back-ticks are inside.
_SEVERAL = re.compile(r"`(?:,| or| and) `")
# No pattern of any model has one, but an editor may put it in the place of a hyphen; so it does with blanks.
_DASHES = re.compile("[\u2010-\u2015]")
# What stands behind a value and belongs to none: `Voice (default)`.
_REMARK = re.compile(r"\((?:the )?default\)$", re.IGNORECASE)
# No value of any model has one: it is left over from the page's HTML form.
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_KEYWORDS = {"Minimum": ("minimum",), "Maximum": ("maximum",), "Fixed": ("minimum", "maximum")}

Schema = dict[str, Any]


def labelled(text: str) -> tuple[str, str]:
    """The label of a line and what stands behind it, with or without a space between; two "" without a label."""
    match = _SHAPED.fullmatch(text)
    return (match[1], match[2].strip()) if match else ("", "")


def constrain(schema: Schema, label: str, value: str, *, depth: int = 0) -> None:
    """Adds the keywords of one constraint line to the part of `schema` that it speaks of.

    Args:
        schema: a field's type, as `kinds.kind` gives it; changed in place.
        label: what stands before the colon.
        value: what stands behind it.
        depth: how many lines with this label came before: each further one speaks of the array or map inside.

    Raises:
        ValueError: the line is not understood, or does not fit the type.
    """
    rule = _RULES.get(label)
    if rule is None:
        raise ValueError(label)
    select, keywords = rule
    part = select(schema, depth)
    found = keywords(value, part)
    if found.keys() & part.keys():
        raise ValueError(label)
    part.update(found)


def code(text: str) -> str:
    """`text` without the back-ticks of a Markdown code span around it, and with its HTML entities read.

    Raises:
        ValueError: there is such a span, and something beside it.
    """
    ticks = len(text) - len(text.lstrip("`"))
    whole = ticks and len(text) >= 2 * ticks and text.endswith("`" * ticks)
    if not whole and (ticks or text.endswith("`")):
        raise ValueError(text)
    inner = text[ticks:-ticks] if whole else text
    if whole and inner.strip() and inner[:1] == inner[-1:] == " ":
        inner = inner[1:-1]  # such blanks keep back-ticks apart, and are no part of the code
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), inner)


def _bounds(text: str) -> dict[str, Any]:
    """`Minimum length of 1. Maximum length of 128.` as `{"minimum": 1, "maximum": 128}`."""
    stated = [(keyword, _number(number)) for word, number in _BOUND.findall(text) for keyword in _KEYWORDS[word]]
    found = dict(stated)
    _refuse_unless(len(found) == len(set(stated)), text)
    rest = _BOUND.sub("", text).strip()
    if rest in _NUMBERLESS:
        return {**found, "x-unread": [text]}
    if rest or not found or found.get("minimum", -math.inf) > found.get("maximum", math.inf):
        raise ValueError(text)
    return found


def _number(text: str) -> float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)


def _bounded(noun: str) -> Callable[[str, Schema], Schema]:
    """Bounds as `minLength`, `maxItems`, ...; of binary data, they count bytes before base64."""

    def keywords(text: str, part: Schema) -> Schema:
        _refuse_unless(part.get("type", "string") in ("string", "array", "object"), text)
        _refuse_unless(all(word == _MEASURES[noun] for word in _MEASURED.findall(text)), text)
        count = _encoded if part.get("contentEncoding") == "base64" else int
        found = _bounds(text)
        _refuse_unless(all(found.get(bound, 0) >= 0 for bound in ("minimum", "maximum")), text)
        unread = {key: found.pop(key) for key in ("x-unread",) if key in found}
        return {**{f"{keyword[:3]}{noun}": count(bound) for keyword, bound in found.items()}, **unread}

    return keywords


def _encoded(length: float) -> int:
    """The characters of base64 for so many bytes."""
    return -(-int(length) // 3) * 4


def _range(text: str, part: Schema) -> Schema:
    _refuse_unless(part.get("type") in ("integer", "number"), text)
    return dict(_bounds(text))


def _enum(text: str, part: Schema) -> Schema:
    spans = _SPAN.findall(text)
    whole = len(spans) > 1 and _SPAN.sub("", text).replace("|", "").strip() == ""
    values = [value.strip() for value in (map(code, spans) if whole else code(text).split("|"))]
    in_words = len(values) == 1 and re.search(", | or |; | / ", values[0])
    # A value that ends in a backslash stood before an escaped bar, as in a table.
    odd = any("`" in value or value.endswith("\\") or _REMARK.search(value) for value in values)
    _refuse_unless(all(values) and not in_words and not odd, text)
    return {"enum": [_value(value, part) for value in dict.fromkeys(values)]}


def _pattern(text: str, part: Schema) -> Schema:
    pattern = code(text)
    altered = bool(_DASHES.search(pattern)) or ("\u00a0" in pattern and " " not in pattern)
    one = bool(pattern) and not (altered or _SEVERAL.search(pattern))
    _refuse_unless(one and part.get("type", "string") == "string", text)
    # What is not one of ECMA-262 is kept for the reader; no tool of JSON Schema could use it.
    return {"pattern" if is_pattern(pattern) else "x-pattern": pattern}


def _default(text: str, part: Schema) -> Schema:
    return {"default": _value(code(text), part)}


_WORDS = {"True", "False", "TRUE", "FALSE"}


def _value(text: str, part: Schema) -> Any:
    """A value as the page writes it, which is without quotes for text."""
    return text if part.get("type", "string") == "string" else json.loads(text.lower() if text in _WORDS else text)


def _refuse_unless(fits: bool, text: str) -> None:  # noqa: FBT001 - a condition is what it takes
    if not fits:
        raise ValueError(text)


def _layers(schema: Schema) -> list[Schema]:
    """A type, what it holds, what that holds, and so on."""
    inner = schema.get("items", schema.get("additionalProperties"))
    return [schema] if inner is None else [schema, *_layers(inner)]


def _holder(keyword: str, schema: Schema, depth: int) -> Schema:
    """The array (`items`) or map (`additionalProperties`) that has `depth` others of its kind around it."""
    holders = [layer for layer in _layers(schema) if keyword in layer]
    if depth >= len(holders):
        raise ValueError(keyword)
    return holders[depth]


def _scalar(schema: Schema, depth: int) -> Schema:
    """The innermost item: what a length, a pattern or a list of values speaks of, once."""
    if depth:
        raise ValueError(depth)
    return _layers(schema)[-1]


_array = partial(_holder, "items")
_map = partial(_holder, "additionalProperties")


def _keys(schema: Schema, depth: int) -> Schema:
    keys: Schema = _map(schema, depth)["propertyNames"]
    return keys


def _values(schema: Schema, depth: int) -> Schema:
    return _scalar(_map(schema, 0), depth)


_RULES: Mapping[str, tuple[Callable[[Schema, int], Schema], Callable[[str, Schema], Schema]]] = {
    "Valid Values": (_scalar, _enum),
    "Valid Range": (_scalar, _range),
    "Length Constraints": (_scalar, _bounded("Length")),
    "Pattern": (_scalar, _pattern),
    "Array Members": (_array, _bounded("Items")),
    "Map Entries": (_map, _bounded("Properties")),
    "Valid Keys": (_keys, _enum),
    "Key Length Constraints": (_keys, _bounded("Length")),
    "Key Pattern": (_keys, _pattern),
    "Value Length Constraints": (_values, _bounded("Length")),
    "Value Pattern": (_values, _pattern),
    "Default": (_scalar, _default),
}
LABELS = frozenset({*_RULES, "Type", "Required"})
