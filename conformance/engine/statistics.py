"""What a run has found out so far about each clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from conformance.oracle.judgement import Judgement
from conformance.wire.exchange import Exchange
from spec.status import Status

# Findings kept per clause; more of the same would only make the report longer.
KEPT = 12
# Why a clause is left open.
_UNANSWERED = "some requests got no answer however often they were sent, while others did"
_PUT_OFF = "most requests were put off (429, 503) however often they were sent"
_UNDECIDED = "no exchange decided it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A judgement that is no pass, with the exchange that it rests on.

    Attributes:
        judgement: what the oracle said.
        exchange: the exchange.
        control: the exchange of the case's accepted control, if there is one.
        failures: how many identical requests failed in the same way ...
        tries: ... of how many.
    """

    judgement: Judgement
    exchange: Exchange
    control: Exchange | None = None
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
        throttled: requests that got none but "not now" (429, 503), however often they were sent.
        unsent: requests that were not sent, because the target had stopped answering for good.
    """

    passes: int = 0
    failures: int = 0
    undecided: dict[str, int] = field(default_factory=dict)
    unanswered: int = 0
    throttled: int = 0
    unsent: int = 0

    def leave_open(self, reason: str) -> None:
        """Add an exchange that was to decide the clause and could not."""
        self.undecided[reason] = self.undecided.get(reason, 0) + 1

    def add(self, other: Count) -> None:
        """Add what another process counted."""
        self.passes += other.passes
        self.failures += other.failures
        self.unanswered += other.unanswered
        self.throttled += other.throttled
        self.unsent += other.unsent
        self.undecided = dict(Counter(self.undecided) + Counter(other.undecided))

    @property
    def judged(self) -> int:
        """How many exchanges were judged."""
        return self.passes + self.failures + sum(self.undecided.values())

    def left_open(self, stopped: str = "") -> str:
        """Why what was answered is not enough to say that the clause holds, or "".

        Args:
            stopped: where the target stopped answering for good.
        """
        if self.unsent:
            return f"the target stopped answering at {stopped}"
        if self.unanswered:
            return _UNANSWERED
        # A busy target puts off some of all requests; one that puts off most of what a clause is about hides something.
        if self.throttled > self.passes:
            return _PUT_OFF
        if not self.passes:
            return max(self.undecided, key=self.undecided.__getitem__, default="") or _UNDECIDED
        return ""

    @property
    def status(self) -> Status:
        """Fail if anything failed, else pass if anything passed and nothing that matters was left open."""
        if self.failures:
            return Status.FAIL
        return Status.INCONCLUSIVE if self.left_open() else Status.PASS


@dataclass(slots=True)
class ClauseStatistics:
    """One clause's count, and the evidence of its first failures."""

    count: Count = field(default_factory=Count)
    evidence: list[Evidence] = field(default_factory=list)

    def judge(self, judgement: Judgement) -> None:
        """Count one judgement."""
        if judgement.status is Status.PASS:
            self.count.passes += 1
        elif judgement.status is Status.FAIL:
            self.count.failures += 1
        else:
            self.count.leave_open(judgement.actual)

    def keep(self, evidence: Evidence) -> None:
        """Remember why it failed, if there is room."""
        if len(self.evidence) < KEPT:
            self.evidence.append(evidence)
