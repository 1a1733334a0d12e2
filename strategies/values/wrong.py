"""Values that break one keyword of a schema and, as far as that is possible, no other one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from spec.operation import Schema, types
from spec.schema_clauses import LARGEST
from spec.words import a_type, counted
from strategies.values import regex, texts
from strategies.values.kinds import branches_of, kind
from strategies.values.near_misses import near_misses
from strategies.values.ordinary import entry, ordinary
from strategies.values.spelling import respelled

# From so many items or characters on, one more than allowed is all that is sent.
_MANY_ITEMS, _MANY_CHARACTERS = 200, 20_000
# So many items of a long list differ.
_DISTINCT = 8
# So many values of a long enumeration are respelled.
_RESPELLED = 6


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong value: a name that is unique for its keyword, what is sent in plain words, and the value."""

    name: str
    change: str
    value: Any


def values(schema: Schema, keyword: str) -> Iterator[Wrong]:
    """Every deterministic value that breaks `keyword`.

    Those that break another keyword as well are left out; where all do, the first one stays.
    """
    found = list(_WRONG[keyword](schema)) if keyword in _WRONG else []
    clean = [bad for bad in found if _breaks_only(schema, keyword, bad.value)]
    yield from clean or found[:1]


def _breaks_only(schema: Schema, keyword: str, value: Any) -> bool:
    if isinstance(value, str) and keyword in _TEXTUAL and kind(schema) == "string":
        others = {name: stated for name, stated in schema.items() if name != keyword}
        return texts.fits(others, value) and not texts.fits({keyword: schema[keyword]}, value)
    if keyword == "enum":
        return value not in schema["enum"]
    return True


_TEXTUAL = {"enum", "pattern", "minLength", "maxLength", "contentEncoding"}
_OTHER_TYPES: dict[str, tuple[tuple[str, Any], ...]] = {
    "string": (("string", "text"), ("empty-string", "")),
    "number": (("number", 7), ("zero", 0), ("fraction", 1.5)),
    "boolean": (("true", True), ("false", False)),
    "array": (("list", ["text"]), ("empty-list", [])),
    "object": (("object", {"a": "b"}), ("empty-object", {})),
}


def _types(schema: Schema) -> Iterator[Wrong]:
    kinds = set(types(schema))
    own = kinds | ({"number"} if "integer" in kinds else set())
    right = " or ".join(map(a_type, types(schema)))
    for other, found in _OTHER_TYPES.items():
        if other not in own:
            for name, value in found:
                yield Wrong(name, f"{json.dumps(value)} instead of {right}", value)
    if "integer" in kinds:
        for name, number in (("fraction", 60.5), ("nearly-integral", 1.001), ("half", 0.5), ("negative-half", -0.5)):
            yield Wrong(name, f"{number} instead of an integer", number)
    if kinds & {"integer", "number"} and "string" not in kinds:
        yield from _numbers_as_text("integer" in kinds)
    if "boolean" in kinds:
        for name, value in (("true-as-string", "true"), ("false-as-string", "false"), ("one", 1), ("word", "yes")):
            yield Wrong(name, f"{json.dumps(value)} instead of a boolean", value)
    yield from _disguised(schema, kinds)


def _numbers_as_text(integer: bool) -> Iterator[Wrong]:  # noqa: FBT001 - which of two kinds of number
    for name, text in (
        ("digits-as-string", "60"),
        ("nan-as-string", "NaN"),
        ("hexadecimal-as-string", "0x42"),
        ("padded-digits", " 60 "),
        ("fraction-as-string", "60.0"),
        ("exponent-as-string", "6e1"),
        ("unit", "60m"),
    ):
        yield Wrong(name, f"the string {text!r} instead of {'an integer' if integer else 'a number'}", text)


def _disguised(schema: Schema, kinds: set[str]) -> Iterator[Wrong]:
    """The right value in a wrong type, as a lenient parser would take it."""
    usual = ordinary(schema)
    if "string" in kinds and isinstance(usual, str):
        yield Wrong("wrapped", "the string inside a list", [usual])
        found = [usual, *regex.examples(schema["pattern"]).values()] if "pattern" in schema else [usual]
        digits = [text for text in found if text.lstrip("+").isdigit() and text.isascii()]
        if digits:
            # A number keeps no zero in front: a target that takes the number for the text must find the text valid.
            best = next((text for text in digits if text[0] != "0" and len(text) == len(usual)), digits[0])
            yield Wrong("digits-as-number", "the digits as a number", int(best))
    elif kinds & {"integer", "number"}:
        yield Wrong("wrapped", "the number inside a list", [usual])
        yield Wrong("in-object", "the number inside an object", {"value": usual})
    elif "array" in kinds and usual:
        yield from _list_in_disguise(schema, usual)
    elif "object" in kinds:
        yield Wrong("wrapped", "the object inside a list", [usual])
        yield Wrong("as-string", "the object as JSON in a string", json.dumps(usual))
        yield Wrong("as-empty-string", "an empty object as JSON in a string", "{}")


