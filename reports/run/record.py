"""The run record: everything that a run found out, as plain data. Every renderer only reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

from reports.accepted.known import AppliedWaiver, Changes
from reports.run.finding import Finding
from reports.run.measured import Latency, Timeline
from spec.clauses.clause import Level
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status

FORMAT: Final = 2


class Verdict(StrEnum):
    """The outcome of a run, which decides its exit status."""

    CONFORMANT = "conformant"
    NONCONFORMANT = "nonconformant"
    INCONCLUSIVE = "inconclusive"


EXIT_STATUS = {Verdict.CONFORMANT: 0, Verdict.NONCONFORMANT: 1, Verdict.INCONCLUSIVE: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseResult:
    """What a run found out about one clause: the catalogue's entry with the outcome.

    Attributes:
        id: reads like a path; stable.
        operation: the operation that it is about.
        section: the part of the report that it belongs to.
        level: MUST decides the verdict, SHOULD warns, MAY is only observed.
        evidence: what the clause rests on.
        place: where in the documentation it stands.
        url: a link to that place.
        sentence: the statement in plain words.
        note: a decision on a conflict between sources, or "".
        status: fail if any finding fails, else pass if any passes, else inconclusive, excluded or skipped;
            waived if there are failures and a waiver covers each of them.
        cases: how many exchanges were judged for it.
        failed: how many of those failed.
        unsent: how many more requests were planned for it and not sent, because the run ended before.
        unsent_cases: the ids of those requests, a hundred at most.
        pattern: the regular expression that is documented, where it is about one; else "".
        reason: why it is inconclusive, excluded or skipped, or "".
        why: the kind of that reason where it is inconclusive.
    """

    id: str
    section: str
    level: Level
    evidence: str
    place: str
    url: str
    sentence: str
    note: str
    status: Status
    operation: str = ""
    cases: int = 0
    failed: int = 0
    unsent: int = 0
    unsent_cases: tuple[str, ...] = ()
    pattern: str = ""
    reason: str = ""
    why: Why | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the target chose where the documentation is silent.

    Attributes:
        id: stable: `null-for-optional`.
        question: in plain words: "null for an optional member".
        choices: what the target did, with how often: {"accepted": 4, "refused with 400": 1}.
        case: the id of one case that shows what it did most often.
        cases: the id of a case for each choice.
    """

    id: str
    question: str
    choices: dict[str, int]
    case: str
    cases: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step in the life of a resource, and whether it holds.

    Attributes:
        before: the state before it, for example `open`.
        operation: the operation that makes it.
        after: the state after it.
        clause: the clause that speaks of it.
        status: the outcome of that clause.
    """

    before: str
    operation: str
    after: str
    clause: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Which part of a run a record is of, and what the other parts must agree in.

    Attributes:
        number: which part, counted from 1.
        count: how many parts there are.
        plan: a digest of the requests that were planned for it.
        examples: how many requests were drawn, where that was said.
        select: the patterns of the clauses that were selected, or none for all.
        safe: whether only requests were sent that create nothing.
        ended: why the part ended before its plan was done, or null.
    """

    number: int
    count: int
    plan: str
    examples: int | None = None
    select: tuple[str, ...] = ()
    safe: bool = False
    ended: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A run of the history.

    Attributes:
        started_at: ISO 8601 with an offset.
        verdict: the outcome.
        counts: how many clauses had which outcome, by its name.
    """

    started_at: str
    verdict: Verdict
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A whole run; validates against `run.schema.json`.

    Attributes:
        verdict: the outcome.
        reason: one sentence that says why.
        suite: `name` and `version` of what ran.
        contract: the name of the contract.
        operations: the names of the operations that were judged, in the contract's order.
        target: at least `url`; never a secret.
        seed: repeats the run.
        depth: `smoke`, `standard` or `deep`.
        started_at: ISO 8601 with an offset.
        duration_seconds: wall time.
        exchanges: how many requests were answered or failed; `exchanges.jsonl.gz` beside the record holds them.
        clauses: every clause of the operations with its outcome.
        findings: the failing and inconclusive ones; passing ones are counted in `clauses`.
        observations: what the target chose where the documentation is silent.
        waived: every waiver with its state.
        leaked_sessions: ids of sessions that could not be deleted.
        latency: how long answers took, unless nothing was answered.
        throttling: counts and seconds by name, for example `{"429": 3, "waited_seconds": 1.5}`.
        interrupted: the run was stopped before its plan was done.
        ended: why the run ended before its plan was done, or "".
        stopped: the case at which the target stopped answering as before, or ""; what was to come later was not sent.
        strict: whether SHOULD clauses counted, as did waivers that are not in force.
        environment: names and versions of what the run stood on: Python, platform, libraries.
        changes: what became of deviations since a baseline, if there is one.
        trend: per clause id, the statuses of the latest runs, oldest first, or empty.
        only_new: whether only deviations decide the exit status that the baseline has not.
        past: the latest runs of the history, oldest first, this one included; or empty.
        lifecycle: the steps in the life of a resource that were judged, or empty.
        timeline: what happened when, unless nobody kept it.
        parameters: what exists at the target by the user's word, as `NAME=VALUE`.
        left_out: why members were left out, and whether the target breaks of them, by operation and label.
        needed: the labels of the optional members without which the target takes no request, by operation.
        shard: which part of a run this is; null for a whole one.
        format: the version of this format.
    """

    verdict: Verdict
    reason: str
    suite: dict[str, str]
    contract: str
    operations: tuple[str, ...]
    target: dict[str, Any]
    seed: int
    depth: str
    started_at: str
    duration_seconds: float
    exchanges: int
    clauses: tuple[ClauseResult, ...]
    findings: tuple[Finding, ...]
    observations: tuple[Observation, ...]
    waived: tuple[AppliedWaiver, ...] = ()
    leaked_sessions: tuple[str, ...] = ()
    latency: Latency | None = None
    throttling: dict[str, float] = field(default_factory=dict)
    interrupted: bool = False
    ended: str = ""
    stopped: str = ""
    strict: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    changes: Changes | None = None
    trend: dict[str, tuple[Status, ...]] = field(default_factory=dict)
    only_new: bool = False
    past: tuple[PastRun, ...] = ()
    lifecycle: tuple[Transition, ...] = ()
    timeline: Timeline | None = None
    parameters: tuple[str, ...] = ()
    left_out: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=dict)
    needed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shard: Shard | None = None
    format: Literal[2] = FORMAT

    @property
    def cut_short(self) -> bool:
        """Whether a part of the plan was never sent."""
        return self.interrupted or bool(self.stopped)
