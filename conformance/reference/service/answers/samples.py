"""Values that satisfy a schema: what the reference answers where nothing in a request decides a member."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import rstr

from conformance.reference.service.reading.validation import compiled
from spec.operation import types
from spec.patterns import anchored
from strategies.values.ordinary import ordinary

Schema = Mapping[str, Any]
# So many strings are drawn for a pattern that says less than the lengths beside it.
_DRAWS = 200
_DEEPEST = 6


def sample(schema: Schema, chance: random.Random, depth: int = 0) -> Any:
    """A value that satisfies `schema`: its default or example, else as small as can be."""
    for keyword in ("const", "default", "example"):
        if keyword in schema:
            return schema[keyword]
    if "enum" in schema:
        return schema["enum"][0]
    if "oneOf" in schema and "properties" in schema:
        (name,) = schema["oneOf"][0]["required"]
        return {name: sample(schema["properties"][name], chance, depth + 1)}
    for union in ("oneOf", "anyOf"):
        if union in schema:
            return sample(schema[union][0], chance, depth)
    kind = next((kind for kind in types(schema) if kind != "null"), "string")
    if kind == "string":
        return text(schema, chance)
    if kind == "object":
        return _object(schema, chance, depth)
    if kind == "array":
        return [sample(schema.get("items", {}), chance, depth + 1) for _ in range(schema.get("minItems", 0))]
    return False if kind == "boolean" else schema.get("minimum", min(1, schema.get("maximum", 1)))


def _object(schema: Schema, chance: random.Random, depth: int) -> dict[str, Any]:
    if depth > _DEEPEST:
        return {}
    members = schema.get("properties", {})
    if not members and schema.get("minProperties"):
        made: dict[str, Any] = ordinary(schema)
        return made
    return {name: sample(members.get(name, {}), chance, depth + 1) for name in schema.get("required", ())}


def text(schema: Schema, chance: random.Random) -> str:
    """A string that satisfies `schema`.

    Raises:
        ValueError: none was found, because pattern and lengths exclude each other or nearly do.
    """
    if schema.get("contentEncoding") == "base64":
        return str(ordinary(schema))
    whole = anchored(schema)
    if whole != schema:
        # What matches a pattern only in part is right to some readers alone.
        with suppress(ValueError):
            return text(whole, chance)
    least, most = schema.get("minLength", 0), schema.get("maxLength", 1 << 30)
    for candidate in _candidates(schema.get("pattern"), least, most, chance):
        if satisfies(schema, candidate):
            return candidate
    raise ValueError(f"no string satisfies {schema.get('pattern')!r} with {least} to {most} characters")


def satisfies(schema: Schema, candidate: str) -> bool:
    """Whether a string has the lengths and the pattern of `schema`."""
    if not schema.get("minLength", 0) <= len(candidate) <= schema.get("maxLength", 1 << 30):
        return False
    return "pattern" not in schema or compiled(schema["pattern"]).search(candidate) is not None


def _candidates(pattern: str | None, least: int, most: int, chance: random.Random) -> Iterator[str]:
    identity = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    yield identity
    yield identity.replace("-", "")[: max(least, min(most, 32))]
    yield f"v{chance.getrandbits(40):x}".ljust(least, "0")[:most]
    if pattern is not None:
        writer = rstr.Rstr(chance)
        with suppress(re.error):  # of ECMA-262 Python knows no classes of Unicode
            for _ in range(_DRAWS):
                drawn = writer.xeger(pattern)
                yield drawn
                yield drawn[:most]
        yield str(ordinary({"type": "string", "pattern": pattern, "minLength": least, "maxLength": most}))