def _list_in_disguise(schema: Schema, usual: list[Any]) -> Iterator[Wrong]:
    if isinstance(usual[0], list):
        return
    yield Wrong("single-item", "one item without its list", usual[0])
    items = schema["items"]
    if kind(items) == "string":
        several = [str(item) for item in items.get("enum", usual)]
        yield Wrong("joined", "the items joined by commas in a string", ",".join(several))
        yield Wrong("joined-by-spaces", "the items joined by spaces in a string", " ".join(several))
        yield Wrong("as-string", "the list as JSON in a string", json.dumps(several))
        yield Wrong("as-names", "the items as names of an object", dict.fromkeys(several, True))
        yield Wrong("as-values", "the items as values of an object", dict(zip("ab", several, strict=False)))
    yield Wrong("indexed", "the items in an object by index", {str(i): item for i, item in enumerate(usual)})


def _enum(schema: Schema) -> Iterator[Wrong]:
    found = [value for value in schema["enum"] if isinstance(value, str)]
    if not found:
        return
    first, last = found[0], found[-1]
    seen = set(found)
    yield Wrong("unknown", "an unknown value", "Unknown")
    yield Wrong("empty", "the empty string", "")
    for value in found[:_RESPELLED]:
        for name, other in (
            ("lower-case", value.lower()),
            ("upper-case", value.upper()),
            ("swapped-case", value.swapcase()),
            ("capitalised", value.capitalize()),
            *respelled(value).items(),
        ):
            if other not in seen:
                seen.add(other)
                yield Wrong(f"{name}-{value}", f"{other!r} instead of {value!r}: another spelling", other)
    for name, other, what in (
        ("space-before", f" {first}", "a space before"),
        ("space-after", f"{first} ", "a space after"),
        ("newline-after", f"{last}\n", "a line break after"),
        ("tab-after", f"{last}\t", "a tab after"),
        ("nul-after", f"{first}\x00", "a NUL after"),
        ("no-break-space-after", f"{last}\u00a0", "a no-break space after"),
    ):
        yield Wrong(name, f"{what} a known value: {other!r}", other)
    yield Wrong("plural", f"an s after a known value: '{first}s'", f"{first}s")
    yield Wrong("cut", f"a known value without its last character: {first[:-1]!r}", first[:-1])
    yield Wrong("joined", "all known values in one string, joined by |", "|".join(found))
    yield Wrong("comma", "all known values in one string, joined by commas", ",".join(found))
    yield Wrong("number", "the position of a value, as a string", "0")
    lookalike = last.replace("e", "\u0435").replace("o", "\u043e").replace("S", "\u0405")
    if lookalike != last:
        yield Wrong("lookalike", "a known value with a Cyrillic letter that looks like a Latin one", lookalike)


def _minimum(schema: Schema) -> Iterator[Wrong]:
    least = schema["minimum"]
    for name, value in (
        ("one-below", least - 1),
        ("ten-below", least - 10),
        ("far-below", -(2**31)),
        ("minus-one", -1),
        ("negative", -60),
        ("beyond-32-bits-below", -(2**40)),
    ):
        if value < least:
            yield Wrong(name, f"{value} is below the minimum of {least}", value)
    yield Wrong("one-below-as-float", f"{float(least - 1)} is below the minimum of {least}", float(least - 1))


def _maximum(schema: Schema) -> Iterator[Wrong]:
    most = schema["maximum"]
    for name, value in (("one-above", most + 1), ("far-above", most + 2**20)):
        yield Wrong(name, f"{value} is above the maximum of {most}", value)


def _beyond(keyword: str, name: str, by: int) -> Callable[[Schema], Iterator[Wrong]]:
    def found(schema: Schema) -> Iterator[Wrong]:
        bound = schema[keyword]
        yield Wrong("bound", f"{bound} itself, which is not allowed", bound)
        yield Wrong(name, f"{bound + by}, which is beyond {bound}", bound + by)

    return found


def _min_items(schema: Schema) -> Iterator[Wrong]:
    least = schema["minItems"]
    items = schema.get("items", {})
    usual = [ordinary(items, turn, 1) for turn in range(least)]
    # Every smaller number of items, where there are few.
    for count in sorted({*range(max(0, least - 3), least), *((0,) if least else ())}, reverse=True):
        yield Wrong(f"{count}-items", f"{counted(count, 'item')}, not at least {least}", usual[:count])
    if least > 1:
        words = f"{counted(least - 1, 'item')}, not at least {least}"
        yield Wrong(f"{least - 1}-items-last", words, usual[1:])


def _max_items(schema: Schema) -> Iterator[Wrong]:
    most, items = schema["maxItems"], schema.get("items", {})
    for count in (most + 1, most + 2, most * 2 + 1, most + 100):
        if count > LARGEST["body"]["maxItems"] + 1 or (most >= _MANY_ITEMS and count > most + 1):
            continue
        # The first items again: a target that counts only different items must be caught as well.
        distinct = [ordinary(items, turn, 1) for turn in range(min(count, _DISTINCT))]
        found = [distinct[turn % len(distinct)] for turn in range(count)]
        yield Wrong(f"{count}-items", f"{count} items, not at most {most}", found)
    if most < _MANY_ITEMS:
        usual = [ordinary(items, turn % _DISTINCT, 1) for turn in range(most)]
        yield Wrong("first-again", f"{most + 1} items, the first one twice", [*usual, *usual[:1]] or [ordinary(items)])


