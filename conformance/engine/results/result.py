"""A run's result as plain data: what each stage handed on, and the results of several operations as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from conformance.engine.planning.left_out import Asked
from conformance.engine.stages.statistics import Count
from reports.run.finding import Finding
from reports.run.measured import Latency, Timeline
from reports.run.record import Observation
from spec.clauses.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the clauses of one operation rest on.

    Attributes:
        canned: the target gave one and the same answer whatever it was asked.
        refused: a violation was refused, or no request can violate anything.
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
        aimed: the clauses at which some request aimed.
        latency: how long the answers took.
        timeline: when the exchanges took place.
        canned: the target gave one and the same answer whatever it was asked.
        violated: violations of the body were answered.
        refused: one of them was refused, or no request can violate anything.
        leaked: ids of sessions that could not be deleted.
        throttling: counts and seconds.
        problem: why nothing could be verified, or None.
        deviation: that reason is itself a documented deviation.
        unreachable: that reason is that nothing answers at all.
        stopped: the case at which the target stopped answering or changed for the worse, or "".
        ended: why the run ended before its plan was done, or None.
        interrupted: it was told to end.
        trouble: why the suite itself could not go on, or "".
        asked: what the target was asked about optional members before the run, by operation.
        grounds: of each operation, by its name, where a run has several.
        plan: a digest of the requests that were planned, where that is a part of a run.
        second: a second parent is known.
    """

    counts: Mapping[str, Count] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    observations: tuple[Observation, ...] = ()
    exchanges: int = 0
    aimed: frozenset[str] = frozenset()
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
    asked: Mapping[str, Asked] = field(default_factory=dict)
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
    # Where nothing answers, the operations after the first were not tried.
    stuck = parts[0].unreachable or all(part.problem for part in parts)
    return replace(
        parts[0],
        counts={name: count for part in parts for name, count in part.counts.items()},
        findings=tuple(finding for part in parts for finding in part.findings),
        observations=tuple(seen for part in parts for seen in part.observations),
        exchanges=sum(part.exchanges for part in parts),
        aimed=frozenset().union(*(part.aimed for part in parts)),
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
