"""Validates documents by the contract's schemas, with another engine than the oracle's."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, Protocol

from dateutil.parser import isoparse
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry

from spec.clauses.clause_ids import ITEMS, KEYS, VALUES
from spec.operation import Operation
from spec.patterns import at_the_very_end, matches
from spec.tame import longest

# So many bodies are remembered with what they break; longer ones by their digest.
_REMEMBERED = 4096
_MANY = 20_000
# More than any request of ours breaks.
_MOST = 1_000
_STEPS = {"items": ITEMS, "additionalProperties": VALUES, "propertyNames": KEYS}
_KNOWN: dict[tuple[str, str, bytes], tuple[str, ...]] = {}


def violations(operation: Operation, document: Mapping[str, Any], body: bytes | None = None) -> tuple[str, ...]:
    """The clauses that a request's body breaks; null for an optional member counts as leaving it out.

    Args:
        operation: that the request is for.
        document: the body's object.
        body: the bytes that it was read from, if they are the whole of it: the same bytes are not judged twice.
    """
    if body is None:
        return _violations(operation, document)
    key = operation.contract, operation.name, body if len(body) <= _REMEMBERED else sha256(body).digest()
    known = _KNOWN.get(key)
    if known is None:
        known = _KNOWN[key] = _violations(operation, document)
        if len(_KNOWN) > _MANY:
            _KNOWN.clear()
    return known


def _violations(operation: Operation, document: Mapping[str, Any]) -> tuple[str, ...]:
    base = f"{operation.prefix}request.body"
    schema = operation.request_schema
    try:
        return tuple(f"{base}.{broken}" for broken in broken_keywords(schema, without_null(document, schema)))
    except RecursionError:  # what can just be read may be too deep to be described
        return (f"{base}.syntax",)


def broken_keywords(schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    """What a value breaks, each as the place in the schema and the keyword: `Name.pattern`, or `type` at the root."""
    # A request may have a hundred thousand wrong items, and everybody else waits meanwhile.
    errors = list(islice(_validator(_Schema(schema)).iter_errors(value), _MOST))
    # An enum says nothing about a value of another type.
    mistyped = {tuple(error.absolute_path) for error in errors if error.validator == "type"}
    for error in errors:
        if error.validator != "enum" or tuple(error.absolute_path) not in mistyped:
            yield _place(error)


def without_null(value: Any, schema: Mapping[str, Any]) -> Any:
    """`value` without the members that are null, except in maps, where null is a value like any other."""
    if isinstance(value, dict) and "properties" in schema:
        return {
            name: without_null(member, schema["properties"].get(name, {}))
            for name, member in value.items()
            if member is not None
        }
    if isinstance(value, list) and "items" in schema:
        return [without_null(item, schema["items"]) for item in value]
    return value


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not compiled(pattern).search(instance):
        yield ValidationError("does not match the pattern", validator="pattern")


def _encoded(_validator: Any, encoding: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if encoding == "base64" and isinstance(instance, str):
        try:
            base64.b64decode(instance, validate=True)
        except ValueError:
            yield ValidationError("is not base64", validator="contentEncoding")


class Searching(Protocol):
    """Something that looks for a pattern in a text."""

    def search(self, text: str, /) -> object | None:
        """What was found, or None."""


@dataclass(frozen=True, slots=True)
class _Foreign:
    r"""A pattern for which Python's own engine is not asked.

    It does not know it, such as `\p{L}`, or might not come to an end: then ECMA-262's looks for it.
    """

    pattern: str

    def search(self, text: str, /) -> object | None:
        return True if matches(self.pattern, text) else None


@dataclass(frozen=True, slots=True)
class _Own:
    """A pattern for which Python's own engine looks in texts up to a length, and the other one in longer ones."""

    plain: re.Pattern[str]
    most: int
    other: _Foreign

    def search(self, text: str, /) -> object | None:
        return self.plain.search(text) if len(text) <= self.most else self.other.search(text)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Searching:
    r"""The pattern with the meaning of ECMA-262: `$` only at the very end, `\d` only ASCII digits."""
    most = longest(pattern)
    if not most:
        return _Foreign(pattern)
    plain = re.compile(at_the_very_end(pattern), re.ASCII)
    return _Own(plain, most, _Foreign(pattern))


class _Schema:
    """A schema as a key: equal where it is the same object, which lives as long as its contract."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Schema) and other.schema is self.schema

    def __hash__(self) -> int:
        return id(self.schema)


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
@_FORMATS.checks("timestamp", raises=ValueError)
def _is_instant(instance: object) -> bool:
    """Whether a text is an instant in ISO 8601; what is no text has no format."""
    return not isinstance(instance, str) or bool(isoparse(instance))


@cache
def _validator(key: _Schema) -> Any:
    checking = extend(Draft202012Validator, {"pattern": _pattern, "contentEncoding": _encoded})  # type: ignore[no-untyped-call] # - half typed
    # An empty registry: nothing that a schema refers to is fetched.
    return checking(key.schema, registry=Registry(), format_checker=_FORMATS)


def _place(error: ValidationError) -> str:
    steps = list(_steps(list(error.absolute_schema_path)[:-1]))
    if error.validator == "required":
        # One error for each missing member; the library names it in its message only.
        steps.append(error.message.split("'")[1])
    return ".".join((*steps, str(error.validator)))


def _steps(path: list[str | int]) -> Iterator[str]:
    """A place in a schema as clauses write it: members by their names alone."""
    rest = iter(path)
    for step in rest:
        yield str(next(rest)) if step == "properties" else _STEPS.get(str(step), str(step))
