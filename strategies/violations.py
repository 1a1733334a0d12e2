"""One-point violations of the body's members, derived from each keyword of the operation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from spec.operation import Node, Operation, Schema, types, walk
from spec.words import a_type, counted
from strategies import regex
from strategies.mutations import Mutation, Path, paths, set_member
from strategies.near_misses import near_misses
from strategies.request import Request
from strategies.values import ABSENT, ordinary

BODY = "request.body"
_WORD = re.compile("[A-Z]+[a-z]*|[a-z]+")
Wrong = Iterator[tuple[str, str, Any]]  # a name, the point in plain words, the value

_OTHER_TYPES: dict[str, tuple[tuple[str, Any], ...]] = {
    "string": (("string", "text"), ("empty-string", "")),
    "number": (("number", 7), ("zero", 0), ("fraction", 1.5)),
    "boolean": (("true", True), ("false", False)),
    "array": (("list", ["Voice"]), ("empty-list", [])),
    "object": (("object", {"a": "b"}), ("empty-object", {})),
}


def violations(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic violation of a member of the request body, each of exactly one clause."""
    for node in walk(operation.request_schema):
        if node.path:
            yield from _node(operation, node)


def _node(operation: Operation, node: Node) -> Iterator[Mutation]:
    clause = ".".join((BODY, *node.path))
    if node.required:
        yield from _missing(clause, node.path)
    places = _places(operation, node)
    for keyword, wrong in _WRONG.items():
        if keyword in node.schema:
            values = list(wrong(node.schema))
            if keyword == "enum":
                values += _other_enums(operation, node.schema)
            # What misses a pattern has so many forms that each place sees enough of them in turn.
            for group in [places] if keyword == "pattern" else [[place] for place in places]:
                yield from _set(f"{clause}.{keyword}", group, iter(values))
    if node.path[-1] == "items":
        # In a list null is no string; for an optional member the page is silent about it.
        for place in places:
            yield from _set(f"{clause}.type", [place], iter([("null", "null instead of an item", None)]))
        yield from _appended(clause, operation, node)


def _appended(clause: str, operation: Operation, node: Node) -> Iterator[Mutation]:
    """A wrong item after all the right ones, where a list may have more."""
    array = operation.request_schema["properties"][node.path[0]]
    if "enum" not in node.schema or "maxItems" in array:
        return
    known = list(node.schema["enum"])
    for keyword, wrong in (("enum", known[0].lower()), ("enum", ""), ("type", 7), ("type", None), ("type", {})):
        yield set_member(
            f"{clause}.{keyword}",
            f"appended-{json.dumps(wrong)}",
            f"{json.dumps(wrong)} after the known values",
            node.path[:1],
            [*known, wrong],
        )


def _other_enums(operation: Operation, schema: Schema) -> Iterator[tuple[str, str, Any]]:
    """The values of other members."""
    own = schema["enum"]
    for node in walk(operation.request_schema):
        for value in node.schema.get("enum", ()):
            if value not in own:
                yield f"other-member-{value}", f"{value!r}: a value of another member", value


def _missing(clause: str, path: tuple[str, ...]) -> Iterator[Mutation]:
    name = path[-1]
    yield set_member(f"{clause}.required", "missing", f"{name} is missing", path, ABSENT)
    yield set_member(f"{clause}.required", "null", f"{name} is null", path, None)
    spellings = {"lower-case": name.lower(), "renamed": f"{name}s", **respelled(name)}
    for label, other in spellings.items():
        yield Mutation(
            clause=f"{clause}.required",
            name=label,
            change=f"{name} is called {other}",
            apply=_renamed(path, other),
            needs=path,
        )


def _renamed(path: Path, other: str) -> Callable[[Request], Request]:
    """Misspells the member's name: it is missing, and an unknown member stands in its place."""

    def apply(control: Request) -> Request:
        return control.with_json(_rename(control.body, path, other))

    return apply


def _rename(body: bytes, path: Path, other: str) -> Any:
    document = json.loads(body)
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    parent[other] = parent.pop(path[-1])
    return document


