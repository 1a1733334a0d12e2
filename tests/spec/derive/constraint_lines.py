"""The constraint lines of a published page, from a shape of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Shape = Mapping[str, Any]


def constraints(shapes: Mapping[str, Shape], reference: Shape) -> list[str]:
    """The lines on a shape: on a list and its items, on a map, its keys and its values, on a text, on a number."""
    shape = shapes[reference["shape"]]
    kind = shape["type"]
    lines: list[str] = []
    if kind == "list":
        lines += bounds("Array Members", shape, "number of {} item{}")
        return [*lines, *constraints(shapes, shape["member"])]
    if kind == "map":
        lines += bounds("Map Entries", _without_one(shape), "number of {} item{}")
        key = shapes[shape["key"]["shape"]]
        lines += [f"Key {line}" for line in constraints(shapes, shape["key"]) if not line.startswith("Valid")]
        lines += [f"Valid Keys: `{' | '.join(key['enum'])}`"] if "enum" in key else []
        value = shapes[shape["value"]["shape"]]
        inner = constraints(shapes, shape["value"])
        named = value["type"] in {"string", "blob"}
        return [*lines, *(f"Value {line}" if named and not line.startswith("Valid") else line for line in inner)]
    if kind in {"string", "blob"}:
        lines += bounds("Length Constraints", shape, "length of {}")
    elif kind not in {"structure", "boolean", "timestamp"}:
        lines += bounds("Valid Range", shape, "value of {}")
    lines += [f"Pattern: `{shape['pattern']}`"] if "pattern" in shape else []
    lines += [f"Valid Values: `{' | '.join(shape['enum'])}`"] if "enum" in shape else []
    return lines


def _without_one(shape: Shape) -> Shape:
    """A map without its least number of entries where that is one, which no page says."""
    return {key: value for key, value in shape.items() if (key, value) != ("min", 1)}


def bounds(label: str, shape: Shape, words: str) -> list[str]:
    """`Length Constraints: Minimum length of 1. Maximum length of 9.`, as far as there are any."""
    least, most = shape.get("min"), shape.get("max")
    if least is not None and least == most:
        return [f"{label}: Fixed {words.format(least, '' if least == 1 else 's')}."]
    parts = [
        f"{word} {words.format(bound, '' if bound == 1 else 's')}."
        for word, bound in (("Minimum", least), ("Maximum", most))
        if bound is not None
    ]
    return [f"{label}: {' '.join(parts)}"] if parts else []
