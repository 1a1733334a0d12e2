"""The run: takes a schedule through the stages, one clause's turn after the other.

    schedule -> preflight -> turns of the clauses -> what may break the target

Each batch of cases goes through the stages by `conformance.engine.passage`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice

from conformance.engine.attribution.erring import overlooked, summed_up
from conformance.engine.conditions import ORDINARY, Conditions, Step, several
from conformance.engine.passage import Passage
from conformance.engine.planning.schedule import Schedule
from conformance.engine.preparation import preflight
from conformance.engine.preparation.preflight import Obstacle
from conformance.engine.stages.judging import Judge, Judged
from conformance.engine.stages.sending import Send, batches
from conformance.oracle.lifecycle.state import succeeded
from conformance.wire.exchange import Exchange
from strategies.request import Case, Hazard


class Run(Passage):
    """One run against one target.

    Attributes:
        obstacle: why nothing can be verified, or None.
        errs: it answers whatever is wrong with an error of the server.
        aimed: the clauses at which some request of the schedule aims, as far as the run came.
    """

    def __init__(self, judge: Judge, schedule: Schedule, send: Send, conditions: Conditions = ORDINARY) -> None:
        """Prepare a run.

        Args:
            judge: judges what comes back.
            schedule: what is sent.
            send: sends a case and never raises for what the target does; called from several threads at once.
            conditions: under which it takes place.
        """
        super().__init__(judge, send, schedule.unknown, conditions)
        self.obstacle: Obstacle | None = None
        self.errs = False
        self.aimed = {case.clause for case in (*schedule.controls, *schedule.hazards)}
        self._schedule = schedule
        self._shown = conditions.shown
        self._beside = conditions.beside
        self._around = conditions.around.of(judge.oracle.operation, judge.oracle.given)

    @property
    def size(self) -> int:
        """How many cases the schedule has."""
        return len(self._schedule)

    @property
    def canned(self) -> bool:
        """Whether the target gives one and the same answer whatever it is asked."""
        return self.judge.memory.canned

    def finish(self) -> None:
        """Take all steps."""
        for _ in self.steps():
            pass

    def steps(self) -> Iterator[Step]:
        """Take the whole schedule through the stages; a step for every turn."""
        yield from self.turns()
        yield from self.dangers()

    def turns(self) -> Iterator[Step]:
        """Send the controls and everything that no target breaks of; a step for every turn."""
        total = len(self._schedule)
        yield Step(clause="", done=0, total=total)
        self._preflight()
        done = len(self._schedule.controls)
        if self.obstacle is not None:
            return
        turns = groupby(chain(self._schedule.witnesses, self._schedule.cases), key=lambda case: case.clause)
        for clause, cases in turns:
            self.aimed.add(clause)
            for batch in batches(cases):
                yield Step(clause=clause, done=done, total=total)
                self.settle(self.passed_on(batch))
                done += len(batch)

    def dangers(self) -> Iterator[Step]:
        """Send what may break the target; a step for each."""
        if self.obstacle is not None:
            return
        total = len(self._schedule)
        for done, case in enumerate(self._schedule.hazards, total - len(self._schedule.hazards)):
            yield Step(clause=case.clause, done=done, total=total)
            self._hazard(case)
        if not self.ends():
            self._prove()
        if self._shown(self.judge.oracle.operation.invalid):
            self.errs = summed_up(self.statistics, self.judge, self.stopped)

    @property
    def discerns(self) -> bool:
        """Whether the target refuses some violation, or the schedule has none that it could refuse."""
        responses = self.judge.responses
        return responses.refused or self.errs or not (self._schedule.witnesses or responses.violated)

    def _preflight(self) -> None:
        """Send the controls; where none is accepted, `obstacle` says what stands in the way."""
        first = self._schedule.controls or tuple(islice(self._schedule, 1))
        early: list[Exchange] = []
        found: list[Judged] = []
        for case in first:
            if self.ends():
                break
            exchange = self.send(case)
            early.append(exchange.truncated)
            found += self.judged(exchange)
            if len(early) <= preflight.SILENT:
                self.obstacle = preflight.silent(early, self._around)
            if self.obstacle is not None:
                break
        if early and self._schedule.controls and self.obstacle is None and not self.ended:
            self.obstacle = preflight.refused(early, self._around)
        if self.obstacle is not None and not self.obstacle.deviation:
            # Nothing of this is put down to a clause.
            self.statistics.clear()
            return
        self.settle(found)
        if self.concurrency is None:
            self.concurrency = several(early, self._beside)
        if self.obstacle is None:
            self._discern(early)

    def _discern(self, early: list[Exchange]) -> None:
        """Where all controls got one answer, see whether what is wrong gets it as well: then nothing else is asked."""
        if not (self._shown(self.judge.oracle.operation.invalid) and self._always_the_same(early)):
            return
        # What is both is sent once.
        plain = tuple(dict.fromkeys((*self._schedule.plain, *self._schedule.unknown[:1])))
        self.aimed |= {case.clause for case in plain}
        self.settle(self.passed_on(plain))
        sent = map(self.judge.responses.exchange, plain)
        wrong = [exchange for exchange in sent if exchange is not None]
        # Right requests alone tell nothing: they may differ in what no answer shows.
        if wrong and self._always_the_same([*early, *wrong]):
            self.obstacle = preflight.canned(early, len(wrong))
            overlooked(self.statistics, self.judge)

    def _always_the_same(self, exchanges: Sequence[Exchange]) -> bool:
        """Whether different requests got one and the same answer of success, where right answers differ."""
        memory, answers = self.judge.memory, [exchange.answer for exchange in exchanges]
        accepted = [answer for answer in answers if answer is not None and succeeded(answer)]
        several = len({exchange.case.request for exchange in exchanges}) > 1
        same = len(accepted) == len(answers) and len(set(map(memory.said, accepted))) == 1
        return memory.tells and several and same

    def _hazard(self, case: Case) -> None:
        """Send what may break the target, and see whether it is still what it was.

        A control follows each of the worst. Of the others, a refused one is taken to leave nothing behind, as any
        violation is. An accepted one stays unproven until another one, or a control, is accepted after it.
        """
        if case.hazard is not Hazard.NONE:
            self._prove()
        self.settle(self.passed_on([case]))
        if self.ended:
            return
        if case.hazard is not Hazard.NONE:
            if not self.is_well(case):
                self.end(case)
        elif self._accepted(case):
            self.unproven = case

    def _accepted(self, case: Case) -> bool:
        """Whether a case was accepted, be it drawn or not."""
        exchange = self.judge.responses.known_as(case.id)
        return exchange is not None and exchange.answer is not None and succeeded(exchange.answer)

    def _prove(self) -> None:
        """See by controls whether the target is still what it was before the unproven case.

        They are the same whatever the case was, so that the parts of a run send none that the whole does not.
        """
        if self.unproven is not None and not self.is_well():
            self.end(self.unproven)
