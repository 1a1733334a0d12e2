"""What the oracle says of one clause on one exchange, and what it must know of the run to say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from conformance.wire.exchange import BUDGET, SPARED, Failure
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status

# Why a clause on invalid input may have nothing that decides it.
NOT_CALLED_FOR = Reason(
    Why.NOT_CALLED_FOR, "only the path can be invalid here, and such a path may be refused in any way"
)
CONTROL_REFUSED = Reason(
    Why.CONTROL_REFUSED,
    "the request was refused, and so was its control, the valid request beside it: the reason may be another",
)
# What kept a request from being answered, by the kind of failure; any other is the target's silence.
_NOT_SENT = {
    BUDGET: Why.BUDGET,
    SPARED: Why.SPARED,
    "gone": Why.STOPPED,
    "left-out": Why.STOPPED,
    "stopped": Why.INTERRUPTED,
    "tls": Why.UNREACHABLE,
    "unprovided": Why.NOT_CREATED,
    "unreachable": Why.UNREACHABLE,
    "unrecorded": Why.UNRECORDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the run knows when an exchange is judged.

    Attributes:
        accepted: some valid request was accepted in this run.
        control: the case's own control was accepted; None where the case has none.
        same_choice: the control was accepted with the same members of those that words make depend on each other.
    """

    accepted: bool
    control: bool | None = None
    same_choice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One clause judged on one exchange.

    Attributes:
        clause: the clause's id.
        status: pass, fail or inconclusive.
        expected: what the documentation allows, in plain words ("" for a pass).
        actual: what came back, in plain words, or why nothing can be said ("" for a pass).
        pointer: the decisive part of the answer: a JSON Pointer, `status` or `header:Name`.
        reason: why nothing can be said, where nothing can.
        earlier: the id of the earlier case without which this one would show nothing, or "".
    """

    clause: str
    status: Status
    expected: str = ""
    actual: str = ""
    pointer: str = ""
    reason: Reason | None = None
    earlier: str = ""


@cache
def passed(clause: str) -> Judgement:
    """The clause holds on this exchange."""
    return Judgement(clause=clause, status=Status.PASS)


def failed(clause: str, expected: str, actual: str, pointer: str = "status", *, earlier: str = "") -> Judgement:
    """The clause does not hold on this exchange, or on this one after an earlier one."""
    return Judgement(
        clause=clause, status=Status.FAIL, expected=expected, actual=actual, pointer=pointer, earlier=earlier
    )


def undecided(clause: str, reason: Reason) -> Judgement:
    """Nothing can be said about the clause from this exchange."""
    return Judgement(clause=clause, status=Status.INCONCLUSIVE, actual=reason.text, reason=reason)


def follows(clause: str) -> Reason:
    """Why a deviation is not counted: another clause tells its cause."""
    return Reason(Why.FOLLOWS, f"what is wrong here follows from what {clause} shows")


def kept_from(failure: Failure) -> Why:
    """What kept a request from being answered."""
    return _NOT_SENT.get(failure.kind, Why.NO_ANSWER)


def unanswered(clause: str, failure: Failure) -> Judgement:
    """Nothing can be said about the clause, since the request that was to decide it was not answered, or not sent."""
    why = kept_from(failure)
    words = f"no answer: {failure.detail}" if why is Why.NO_ANSWER else failure.detail
    return undecided(clause, Reason(why, words))


def pointer_to(steps: Iterable[object]) -> str:
    """The JSON Pointer of a part of an answer: `/Trees/0/Name`; names stand in it as they are."""
    return "".join(f"/{step}" for step in steps)
