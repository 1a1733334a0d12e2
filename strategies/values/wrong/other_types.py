"""Values of another type than a schema states, among them the right value as a lenient parser would take it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from spec.operation import Schema, types
from spec.words import a_type, either
from strategies.values import regex
from strategies.values.kinds import kind
from strategies.values.ordinary import ordinary
from strategies.values.wrong.value import Wrong

_OTHER_TYPES: dict[str, tuple[tuple[str, Any], ...]] = {
    "string": (("string", "text"), ("empty-string", "")),
    "number": (("number", 7), ("zero", 0), ("fraction", 1.5)),
    "boolean": (("true", True), ("false", False)),
    "array": (("list", ["text"]), ("empty-list", [])),
    "object": (("object", {"a": "b"}), ("empty-object", {})),
}


def of_other_types(schema: Schema) -> Iterator[Wrong]:
    """Values of every other type."""
    kinds = set(types(schema))
    own = kinds | ({"number"} if "integer" in kinds else set())
    right = either([*map(a_type, types(schema))])
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
        count = schema.get("minItems", 0)
        if count:
            # A reader that asks for the length alone takes a string of that length for the list.
            yield Wrong("as-characters", f"a string of {count} characters instead of as many items", "1" * count)
        yield Wrong("as-names", "the items as names of an object", dict.fromkeys(several, True))
        yield Wrong("as-values", "the items as values of an object", dict(zip("ab", several, strict=False)))
    yield Wrong("indexed", "the items in an object by index", {str(i): item for i, item in enumerate(usual)})
