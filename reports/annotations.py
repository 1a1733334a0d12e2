"""The deviations as GitHub workflow commands, shown beside a change or in the log of a job."""

from __future__ import annotations

from reports.run.outcomes import Outcome
from reports.run.record import EXIT_STATUS, Record, Verdict
from reports.wording.deviations import Deviation, deviations, sentence
from reports.wording.text import one_line, shorten

# GitHub shows ten of each kind per step.
_LIMIT = 10
_TEXT_LIMIT = 300


def lines(record: Record, *, status: int | None = None) -> list[str]:
    """One `::error` or `::warning` line per deviation, and a closing line with the verdict.

    What fails the job is an error. Warnings are what a SHOULD clause says, and what was known before where only new
    deviations fail the job.

    Args:
        record: the run.
        status: the exit status, where it is not that of the verdict.
    """
    found = deviations(record)
    ended = EXIT_STATUS[record.verdict] if status is None else status
    excused = record.changes.remaining if record.changes and ended != EXIT_STATUS[record.verdict] else ()
    known = {change.clause for change in excused}
    errors = [one for one in found if one.outcome is Outcome.FAIL and one.clause.id not in known]
    warnings = [one for one in found if one not in errors]
    nothing_new = ended == 0 and record.verdict is not Verdict.CONFORMANT
    title = "nothing new" if nothing_new else str(record.verdict)
    return [
        *(_command("error", one.headline, _message(one)) for one in errors[:_LIMIT]),
        *(_command("warning", one.headline, _message(one)) for one in warnings[:_LIMIT]),
        _command("notice" if ended == 0 else "error", title, sentence(record, found)),
    ]


def _message(one: Deviation) -> str:
    finding = one.finding
    outcome = f" Expected {finding.expected}, got {finding.actual}." if finding else ""
    return f"{one.clause.id}: {one.rule}{outcome}"


def _command(name: str, title: str, message: str) -> str:
    """A workflow command; what would end a property or the command is escaped as GitHub defines it."""
    text = _escape(one_line(shorten(message, _TEXT_LIMIT)))
    label = _escape(one_line(title)).replace(":", "%3A").replace(",", "%2C")
    return f"::{name} title={label}::{text}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
