"""Runs cases against a target, one clause at a time, and keeps count of what the oracle says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from conformance.engine.classification import differences, hung, mistaken, silenced, too_late, turned_away, was_sent
from conformance.engine.concurrency import Send, exchanged
from conformance.engine.liveness import Liveness
from conformance.engine.responses import ResponseIndex
from conformance.engine.statistics import ClauseStatistics, Evidence
from conformance.oracle.answers import parse
from conformance.oracle.expectation import BUSY, Expectation
from conformance.oracle.judge import Context, Oracle
from conformance.oracle.judgement import Judgement, passed, undecided
from conformance.oracle.memory import Memory
from conformance.oracle.observations import Profile
from conformance.wire.exchange import Exchange
from spec.status import Status
from strategies.identifiers import UNKNOWN
from strategies.plan import REPEATABLE, Plan
from strategies.probes import probes
from strategies.request import Case, Request

# The first deviation of a clause is sent again so often, to tell an intermittent one; so many in all.
_CONFIRMATIONS = 9
_CONFIRMED_IN_ALL = 60
_COMBINATION = "request.combination"
_ROBUST = "request.robustness"
# After so many refusals that identical requests met again, further ones are not sent again.
_STEADY = 30
# After so many requests about a clause that the target let time out, no more are sent about it.
_HANGS = 5
_NOT_SENT = "not sent: the target lets requests like this time out"
# The clauses that only the order of answers decides; sending the request again tells nothing about them.
_HISTORICAL = (".isolation", ".unique", REPEATABLE)


class Verifier:
    """One run against one target.

    Attributes:
        statistics: by clause id.
        exchanges: how many requests were sent.
        profile: what the target chose where the documentation is silent.
        concurrency: requests under way at once; may be changed between two clauses.
        answered: what the target has answered so far.
    """

    def __init__(
        self,
        oracle: Oracle,
        plan: Plan,
        send: Send,
        *,
        concurrency: int = 1,
        done: Callable[[Exchange], None] = lambda _exchange: None,
        expectations: dict[Request, Expectation] | None = None,
    ) -> None:
        """Prepare a run.

        Args:
            oracle: what is right.
            plan: what is sent.
            send: sends a case and never raises for what the target does; called from `concurrency` threads.
            concurrency: requests under way at once.
            done: told every exchange, in order.
            expectations: what the oracle expects, filled by earlier runs of the same contract.
        """
        self.oracle = oracle
        self.plan = plan
        self.statistics: dict[str, ClauseStatistics] = defaultdict(ClauseStatistics)
        self.exchanges = 0
        self.profile = Profile(oracle.operation)
        self.answered = ResponseIndex(oracle.operation)
        self._send = send
        self._done = done
        self.concurrency = concurrency
        self._memory = Memory()
        self._open: list[tuple[Judgement, Exchange, Expectation]] = []
        self._liveness = Liveness()
        self._unanswered: list[Case] = []
        self._hanging: Counter[str] = Counter()
        self._steady = 0
        self._accepting = f"response.status.{oracle.operation.success_status}"
        self._combined = (_COMBINATION, self._accepting)
        self._expectations: dict[Request, Expectation] = {} if expectations is None else expectations
        self._confirmed = 0

    @property
    def stopped(self) -> Case | None:
        """The first case of those that got no answer when the target stopped answering for good, or None."""
        return self._liveness.stopped

    @property
    def canned(self) -> bool:
        """Whether the target gives one and the same answer whatever it is asked."""
        return self._memory.canned

    def verify(self, clause: str) -> ClauseStatistics:
        """Run every case that is about `clause` and has not been run; return what is known about the clause."""
        self.run(self.plan.by_clause.get(clause, ()))
        return self.statistics[clause]

    def run(self, cases: Iterable[Case]) -> None:
        """Run cases, their controls first, and judge them in order."""
        self._each(cases)
        self.settle()

    def _each(self, cases: Iterable[Case]) -> None:
        for exchange in exchanged(self._pending(cases), self._send, self.concurrency):
            self._conclude(exchange)

    def _pending(self, cases: Iterable[Case]) -> Iterator[Case]:
        for case in cases:
            if case.control is not None and self.answered.exchange(case.control) is None:
                self._conclude(self._send(case.control))
            if self.answered.exchange(case) is not None:
                continue
            if self._hanging[case.clause] >= _HANGS:
                self.statistics[case.clause].count.leave_open(_NOT_SENT)
            else:
                yield case

    def _conclude(self, exchange: Exchange) -> None:
        expectation = self._expect(exchange.case.request)
        self.answered.finish(exchange)
        if too_late(exchange):
            self.statistics[exchange.case.clause].count.unsent += 1
        elif silenced(exchange, expectation):
            self._unanswered.append(exchange.case)
            self._hanging[exchange.case.clause] += hung(exchange)
        for judgement in self._judge(exchange, expectation):
            if judgement.status is Status.PASS:
                self.statistics[judgement.clause].count.passes += 1
                continue
            if self._doubtful(judgement, exchange, expectation):
                self._open.append((judgement, exchange.brief, expectation))
            else:
                self._count(judgement, exchange, expectation)
        self.profile.observe(exchange, expectation)

    def _doubtful(self, judgement: Judgement, exchange: Exchange, expectation: Expectation) -> bool:
        """Whether other answers must tell which clause a judgement speaks for, if any."""
        if self._memory.suspicious(judgement):
            return True
        # That an answer changed is a deviation of its own, whatever else the answer offends.
        if judgement.status is not Status.FAIL or judgement.clause == REPEATABLE:
            return False
        unknown = judgement.clause.startswith("request.path.") and mistaken(exchange, expectation)
        return unknown or turned_away(exchange, expectation)

    def _count(
        self, judgement: Judgement, exchange: Exchange, expectation: Expectation, *, before: str | None = None
    ) -> None:
        """Count a judgement, which spoke for the clause `before` at first."""
        self.statistics[judgement.clause].judge(judgement)
        if judgement.status is Status.FAIL:
            self._keep(judgement, exchange, expectation, before or judgement.clause)

    def settle(self) -> None:
        """Decide which clause is to blame for what was doubtful so far."""
        silent, self._unanswered = self._unanswered, []
        for case in silent:
            self._ask_again(case)
        while self._open:
            waiting, self._open = self._open, []
            for judgement, exchange, expectation in waiting:
                settled = self._settled(judgement, exchange, expectation)
                self._count(settled, exchange, expectation, before=judgement.clause)

    def _ask_again(self, case: Case) -> None:
        """A request that got no answer: chance, or does it never get one?"""
        again, expectation = self._send(case.again(2)), self._expect(case.request)
        if again.answer is None or silenced(again, expectation):
            self._judge(again, expectation)
            count = self.statistics[case.clause].count
            count.unanswered += again.answer is None
            count.throttled += again.answer is not None
        else:
            self._conclude(again)

    def _settled(self, judgement: Judgement, exchange: Exchange, expectation: Expectation) -> Judgement:
        """The same judgement on the clause that its cause speaks for.

        What an identical request does not meet again is no matter of the request: it may be sent at any time.
        """
        if self._memory.suspicious(judgement):
            return judgement if self._memory.upholds(judgement) else passed(judgement.clause)
        if mistaken(exchange, expectation):
            return self._as_unknown(judgement, exchange)
        broken = exchange.answer is not None and exchange.answer.status >= 500
        if not self._stable(exchange, expectation):
            return replace(judgement, clause=_ROBUST if broken else self._accepting)
        if not expectation.valid or not judgement.clause.startswith(("request.body.", *self._combined)):
            return judgement
        return self._attributed(judgement, exchange.case)

    def _as_unknown(self, judgement: Judgement, exchange: Exchange) -> Judgement:
        """What is answered as plainly unknown connectors are says nothing about the form of its id."""
        self._each(self.plan.strangers)
        statuses = {self.answered.status(case) for case in self.plan.strangers} - {0, *BUSY}
        alike = exchange.answer is not None and statuses == {exchange.answer.status}
        return replace(judgement, clause=UNKNOWN) if alike else judgement

    def _stable(self, exchange: Exchange, expectation: Expectation) -> bool:
        """Whether identical requests meet with the same kind of answer; after many that do, it is taken for granted."""
        if self._steady >= _STEADY:
            return True
        for number in range(_CONFIRMATIONS):
            again = self._send(exchange.case.again(number + 2))
            self._judge(again, expectation)
            if again.answer is not None and not turned_away(again, expectation):
                return False
        self._steady += 1
        return True

    def _attributed(self, judgement: Judgement, case: Case) -> Judgement:
        """Put a refused valid request down to the one member whose value is accepted nowhere, if there is one."""
        base = case.control or self.answered.anchor
        if base is None:
            return judgement
        if case.control is None:
            for *parts, whole in probes(self.oracle.operation, base, case.request):
                self._each(parts)
                # A refused part explains that the whole is refused, unless every value of that member is.
                if not any(map(self.answered.was_refused, parts)) or not self._takes_any(whole.clause):
                    self._each([whole])
        changed = differences(case.request, base.request)
        never = [name for name, value in changed.items() if not self.answered.took(name, value)]
        if case.control is not None and (never or not changed):
            return judgement
        if never:
            return undecided(_COMBINATION, f"refused, and this value of {never[0]} is accepted nowhere")
        return replace(judgement, clause=_COMBINATION)

    def _expect(self, request: Request) -> Expectation:
        known = self._expectations.get(request)
        if known is None:
            known = self._expectations[request] = self.oracle.expect(request)
        return known

    def _judge(self, exchange: Exchange, expectation: Expectation) -> list[Judgement]:
        """Judge one exchange, alone and together with the earlier ones."""
        self.exchanges += was_sent(exchange)
        self._done(exchange)
        self._liveness.see(exchange)
        control = exchange.case.control
        self.answered.see(exchange, expectation)
        context = Context(
            accepted=self.answered.accepted, control=None if control is None else self.answered.was_accepted(control)
        )
        judgements = self.oracle.judge(exchange, expectation, context)
        return [*judgements, *self._together(exchange, expectation)]

    def _takes_any(self, clause: str) -> bool:
        """Whether some value of the member that a clause is about was accepted."""
        return self.answered.takes(clause.removeprefix("request.body.").partition(".")[0])

    def _together(self, exchange: Exchange, expectation: Expectation) -> Iterator[Judgement]:
        """What this exchange shows together with the earlier ones."""
        answer = exchange.answer
        if answer is None or answer.status in BUSY:
            return
        request = exchange.case.request
        yield self._memory.decided(request, accepted=200 <= answer.status < 300)
        if expectation.document is not None:
            self._memory.asked(expectation.document)
        if not 200 <= answer.status < 300:
            return
        session = parse(answer).session
        if session is not None and expectation.document is not None and not expectation.binding:
            yield from self._memory.judge(request, expectation.document, session, valid=expectation.valid)

    def _keep(self, judgement: Judgement, exchange: Exchange, expectation: Expectation, before: str) -> None:
        tally = self.statistics[judgement.clause]
        tries = failures = 1
        unconfirmed = not tally.evidence and self._confirmed < _CONFIRMED_IN_ALL
        if unconfirmed and not judgement.clause.endswith(_HISTORICAL):
            self._confirmed += 1
            again = [self._again(exchange.case, number, expectation) for number in range(_CONFIRMATIONS)]
            answered = [broken for broken in again if broken is not None]
            tries += len(answered)
            failures += sum(before in broken for broken in answered)
        control = exchange.case.control
        tally.keep(
            Evidence(
                judgement=judgement,
                exchange=exchange.brief,
                failures=failures,
                tries=tries,
                control=None if control is None else self.answered.exchange(control),
            )
        )

    def _again(self, case: Case, number: int, expectation: Expectation) -> set[str] | None:
        """Send an identical request; the clauses that fail this time, or None where no answer came."""
        exchange = self._send(case.again(number + 2))
        judgements = self._judge(exchange, expectation)
        if exchange.answer is None:
            return None
        return {judgement.clause for judgement in judgements if judgement.status is Status.FAIL}
