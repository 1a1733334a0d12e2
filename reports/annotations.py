"""The failing clauses as GitHub workflow commands, shown beside a change or in the log of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.grouping import decisive, failing, group
from reports.record import Verdict
from reports.text import one_line, shorten

if TYPE_CHECKING:
    from reports.record import ClauseResult, Record

# GitHub shows ten of each kind per step.
_LIMIT = 10
_TEXT_LIMIT = 300


def lines(record: Record) -> list[str]:
    """One `::error` or `::warning` line per failing clause, and a closing `::notice` with the verdict.

    What decides the verdict is an error, what warns is a warning.
    """
    clauses = failing(record)
    errors = [clause for clause in clauses if decisive(record, clause.level)]
    warnings = [clause for clause in clauses if not decisive(record, clause.level)]
    return [
        *(_command("error", clause.id, _message(clause, record)) for clause in errors[:_LIMIT]),
        *(_command("warning", clause.id, _message(clause, record)) for clause in warnings[:_LIMIT]),
        _command("notice" if record.verdict == Verdict.CONFORMANT else "error", record.verdict, record.reason),
    ]


def _message(clause: ClauseResult, record: Record) -> str:
    found = group(record.findings).get(clause.id, ())
    outcome = f" Expected {found[0].finding.expected}, got {found[0].finding.actual}." if found else ""
    return clause.sentence + outcome


def _command(name: str, title: str, message: str) -> str:
    """A workflow command; what would end a property or the command is escaped as GitHub defines it."""
    text = _escape(one_line(shorten(message, _TEXT_LIMIT)))
    label = _escape(one_line(title)).replace(":", "%3A").replace(",", "%2C")
    return f"::{name} title={label}::{text}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
