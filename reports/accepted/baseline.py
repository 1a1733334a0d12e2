"""What changed since a baseline: an earlier run of the same target, from its record or from the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reports.accepted.known import Change, Changes
from reports.archive import history
from reports.archive.history import target_name
from reports.files import store
from reports.run.record import Record
from spec.clauses.clause import Level
from spec.clauses.status import Status

NO_RUN = "no accepted run yet"
_FAILING = frozenset({Status.FAIL, Status.WAIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """An earlier run to compare with.

    Attributes:
        name: what it is called in the reports.
        outcomes: status and level of each clause.
    """

    name: str
    outcomes: Mapping[str, tuple[Status, Level]]


def of_record(record: Record) -> Baseline:
    """The baseline that an earlier record is."""
    outcomes = {clause.id: (clause.status, clause.level) for clause in record.clauses}
    return Baseline(name=f"{target_name(record)}, {record.started_at[:10]}", outcomes=outcomes)


def read(path: Path) -> Baseline:
    """The baseline at `path`: a `run.json`, or a folder that holds one.

    Raises:
        RecordError: there is no record there.
    """
    return of_record(store.load(path))


def of_history(path: Path, target: str, contract: str) -> Baseline:
    """The run of `target` that was accepted last in the history at `path`; where none was, everything is new.

    Raises:
        HistoryError: `path` cannot be used.
    """
    found = history.accepted(path, target, contract)
    if found is None:
        return Baseline(name=NO_RUN, outcomes={})
    return Baseline(name=f"run {found.run.id}, accepted {(found.run.accepted_at or '')[:10]}", outcomes=found.outcomes)


def compare_with(record: Record, baseline: Baseline) -> Changes:
    """What changed from `baseline` to `record`.

    A deviation is known by its clause: cases depend on seed and depth, a clause does not. What was waived
    counts as known on both sides.
    """
    known = {name: level for name, (status, level) in baseline.outcomes.items() if status in _FAILING}
    now = {clause.id: clause for clause in record.clauses}
    failing = [clause for clause in record.clauses if clause.status in _FAILING]
    gone = {name: level for name, level in known.items() if name not in {clause.id for clause in failing}}
    fixed = {name: level for name, level in gone.items() if name in now and now[name].status is Status.PASS}
    new = [one for one in failing if one.id not in known and one.status is Status.FAIL]
    return Changes(
        baseline=baseline.name,
        new=_entries((one.id, one.level) for one in new),
        fixed=_entries(fixed.items()),
        remaining=_entries((one.id, one.level) for one in failing if one.id in known),
        unjudged=_entries((name, level) for name, level in gone.items() if name not in fixed),
    )


def with_changes(record: Record, baseline: Baseline) -> Record:
    """`record` with what changed since `baseline`, for the reports."""
    return replace(record, changes=compare_with(record, baseline))


def _entries(clauses: Iterable[tuple[str, Level]]) -> tuple[Change, ...]:
    return tuple(Change(clause=name, level=level) for name, level in clauses)
