"""What the oracle says of one clause on one exchange."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spec.status import Status

# Why a clause on invalid input may have nothing that decides it.
NOT_CALLED_FOR = "only the path can be invalid here, and such a path may be refused in any way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One clause judged on one exchange.

    Attributes:
        clause: the clause's id.
        status: pass, fail or inconclusive.
        expected: what the documentation allows, in plain words ("" for a pass).
        actual: what came back, in plain words, or why nothing can be said ("" for a pass).
        pointer: the decisive part of the answer: a JSON Pointer, `status` or `header:Name`.
    """

    clause: str
    status: Status
    expected: str = ""
    actual: str = ""
    pointer: str = ""


@cache
def passed(clause: str) -> Judgement:
    """The clause holds on this exchange."""
    return Judgement(clause=clause, status=Status.PASS)


def failed(clause: str, expected: str, actual: str, pointer: str = "status") -> Judgement:
    """The clause does not hold on this exchange."""
    return Judgement(clause=clause, status=Status.FAIL, expected=expected, actual=actual, pointer=pointer)


def undecided(clause: str, reason: str) -> Judgement:
    """Nothing can be said about the clause from this exchange."""
    return Judgement(clause=clause, status=Status.INCONCLUSIVE, actual=reason)
