"""Why clauses were not judged: those with one and the same reason together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.run.record import ClauseResult
from reports.wording.remedies import advice
from spec.clauses.reason import Why
from spec.clauses.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """Clauses that were not judged for the same reason; `advice` says what would make them conclusive, or is ""."""

    status: Status
    reason: str
    advice: str
    clauses: tuple[str, ...]


def unjudged(clauses: Iterable[ClauseResult], status: Status) -> tuple[Unjudged, ...]:
    """The clauses with `status` by why they were not judged."""
    found: dict[tuple[str, Why | None], list[str]] = {}
    for clause in clauses:
        if clause.status == status:
            found.setdefault((clause.reason or "no reason given", clause.why), []).append(clause.id)
    return tuple(
        Unjudged(
            status=status,
            reason=reason,
            advice=advice(reason, why) if status is Status.INCONCLUSIVE else "",
            clauses=tuple(ids),
        )
        for (reason, why), ids in found.items()
    )
