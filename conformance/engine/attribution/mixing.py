"""Mixing: whether a target gives a request the answer to another one that is under way at the same time.

An example. Eight requests are under way. The answer to one of them has the phone numbers that another one gave. Sent
again by itself, the request is answered as it must be. Such answers break a clause for every member; the cause is one.

Requests that change one and the same thing show no mixing: the answer to an update may show what another update, under
way at the same time, has made of the thing. No page says which of the two comes last.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from conformance.engine.stages.confirmation import Confirmed, historical
from conformance.engine.stages.judging import Judge, Judged
from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.echoes import given, returned
from conformance.oracle.answer.members import told, unset
from conformance.oracle.judgement import Judgement, failed, follows, pointer_to, undecided
from conformance.oracle.recent import Recent
from conformance.wire.exchange import Exchange
from spec.clauses import clause_ids
from spec.clauses.lifecycle import lives
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status
from spec.relations.echo import Echo, echoes
from spec.relations.expressions import ABSENT, find
from strategies.request import Case

# One value of another request may come back by chance, as that of a default does: two do not.
_PROOFS = 2
# So many exchanges may be under way at once, and so many that had company are remembered: more than a batch has.
_NEAR, _REMEMBERED = 64, 1024

_OVERTAKEN = Reason(Why.NOT_CALLED_FOR, "a request under way at the same time changed the same thing")


class Mixing:
    """What a run knows of requests that were under way together.

    Attributes:
        proven: answers were mixed up, so that no more than one request is under way from now on.
    """

    def __init__(self, judge: Judge) -> None:
        operation = judge.oracle.operation
        self.proven = False
        self._judge = judge
        # What another operation made, or what a parent has once, is the same for every request.
        self._shared = any(
            (life.single or life.creator.name != operation.name)
            and operation.name in {one.name for one in life.changing}
            for life in lives(judge.oracle.contract.operations)
        )
        isolated = (clause.id for clause in judge.oracle.catalogue if clause.check == "isolated")
        self._clause = next(isolated, operation.success)
        self._echoes: dict[str, Echo] = {
            operation.clause_id(clause_ids.response_member(echo.path, keyword)): echo
            for echo in echoes(operation.response_schema)
            for keyword in ("echo", "unset")
        }
        self._latest: deque[Exchange] = deque(maxlen=_NEAR)
        self._together: Recent[str, Exchange] = Recent(_REMEMBERED)
        # By clause: how many failures may be due to the company that a request had.
        self._momentary: Counter[str] = Counter()
        self._proofs = 0

    @property
    def reason(self) -> Reason:
        """Why a failure that may be due to mixing is not counted."""
        return follows(self._clause)

    def see(self, exchange: Exchange) -> None:
        """Note an exchange, in the order in which they were begun."""
        # What ended before this one began has no company any more.
        under_way = [other for other in self._latest if other.started_at + other.elapsed > exchange.started_at]
        self._latest = deque([*under_way, exchange.truncated], maxlen=_NEAR)
        for other in under_way:
            if other.overlaps(exchange):
                self._together[other.case.id] = other
                self._together[exchange.case.id] = exchange.truncated

    def alone(self, judged: Judged) -> Case | None:
        """A request that failed in company, to be sent by itself; None where that would tell nothing."""
        case, clause = judged.exchange.case, judged.judgement.clause
        doubted = self.proven or self._momentary[clause] > 0
        in_company = judged.fails and case.id in self._together and not historical(clause)
        return case.again(2) if doubted and in_company else None

    def told(self, confirmed: Confirmed, judgement: Judgement) -> Judgement:
        """A judgement, or in its place that on the mixing which it shows or follows from."""
        if judgement.status is not Status.FAIL or not self._is_momentary(confirmed, judgement):
            return judgement
        if self._shared:
            if not self._is_overtaken(confirmed.judged):
                return judgement
            self._momentary[judgement.clause] += 1
            return undecided(judgement.clause, _OVERTAKEN)
        shown = self._shown(confirmed.judged)
        self._proofs += shown is not None
        self.proven = self.proven or self._proofs >= _PROOFS
        if not self.proven:
            self._momentary[judgement.clause] += 1
            return judgement
        if shown is not None:
            return shown
        return judgement if judgement.clause == self._clause else undecided(judgement.clause, self.reason)

    def explains(self, clause: str, failures: int) -> bool:
        """Whether all failures of a clause, so many, are due to mixing; each clause is asked for once."""
        mixed = self._momentary.pop(clause, 0) if self.proven else 0
        return mixed == failures > 0 and clause != self._clause

    def _is_momentary(self, confirmed: Confirmed, judgement: Judgement) -> bool:
        """Whether a request failed in company, and not when it was sent by itself."""
        if historical(judgement.clause):
            earlier = judgement.earlier or confirmed.judged.judgement.earlier
            return not self._together.keys().isdisjoint({confirmed.judged.exchange.case.id, earlier})
        repeated = confirmed.tries > 1 and confirmed.failures == 1
        return repeated and confirmed.judged.exchange.case.id in self._together

    def _shown(self, judged: Judged) -> Judgement | None:
        """The failure of isolation that an answer shows which has the value of a request beside its own."""
        echo, exchange = self._echoes.get(judged.judgement.clause), judged.exchange
        actual = find(parse(exchange.answer).document, echo.path) if echo and exchange.answer else ABSENT
        if echo is None or actual is ABSENT or unset(actual, echo.schema) or self._is_common(echo, actual):
            return None
        for other in self._beside(exchange):
            wanted = given(echo, self._judge.expected(other))
            if wanted is not ABSENT and not unset(wanted, echo.schema) and returned(echo, wanted, actual):
                words, pointer = f"{told(actual)}, which another request gave", pointer_to(echo.path)
                return failed(self._clause, judged.judgement.expected, words, pointer, earlier=other.case.id)
        return None

    def _is_overtaken(self, judged: Judged) -> bool:
        """Whether an answer shows of a member what another request, under way beside it, made of it."""
        echo, answer = self._echoes.get(judged.judgement.clause), judged.exchange.answer
        if echo is None or answer is None:
            return False
        actual = find(parse(answer).document, echo.path)
        theirs = (given(echo, self._judge.expected(other)) for other in self._beside(judged.exchange))
        return any(
            returned(echo, wanted, actual) if _is_set(echo, wanted) else not _is_set(echo, actual) for wanted in theirs
        )

    def _is_common(self, echo: Echo, actual: Any) -> bool:
        """Whether a value is one of the controls', which most requests have."""
        wanted = (given(echo, self._judge.expect(control.request)) for control in self._judge.responses.controls)
        return any(value is not ABSENT and returned(echo, value, actual) for value in wanted)

    def _beside(self, exchange: Exchange) -> Iterator[Exchange]:
        for other in self._together.values():
            if other.case.id != exchange.case.id and other.overlaps(exchange):
                yield other


def _is_set(echo: Echo, value: Any) -> bool:
    return value is not ABSENT and not unset(value, echo.schema)
