"""Shrinking: a failure is shown on the smallest request that fails in the same way.

`reduction` says which requests are smaller; here they become cases, and what they are answered is compared.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from conformance.engine.attribution import reduction
from conformance.engine.stages.classification import turned_away
from conformance.engine.stages.confirmation import Confirmed
from conformance.engine.stages.judging import Judge, Judged
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Judgement
from conformance.wire.exchange import Exchange
from spec.clauses import clause_ids
from spec.clauses.status import Status
from strategies.request import Case, Kind, Request

# Smaller requests are tried for so many failures.
_REDUCTIONS = 12

Answered = tuple[Exchange, Sequence[Judgement]]
Shown = tuple[Judgement, Confirmed]


class Shrinking:
    """Looks for smaller requests, for so many failures of a run."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._left = _REDUCTIONS

    def smallest(self, confirmed: Confirmed, judgement: Judgement) -> Generator[Case, Answered | None, Shown]:
        """The failure on the smallest request that fails in the same way, where the request was drawn.

        Yields:
            a case to send; what comes back is the exchange with its judgements, or None where nothing more is sent.
        """
        case = confirmed.judged.exchange.case
        base = case.control or self._judge.responses.anchor
        drawn = case.drawn or judgement.clause.endswith(clause_ids.COMBINATION)
        smallest = judgement, confirmed
        if not drawn or base is None or confirmed.failures < confirmed.tries or not self._left:
            return smallest
        self._left -= 1
        steps, number = reduction.reduced(case.request, base.request), 0
        try:
            request = next(steps)
            while True:
                number += 1
                tried = yield from self._tried(_smaller(case, base, request, number), confirmed, judgement)
                smallest = smallest if tried is None else tried
                request = steps.send(tried is not None)
        except StopIteration:
            return smallest

    def _tried(
        self, case: Case, confirmed: Confirmed, judgement: Judgement
    ) -> Generator[Case, Answered | None, Shown | None]:
        """The failure of a smaller request, if it fails in the same way."""
        before = confirmed.judged
        expectation, was = self._judge.expect(case.request), before.expectation
        if _gist(expectation) != _gist(was):
            return None
        answered = yield case
        if answered is None:
            return None
        exchange, judgements = answered
        answer, first = exchange.answer, before.exchange.answer
        if answer is None or first is None or answer.status != first.status:
            return None
        for found in judgements:
            if found.status is Status.FAIL and (found.clause == before.judgement.clause or turned_away(exchange, was)):
                shown = Judged(judgement=found, exchange=exchange.truncated, expectation=expectation)
                return replace(found, clause=judgement.clause), replace(confirmed, judged=shown)
        return None


def _smaller(case: Case, base: Case, request: Request, number: int) -> Case:
    return replace(
        case,
        id=f"{case.id}~{number}",
        request=request,
        change=reduction.change(request, base.request),
        control=base,
        kind=Kind.PROBE,
    )


def _gist(expectation: Expectation) -> tuple[object, ...]:
    """What two requests have in common that break the same clauses and leave the same open."""
    return expectation.allowed, {breach.clause for breach in expectation.breaches}, expectation.unspecified