def _places(operation: Operation, node: Node) -> list[Path]:
    """Where the node stands in a body: for items, each place that every control has, or else the first two."""
    if "items" not in node.path:
        return [node.path]
    array = operation.request_schema["properties"][node.path[0]]
    return paths(node.path, array.get("minItems", 2))


def respelled(name: str) -> dict[str, str]:
    """A name of several words as other conventions spell it, by the convention; without what changes nothing."""
    words = _WORD.findall(name)
    forms = {
        "camel-case": name[:1].lower() + name[1:],
        "snake-case": "_".join(words).lower(),
        "upper-snake-case": "_".join(words).upper(),
        "kebab-case": "-".join(words).lower(),
        "spaced": " ".join(words),
        "singular": name.removesuffix("s"),
    }
    return {label: form for label, form in forms.items() if form != name}


def _set(clause: str, places: Sequence[Path], wrong: Wrong) -> Iterator[Mutation]:
    for number, (name, change, value) in enumerate(wrong):
        path = places[number % len(places)]
        where = ".".join(str(step) for step in path)
        label = f"{name}-{path[-1]}" if isinstance(path[-1], int) else name
        yield set_member(clause, label, f"{where}: {change}", path, value)


def _types(schema: Schema) -> Wrong:
    kinds = set(types(schema))
    own = kinds | ({"number"} if "integer" in kinds else set())
    right = " or ".join(map(a_type, types(schema)))
    for kind, values in _OTHER_TYPES.items():
        if kind not in own:
            for name, value in values:
                yield name, f"{json.dumps(value)} instead of {right}", value
    if "integer" in kinds:
        for name, value in (("fraction", 60.5), ("nearly-integral", 1.001), ("half", 0.5), ("negative-half", -0.5)):
            yield name, f"{value} instead of an integer", value
        for name, text in (
            ("digits-as-string", "60"),
            ("nan-as-string", "NaN"),
            ("hexadecimal-as-string", "0x42"),
            ("padded-digits", " 60 "),
            ("fraction-as-string", "60.0"),
            ("exponent-as-string", "6e1"),
            ("unit", "60m"),
        ):
            yield name, f"the string {text!r} instead of an integer", text
    yield from _disguised(schema, kinds)


def _disguised(schema: Schema, kinds: set[str]) -> Wrong:
    """The right value in a wrong type, as a lenient parser would take it."""
    usual = ordinary(schema)
    if "string" in kinds:
        yield "wrapped", "the string inside a list", [usual]
        texts = [usual, *regex.examples(schema["pattern"]).values()] if "pattern" in schema else [usual]
        digits = [text for text in texts if text.lstrip("+").isdigit()]
        if digits:
            # A number keeps no zero in front: whoever takes it for the text must find it right.
            best = next((text for text in digits if text[0] != "0" and len(text) == len(usual)), digits[0])
            yield "digits-as-number", "the digits as a number", int(best)
    elif "integer" in kinds:
        yield "wrapped", "the number inside a list", [usual]
        yield "in-object", "the number inside an object", {"value": usual}
    elif "array" in kinds:
        yield "single-item", "one item without its list", usual[0]
        several = [str(item) for item in schema["items"].get("enum", usual)]
        yield "joined", "the items joined in a string", ",".join(several)
        yield "joined-by-spaces", "the items joined by spaces", " ".join(several)
        yield "as-string", "the list as JSON in a string", json.dumps(several)
        yield "as-names", "the items as names of an object", dict.fromkeys(several, True)
        yield "as-values", "the items as values of an object", dict(zip("ab", several, strict=False))
        yield "indexed", "the items in an object by index", {str(i): item for i, item in enumerate(usual)}
    elif "object" in kinds:
        yield "wrapped", "the object inside a list", [usual]
        yield "as-string", "the object as JSON in a string", json.dumps(usual)
        yield "as-empty-string", "an empty object as JSON in a string", "{}"


