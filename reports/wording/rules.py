"""The rule that a deviation breaks, in words that fit what the target did."""

from __future__ import annotations

from reports.run.finding import Finding
from reports.run.record import ClauseResult
from reports.wording.headlines import Kind, kind
from spec.clauses import clause_ids
from spec.clauses.schemas import KEYWORDS
from spec.words import counted

_INSTANT, _FORMS = "is an instant in time.", "ISO 8601 will do, and so will seconds since 1970."
_WELCOME = "What fits is accepted."


def rule(clause: ClauseResult, finding: Finding | None) -> str:
    """The clause's sentence.

    Most sentences say what a value has to be. Where a value that fits is refused, it is said that such values are
    accepted. Of an instant in an answer, the forms are said that a client reads.
    """
    if clause_ids.RESPONSE_BODY in clause.id and clause.sentence.endswith(_INSTANT):
        return f"{clause.sentence} {_FORMS}"
    if finding is None or kind(finding) is not Kind.REFUSES or clause.id.rpartition(".")[2] not in KEYWORDS:
        return clause.sentence
    return f"{clause.sentence} {_WELCOME}"


def pattern(clause: ClauseResult) -> str:
    """The documented pattern that the clause is about, unless its sentence has it; "" where there is none."""
    return "" if clause.pattern in clause.sentence else clause.pattern


def frequency(clause: ClauseResult) -> str:
    """How many of its exchanges fail: `1 of 12 exchanges fails`, `3 of 12 exchanges fail`."""
    return f"{clause.failed:,} of {counted(clause.cases, 'exchange')} {'fails' if clause.failed == 1 else 'fail'}"
