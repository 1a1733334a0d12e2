"""What became of a clause, in the words that every report uses, and the one way in which they are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from reports.run.record import ClauseResult, Record
from spec.clauses.clause import Level
from spec.clauses.status import Status
from spec.words import counted


class Outcome(StrEnum):
    """The outcome of a clause as people read it: a failing SHOULD clause is a warning, unless the run is strict."""

    FAIL = "fail"
    WARNING = "warning"
    WAIVED = "waived"
    INCONCLUSIVE = "inconclusive"
    PASS = "pass"  # noqa: S105 - an outcome, no password
    SKIPPED = "skipped"
    EXCLUDED = "excluded"


# Clauses with these outcomes were judged.
JUDGED = frozenset({Outcome.FAIL, Outcome.WARNING, Outcome.WAIVED, Outcome.INCONCLUSIVE, Outcome.PASS})
DEVIATING = frozenset({Outcome.FAIL, Outcome.WARNING})


def decisive(record: Record, level: str) -> bool:
    """Whether a failing clause of `level` decides the verdict of `record`."""
    return level == Level.MUST or (record.strict and level == Level.SHOULD)


def outcome(clause: ClauseResult, record: Record) -> Outcome:
    """What became of `clause` in `record`."""
    if clause.status == Status.FAIL and not decisive(record, clause.level):
        return Outcome.WARNING
    return Outcome(clause.status)


def counts(clauses: Iterable[ClauseResult], record: Record) -> dict[Outcome, int]:
    """How many of `clauses` have each outcome, worst first; outcomes that none has are left out."""
    found = Counter(outcome(clause, record) for clause in clauses)
    return {kind: found[kind] for kind in Outcome if found[kind]}


def summary(record: Record) -> str:
    """What deviates, in a few words: `14 fail, 5 warnings`; "" where nothing does."""
    found = counts(record.clauses, record)
    parts = [f"{found[Outcome.FAIL]} fail"] if Outcome.FAIL in found else []
    return ", ".join([*parts, *([counted(found[Outcome.WARNING], "warning")] if Outcome.WARNING in found else [])])
