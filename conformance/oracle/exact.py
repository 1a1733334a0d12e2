"""JSON read exactly: numbers of any size, only what the grammar knows, and text that can be shown and encoded."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from spec.patterns import printable

# More digits than any parser keeps exactly; only the sign of such a number matters to us.
_DIGITS = 400
# No member is meant for longer text. A gateway before the target may refuse it for its size alone.
_LONG = 1 << 13
_LATIN_1 = "\xff"
# The note on a value that only the clause on robustness speaks of.
ROBUSTNESS = "robustness"
# Nested deeper than this, no answer or request of an operation is; the validators read no deeper either.
_DEPTH = 200

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
        _size(number, note)
        return number

    def fraction(literal: str) -> int | float:
        return _fraction(literal, note)

    def pairs(found: Pairs) -> dict[str, Any]:
        return {_text(name, note): _printable(value, note) for name, value in members(found).items()}

    value = json.loads(text, parse_constant=constant, parse_int=integer, parse_float=fraction, object_pairs_hook=pairs)
    return bounded(text, _printable(value, note))


def bounded(text: str, value: Any) -> Any:
    """`value`, which `text` says, unless it is nested too deep.

    Raises:
        RecursionError: it is.
    """
    # Few texts have so many brackets at all.
    if text.count("[") + text.count("{") <= _DEPTH:
        return value
    level = [value]
    for _ in range(_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return value
    raise RecursionError


def constant(literal: str) -> Any:
    """Refuses what Python's reader takes for a number.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{literal} is no JSON value")


def _printable(value: Any, note: Note) -> Any:
    if isinstance(value, str):
        return _text(value, note)
    if isinstance(value, list):
        return [_printable(item, note) for item in value]
    return value


def _text(text: str, note: Note) -> str:
    """Text that can be encoded; half a character, a NUL and text beyond any documented length are noted."""
    # Nearly all texts are plain.
    if len(text) <= _LONG and text.isascii() and text.isprintable():
        return text
    shown = printable(text)
    if shown != text or "\x00" in text or len(text) > _LONG:
        note(ROBUSTNESS)
    return shown


def foreign(text: str) -> bool:
    """Whether text has a control character, or one beyond Latin-1: it may crash a target that writes it to a header."""
    return not text.isprintable() or (not text.isascii() and max(text) > _LATIN_1)


def _size(number: int, note: Note) -> None:
    """Note an integer beyond 32 bits as big, and one beyond 64 bits as one that only robustness speaks of."""
    if not -(2**31) <= number < 2**31:
        note("big-integer")
    if not -(2**63) <= number < 2**63:
        note(ROBUSTNESS)


def _huge(literal: str) -> int:
    size: int = 10**_DIGITS
    return -size if literal.startswith("-") else size


def _fraction(literal: str, note: Note) -> int | float:
    """A number with a point or an exponent: an int where it is integral, exactly or after rounding."""
    try:
        whole = Decimal(literal)
    except InvalidOperation:  # an exponent beyond what Decimal holds
        mantissa, _, exponent = literal.lower().partition("e")
        if exponent.startswith("-") or not mantissa.strip("-0."):
            note("rounding")
            return 0
        note("integral-float")
        number = _huge(literal)
        _size(number, note)
        return number
    if whole == whole.to_integral_value():
        note("integral-float")
        number = int(whole) if whole.adjusted() < _DIGITS else _huge(literal)
        _size(number, note)
        return number
    rounded = float(literal)
    if rounded.is_integer():
        note("rounding")
        return int(rounded)
    return rounded
