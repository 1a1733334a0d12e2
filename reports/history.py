"""The history: each run's outcome per clause, in SQLite, safe for runs that end at the same time."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.record import Record
from spec.status import Status

_VERSION = 1
_BUSY_SECONDS = 30
_SCHEMA = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    target TEXT NOT NULL,
    edition TEXT NOT NULL,
    depth TEXT NOT NULL,
    seed TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    exchanges INTEGER NOT NULL,
    duration_seconds REAL NOT NULL
) STRICT;
CREATE TABLE outcome (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    clause TEXT NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (run, clause)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_of_target ON run (target, edition, id);
"""


class HistoryError(Exception):
    """The file is no history, is of a newer version or cannot be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One line of the history."""

    id: int
    started_at: str
    target: str
    edition: str
    depth: str
    seed: int
    verdict: str
    reason: str
    exchanges: int
    duration_seconds: float


def append(path: Path, record: Record) -> int:
    """Add `record` to the history at `path`, which is created if need be; returns the run's number.

    Raises:
        HistoryError: `path` cannot be used.
    """
    values = (
        record.started_at,
        target_name(record),
        record.contract,
        record.depth,
        str(record.seed),
        record.verdict,
        record.reason,
        record.exchanges,
        record.duration_seconds,
    )
    with _open(path) as connection:
        cursor = connection.execute(f"INSERT INTO run VALUES (NULL{', ?' * len(values)})", values)  # noqa: S608 - only question marks
        number = cursor.lastrowid or 0
        outcomes = ((number, clause.id, clause.status) for clause in record.clauses)
        connection.executemany("INSERT INTO outcome VALUES (?, ?, ?)", outcomes)
    return number


def trend(path: Path, target: str, edition: str, *, limit: int = 20) -> dict[str, tuple[Status, ...]]:
    """Per clause, its status in the latest `limit` runs of `target` (see `target_name`), oldest first.

    Raises:
        HistoryError: `path` cannot be used.
    """
    query = """
        SELECT clause, status FROM outcome
        WHERE run IN (SELECT id FROM run WHERE target = ? AND edition = ? ORDER BY id DESC LIMIT ?)
        ORDER BY run
    """
    found: dict[str, list[Status]] = {}
    with _open(path) as connection:
        for clause, status in connection.execute(query, (target, edition, limit)):
            found.setdefault(clause, []).append(Status(status))
    return {clause: tuple(statuses) for clause, statuses in found.items()}


def runs(path: Path, *, limit: int = 50) -> list[Run]:
    """The latest `limit` runs, newest first.

    Raises:
        HistoryError: `path` cannot be used.
    """
    names = list(Run.__dataclass_fields__)
    with _open(path) as connection:
        rows = connection.execute("SELECT * FROM run ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return [Run(**row | {"seed": int(row["seed"])}) for row in found]


def prune(path: Path, *, keep: int) -> int:
    """Forget all but the latest `keep` runs of each target and edition; returns how many went.

    Raises:
        HistoryError: `path` cannot be used.
    """
    query = """
        DELETE FROM run WHERE id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER (PARTITION BY target, edition ORDER BY id DESC) AS age FROM run
            ) WHERE age > ?
        )
    """
    with _open(path) as connection:
        return connection.execute(query, (keep,)).rowcount


def target_name(record: Record) -> str:
    """The name under which a record's target stands in the history: its label, or its URL."""
    return str(record.target.get("label") or record.target["url"])


def flickers(statuses: Sequence[str]) -> bool:
    """Whether a clause went to and fro: its outcome changed more than once."""
    judged = [status == "pass" for status in statuses if status in {"pass", "fail", "waived"}]
    return sum(one != other for one, other in itertools.pairwise(judged)) > 1


@contextlib.contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection inside one write transaction; other processes wait for their turn."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            _migrate(connection, path)
            yield connection
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise HistoryError(f"{path}: cannot be used as a history: {error}") from error


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise HistoryError(f"{path}: written by a newer chime-conformance (history version {version})")
    if version == 0:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
