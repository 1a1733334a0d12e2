"""JSON read exactly: numbers of any size, only what the grammar knows, and text that can be shown and encoded."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from spec.patterns import printable

_INT32 = range(-(2**31), 2**31)
# More digits than any parser keeps exactly; only the sign of such a number matters to us.
_DIGITS = 400

Note = Callable[[str], None]
Pairs = list[tuple[str, Any]]


def loads(
    text: str, *, note: Note = lambda _name: None, members: Callable[[Pairs], dict[str, Any]] = dict[str, Any]
) -> Any:
    """The JSON document in `text`, with lone surrogates replaced.

    Args:
        text: the document.
        note: told by name what parsers legitimately differ about.
        members: makes an object of its members in order.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deep to be read.
    """

    def integer(literal: str) -> int:
        number = int(literal) if len(literal) <= _DIGITS else _huge(literal)
        if number not in _INT32:
            note("big-integer")
        return number

    def fraction(literal: str) -> int | float:
        return _fraction(literal, note)

    def pairs(found: Pairs) -> dict[str, Any]:
        return {printable(name): _printable(value) for name, value in members(found).items()}

    value = json.loads(text, parse_constant=constant, parse_int=integer, parse_float=fraction, object_pairs_hook=pairs)
    return _printable(value)


def constant(literal: str) -> Any:
    """Refuses what Python's reader takes for a number.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{literal} is no JSON value")


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value


def _huge(literal: str) -> int:
    size: int = 10**_DIGITS
    return -size if literal.startswith("-") else size


def _fraction(literal: str, note: Note) -> int | float:
    """A number with a point or an exponent: an int where it is integral, exactly or after rounding."""
    try:
        exact = Decimal(literal)
    except InvalidOperation:  # an exponent beyond what Decimal holds
        note("integral-float")
        return _huge(literal)
    if exact == exact.to_integral_value():
        note("integral-float")
        number = int(exact) if exact.adjusted() < _DIGITS else _huge(literal)
        if number not in _INT32:
            note("big-integer")
        return number
    rounded = float(literal)
    if rounded.is_integer():
        note("rounding")
        return int(rounded)
    return rounded
