"""What the names of errors tell about them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spec.words import either

# Where AWS clients look for an error's name, in this order.
ERROR_NAME_HEADER = "x-amzn-ErrorType"
ERROR_NAME_MEMBERS = ("__type", "code", "Code")
# The same in words.
ERROR_NAME_PLACES = f"in {ERROR_NAME_HEADER} or as {either(ERROR_NAME_MEMBERS)} of the body"
# What services call the error for plain invalid input, the more telling first.
_INVALID = tuple(
    map(re.compile, ("Validation", "BadRequest", "Invalid(Parameter|Request|Input|Argument)", "Invalid", "Malformed"))
)


def invalid_first(names: Iterable[str]) -> list[str]:
    """The names of errors that share a status, the one for plain invalid input first."""
    return sorted(names, key=_rank)


def is_plain(name: str) -> bool:
    """Whether an error seems to answer plain invalid input, and no state of what exists."""
    return _rank(name) < len(_INVALID)


def _rank(name: str) -> int:
    return next((place for place, word in enumerate(_INVALID) if word.search(name)), len(_INVALID))
