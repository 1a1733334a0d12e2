"""The passage of exchanges through the stages: from sending a case to counting what its answer shows.

    send -> classify -> judge -> confirm -> attribute -> reduce -> clause statistics

The stages know nothing of each other. What one of them wants sent besides the schedule (identical requests, single
members, smaller requests), it names as plain cases; those pass through the same stages.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain

from conformance.engine.attribution.attribution import attributed
from conformance.engine.attribution.causes import Causes
from conformance.engine.attribution.mixing import Mixing
from conformance.engine.attribution.shrinking import Answered, Shown, Shrinking
from conformance.engine.conditions import Conditions
from conformance.engine.stages.classification import kept_back, too_late, was_sent
from conformance.engine.stages.confirmation import Confirmation, Confirmed, repetition
from conformance.engine.stages.health import first_doubtful, last_word, left_open, left_open_after
from conformance.engine.stages.judging import Judge, Judged
from conformance.engine.stages.sending import Send, exchanged, overlapped
from conformance.engine.stages.silence import Silence
from conformance.engine.stages.statistics import ClauseStatistics, cause, evidence, place
from conformance.engine.stages.unanswered import Unanswered
from conformance.oracle.judgement import Judgement
from conformance.wire.exchange import Exchange
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status
from spec.operation import SERVER_ERROR
from strategies.request import Case

_NOT_SENT = Reason(Why.HANGING, "not sent: the target lets requests like this time out")
# A control that is not accepted is sent so often before the target counts as changed for the worse.
_CONTROL_TRIES = 3


class Passage:
    """What takes exchanges with one target through the stages.

    Attributes:
        judge: what is known of the target's answers.
        statistics: by clause id.
        exchanges: how many requests were sent.
        stopped: the case at which the target stopped answering or changed for the worse, or None.
        ended: why the run ended before its plan was done, or None.
        concurrency: requests under way at once; None where that depends on how slow the answers turn out to be.
        unproven: the last of the cases that may break the target, where it was accepted and nothing has shown since
            that the target is still what it was; or None.
        send: sends a case and never raises for what the target does.
    """

    def __init__(self, judge: Judge, send: Send, unknown: Sequence[Case], conditions: Conditions) -> None:
        """Prepare.

        Args:
            judge: judges what comes back.
            send: sends a case and never raises for what the target does; called from several threads at once.
            unknown: requests for resources that plainly do not exist; sent when their answers are needed.
            conditions: under which the run takes place.
        """
        self.judge = judge
        self.statistics: dict[str, ClauseStatistics] = defaultdict(ClauseStatistics)
        self.exchanges = 0
        self.stopped: Case | None = None
        self.ended: Reason | None = None
        self.concurrency = conditions.concurrency
        self.unproven: Case | None = None
        self.send = send
        self._unknown = unknown
        self._done = conditions.done
        self._stop = conditions.stop
        self._apart = conditions.apart
        self._judging = ThreadPoolExecutor(1) if conditions.overlapping else None
        self._confirmation = Confirmation()
        self._silence = Silence()
        self._unanswered = Unanswered()
        self._shrinking = Shrinking(judge)
        self._causes = Causes(judge.oracle.operation, judge.oracle.catalogue, judge.responses)
        self._mixing = Mixing(judge)

    def passed_on(self, cases: Sequence[Case]) -> list[Judged]:
        """Send cases and judge their answers; the judgements that are no pass."""
        exchanges = exchanged(self._pending(cases), self.send, self.concurrency or 1)
        if self._judging is not None and len(cases) > 1:
            return list(overlapped(exchanges, self.judged, self._judging))
        return list(chain.from_iterable(map(self.judged, exchanges)))

    def _pending(self, cases: Iterable[Case]) -> Iterator[Case]:
        """The cases that are to be sent and have not been."""
        for case in cases:
            if self.judge.responses.exchange(case) is not None:
                continue
            if self.ends():
                self.statistics[case.clause].count.leave_out(case)
            elif self._unanswered.gives_up(case.clause):
                self.statistics[case.clause].count.leave_open(_NOT_SENT)
            else:
                yield case

    @property
    def mixes(self) -> bool:
        """Whether the target mixes up requests that are under way at the same time."""
        return self._mixing.proven

    def ends(self) -> bool:
        """Whether nothing more is to be sent."""
        self.ended = self.ended or self._stop()
        return bool(self.ended)

    def judged(self, exchange: Exchange) -> list[Judged]:
        """Classify and judge one exchange, and count on which clauses it passes; the other judgements."""
        case = exchange.case
        expectation = self.judge.expected(exchange)
        if too_late(exchange):
            self._noted(exchange)
            self.statistics[case.clause].count.leave_out(case)
            return []
        if self._unanswered.has(exchange, expectation):
            self._unanswered.add(exchange)
        found: list[Judged] = []
        for judgement in self._noted(exchange):
            if judgement.status is Status.PASS:
                self.statistics[judgement.clause].count.passes += 1
            else:
                found.append(Judged(judgement=judgement, exchange=exchange.truncated, expectation=expectation))
        return found

    def _noted(self, exchange: Exchange) -> list[Judgement]:
        """What the oracle says of an exchange, which is counted and put on record."""
        self.exchanges += was_sent(exchange)
        self._unanswered.see(exchange)
        self._done(exchange)
        self._silence.see(exchange)
        self._mixing.see(exchange)
        self.stopped = self.stopped or self._silence.stopped
        if self._silence.ended:
            self.ended = self.ended or self._silence.ended
        return self.judge.judge(exchange)

    def settle(self, found: list[Judged]) -> None:
        """Confirm and attribute what is no pass, and count it."""
        for case in self._unanswered.taken():
            found += self._asked_again(case)
        waiting = deque(self._of_a_well_target(found))
        while waiting:
            judged = waiting.popleft()
            confirmed = self._confirmed(judged)
            inquiry = attributed(confirmed, self.judge, self._unknown, self._causes)
            judgement = last_word(judged, self.stopped, self.ended) or self._answered(inquiry, waiting)
            self._count(confirmed, self._unmixed(confirmed, judgement))

    def _unmixed(self, confirmed: Confirmed, judgement: Judgement) -> Judgement:
        """What is told of a judgement where a target mixes up requests; then they are sent one by one from now on."""
        told = self._mixing.told(confirmed, judgement)
        if self.mixes:
            self.concurrency = 1
            for clause, statistics in self.statistics.items():
                if self._mixing.explains(clause, statistics.count.failures):
                    statistics.withhold(self._mixing.reason)
        return told

    def _answered(self, inquiry: Generator[Sequence[Case], None, Judgement], waiting: deque[Judged]) -> Judgement:
        """Send what an inquiry asks for, until it knows."""
        try:
            while True:
                waiting.extend(self.passed_on(next(inquiry)))
        except StopIteration as known:
            judgement: Judgement = known.value
            return judgement

    def _asked_again(self, case: Case) -> list[Judged]:
        """A request that got no answer is sent once more: was it chance, or does it never get one?"""
        if self.ends():
            self.statistics[case.clause].count.leave_out(case)
            return []
        again = self.send(case.again(2))
        expectation = self.judge.expected(again)
        if again.answer is not None and not self._unanswered.has(again, expectation):
            return self.judged(replace(again, case=case))
        self._noted(again)
        count = self.statistics[case.clause].count
        count.throttled += again.answer is not None
        if again.failure is not None:
            count.unanswered += 1
            count.no_answer = count.no_answer or f"{again.failure.detail}: no answer to {place(case)}"
        return []

    def _confirmed(self, judged: Judged) -> Confirmed:
        """A judgement with what identical requests showed, and its control."""
        control = None if self.ends() else self._confirmation.control(judged)
        if control is not None:
            exchange = self.send(control)
            self._confirmation.note_control(judged, repetition(exchange, self._noted(exchange), judged))
        alone = self._mixing.alone(judged)
        again = () if self.ends() else self._confirmation.wanted(judged) or ((alone,) if alone else ())
        exchanges = map(self.send, again)
        return self._confirmation.concluded(
            judged, [repetition(exchange, self._noted(exchange), judged) for exchange in exchanges]
        )

    def _count(self, confirmed: Confirmed, judgement: Judgement) -> None:
        statistics = self.statistics[judgement.clause]
        explained = self._causes.explained(confirmed, judgement)
        if explained is not None:
            statistics.count.withhold(explained)
            return
        statistics.count.add(judgement)
        if judgement.status is not Status.FAIL:
            return
        aimed, judged = confirmed.judged.exchange.case.clause, confirmed.judged.judgement.clause
        if judgement.clause != aimed and judged in (aimed, self.judge.oracle.operation.success):
            self.statistics[aimed].count.elsewhere[judgement.clause] += 1
        self._causes.note(confirmed, judgement)
        for clause, reason in self._causes.superseded().items():
            self.statistics[clause].withdraw(reason)
        for clause, reason in self._causes.news().items():
            if self.statistics[clause].count.failures:
                self.statistics[clause].withhold(reason)
        why = cause(judgement, confirmed.judged.exchange)
        if statistics.has_room(why):
            judgement, shown = self._shrunk(confirmed, judgement)
            control = shown.judged.exchange.case.control
            before = None if control is None else self.judge.responses.exchange(control)
            earlier = self.judge.responses.known_as(judgement.earlier or shown.judged.judgement.earlier)
            statistics.keep(why, evidence(shown, judgement, before, earlier))

    def _shrunk(self, confirmed: Confirmed, judgement: Judgement) -> Shown:
        """The failure on the smallest request that fails in the same way."""
        steps = self._shrinking.smallest(confirmed, judgement)
        try:
            case = next(steps)
            while True:
                case = steps.send(None if self.ends() else self._noticed(self.send(case)))
        except StopIteration as known:
            shown: Shown = known.value
            return shown

    def _noticed(self, exchange: Exchange) -> Answered:
        return exchange, self._noted(exchange)

    def _of_a_well_target(self, found: list[Judged]) -> list[Judged]:
        """Judgements without those on answers that came after the target changed for the worse."""
        culprit = first_doubtful(found)
        if culprit is None or self.ends() or self.is_well(found[culprit].exchange.case):
            return found
        breaking = self._apart()
        if breaking and self.is_well(found[culprit].exchange.case):
            self.judge.profile.note("destroyed", f"{self.judge.oracle.operation.name}: gone afterwards", breaking)
            return [*found[:culprit], *self._on_their_own(found[culprit:])]
        # An earlier one may have broken it just as well: then this one is left open, too.
        alone = self.unproven is None
        ended = self.end(found[culprit].exchange.case)
        return left_open_after(found, culprit, ended) if alone else left_open(found, ended)

    def _on_their_own(self, found: Sequence[Judged]) -> list[Judged]:
        """Judgements anew, each on a resource of its own: one of the requests destroyed the one that they shared."""
        cases = dict.fromkeys(item.exchange.case for item in found)
        again = (replace(self.send(case.again(2)), case=case) for case in cases)
        return list(chain.from_iterable(map(self.judged, again)))

    def is_well(self, case: Case | None = None) -> bool:
        """Whether the target still accepts the control that it accepted at first, and breaks on no other one.

        Beside a case the other one is the case's own, or else that which says the most.
        """
        first, controls = self.judge.responses.anchor, self.judge.responses.controls
        if first is None:
            return True
        own = case and case.control
        if own not in controls:
            own = max(controls, key=lambda control: len(control.request.body))
        well = self._still_has(first, range(300)) and (own == first or self._still_has(own, range(SERVER_ERROR)))
        if well:
            self.unproven = None
        return well

    def _still_has(self, control: Case, statuses: range) -> bool:
        """Whether a control that was accepted is answered with one of these statuses in a few attempts."""
        for number in range(2, _CONTROL_TRIES + 2):
            exchange = self.send(control.again(number))
            self._noted(exchange)
            if kept_back(exchange) or (exchange.answer is not None and exchange.answer.status in statuses):
                return True
            if not was_sent(exchange):
                break
        return self.stopped is not None

    def end(self, case: Case) -> Reason:
        """The target is no longer what it was since it met this case, or the unproven one before: why the run ends."""
        suspects = list(dict.fromkeys(place(each) for each in (self.unproven, case) if each is not None))
        self.stopped = self.stopped or self.unproven or case
        self.ended = self.ended or Reason(
            Why.STOPPED, f"the target no longer accepts what it accepted before {' or '.join(suspects)}"
        )
        return self.ended
