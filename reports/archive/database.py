"""The database of a history: opened, checked and brought to today's version. Its file may come from anybody.

What SQLite would carry out for the file's author (views, triggers, checks, expressions) is
refused before a statement meets it, and no statement takes longer than a minute.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from reports.wording.text import shorten

# "CHMC": tells our files from other SQLite databases.
APPLICATION_ID = 0x43484D43
_VERSION = 2
_BUSY_SECONDS = 30
# No row of ours is longer; a damaged or foreign file cannot make us read more. Many of its rows may share one text.
_LONGEST = 1 << 16
_SCHEMA = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    target TEXT NOT NULL,
    contract TEXT NOT NULL,
    depth TEXT NOT NULL,
    seed TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    exchanges INTEGER NOT NULL,
    duration_seconds REAL NOT NULL,
    counts TEXT NOT NULL DEFAULT '{}',
    accepted_at TEXT
) STRICT;
CREATE TABLE outcome (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    clause TEXT NOT NULL,
    status TEXT NOT NULL,
    level TEXT NOT NULL DEFAULT 'MUST',
    PRIMARY KEY (run, clause)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_of_target ON run (target, contract, id);
"""
# What version 1 called an edition, and did not keep.
_FROM_FIRST = """
ALTER TABLE run RENAME COLUMN edition TO contract;
ALTER TABLE run ADD COLUMN counts TEXT NOT NULL DEFAULT '{}';
ALTER TABLE run ADD COLUMN accepted_at TEXT;
ALTER TABLE outcome ADD COLUMN level TEXT NOT NULL DEFAULT 'MUST';
UPDATE run SET contract = 'chime-2018-05-01' WHERE contract = '2018-05-01';
UPDATE run SET contract = 'chime-sdk-voice-2022-08-03' WHERE contract = '2022-08-03';
"""
# The words of our own statements: a table of ours is made of nothing else.
_WORDS = re.compile(r"\w+|[^\w\s]")
_OURS = frozenset(_WORDS.findall(f'{_SCHEMA} "edition"'))
_OBJECTS = frozenset({("table", "run"), ("table", "outcome"), ("index", "run_of_target")})
# Behind this, at the end of a rollback journal, stands the name of a journal of several databases.
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
# Seconds that one use of the file may take, and the steps of SQLite's machine between two looks at the clock.
_LONGEST_USE, _STEPS = 60, 100_000
# Characters of what SQLite or the file says about itself.
_LONGEST_REASON = 300


class HistoryError(Exception):
    """The file is no history, is of a newer version or cannot be opened; or there is no such run in it."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection inside one write transaction; other processes wait for their turn."""
    try:
        _check_journal(path)
        with contextlib.closing(
            sqlite3.connect(path.absolute(), timeout=_BUSY_SECONDS, isolation_level=None)
        ) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA foreign_keys = ON")
            end = time.monotonic() + _BUSY_SECONDS + _LONGEST_USE
            connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            connection.execute("BEGIN IMMEDIATE")
            _migrate(connection, path)
            yield connection
            connection.execute("COMMIT")
    except (sqlite3.Error, OSError, OverflowError, ValueError) as error:
        raise HistoryError(f"{path} cannot be used as a history: {shorten(str(error), _LONGEST_REASON)}") from error


def _check_journal(path: Path) -> None:
    """See that the journal which a killed run left beside the file names no other file: SQLite would delete that one.

    A transaction of ours is about one database, and its journal names none.

    Raises:
        HistoryError: it does.
        OSError: it cannot be read.
    """
    # `Path.resolve` raises RuntimeError where links lead in a circle.
    journal = Path(f"{os.path.realpath(path)}-journal")
    if not journal.exists():
        return
    size = journal.stat().st_size
    if not journal.is_file():
        raise HistoryError(f"{journal} is no file, and would be read as the journal of {path}")
    with journal.open("rb") as stream:
        stream.seek(max(size - len(_NAMES_ANOTHER), 0))
        if stream.read() == _NAMES_ANOTHER:
            raise HistoryError(f"{journal} names another file, which SQLite would delete: no run of ours left it")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to today's version; it must be ours, or empty.

    Raises:
        HistoryError: it is another program's, or a newer version's.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    query = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL LIMIT 9"
    objects = {(kind, name): sql for kind, name, sql in connection.execute(query)}
    first = application == 0 and version == 1 and bool(objects)
    if objects and application != APPLICATION_ID and not first:
        raise HistoryError(f"{path} is a database of another program, and no history")
    if version > _VERSION:
        raise HistoryError(f"{path} was written by a newer chime-conformance (history version {version})")
    if objects and not (objects.keys() == _OBJECTS and set(_WORDS.findall(" ".join(objects.values()))) <= _OURS):
        raise HistoryError(f"{path} is a database that chime-conformance did not make, and no history")
    if version < _VERSION:
        for statement in (_FROM_FIRST if first else _SCHEMA).split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
