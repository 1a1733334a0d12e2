"""The record of a run: its clauses and verdict beside the target, the settings and the machine that it ran on."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from conformance.engine.planning.parents import second
from conformance.engine.results.clause_results import Chosen, results, selected
from conformance.engine.results.result import Result
from conformance.engine.sequences.judged_steps import picture
from conformance.engine.settings import Settings
from reports.run.record import ClauseResult, Record, Shard, Verdict
from reports.run.verdict import decide
from spec.clauses.catalogue import Catalogue, catalogue
from spec.clauses.clause import Clause
from spec.clauses.status import Status
from spec.contract import load

_LIBRARIES = ("hypothesis", "schemathesis", "pytest", "h11", "requests-aws4auth", "botocore")


def record(
    settings: Settings, result: Result, *, url: str, started_at: float, duration: float, chosen: Chosen | None = None
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
    stated = catalogue(settings.source, settings.operation or ())
    clauses = _assessed(stated, settings, result, chosen)
    verdict, reason = _verdict(clauses, result, settings)
    tested = {clause.id for clause in clauses if clause.status != Status.SKIPPED}
    return Record(
        verdict=verdict,
        reason=reason,
        suite={"name": "chime-conformance", "version": version("chime-conformance")},
        contract=load(settings.source).name,
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
        ended=result.ended.text if result.ended else "",
        stopped=result.stopped,
        strict=settings.strict,
        only_new=settings.fail_on == "new",
        environment=environment(),
        parameters=settings.parameter or (),
        left_out=_left_out(result),
        needed={operation: asked.needed for operation, asked in result.asked.items() if asked.needed},
        shard=_shard(settings, result),
    )


def _left_out(result: Result) -> dict[str, dict[str, tuple[str, bool]]]:
    """Why requests of an operation leave a member out, and whether it crashes the target; by operation and member."""
    return {
        operation: {label: (item.why, item.crashes) for label, item in asked.left_out.items()}
        for operation, asked in result.asked.items()
        if asked.left_out
    }


def _assessed(stated: Catalogue, settings: Settings, result: Result, chosen: Chosen | None) -> tuple[ClauseResult, ...]:
    """Every clause with its outcome, in this run or in this part of one."""

    def wanted(clause: Clause) -> bool:
        if settings.shard is not None and not result.problem and clause.id not in result.counts:
            # What no request of this part shows, those of another part may.
            return False
        return selected(clause, settings) and (chosen is None or chosen(clause))

    whole = replace(result, second=bool(second(settings)))
    return results(stated, whole, wanted, signed=settings.signed, shown=settings.selects)


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
        ended=result.ended,
    )


def environment() -> dict[str, str]:
    """What a run ran on: Python, the system, and the versions of the libraries that decide what is sent."""
    return {
        "python": platform.python_version(),
        "platform": platform.system(),
        **{name: version(name) for name in _LIBRARIES},
    }
