"""The history: each run's outcome per clause, in SQLite, safe for runs that end at the same time."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reports.archive.database import HistoryError, opened
from reports.run.outcomes import counts
from reports.run.record import PastRun, Record, Verdict
from spec.clauses.clause import Level
from spec.clauses.status import Status
from spec.reading.documents import parse_json

__all__ = [
    "Accepted",
    "HistoryError",
    "Run",
    "accept",
    "accepted",
    "append",
    "check",
    "flickers",
    "past",
    "prune",
    "runs",
    "target_name",
    "trend",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the history.

    Attributes:
        id: its number, from 1.
        counts: how many clauses had which outcome, by the names of `reports.run.outcomes.Outcome`; empty where an
            earlier version did not keep them.
        accepted_at: when it was accepted as a baseline, in ISO 8601, or None.
    """

    id: int
    started_at: str
    target: str
    contract: str
    depth: str
    seed: int
    verdict: str
    reason: str
    exchanges: int
    duration_seconds: float
    counts: dict[str, int]
    accepted_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The run that was accepted last for a target: the status and the level of each clause."""

    run: Run
    outcomes: dict[str, tuple[Status, Level]]


def check(path: Path) -> None:
    """Whether `path` can be used as a history, before a run has taken its time; a file that is not there can.

    Raises:
        HistoryError: it cannot.
    """
    try:
        there = path.exists()
    except (OSError, ValueError) as error:
        raise HistoryError(f"{path} cannot be used as a history: {error}") from error
    if not there:
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise HistoryError(f"{path} cannot be used as a history: its folder is missing, or cannot be written to")
        return
    with opened(path) as connection:
        # What the reports read, they read when everything is sent: it is too late then to find that it is wrong.
        for run in _runs(connection, "", ()):
            Verdict(run.verdict)
        for _clause, status, level in connection.execute("SELECT DISTINCT clause, status, level FROM outcome"):
            Status(status)
            Level(level)
        # Whether anything can be written is known only by writing; SQLite leaves out what changes nothing.
        for statement in ("SAVEPOINT trial", "CREATE TABLE trial (a)", "ROLLBACK TO trial", "RELEASE trial"):
            connection.execute(statement)


def append(path: Path, record: Record) -> int:
    """Add `record` to the history at `path`, which is created if need be; returns the run's number.

    Raises:
        HistoryError: `path` cannot be used.
    """
    values = {
        "started_at": record.started_at,
        "target": target_name(record),
        "contract": record.contract,
        "depth": record.depth,
        "seed": str(record.seed),
        "verdict": record.verdict,
        "reason": record.reason,
        "exchanges": record.exchanges,
        "duration_seconds": record.duration_seconds,
        "counts": json.dumps(counts(record.clauses, record)),
    }
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    with opened(path) as connection:
        cursor = connection.execute(f"INSERT INTO run ({names}) VALUES ({marks})", values)  # noqa: S608 - names of ours
        number = cursor.lastrowid or 0
        outcomes = ((number, clause.id, clause.status, clause.level) for clause in record.clauses)
        connection.executemany("INSERT INTO outcome VALUES (?, ?, ?, ?)", outcomes)
    return number


def trend(path: Path, target: str, contract: str, *, limit: int = 20) -> dict[str, tuple[Status, ...]]:
    """Per clause, its status in the latest `limit` runs of `target` (see `target_name`), oldest first.

    Raises:
        HistoryError: `path` cannot be used.
    """
    query = """
        SELECT clause, status FROM outcome
        WHERE run IN (SELECT id FROM run WHERE target = ? AND contract = ? ORDER BY id DESC LIMIT ?)
        ORDER BY run
    """
    found: dict[str, list[Status]] = {}
    with opened(path) as connection:
        for clause, status in connection.execute(query, (target, contract, limit)):
            found.setdefault(clause, []).append(Status(status))
    return {clause: tuple(statuses) for clause, statuses in found.items()}


def past(path: Path, target: str, contract: str, *, limit: int = 20) -> tuple[PastRun, ...]:
    """The latest `limit` runs of `target`, oldest first.

    Raises:
        HistoryError: `path` cannot be used.
    """
    with opened(path) as connection:
        condition = "WHERE target = ? AND contract = ? ORDER BY id DESC LIMIT ?"
        found = _runs(connection, condition, (target, contract, limit))
        return tuple(
            PastRun(started_at=run.started_at, verdict=Verdict(run.verdict), counts=run.counts)
            for run in reversed(found)
        )


def runs(path: Path, *, limit: int = 50) -> list[Run]:
    """The latest `limit` runs, newest first.

    Raises:
        HistoryError: `path` cannot be used.
    """
    with opened(path) as connection:
        return _runs(connection, "ORDER BY id DESC LIMIT ?", (limit,))


def accept(path: Path, number: int | None = None) -> Run:
    """Make a run, by default the latest one, the baseline of its target and contract from now on.

    Raises:
        HistoryError: `path` cannot be used, there is no such run, or it reached no verdict.
    """
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    with opened(path) as connection:
        condition, values = ("ORDER BY id DESC LIMIT 1", ()) if number is None else ("WHERE id = ?", (number,))
        found = _runs(connection, condition, values)
        if not found:
            which = "no run in it yet" if number is None else f"no run {number}"
            raise HistoryError(f"{path}: there is {which}")
        (run,) = found
        if run.verdict == Verdict.INCONCLUSIVE:
            raise HistoryError(f"{path}: run {run.id} is inconclusive, and nothing can be compared with it")
        connection.execute("UPDATE run SET accepted_at = ? WHERE id = ?", (now, run.id))
    return run


def accepted(path: Path, target: str, contract: str) -> Accepted | None:
    """The run that was accepted last for `target`; None where none has been yet, or there is no history yet.

    Raises:
        HistoryError: `path` cannot be used.
    """
    if not path.exists():
        return None
    condition = "WHERE target = ? AND contract = ? AND accepted_at IS NOT NULL ORDER BY accepted_at DESC LIMIT 1"
    with opened(path) as connection:
        found = _runs(connection, condition, (target, contract))
        if not found:
            return None
        rows = connection.execute("SELECT clause, status, level FROM outcome WHERE run = ?", (found[0].id,))
        outcomes = {clause: (Status(status), Level(level)) for clause, status, level in rows}
    return Accepted(run=found[0], outcomes=outcomes)


def prune(path: Path, *, keep: int) -> int:
    """Forget all but the latest `keep` runs of each target and contract; returns how many went.

    The baseline, which is the run accepted last, is kept as well.

    Raises:
        HistoryError: `path` cannot be used.
    """
    query = """
        DELETE FROM run WHERE id IN (
            SELECT id FROM (
                SELECT id,
                    row_number() OVER (PARTITION BY target, contract ORDER BY id DESC) AS age,
                    accepted_at IS NOT NULL
                        AND accepted_at = max(accepted_at) OVER (PARTITION BY target, contract) AS baseline
                FROM run
            ) WHERE age > ? AND NOT baseline
        )
    """
    with opened(path) as connection:
        return connection.execute(query, (keep,)).rowcount


def target_name(record: Record) -> str:
    """The name under which a record's target stands in the history: its label, or its URL."""
    return str(record.target.get("label") or record.target["url"])


def flickers(statuses: Sequence[str]) -> bool:
    """Whether a clause is flaky: its outcome changed more than once."""
    judged = [status == "pass" for status in statuses if status in {"pass", "fail", "waived"}]
    return sum(one != other for one, other in itertools.pairwise(judged)) > 1


def _runs(connection: sqlite3.Connection, condition: str, values: Sequence[Any]) -> list[Run]:
    names = list(Run.__dataclass_fields__)
    query = f"SELECT {', '.join(names)} FROM run {condition}"  # noqa: S608 - names and conditions of ours
    rows = (dict(zip(names, row, strict=True)) for row in connection.execute(query, values).fetchall())
    return [Run(**row | {"seed": int(row["seed"]), "counts": _counts(row["counts"])}) for row in rows]


def _counts(text: str) -> dict[str, int]:
    """The counts that a run is stored with.

    Raises:
        ValueError: the text has no counts.
    """
    found = parse_json(text)
    if not isinstance(found, dict) or not all(isinstance(number, int) for number in found.values()):
        raise ValueError("a run without counts")
    return found
