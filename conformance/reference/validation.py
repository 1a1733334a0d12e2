"""Validates request bodies with another engine than the oracle's, so that the two cannot share a mistake."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from conformance.reference.errors import bad_request
from spec.contract import load

_DIGITS = 400
# So many bodies are remembered with what they break; longer ones by their digest.
_REMEMBERED = 4096
_MANY = 20_000


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`.

    Raises:
        Refusal: it is none.
    """
    if not body:
        raise bad_request("The request has no body.", "request.body.required")
    try:
        document = json.loads(body.decode(), parse_constant=_refuse, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        clause = "request.body.encoding" if _other_encoding(body) else "request.body.syntax"
        raise bad_request("The body is not JSON.", clause) from error
    if not isinstance(document, dict):
        raise bad_request("The body is not an object.", "request.body.type")
    return document


def _refuse(literal: str) -> Any:
    raise ValueError(literal)


def _integer(literal: str) -> int:
    """An integer of any size; of a very long one only the sign and that it is huge are kept."""
    if len(literal) <= _DIGITS:
        return int(literal)
    huge: int = 10**_DIGITS
    return -huge if literal.startswith("-") else huge


def _other_encoding(body: bytes) -> bool:
    codec = json.detect_encoding(body)
    if not codec.startswith(("utf-16", "utf-32")):
        return False
    try:
        json.loads(body.decode(codec))
    except (ValueError, RecursionError):
        return False
    return True


def violations(edition: str, document: Mapping[str, Any], body: bytes | None = None) -> tuple[str, ...]:
    """The clauses that a body breaks; null for an optional member counts as leaving it out.

    Args:
        edition: of the contract.
        document: the body's object.
        body: the bytes that it was read from, if they are the whole of it: the same bytes are not judged twice.
    """
    if body is None:
        return _violations(edition, document)
    key = body if len(body) <= _REMEMBERED else sha256(body).digest()
    known = _KNOWN.get((edition, key))
    if known is None:
        known = _KNOWN[edition, key] = _violations(edition, document)
        if len(_KNOWN) > _MANY:
            _KNOWN.clear()
    return known


_KNOWN: dict[tuple[str, bytes], tuple[str, ...]] = {}


def _violations(edition: str, document: Mapping[str, Any]) -> tuple[str, ...]:
    schema = load(edition).operation.request_schema
    pruned = without_null(document, schema)
    try:
        errors = list(_validator(edition).iter_errors(pruned))
    except RecursionError:  # what can just be read may be too deep to be described
        return ("request.body.syntax",)
    # An enum says nothing about a value of another type.
    mistyped = [error.absolute_path for error in errors if error.validator == "type"]
    return tuple(_clause(error) for error in errors if error.validator != "enum" or error.absolute_path not in mistyped)


def without_null(value: Any, schema: Mapping[str, Any]) -> Any:
    """`value` without members that are null."""
    if isinstance(value, dict) and "properties" in schema:
        return {
            name: without_null(member, schema["properties"].get(name, {}))
            for name, member in value.items()
            if member is not None
        }
    return value


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not _compiled(pattern).search(instance):
        yield ValidationError("does not match the pattern", validator="pattern")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern with the meaning of ECMA-262: `$` only at the very end, classes of ASCII only."""
    return re.compile(pattern.replace("$", r"\Z"), re.ASCII)


@cache
def _validator(edition: str) -> Any:
    checking = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call] # - half typed
    return checking(load(edition).operation.request_schema)


def _clause(error: ValidationError) -> str:
    steps = ["items" if isinstance(step, int) else str(step) for step in error.absolute_path]
    if error.validator == "required":
        # One error for each missing member; the library names it in its message only.
        steps.append(error.message.split("'")[1])
    return ".".join(("request.body", *steps, str(error.validator)))
