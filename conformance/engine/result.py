"""A run's result as plain data, and the record that follows from it."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from conformance.engine.left_out import LeftOut
from conformance.engine.left_out import reason as left_out
from conformance.engine.parents import second
from conformance.engine.sequences.picture import picture
from conformance.engine.settings import Settings
from conformance.engine.shards import chosen as verified
from conformance.engine.stages.statistics import Count
from conformance.oracle.judgement import NOT_CALLED_FOR
from reports.record import ClauseResult, Finding, Latency, Observation, Record, Shard, Timeline, Verdict
from reports.verdict import decide
from spec import clause_ids
from spec.catalogue import Catalogue, catalogue
from spec.checks import SEQUENCE
from spec.clause import Clause
from spec.contract import load
from spec.reason import Reason, Why
from spec.status import Status

_CANNED = Reason(Why.CANNED, "the target gives one and the same answer whatever it is asked: its answers prove nothing")
_UNDISCERNING = Reason(
    Why.NOTHING_REFUSED, "the target refuses no violation of the body: that it accepts proves nothing"
)
_NOT_THERE = Reason(Why.NOT_THERE, "no answer had this member")
_UNSIGNED = "requests to this target are not signed (--auth none)"
_NOT_SELECTED = "not selected"
_ONE_PARENT = "needs a second parent that exists: give --parameter its value beside the first one"
_LIBRARIES = ("hypothesis", "schemathesis", "pytest", "h11", "requests-aws4auth", "botocore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the clauses of one operation rest on.

    Attributes:
        canned: the target gave one and the same answer whatever it was asked.
        refused: a violation was refused.
        problem: why nothing could be verified, or None.
    """

    canned: bool = False
    refused: bool = False
    problem: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run found out.

    Attributes:
        counts: by clause id.
        findings: the failing ones.
        observations: the target's choices.
        exchanges: how many requests were sent.
        latency: how long the answers took.
        timeline: when the exchanges took place.
        canned: the target gave one and the same answer whatever it was asked.
        violated: violations of the body were answered.
        refused: one of them was refused.
        leaked: ids of sessions that could not be deleted.
        throttling: counts and seconds.
        problem: why nothing could be verified, or None.
        deviation: that reason is itself a documented deviation.
        unreachable: that reason is that nothing answers at all.
        stopped: the case at which the target stopped answering or changed for the worse, or "".
        ended: why the run ended before its plan was done, or None.
        interrupted: it was told to end.
        trouble: why the suite itself could not go on, or "".
        left_out: why members of requests were left out of the run, by operation and the member's label.
        grounds: of each operation, by its name, where a run has several.
        plan: a digest of the requests that were planned, where that is a part of a run.
        second: a second parent is known.
    """

    counts: Mapping[str, Count] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    observations: tuple[Observation, ...] = ()
    exchanges: int = 0
    latency: Latency | None = None
    timeline: Timeline | None = None
    canned: bool = False
    violated: bool = False
    refused: bool = False
    leaked: tuple[str, ...] = ()
    throttling: Mapping[str, float] = field(default_factory=dict)
    problem: Reason | None = None
    deviation: bool = False
    unreachable: bool = False
    stopped: str = ""
    ended: Reason | None = None
    interrupted: bool = False
    trouble: str = ""
    left_out: Mapping[str, Mapping[str, LeftOut]] = field(default_factory=dict)
    grounds: Mapping[str, Grounds] = field(default_factory=dict)
    plan: str = ""
    second: bool = False

    def of(self, operation: str) -> Grounds:
        """What the clauses of an operation rest on."""
        own = Grounds(canned=self.canned, refused=self.refused, problem=self.problem)
        return self.grounds.get(operation, own)


def merged(found: Mapping[str, Result]) -> Result:
    """The results of several operations, by their names, as one."""
    parts = list(found.values())
    first = next((part for part in parts if part.stopped or part.ended), parts[0])
    stuck = all(part.problem for part in parts)
    return replace(
        parts[0],
        counts={name: count for part in parts for name, count in part.counts.items()},
        findings=tuple(finding for part in parts for finding in part.findings),
        observations=tuple(seen for part in parts for seen in part.observations),
        exchanges=sum(part.exchanges for part in parts),
        canned=all(part.canned for part in parts),
        violated=any(part.violated for part in parts),
        refused=any(part.refused for part in parts),
        problem=parts[0].problem if stuck else None,
        deviation=stuck and any(part.deviation for part in parts),
        unreachable=parts[0].unreachable,
        stopped=first.stopped,
        ended=first.ended,
        grounds={name: part.of(name) for name, part in found.items()} if len(parts) > 1 else {},
    )


Chosen = Callable[[Clause], bool]


def results(clauses: Catalogue, result: Result, chosen: Chosen, *, signed: bool = True) -> tuple[ClauseResult, ...]:
    """Every clause of the catalogue with its outcome.

    Args:
        clauses: the catalogue.
        result: what the run found out.
        chosen: whether a clause was selected.
        signed: whether requests were signed.
    """

    def possible(clause: Clause) -> bool:
        return chosen(clause) and not _alone(clause, clauses)

    return tuple(_clause(clause, result, possible, signed=signed) for clause in clauses)


def _alone(clause: Clause, clauses: Catalogue) -> bool:
    """Whether a clause over sequences lacks the operation that makes what it is about."""
    return SEQUENCE in clause.checks and clause.arguments.get("creator", clause.operation) not in clauses.operations


def _clause(clause: Clause, result: Result, chosen: Chosen, *, signed: bool) -> ClauseResult:
    count = result.counts.get(clause.id, Count())
    status, reason, why = _status(clause, count, result, chosen, signed=signed)
    tested = status not in (Status.EXCLUDED, Status.SKIPPED)
    return ClauseResult(
        id=clause.id,
        operation=clause.operation,
        section=clause.section,
        level=clause.level,
        evidence=clause.evidence,
        place=clause.place,
        url=clause.url,
        sentence=clause.sentence,
        note=clause.note,
        status=status,
        reason=reason,
        why=why,
        cases=count.judged if tested else 0,
        failed=count.failures if tested else 0,
    )


def _status(
    clause: Clause, count: Count, result: Result, chosen: Chosen, *, signed: bool
) -> tuple[Status, str, Why | None]:
    """The outcome of one clause, why in words, and why it is open; it stands here and nowhere else."""
    if clause.excluded:
        return Status.EXCLUDED, clause.excluded, None
    if not chosen(clause):
        return Status.SKIPPED, _UNSIGNED if clause.section == "Signature" and not signed else _NOT_SELECTED, None
    status, reason = count.status(result.ended)
    if status is Status.FAIL:
        return status, "", None
    if clause.arguments.get("second") and not count.judged and not result.second:
        return Status.SKIPPED, _ONE_PARENT, None
    if reason is NOT_CALLED_FOR:
        return Status.EXCLUDED, reason.text, None
    about = left_out(clause.id.removeprefix(f"{clause.operation}."), result.left_out.get(clause.operation, {}))
    reason = (
        result.problem
        or result.of(clause.operation).problem
        or (reason and about)
        or reason
        or _unproved(clause, result)
    )
    if reason and reason.why is Why.NOT_PROVOKED and _absent(clause, result):
        return Status.SKIPPED, _NOT_THERE.text, _NOT_THERE.why
    return (Status.INCONCLUSIVE, reason.text, reason.why) if reason else (Status.PASS, "", None)


def _absent(clause: Clause, result: Result) -> bool:
    """Whether a clause is about what an answer may lack, and all answers of a whole run lacked it."""
    read = result.counts.get(clause.id.partition(clause_ids.RESPONSE_BODY)[0] + clause_ids.RESPONSE_SYNTAX, Count())
    return clause.if_there and bool(read.passes) and not result.ended


def _unproved(clause: Clause, result: Result) -> Reason | None:
    """Why that the clause held proves nothing on this target, if it proves nothing."""
    grounds = result.of(clause.operation)
    if grounds.canned and "answered" in clause.checks:
        return _CANNED
    checks = set(clause.checks)
    if not grounds.refused and {"accepted", "robust", "repeated"} & checks and "refused" not in checks:
        return _UNDISCERNING
    return None


def selected(clause: Clause, settings: Settings) -> bool:
    """Whether the settings select a clause."""
    if clause.section == "Signature" and not settings.signed:
        return False
    return verified(settings)(clause.id)


def record(
    settings: Settings,
    result: Result,
    *,
    url: str,
    started_at: float,
    duration: float,
    chosen: Chosen | None = None,
) -> Record:
    """The run record of a finished or interrupted run.

    Args:
        settings: of the run.
        result: what it found out.
        url: of the target.
        started_at: seconds since the epoch.
        duration: in seconds.
        chosen: whether a clause was selected; by default what the settings select.
    """

    def wanted(clause: Clause) -> bool:
        if settings.shard is not None and not result.problem and clause.id not in result.counts:
            # What no request of this part shows, those of another part may.
            return False
        return selected(clause, settings) and (chosen is None or chosen(clause))

    contract = load(settings.source)
    stated = catalogue(settings.source, settings.operation or ())
    known = replace(result, second=bool(second(settings)))
    clauses = results(stated, known, wanted, signed=settings.signed)
    verdict, reason = _verdict(clauses, result, settings)
    tested = {clause.id for clause in clauses if clause.status != Status.SKIPPED}
    return Record(
        verdict=verdict,
        reason=reason,
        suite={"name": "chime-conformance", "version": version("chime-conformance")},
        contract=contract.name,
        operations=tuple(operation.name for operation in settings.operations),
        target=_target(settings, url),
        seed=settings.seed,
        depth=settings.depth,
        started_at=datetime.fromtimestamp(started_at, UTC).isoformat(timespec="seconds"),
        duration_seconds=round(duration, 3),
        exchanges=result.exchanges,
        clauses=clauses,
        lifecycle=picture(stated, clauses),
        findings=tuple(finding for finding in result.findings if finding.clause in tested),
        observations=result.observations,
        leaked_sessions=result.leaked,
        latency=result.latency,
        timeline=result.timeline,
        throttling=dict(result.throttling),
        interrupted=result.interrupted,
        stopped=result.stopped,
        strict=settings.strict,
        only_new=settings.fail_on == "new",
        environment=environment(),
        shard=_shard(settings, result),
    )


def _verdict(clauses: Sequence[ClauseResult], result: Result, settings: Settings) -> tuple[Verdict, str]:
    """The verdict on a target, and why, in one sentence.

    What stands in the way of a whole run is the reason. Where it is a documented deviation itself, the clauses decide;
    elsewhere nothing was shown.
    """
    verdict, reason = decide(clauses, strict=settings.strict, cut_short=bool(result.ended))
    if not result.problem:
        return verdict, reason
    return verdict if result.deviation else Verdict.INCONCLUSIVE, result.problem.text


def _target(settings: Settings, url: str) -> dict[str, Any]:
    """How a record names its target, without a secret."""
    return {
        "url": url,
        "label": settings.label,
        **({"voice_connector_id": settings.connector} if settings.connector else {}),
        "auth": "sigv4" if settings.signed else "none",
        "reference": settings.target is None,
        **({"insecure": True} if settings.insecure else {}),
        **({"region": settings.region, "service": settings.signing_name} if settings.signed else {}),
    }


def _shard(settings: Settings, result: Result) -> Shard | None:
    """Which part of a run this is."""
    if settings.shard is None:
        return None
    return Shard(
        number=settings.shard.number,
        count=settings.shard.count,
        plan=result.plan,
        examples=settings.examples,
        select=settings.select or (),
        safe=settings.safe,
        parameters=settings.named,
        left_out={
            operation: {label: (item.why, item.crashes) for label, item in members.items()}
            for operation, members in result.left_out.items()
        },
        ended=result.ended,
    )


def environment() -> dict[str, str]:
    """What a run ran on: Python, the system, and the versions of the libraries that decide what is sent."""
    return {
        "python": platform.python_version(),
        "platform": platform.system(),
        **{name: version(name) for name in _LIBRARIES},
    }
