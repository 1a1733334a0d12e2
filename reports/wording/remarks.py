"""What must be known of a whole run before its outcome is trusted; every report says it, loudly."""

from __future__ import annotations

from collections.abc import Iterator

from reports.run.record import ClauseResult, Record
from spec.words import counted

INSECURE = (
    "Any certificate was accepted (--insecure): something between here and the target may have answered in its place."
)
_PART = (
    "This is part {number} of {count} of a run: what only other parts verify is not selected here, "
    "and `chime-conformance merge` puts them together."
)
# So many clauses are named in a sentence, and so many requests of each.
_CLAUSES, _REQUESTS = 4, 3


def remarks(record: Record) -> Iterator[str]:
    """Sentences about a run, in the order of their weight; none of an ordinary one."""
    if record.target.get("insecure"):
        yield INSECURE
    if record.shard is not None:
        yield _PART.format(number=record.shard.number, count=record.shard.count)
    yield from _not_sent(record)


def _not_sent(record: Record) -> Iterator[str]:
    """What a run that ended early left out, and why."""
    left = sorted((clause for clause in record.clauses if clause.unsent), key=lambda clause: -clause.unsent)
    if not left:
        return
    number = counted(sum(clause.unsent for clause in left), "request")
    parts = [_of_clause(clause) for clause in left[:_CLAUSES]]
    if left[_CLAUSES:]:
        parts.append(f"and {counted(len(left) - _CLAUSES, 'more clause')}")
    why = f", since {record.ended}" if record.ended else ""
    yield f"Not sent: {number}{why}. They are of {'; '.join(parts)}."


def _of_clause(clause: ClauseResult) -> str:
    """`request.robustness (31: deep-lists@example, long-body@example and 29 more)`."""
    names = [case.removeprefix(f"{clause.id}/") for case in clause.unsent_cases[:_REQUESTS]]
    more = f" and {clause.unsent - len(names)} more" if clause.unsent > len(names) else ""
    return f"{clause.id} ({clause.unsent}: {', '.join(names)}{more})"
