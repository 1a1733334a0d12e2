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
# What a request holds at most: no service takes more characters or items.
_MOST = 1_000_000


def problem(document: Mapping[str, Any]) -> str:
    """What a description may not say, in words without a full stop; "" where there is nothing."""
    return next(_problems(document), "")


def retrieve(uri: str) -> Any:
    """Instead of fetching what a `$ref` names.

    Raises:
        LookupError: always.
    """
    raise LookupError(f"{uri} is not fetched")


def _problems(document: Mapping[str, Any]) -> Iterator[str]:
    # First of all what points elsewhere: even the check of a schema would fetch it.
    for node in _mappings(document):
        yield from _pointing(node)
    for node in _mappings(document):
        yield from _stating(node)


def _mappings(document: Mapping[str, Any]) -> Iterator[Mapping[Any, Any]]:
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, Mapping):
            yield node
            waiting += node.values()


def _pointing(node: Mapping[Any, Any]) -> Iterator[str]:
    for name in _POINTING:
        if isinstance(value := node.get(name), str) and not value.startswith("#"):
            yield f"{name} points to {value[:200]!r}, and a contract stands for itself"
    for name in _REBASING:
        if isinstance(node.get(name), str):
            yield f"{name} is set, and a contract stands for itself"


def _stating(node: Mapping[Any, Any]) -> Iterator[str]:
    for name in _LEAST:
        value = node.get(name)
        if isinstance(value, int | float) and value > _MOST:
            yield f"{name} is {value}, more than a request can hold"
    if isinstance(pattern := node.get("pattern"), str) and not is_pattern(pattern):
        yield f"the pattern {pattern[:80]!r} is no regular expression of ECMA-262, or it is too large"
    # A union's alternatives each require a member that stands beside them.
    members, needed = node.get("properties"), node.get("required")
    if isinstance(needed, list) and isinstance(members, Mapping):
        yield from (f"{str(name)[:80]!r} is required, and is no member" for name in needed if name not in members)
    schema = node.get("schema")
    if isinstance(schema, Mapping) and (wrong := _wrong(schema)):
        yield wrong


def _wrong(schema: Mapping[str, Any]) -> str:
    """Why a schema is no valid JSON Schema, or ""."""
    try:
        jsonschema_rs.meta.validate(dict(schema))
    except (jsonschema_rs.ValidationError, ValueError) as error:
        return f"a schema is not valid: {' '.join(str(getattr(error, 'message', error)).split())[:200]}"
    return ""
