"""What a contract of others may not do: point outside itself, or state what is no schema.

A `$ref` to a file or a URL would be followed by the validators: someone else's contract could read a file of its reader
or call an address. A contract stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from spec.patterns import is_pattern

_POINTING = ("$ref", "$dynamicRef", "$recursiveRef")
# They change what `#` means, or name a dialect to be fetched.
_REBASING = ("$id", "$schema", "$vocabulary")
_LEAST = ("minLength", "minItems", "minProperties")
# They say that something is so or not, wherever they stand.
_FLAGS = ("x-fresh", "x-idempotent", "x-readonly", "x-idempotency-token")
# What these hold is data.
_SHOWN = frozenset({"example", "examples", "default"})
_INNER = ("items", "propertyNames", "additionalProperties")
# They say what is right, and no clause would say that it is not so.
_WITHOUT_CLAUSE = frozenset(
    {
        *("not", "allOf", "anyOf", "if", "contains", "prefixItems", "patternProperties", "unevaluatedItems"),
        *("unevaluatedProperties", "dependentRequired", "dependentSchemas"),
    }
)
# What a request holds at most: no service takes more characters or items.
_MOST = 1_000_000
# So many items of a list are sent at most where it may have more, and they have so many characters together.
_LONGEST_LIST, _LARGEST_LIST = 10_000, 32_000_000

# The way from a document to a part of it.
Steps = tuple[str | int, ...]


def problem(document: Mapping[str, Any]) -> tuple[Steps, str] | None:
    """What a description may not say, in words without a full stop, with the path to it; None where it is right."""
    return next(_problems(document), None)


def retrieve(uri: str) -> Any:
    """Instead of fetching what a `$ref` names.

    Raises:
        LookupError: always.
    """
    raise LookupError(f"{uri} is not fetched")


def _problems(document: Mapping[str, Any]) -> Iterator[tuple[Steps, str]]:
    # First of all what points elsewhere: even the check of a schema would fetch it.
    for path, node in _mappings(document):
        yield from ((path, words) for words in _pointing(node))
    for path, node in _mappings(document):
        yield from (((*path, *inside), words) for inside, words in _stating(node))
        if _SHOWN.isdisjoint(path):
            yield from (((*path, name), words) for name, words in _flags(node))


def _mappings(document: Mapping[str, Any]) -> Iterator[tuple[Steps, Mapping[Any, Any]]]:
    waiting: list[tuple[Steps, Any]] = [((), document)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, list):
            waiting += (((*path, place), item) for place, item in enumerate(node))
        elif isinstance(node, Mapping):
            yield path, node
            waiting += (((*path, name), item) for name, item in node.items())


def _pointing(node: Mapping[Any, Any]) -> Iterator[str]:
    for name in _POINTING:
        if isinstance(value := node.get(name), str) and not value.startswith("#"):
            yield f"{name} points to {value[:200]!r}, and a contract stands for itself"
    for name in _REBASING:
        if isinstance(node.get(name), str):
            yield f"{name} is set, and a contract stands for itself"


def _stating(node: Mapping[Any, Any]) -> Iterator[tuple[Steps, str]]:
    for name in _LEAST:
        value = node.get(name)
        if isinstance(value, int | float) and value > _MOST:
            yield (name,), f"{name} is {value}, more than a request can hold"
    if isinstance(pattern := node.get("pattern"), str) and not is_pattern(pattern):
        yield ("pattern",), f"the pattern {pattern[:80]!r} is no regular expression of ECMA-262, or it is too large"
    if isinstance(node.get("properties"), Mapping):
        hidden = (str(name) for name in node["properties"] if not str(name).isprintable())
        yield from ((("properties", name), "a member's name has a character that cannot be seen") for name in hidden)
    # A union's alternatives each require a member that stands beside them.
    members, needed = node.get("properties"), node.get("required")
    if isinstance(needed, list) and isinstance(members, Mapping):
        lacking = (name for name in needed if name not in members)
        yield from ((("required",), f"{str(name)[:80]!r} is required, and is no member") for name in lacking)
    schema = node.get("schema")
    if isinstance(schema, Mapping):
        yield from _wrong(schema)


def _flags(node: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """The flags of a part that are neither true nor false, each with words for it."""
    # A parameter, a header or a body is required or not; a schema lists what it requires.
    names = (*_FLAGS, "required") if "schema" in node or "content" in node else _FLAGS
    for name in names:
        # A member or a header that has this name is no flag.
        if not isinstance(value := node.get(name), bool | Mapping | None):
            yield name, f"{name} is {str(value)[:80]!r}, neither true nor false"


def _wrong(schema: Mapping[str, Any]) -> Iterator[tuple[Steps, str]]:
    """Why a schema, which is called so, is no valid JSON Schema, or one that no clauses are made of, and where."""
    try:
        jsonschema_rs.meta.validate(dict(schema))
    except (jsonschema_rs.ValidationError, ValueError) as error:
        words = f"a schema is not valid: {' '.join(str(getattr(error, 'message', error)).split())[:200]}"
        yield ("schema", *getattr(error, "instance_path", ())), words
        return
    if _least(schema) > _MOST:
        yield ("schema",), "the smallest value of a schema is more than a request can hold"
    for steps, part in _parts(schema, ("schema",)):
        if not isinstance(part, Mapping):
            yield steps, "a schema is true or false alone, and no clause is made of that"
        elif part.get("enum") == []:
            yield (*steps, "enum"), "an enum has no value, so that nothing could be right"
        elif min(part.get("maxItems", 0), _LONGEST_LIST) * _least(part.get("items")) > _LARGEST_LIST:
            yield (*steps, "maxItems"), "the longest list of a schema is more than a request can hold"
        elif unjudged := sorted(_WITHOUT_CLAUSE & part.keys()):
            yield (*steps, unjudged[0]), f"a schema has {unjudged[0]!r}, of which no clause is made"


def _least(schema: Any) -> int:
    """About how many characters and items the smallest right value has that has all members, as some requests do."""
    if not isinstance(schema, Mapping):
        return 0
    items = schema.get("minItems", 0) * max(1, _least(schema.get("items")))
    keys = schema.get("minProperties", 0) * max(1, _least(schema.get("additionalProperties")))
    members = sum(map(_least, schema.get("properties", {}).values()))
    return int(schema.get("minLength", 0) + items + keys + members)


def _parts(schema: Any, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    """A valid schema and those within it, with their places: of members, items, values and keys."""
    yield steps, schema
    if isinstance(schema, Mapping):
        for name, member in schema.get("properties", {}).items():
            yield from _parts(member, (*steps, "properties", name))
        for name in _INNER:
            if name in schema and (name != "additionalProperties" or isinstance(schema[name], Mapping)):
                yield from _parts(schema[name], (*steps, name))
