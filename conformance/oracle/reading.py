"""Reads a JSON body as the contract does: strictly, exactly, and saying where parsers legitimately differ."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from spec.patterns import printable

_BOM = b"\xef\xbb\xbf"
_INT32 = range(-(2**31), 2**31)
# More digits than any parser keeps exactly; only the sign of such a number matters to us.
_DIGITS = 400


class Problem(StrEnum):
    """Why a body is no JSON document."""

    EMPTY = "empty"
    SYNTAX = "syntax"
    ENCODING = "encoding"


@dataclass(slots=True)
class Reading:
    """What a body says.

    Attributes:
        value: the document, with lone surrogates replaced; None where there is a problem.
        problem: why it is no JSON document, or None.
        detail: the problem in plain words.
        silences: what parsers legitimately differ about, by name.
        ambiguous: names of members that stand twice with different values.
    """

    value: Any = None
    problem: Problem | None = None
    detail: str = ""
    silences: set[str] = field(default_factory=set)
    ambiguous: set[str] = field(default_factory=set)


def read(body: bytes) -> Reading:
    """Read `body` as one JSON document in UTF-8."""
    if not body:
        return Reading(problem=Problem.EMPTY, detail="there is no body")
    reading = Reading()
    if body.startswith(_BOM):
        reading.silences.add("byte-order-mark")
        body = body[len(_BOM) :]
    try:
        reading.value = _load(body.decode(), reading)
    except RecursionError:
        reading.silences.add("deep")
    except UnicodeDecodeError as error:
        reading.problem, reading.detail = _other_encoding(body, f"byte {error.start} is not UTF-8")
    except ValueError as error:
        reading.problem, reading.detail = _other_encoding(body, f"it is not JSON: {error}")
    return reading


def _other_encoding(body: bytes, detail: str) -> tuple[Problem, str]:
    codec = json.detect_encoding(body)
    if codec.startswith(("utf-16", "utf-32")):
        try:
            json.loads(body.decode(codec))
        except (ValueError, RecursionError):
            return Problem.SYNTAX, detail
        return Problem.ENCODING, f"it is {codec.upper()}, not UTF-8"
    return Problem.SYNTAX, detail


def _load(text: str, reading: Reading) -> Any:
    def constant(literal: str) -> Any:
        raise ValueError(f"{literal} is no JSON value")

    def integer(literal: str) -> int:
        number = int(literal) if len(literal) <= _DIGITS else _huge(literal.startswith("-"))
        if number not in _INT32:
            reading.silences.add("big-integer")
        return number

    def fraction(literal: str) -> int | float:
        return _fraction(literal, reading)

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        document = dict(pairs)
        if len(document) < len(pairs):
            reading.silences.add("duplicate-member")
            reading.ambiguous |= {name for name, value in pairs if not _same(value, document[name])}
        return {printable(name): _printable(value) for name, value in document.items()}

    value = json.loads(
        text, parse_constant=constant, parse_int=integer, parse_float=fraction, object_pairs_hook=members
    )
    return _printable(value)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON value: 1 and true are not."""
    return type(one) is type(other) and bool(one == other)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value


def _huge(negative: bool) -> int:  # noqa: FBT001 - a sign
    size: int = 10**_DIGITS
    return -size if negative else size


def _fraction(literal: str, reading: Reading) -> int | float:
    """A number with a point or an exponent: an int where it is integral, exactly or after rounding."""
    try:
        exact = Decimal(literal)
    except InvalidOperation:  # an exponent beyond what Decimal holds
        reading.silences.add("integral-float")
        return _huge(literal.startswith("-"))
    if exact == exact.to_integral_value():
        reading.silences.add("integral-float")
        number = int(exact) if exact.adjusted() < _DIGITS else _huge(literal.startswith("-"))
        if number not in _INT32:
            reading.silences.add("big-integer")
        return number
    rounded = float(literal)
    if rounded.is_integer():
        reading.silences.add("rounding")
        return int(rounded)
    return rounded
