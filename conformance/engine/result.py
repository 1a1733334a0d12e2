"""A run's result as plain data: what one process found out, and several of them merged into the run record."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from conformance.engine.settings import Settings
from conformance.engine.statistics import Count
from reports import codec
from reports.exchanges import Entry
from reports.latency import summarise
from reports.record import ClauseResult, Finding, Observation, Record, Timeline, Verdict
from reports.timeline import Clock
from reports.verdict import decide
from spec.catalogue import Catalogue, catalogue
from spec.clause import Clause
from spec.contract import load
from spec.status import Status

_CANNED = "the target gives one and the same session whatever it is asked: its answers prove nothing"
_UNDISCERNING = "the target refuses no violation of the body: that it accepts proves nothing"
_UNSIGNED = "requests to this target are not signed (--auth none)"
_LIBRARIES = ("hypothesis", "schemathesis", "pytest", "h11", "requests-aws4auth", "botocore")


@dataclass(slots=True, kw_only=True)
class Part:
    """What one process found out.

    Attributes:
        counts: by clause id.
        findings: the failing ones.
        observations: the target's choices.
        exchanges: how many requests were sent.
        latencies: seconds of each answered exchange.
        canned: the target gave one and the same session whatever it was asked.
        violated: violations were sent.
        refused: a violation was refused.
        leaked: ids of sessions that could not be deleted.
        throttling: counts and seconds.
        recording: every exchange, for replay.
        problem: why nothing could be verified, or "".
        stopped: where the target stopped answering for good, or "".
    """

    counts: dict[str, Count] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    exchanges: int = 0
    latencies: list[float] = field(default_factory=list)
    canned: bool = False
    violated: bool = False
    refused: bool = False
    leaked: list[str] = field(default_factory=list)
    throttling: dict[str, float] = field(default_factory=dict)
    recording: list[Entry] = field(default_factory=list)
    problem: str = ""
    stopped: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data, to be sent from one process to another."""
        plain: dict[str, Any] = codec.plain(self)
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Part:
        """The inverse of `to_json`."""
        return codec.typed(data, cls)


def merged(parts: Sequence[Part]) -> Part:
    """Several processes' parts as one."""
    total = Part()
    for part in parts:
        for name, count in part.counts.items():
            total.counts.setdefault(name, Count()).add(count)
        total.findings += part.findings
        total.exchanges += part.exchanges
        total.latencies += part.latencies
        total.canned = total.canned or part.canned
        total.violated = total.violated or part.violated
        total.refused = total.refused or part.refused
        total.leaked += part.leaked
        total.throttling = dict(Counter(total.throttling) + Counter(part.throttling))
        total.recording += part.recording
        total.problem = total.problem or part.problem
        total.stopped = total.stopped or part.stopped
    total.observations = _observations(part.observations for part in parts)
    return total


def _observations(groups: Iterable[Sequence[Observation]]) -> list[Observation]:
    found: dict[str, Observation] = {}
    for observation in (item for group in groups for item in group):
        before = found.get(observation.id)
        choices = Counter(before.choices if before else {}) + Counter(observation.choices)
        found[observation.id] = Observation(
            id=observation.id, question=observation.question, case=observation.case, choices=dict(choices)
        )
    return list(found.values())


def results(clauses: Catalogue, part: Part, settings: Settings) -> tuple[ClauseResult, ...]:
    """Every clause of the catalogue with its outcome."""
    return tuple(_result(clause, part, settings) for clause in clauses)


def _result(clause: Clause, part: Part, settings: Settings) -> ClauseResult:
    count = part.counts.get(clause.id, Count())
    status, reason = _status(clause, count, part, settings)
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
        cases=count.judged,
        failed=count.failures,
    )


def _status(clause: Clause, count: Count, part: Part, settings: Settings) -> tuple[Status, str]:
    if clause.excluded:
        return Status.EXCLUDED, clause.excluded
    if not selected(clause, settings):
        return Status.SKIPPED, _UNSIGNED if clause.section == "Signature" and not settings.signed else "not selected"
    if count.failures:
        return Status.FAIL, ""
    reason = part.problem or count.left_open(part.stopped) or _unproved(clause, part)
    return (Status.INCONCLUSIVE, reason) if reason else (Status.PASS, "")


def _unproved(clause: Clause, part: Part) -> str:
    """Why that the clause held proves nothing on this target, or ""."""
    if part.canned and "answered" in clause.checks:
        return _CANNED
    checks = set(clause.checks)
    if part.violated and not part.refused and {"accepted", "robust", "repeated"} & checks and "refused" not in checks:
        return _UNDISCERNING
    return ""


def selected(clause: Clause, settings: Settings) -> bool:
    """Whether the clause belongs to this run."""
    if clause.section == "Signature" and not settings.signed:
        return False
    return settings.selects(clause.id)


def _timeline(recording: Iterable[Entry]) -> Timeline | None:
    clock = Clock()
    for entry in sorted(recording, key=lambda entry: entry.at):
        clock.add(entry.at, throttled=entry.response is not None and entry.response.status in {429, 503})
    return clock.timeline()


def record(
    settings: Settings, part: Part, *, url: str, started_at: float, duration: float, interrupted: bool = False
) -> Record:
    """The run record of a finished or interrupted run."""
    contract = load(settings.edition)
    clauses = results(catalogue(settings.edition), part, settings)
    cut_short = interrupted or bool(part.stopped)
    verdict, reason = decide(clauses, strict=settings.strict, cut_short=cut_short)
    if part.problem:
        verdict, reason = Verdict.INCONCLUSIVE, part.problem
    return Record(
        verdict=verdict,
        reason=reason,
        suite={"name": "chime-conformance", "version": version("chime-conformance")},
        contract=contract.name,
        operations=(contract.default,),
        target={
            "url": url,
            "label": settings.label,
            "voice_connector_id": settings.connector,
            "auth": "sigv4" if settings.signed else "none",
            "reference": settings.target is None,
            **({"region": settings.region, "service": settings.service} if settings.signed else {}),
        },
        seed=settings.seed,
        depth=settings.depth,
        started_at=datetime.fromtimestamp(started_at, UTC).isoformat(timespec="seconds"),
        duration_seconds=round(duration, 3),
        exchanges=part.exchanges,
        clauses=clauses,
        findings=tuple(part.findings),
        observations=tuple(part.observations),
        leaked_sessions=tuple(part.leaked),
        latency=summarise(part.latencies),
        timeline=_timeline(part.recording),
        throttling=part.throttling,
        interrupted=interrupted,
        stopped=part.stopped,
        strict=settings.strict,
        only_new=settings.fail_on == "new",
        environment={
            "python": platform.python_version(),
            "platform": platform.system(),
            **{name: version(name) for name in _LIBRARIES},
        },
    )
