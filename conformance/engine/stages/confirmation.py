"""Confirmation: is a deviation steady, or does an identical request not meet it again?

The first failure of every clause is sent again, as is a request that may speak for another clause. Both have a budget:
without one, a target that fails everywhere would be sent its whole plan ten times.

The control of a refused valid request is sent again as well. An example: a target takes every Name once only. Then the
request is refused for the Name that it shares with its control, not for the member in which the two differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.engine.stages.classification import doubtful, mistaken, turned_away
from conformance.engine.stages.judging import Judged
from conformance.oracle.expectation import BUSY, REFUSALS
from conformance.oracle.judgement import Judgement
from conformance.wire.exchange import Exchange
from spec.clauses.status import Status
from strategies.plan import REPEATABLE
from strategies.request import Case, Hazard

# An identical request is sent so often; so many first failures are sent again in all.
REPETITIONS = 9
_FIRST_FAILURES = 60
# After so many refusals that identical requests met again, further ones are taken to be steady.
_STEADY = 30
# Identical controls have numbers of their own, above those of other repetitions.
_CONTROLS_FROM = 100
# The clauses that only the order of answers decides: sending the request again tells nothing about them.
_HISTORICAL = (".isolation", ".unique", REPEATABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """What one identical request was answered.

    Attributes:
        exchange: the exchange.
        failing: the clauses that failed this time.
        turned_away: it was refused although it is valid, or met an error of the server.
    """

    exchange: Exchange
    failing: frozenset[str]
    turned_away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A judgement with what identical requests showed.

    Attributes:
        judged: the judgement.
        failures: how many identical requests failed in the same way ...
        tries: ... of how many that were answered.
        steady: no identical request got an ordinary answer.
        beside_control: its control is still accepted, or was not asked for again.
    """

    judged: Judged
    failures: int = 1
    tries: int = 1
    steady: bool = True
    beside_control: bool = True


class Confirmation:
    """Decides what is sent again, within its budget, and what that shows."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._first_failures = 0
        self._steady = 0
        self._refused_controls: dict[tuple[str, str], bool] = {}

    def control(self, judged: Judged) -> Case | None:
        """The control of what is refused, once for each clause that it fails; None where it tells nothing.

        Refused is what breaks nothing, or what names something unknown for another reason than that.
        """
        case, clause = judged.exchange.case, judged.judgement.clause
        if not _is_turned_down(judged) or case.control is None or (clause, case.control.id) in self._refused_controls:
            return None
        return case.control.again(len(self._refused_controls) + _CONTROLS_FROM)

    def note_control(self, judged: Judged, again: Repetition) -> None:
        """Remember whether the control of a request was refused when it was sent again."""
        case, answer = judged.exchange.case, again.exchange.answer
        if case.control is not None:
            refused = answer is not None and answer.status >= 300 and answer.status not in BUSY
            self._refused_controls[judged.judgement.clause, case.control.id] = refused

    def wanted(self, judged: Judged) -> tuple[Case, ...]:
        """The identical requests that have to be sent before this judgement can be relied on; none where it can be."""
        judgement, case = judged.judgement, judged.exchange.case
        if not judged.fails or historical(judgement.clause) or case.hazard is Hazard.HEAVY:
            return ()
        first = judgement.clause not in self._seen and self._first_failures < _FIRST_FAILURES
        if first:
            self._seen.add(judgement.clause)
            self._first_failures += 1
        if first or (self._doubts_moment(judged) and self._steady < _STEADY):
            return tuple(case.again(number) for number in range(2, REPETITIONS + 2))
        return ()

    def concluded(self, judged: Judged, repetitions: Sequence[Repetition]) -> Confirmed:
        """The judgement with what its repetitions showed."""
        answered = [again for again in repetitions if again.exchange.answer is not None]
        clause = judged.judgement.clause
        steady = all(again.turned_away for again in answered) if self._doubts_moment(judged) else True
        self._steady += steady and bool(repetitions) and self._doubts_moment(judged)
        return Confirmed(
            judged=judged,
            failures=1 + sum(clause in again.failing for again in answered),
            tries=1 + len(answered),
            steady=steady,
            beside_control=not self._control_is_refused(judged),
        )

    def _control_is_refused(self, judged: Judged) -> bool:
        """Whether the control of what was refused was refused as well when it was sent again."""
        control = judged.exchange.case.control
        if control is None or not _is_turned_down(judged):
            return False
        return self._refused_controls.get((judged.judgement.clause, control.id), False)

    @staticmethod
    def _doubts_moment(judged: Judged) -> bool:
        """Whether the moment may be to blame rather than the request."""
        exchange, expectation = judged.exchange, judged.expectation
        return doubtful(judged.judgement, exchange, expectation) and not mistaken(exchange, expectation)


def historical(clause: str) -> bool:
    """Whether only the order of answers decides a clause."""
    return clause.endswith(_HISTORICAL)


def _is_turned_down(judged: Judged) -> bool:
    """Whether what fails is that a request was not accepted with which nothing is wrong.

    Or nothing but that it names something unknown, or does what nobody speaks of: then the way of refusing it is wrong.
    """
    exchange, expectation = judged.exchange, judged.expectation
    refused = expectation.valid and turned_away(exchange, expectation)
    left_open = expectation.known and not expectation.breaches and not expectation.any_answer
    otherwise = left_open and exchange.answer is not None and exchange.answer.status in REFUSALS
    return judged.fails and (refused or otherwise or mistaken(exchange, expectation))


def repetition(exchange: Exchange, judgements: Sequence[Judgement], judged: Judged) -> Repetition:
    """What `exchange`, which repeats that of `judged`, showed."""
    return Repetition(
        exchange=exchange,
        failing=frozenset(found.clause for found in judgements if found.status is Status.FAIL),
        turned_away=turned_away(exchange, judged.expectation),
    )
