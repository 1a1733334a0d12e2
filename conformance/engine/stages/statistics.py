"""Clause statistics: how often each clause held, and the evidence of its failures, some of every cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from conformance.engine.stages.confirmation import Confirmed
from conformance.oracle.answer.refusals import error_name
from conformance.oracle.judgement import Judgement
from conformance.wire.exchange import Exchange
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status
from strategies.request import Case

# So many findings are kept of each cause, and of so many causes; more of the same would only make the report longer.
OF_A_CAUSE = 3
CAUSES = 24
# So many requests of a clause that were not sent are named; the others are counted.
NAMED = 100
_THROTTLED = Reason(Why.THROTTLED, "most requests were put off (429, 503) however often they were sent")
_UNDECIDED = Reason(Why.NOT_PROVOKED, "no request of this run showed whether it holds")

Cause = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A failing judgement, with the exchange that it rests on.

    Attributes:
        judgement: what the oracle said.
        exchange: the exchange.
        control: the exchange of the case's accepted control, if there is one.
        earlier: the exchange before it without which it would show nothing, if there is one and it is known.
        failures: how many identical requests failed in the same way ...
        tries: ... of how many.
    """

    judgement: Judgement
    exchange: Exchange
    control: Exchange | None = None
    earlier: Exchange | None = None
    failures: int = 1
    tries: int = 1


@dataclass(slots=True, kw_only=True)
class Count:
    """One clause's numbers.

    Attributes:
        passes: exchanges on which it held.
        failures: exchanges on which it did not.
        undecided: exchanges that were to decide it and could not, by reason.
        unanswered: requests that got no answer however often they were sent.
        no_answer: what came instead of an answer to the first of those, in words, with the request that it met.
        throttled: requests that got none but "not now" (429, 503), however often they were sent.
        unsent: requests of the plan that were not sent, because the run ended before ...
        waiting: ... and the ids of the first of them.
        elsewhere: requests that were to decide it and failed, by the clause that they were put down to.
        withheld: why failures are not counted, where another clause tells their cause: a clause that has some does not
            pass.
    """

    passes: int = 0
    failures: int = 0
    undecided: dict[Reason, int] = field(default_factory=dict)
    unanswered: int = 0
    no_answer: str = ""
    throttled: int = 0
    unsent: int = 0
    waiting: list[str] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    withheld: Reason | None = None

    def add(self, judgement: Judgement) -> None:
        """Count one judgement."""
        if judgement.status is Status.PASS:
            self.passes += 1
        elif judgement.status is Status.FAIL:
            self.failures += 1
        elif judgement.reason is not None:
            self.leave_open(judgement.reason)

    def leave_open(self, reason: Reason) -> None:
        """Add an exchange that was to decide the clause and could not."""
        self.undecided[reason] = self.undecided.get(reason, 0) + 1

    def withhold(self, reason: Reason) -> None:
        """Add a failure whose cause another clause tells."""
        self.leave_open(reason)
        self.withheld = self.withheld or reason

    def leave_out(self, case: Case) -> None:
        """Count a request that was not sent, because the run ended before."""
        self.unsent += 1
        if len(self.waiting) < NAMED:
            self.waiting.append(case.id)

    @property
    def judged(self) -> int:
        """How many exchanges were judged."""
        return self.passes + self.failures + sum(self.undecided.values())

    def status(self, ended: Reason | None = None) -> tuple[Status, Reason | None]:
        """Whether the clause failed, held, or neither, and in that case why.

        It failed if it failed once. It held if it held once and nothing that matters was left open.

        Args:
            ended: why the run ended before its plan was done, if it did.
        """
        if self.failures:
            return Status.FAIL, None
        reason = self._left_open(ended)
        return (Status.INCONCLUSIVE, reason) if reason else (Status.PASS, None)

    def _left_open(self, ended: Reason | None) -> Reason | None:
        if self.unsent:
            return ended or _UNDECIDED
        if self.unanswered:
            return Reason(Why.HANGING, f"{self.no_answer}, however often it was sent")
        # A busy target puts off some of all requests; one that puts off most of what a clause is about hides something.
        if self.throttled > self.passes:
            return _THROTTLED
        if self.withheld:
            return self.withheld
        if not self.passes:
            return max(self.undecided, key=self.undecided.__getitem__, default=ended or _UNDECIDED)
        return None


@dataclass(slots=True)
class ClauseStatistics:
    """One clause's count, and the evidence of its failures by their cause."""

    count: Count = field(default_factory=Count)
    causes: dict[Cause, list[Evidence]] = field(default_factory=dict)

    def has_room(self, cause: Cause) -> bool:
        """Whether one more failure of this cause would be kept."""
        known = self.causes.get(cause)
        return len(self.causes) < CAUSES if known is None else len(known) < OF_A_CAUSE

    def keep(self, cause: Cause, evidence: Evidence) -> None:
        """Remember why it failed, if there is room."""
        if self.has_room(cause):
            self.causes.setdefault(cause, []).append(evidence)

    def withdraw(self, reason: Reason) -> None:
        """Take the failures back: another clause tells their cause."""
        self.count.undecided[reason] = self.count.undecided.get(reason, 0) + self.count.failures
        self.count.failures = 0
        self.causes.clear()

    def withhold(self, reason: Reason) -> None:
        """Take the failures back, of a clause that does not pass all the same."""
        self.withdraw(reason)
        self.count.withheld = reason

    def forget(self, told: Callable[[Evidence], bool]) -> None:
        """Show no failure that another clause tells; some that none tells are left."""
        left = {why: [one for one in found if not told(one)] for why, found in self.causes.items()}
        self.causes = {why: found for why, found in left.items() if found} or self.causes

    @property
    def evidence(self) -> Iterator[Evidence]:
        """The first of every cause, then the second of every cause, and so on, each time the plainest first."""
        for number in range(OF_A_CAUSE):
            yield from sorted((kept[number] for kept in self.causes.values() if len(kept) > number), key=_plainness)


def _plainness(found: Evidence) -> tuple[bool, bool, int]:
    """A case that is about the clause comes before one that is not, and an ordinary one before one of robustness."""
    case = found.exchange.case
    return (case.clause != found.judgement.clause, case.drawn, case.hazard)


def cause(judgement: Judgement, exchange: Exchange) -> Cause:
    """What was violated together with what came back: failures that share these are taken to share their cause."""
    case, answer = exchange.case, exchange.answer
    violated = "" if case.clause != judgement.clause or case.drawn else case.name.partition("@")[0].partition("#")[0]
    if answer is None:
        return (violated, exchange.failure.kind if exchange.failure else "")
    return (violated, str(answer.status), error_name(answer) or "", judgement.pointer)


def evidence(
    confirmed: Confirmed, judgement: Judgement, control: Exchange | None, earlier: Exchange | None
) -> Evidence:
    """What is kept of a failure."""
    return Evidence(
        judgement=judgement,
        exchange=confirmed.judged.exchange,
        control=control,
        earlier=earlier,
        failures=confirmed.failures,
        tries=confirmed.tries,
    )


def place(case: Case) -> str:
    """A case by its id and its change."""
    return f"{case.id} ({case.change})" if case.change else case.id
