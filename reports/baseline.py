"""What changed since a baseline: an earlier run record of the same target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.history import target_name
from reports.record import Change, Changes, ClauseResult, Record
from spec.status import Status

_FAILING = frozenset({Status.FAIL, Status.WAIVED})


def compare_with(record: Record, baseline: Record) -> Changes:
    """What changed from `baseline` to `record`.

    A deviation is known by its clause: cases depend on seed and depth, a clause does not. What was waived
    counts as known on both sides.
    """
    known = {clause.id: clause for clause in baseline.clauses if clause.status in _FAILING}
    now = {clause.id: clause for clause in record.clauses}
    failing = [clause for clause in record.clauses if clause.status in _FAILING]
    gone = [now.get(name, clause) for name, clause in known.items() if name not in {one.id for one in failing}]
    fixed = [clause for clause in gone if clause.id in now and clause.status == Status.PASS]
    return Changes(
        baseline=f"{target_name(baseline)}, {baseline.started_at[:10]}",
        new=_entries([one for one in failing if one.id not in known and one.status == Status.FAIL]),
        fixed=_entries(fixed),
        remaining=_entries([clause for clause in failing if clause.id in known]),
        unjudged=_entries([clause for clause in gone if clause not in fixed]),
    )


def with_changes(record: Record, baseline: Record) -> Record:
    """`record` with what changed since `baseline`, for the reports."""
    return replace(record, changes=compare_with(record, baseline))


def _entries(clauses: Sequence[ClauseResult]) -> tuple[Change, ...]:
    return tuple(Change(clause=clause.id, level=clause.level) for clause in clauses)
