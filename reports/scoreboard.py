"""Runs of different operations on one page: an operation a line, what holds by group of clauses, what deviates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.archive.history import target_name
from reports.markdown import code, escape
from reports.run import outcomes
from reports.run.outcomes import DEVIATING, Outcome
from reports.run.record import ClauseResult, Record
from reports.wording.deviations import deviations, lead

# The groups of a catalogue's sections, in the order of a request and its answer.
_GROUPS = {
    "address": ("Request path", "Request query", "Request headers"),
    "body": ("Request body",),
    "message": ("Request message",),
    "answer": ("Response", "Echo", "Behaviour"),
    "life": ("Lifecycle",),
    "errors": ("Errors",),
    "signature": ("Signature",),
}
_EXPLAINED = (
    "Each cell has the clauses that hold / deviate / could not be judged. The last column has the kinds of all "
    "deviations, and the plainest one."
)


def is_board(records: Sequence[Record]) -> bool:
    """Whether the runs are of different operations, so that no clause stands in two of them."""
    judged = [(record.contract, record.operations) for record in records]
    return len(set(judged)) == len(judged)


def to_markdown(records: Sequence[Record]) -> str:
    """The scoreboard as Markdown: a table, and with what and when each run was made."""
    targets = ", ".join(dict.fromkeys(code(target_name(record)) for record in records))
    head = ["operation", "verdict", *_GROUPS, "what deviates"]
    return "\n".join(
        [
            f"## {len(records)} runs against {targets}",
            "",
            f"| {' | '.join(head)} |",
            f"|{' --- |' * len(head)}",
            *(_row(record) for record in records),
            "",
            _EXPLAINED,
            "",
            *_made(records),
            "",
        ]
    )


def _row(record: Record) -> str:
    found = deviations(record)
    plainest = next((one.headline for one in found), "")
    told = f"{escape(lead(found))}. {escape(plainest)}" if found else "nothing"
    cells = (_cell(record, sections) for sections in _GROUPS.values())
    return f"| {escape(', '.join(record.operations))} | {record.verdict} | {' | '.join(cells)} | {told} |"


def _cell(record: Record, sections: Sequence[str]) -> str:
    counts = Counter(_fate(clause, record) for clause in record.clauses if clause.section in sections)
    held, deviating, left_open = counts["holds"], counts["deviates"], counts["open"]
    return f"{held} / {deviating} / {left_open}" if held + deviating + left_open else "-"


def _fate(clause: ClauseResult, record: Record) -> str:
    found = outcomes.outcome(clause, record)
    if found in DEVIATING or found is Outcome.WAIVED:
        return "deviates"
    return {Outcome.PASS: "holds", Outcome.INCONCLUSIVE: "open"}.get(found, "")


def _made(records: Sequence[Record]) -> Iterator[str]:
    """When each run was made, how and with what; runs that were made alike in one line."""
    made: dict[str, list[str]] = {}
    for record in records:
        parts = [f"{name} {record.environment[name]}" for name in ("Python", "botocore") if name in record.environment]
        suite = f"{record.suite.get('name', '')} {record.suite.get('version', '')}".strip()
        how = f"{record.started_at[:10]}, depth {record.depth}, seed {record.seed}, {', '.join([suite, *parts])}"
        made.setdefault(how, []).append(", ".join(record.operations))
    for how, names in made.items():
        yield f"{escape(how)}." if len(made) == 1 else f"{escape(', '.join(names))}: {escape(how)}."
