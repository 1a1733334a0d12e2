"""What a run has found out so far about each clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from conformance.exchange import Exchange
from conformance.oracle.judgement import Judgement
from reports.record import Status

# Findings kept per clause; more of the same would only make the report longer.
KEPT = 12


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


@dataclass(slots=True)
class Tally:
    """One clause's count.

    Attributes:
        passes: exchanges on which it held.
        failures: exchanges on which it did not.
        undecided: exchanges that were to decide it and could not, by reason.
        unanswered: requests that got no answer however often they were sent.
        put_off: requests that got none but "not now" (429, 503), however often they were sent.
        unsent: requests that were not sent, because the target had stopped answering for good.
        evidence: the failing ones, the first few.
    """

    passes: int = 0
    failures: int = 0
    undecided: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    put_off: int = 0
    unsent: int = 0
    evidence: list[Evidence] = field(default_factory=list)

    def count(self, judgement: Judgement) -> None:
        """Add one judgement."""
        if judgement.status is Status.PASS:
            self.passes += 1
        elif judgement.status is Status.FAIL:
            self.failures += 1
        else:
            self.undecided[judgement.actual] += 1

    def keep(self, evidence: Evidence) -> None:
        """Remember why it failed, if there is room."""
        if len(self.evidence) < KEPT:
            self.evidence.append(evidence)

    @property
    def judged(self) -> int:
        """How many exchanges were judged."""
        return self.passes + self.failures + self.undecided.total()

    @property
    def status(self) -> Status:
        """Fail if anything failed, else pass if anything passed and nothing that matters was left open."""
        if self.failures:
            return Status.FAIL
        # A busy target puts off some of all requests; one that puts off most of what a clause is about hides something.
        left_open = self.unanswered or self.unsent or self.put_off > self.passes
        return Status.PASS if self.passes and not left_open else Status.INCONCLUSIVE
