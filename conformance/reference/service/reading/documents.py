"""Reads JSON bodies strictly. The oracle has a reading of its own: the two share no code, hence no mistake."""

from __future__ import annotations

import json
from typing import Any

# Integers of more digits are only known to be huge; a body of a million digits must not take minutes to read.
_DIGITS = 400
_OTHER_CODECS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


class UnreadableError(ValueError):
    """A body is no JSON object.

    Attributes:
        problem: `required` for no body, `encoding`, `syntax`, or `type` for another root than an object.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`.

    Raises:
        UnreadableError: there is none.
    """
    if not body:
        raise UnreadableError("required")
    try:
        document = _decoded(body, "utf-8")
    except (ValueError, RecursionError):
        raise UnreadableError("encoding" if _is_readable_otherwise(body) else "syntax") from None
    if not isinstance(document, dict):
        raise UnreadableError("type")
    return document


def _decoded(body: bytes, codec: str) -> Any:
    return json.loads(body.decode(codec), parse_constant=_refuse, parse_int=_integer)


def _refuse(literal: str) -> Any:
    raise ValueError(literal)


def _integer(literal: str) -> int:
    """An integer of any size; of a very long one only the sign and that it is huge are kept."""
    if len(literal) <= _DIGITS:
        return int(literal)
    huge: int = 10**_DIGITS
    return -huge if literal.startswith("-") else huge


def _is_readable_otherwise(body: bytes) -> bool:
    """Whether the body is JSON in UTF-16 or UTF-32; JSON in UTF-8 has no zero bytes, these have many."""
    if b"\0" not in body:
        return False
    for codec in _OTHER_CODECS:
        try:
            _decoded(body, codec)
        except (ValueError, RecursionError):
            continue
        return True
    return False
