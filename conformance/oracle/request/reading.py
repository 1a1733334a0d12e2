"""Reads a JSON body as the contract does: strictly, exactly, and saying where parsers legitimately differ."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from conformance.oracle import exact

_BOM = b"\xef\xbb\xbf"


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
        unspecified: what parsers legitimately differ about, by name.
        robustness: only that clause speaks of some value: half a character, a number beyond 64 bits, or what
            lenient readers take for such a value, as `NaN`.
        ambiguous: names of members that stand twice with different values.
    """

    value: Any = None
    problem: Problem | None = None
    detail: str = ""
    unspecified: set[str] = field(default_factory=set)
    robustness: bool = False
    ambiguous: set[str] = field(default_factory=set)


def read(body: bytes) -> Reading:
    """Read `body` as one JSON document in UTF-8."""
    if not body:
        return Reading(problem=Problem.EMPTY, detail="there is no body")
    reading = Reading()
    if body.startswith(_BOM):
        reading.unspecified.add("byte-order-mark")
        body = body[len(_BOM) :]
    try:
        reading.value = _load(body.decode(), reading)
    except RecursionError:
        reading.unspecified.add("deep")
    except UnicodeDecodeError as error:
        reading.problem, reading.detail = _other_encoding(body, f"byte {error.start} is not UTF-8")
        reading.robustness = _read_leniently(body)
    except ValueError as error:
        reading.problem, reading.detail = _other_encoding(body, f"it is not JSON: {error}")
        reading.robustness = _read_leniently(body)
    return reading


def _read_leniently(body: bytes) -> bool:
    """Whether common readers take what is no JSON for a document, as they do with NaN and half a character."""
    try:
        json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return False
    return True


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
    def members(pairs: exact.Pairs) -> dict[str, Any]:
        document = dict(pairs)
        if len(document) < len(pairs):
            reading.unspecified.add("duplicate-member")
            reading.ambiguous |= {name for name, value in pairs if not _same(value, document[name])}
        return document

    def note(name: str) -> None:
        if name == exact.ROBUSTNESS:
            reading.robustness = True
        else:
            reading.unspecified.add(name)

    return exact.loads(text, note=note, members=members)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON value: 1 and true are not."""
    return type(one) is type(other) and bool(one == other)
