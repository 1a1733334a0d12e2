"""What changed since a baseline: an earlier run record of the same target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reports.history import target_name
from spec.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.record import ClauseResult, Record

_FAILING = frozenset({Status.FAIL, Status.WAIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The clauses whose outcome matters, by what became of them.

    A deviation is known by its clause: cases depend on seed and depth, a clause does not. What was waived
    counts as known on both sides.

    Attributes:
        new: failing now, not failing in the baseline.
        fixed: failing in the baseline, passing now.
        remaining: failing in both.
        unjudged: failing in the baseline, neither passing nor failing now.
    """

    new: tuple[ClauseResult, ...]
    fixed: tuple[ClauseResult, ...]
    remaining: tuple[ClauseResult, ...]
    unjudged: tuple[ClauseResult, ...]


def compare_with(record: Record, baseline: Record) -> Changes:
    """What changed from `baseline` to `record`."""
    known = {clause.id: clause for clause in baseline.clauses if clause.status in _FAILING}
    now = {clause.id: clause for clause in record.clauses}
    failing = [clause for clause in record.clauses if clause.status in _FAILING]
    gone = [now.get(name, clause) for name, clause in known.items() if name not in {one.id for one in failing}]
    fixed = tuple(clause for clause in gone if clause.id in now and clause.status == Status.PASS)
    return Changes(
        new=tuple(one for one in failing if one.id not in known and one.status == Status.FAIL),
        fixed=fixed,
        remaining=tuple(clause for clause in failing if clause.id in known),
        unjudged=tuple(clause for clause in gone if clause not in fixed),
    )


def with_changes(record: Record, baseline: Record) -> Record:
    """`record` with what changed since `baseline`, for the reports."""
    changes = compare_with(record, baseline)
    kinds = {kind: _entries(getattr(changes, kind)) for kind in ("new", "fixed", "remaining", "unjudged")}
    return replace(record, changes={"baseline": f"{target_name(baseline)}, {baseline.started_at[:10]}", **kinds})


def _entries(clauses: Sequence[ClauseResult]) -> list[dict[str, Any]]:
    return [{"clause": clause.id, "level": clause.level} for clause in clauses]