def _enum(schema: Schema) -> Wrong:
    values = [value for value in schema["enum"] if isinstance(value, str)]
    first, last = values[0], values[-1]
    seen = set(values)
    yield "unknown", "an unknown value", "Unknown"
    yield "empty", "the empty string", ""
    for value in values:
        for name, other in (
            ("lower-case", value.lower()),
            ("upper-case", value.upper()),
            ("swapped-case", value.swapcase()),
            ("capitalised", value.capitalize()),
            *respelled(value).items(),
        ):
            if other not in seen:
                seen.add(other)
                yield f"{name}-{value}", f"{other!r}: another spelling", other
    padded = (
        ("space-before", f" {first}"),
        ("space-after", f"{first} "),
        ("newline-after", f"{last}\n"),
        ("tab-after", f"{last}\t"),
        ("nul-after", f"{first}\x00"),
        ("no-break-space-after", f"{last}\u00a0"),
    )
    for name, other in padded:
        yield name, f"{other!r}: padded", other
    yield "plural", "an s follows", f"{first}s"
    yield "cut", "the last character is missing", first[:-1]
    yield "joined", "two values in one", "|".join(values)
    yield "comma", "two values in one", ",".join(values)
    yield "number", "the value's position as a string", "0"
    lookalike = last.replace("e", "\u0435").replace("o", "\u043e").replace("S", "\u0405")
    if lookalike != last:
        yield "lookalike", "a Cyrillic letter looks like a Latin one", lookalike


def _minimum(schema: Schema) -> Wrong:
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
            yield name, f"{value} is below {least}", value
    yield "one-below-as-float", f"{float(least - 1)} is below {least}", float(least - 1)


def _maximum(schema: Schema) -> Wrong:
    most = schema["maximum"]
    for name, value in (("one-above", most + 1), ("far-above", most + 2**20)):
        yield name, f"{value} is above {most}", value


def _min_items(schema: Schema) -> Wrong:
    least = schema["minItems"]
    usual = [ordinary(schema["items"], turn) for turn in range(least)]
    for count in range(least - 1, -1, -1):
        yield f"{count}-items", f"{counted(count, 'item')}, not {least}", usual[:count]
    if least > 1:
        yield f"{least - 1}-items-last", f"{counted(least - 1, 'item')}, not {least}", usual[1:]


def _max_items(schema: Schema) -> Wrong:
    most = schema["maxItems"]
    for count in (most + 1, most + 2, most * 2 + 1, most + 100):
        # The first items again: a target that counts only different items must be caught as well.
        distinct = [ordinary(schema["items"], turn) for turn in range(min(count, 8))]
        items = [distinct[turn % len(distinct)] for turn in range(count)]
        yield f"{count}-items", f"{count} items, not {most}", items
    usual = [ordinary(schema["items"], turn) for turn in range(most)]
    yield "first-again", f"{most + 1} items, the first one twice", [*usual, usual[0]]


def _min_length(schema: Schema) -> Wrong:
    least = schema["minLength"]
    yield "one-short", f"{least - 1} characters, not {least}", "a" * (least - 1)


def _max_length(schema: Schema) -> Wrong:
    most = schema["maxLength"]
    for name, extra in (("one-over", 1), ("far-over", 1000)):
        yield name, f"{most + extra} characters, not {most}", "a" * (most + extra)
    # Characters beyond the basic plane: one each, but two UTF-16 units and four bytes.
    yield "emoji-over", f"{most + 1} emoji, not {most} characters", "\U0001f600" * (most + 1)


def _pattern(schema: Schema) -> Wrong:
    for miss in near_misses(schema["pattern"]):
        yield miss.name, f"{_cut(miss.text)}: {miss.change}", miss.text


def _cut(text: str) -> str:
    shown = ascii(text) if not text.isascii() or not text.isprintable() else repr(text)
    return shown if len(shown) <= 50 else f"{shown[:47]}..."


_WRONG: dict[str, Callable[[Schema], Wrong]] = {
    "type": _types,
    "enum": _enum,
    "minimum": _minimum,
    "maximum": _maximum,
    "minItems": _min_items,
    "maxItems": _max_items,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
}