def _min_length(schema: Schema) -> Iterator[Wrong]:
    least = schema["minLength"]
    if least:
        text = texts.of_length(schema, least - 1)
        short = "a" * (least - 1) if text is None else text
        yield Wrong("one-short", f"{counted(least - 1, 'character')}, not at least {least}", short)


def _max_length(schema: Schema) -> Iterator[Wrong]:
    most = schema["maxLength"]
    if most >= _MANY_CHARACTERS:
        text = texts.of_length(schema, most + 1, LARGEST["body"]["maxLength"] + 1)
        if text is not None:
            yield Wrong("one-over", f"{most + 1:,} characters, not at most {most:,}", text)
        return
    for name, extra in (("one-over", 1), ("far-over", 1000)):
        text = texts.of_length(schema, most + extra)
        if text is not None:
            yield Wrong(name, f"{counted(most + extra, 'character')}, not at most {most:,}", text)
    if texts.of_length(schema, most + 1) is not None:
        # Characters beyond the basic plane: one each, but two UTF-16 units and four bytes.
        yield Wrong("emoji-over", f"{most + 1:,} emoji, not at most {most:,} characters", "\U0001f600" * (most + 1))


def _pattern(schema: Schema) -> Iterator[Wrong]:
    for miss in near_misses(schema["pattern"]):
        yield Wrong(miss.name, f"{_cut(miss.text)}: {miss.change}", miss.text)


def _cut(text: str) -> str:
    shown = ascii(text) if not text.isascii() or not text.isprintable() else repr(text)
    return shown if len(shown) <= 50 else f"{shown[:47]}..."


def _format(schema: Schema) -> Iterator[Wrong]:
    """Texts that are no instant in time, where an instant may be a text."""
    if not texts.is_timestamp(schema) or (types(schema) and "string" not in types(schema)):
        return
    for name, text in (
        ("word", "yesterday"),
        ("empty", ""),
        ("month-13", "2023-13-14T22:13:20Z"),
        ("day-32", "2023-11-32T22:13:20Z"),
        ("hour-25", "2023-11-14T25:13:20Z"),
        ("american-date", "11/14/2023"),
    ):
        yield Wrong(name, f"{text!r} is no instant in time", text)


def _encoding(schema: Schema) -> Iterator[Wrong]:
    if schema["contentEncoding"] == "base64" and kind(schema) == "string":
        for name, text in (("signs", "!!!!"), ("unpadded", "dGV4d"), ("space", "dGV4 dGV4")):
            yield Wrong(name, f"{text!r} is no base64", text)


def _min_properties(schema: Schema) -> Iterator[Wrong]:
    least = schema["minProperties"]
    if least:
        yield Wrong("empty", f"no key, not at least {least}", {})


def _max_properties(schema: Schema) -> Iterator[Wrong]:
    most = schema["maxProperties"]
    if most <= LARGEST["body"]["maxProperties"] and "additionalProperties" in schema:
        found = dict(entry(schema, turn, 1) for turn in range(most + 1))
        if len(found) == most + 1:
            yield Wrong("one-over", f"{most + 1} keys, not at most {most}", found)


def _const(schema: Schema) -> Iterator[Wrong]:
    value = schema["const"]
    other = f"{value}x" if isinstance(value, str) else not value if isinstance(value, bool) else 7
    if other != value:
        yield Wrong("other", f"{json.dumps(other)} instead of {json.dumps(value)}", other)


def _multiple(schema: Schema) -> Iterator[Wrong]:
    step = schema["multipleOf"]
    yield Wrong("between", f"{step * 1.5}, which is no multiple of {step}", step * 1.5)


def _unique(schema: Schema) -> Iterator[Wrong]:
    if schema["uniqueItems"]:
        item = ordinary(schema.get("items", {}), 0, 1)
        yield Wrong("twice", "the same item twice", [item] * max(2, schema.get("minItems", 2)))


def _union(schema: Schema) -> Iterator[Wrong]:
    names = branches_of(schema)
    usual = {name: ordinary(schema["properties"][name], 0, 1) for name in names[:2]}
    if usual:
        yield Wrong("none", "none of the members of the union", {})
    if len(usual) > 1:
        yield Wrong("two", f"two members of the union: {' and '.join(usual)}", usual)


_WRONG: dict[str, Callable[[Schema], Iterator[Wrong]]] = {
    "type": _types,
    "enum": _enum,
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _beyond("exclusiveMinimum", "below", -1),
    "exclusiveMaximum": _beyond("exclusiveMaximum", "above", 1),
    "minItems": _min_items,
    "maxItems": _max_items,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "format": _format,
    "contentEncoding": _encoding,
    "minProperties": _min_properties,
    "maxProperties": _max_properties,
    "oneOf": _union,
    "const": _const,
    "multipleOf": _multiple,
    "uniqueItems": _unique,
}
KEYWORDS = tuple(_WRONG)
