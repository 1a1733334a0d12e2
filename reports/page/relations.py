"""How clauses of a record hang together: on one member, hidden by one another, masked by a wrong status."""

from __future__ import annotations

from reports.run.record import ClauseResult, Record
from reports.wording.remedies import hiding
from spec.clauses import clause_ids
from spec.clauses.status import Status

_RELATED = 8


def related(clause: ClauseResult, record: Record) -> tuple[ClauseResult, ...]:
    """The other clauses on the member of the answer that `clause` is about."""
    if clause_ids.RESPONSE_BODY not in clause.id:
        return ()
    member = clause.id.rpartition(".")[0]
    others = (one for one in record.clauses if one.id.rpartition(".")[0] == member and one.id != clause.id)
    return tuple(one for one in others if one.status is not Status.EXCLUDED)[:_RELATED]


def settled(clause: ClauseResult, record: Record) -> int:
    """How many clauses are undecided because `clause` fails."""
    return sum(hiding(one.reason, one.why) == clause.id for one in record.clauses)


def masked(clause: ClauseResult, record: Record) -> int:
    """How many refusals said nothing about `clause`, which is about their form, because their status is wrong."""
    local = clause.id.removeprefix(f"{clause.operation}.")
    if not local.startswith("error.") or local.endswith(".status") or not clause.cases:
        return 0
    # `error.NAME.type` is about one error, `error.body` about all of them.
    about = local.rpartition(".")[0] + "."
    wrong = (
        one
        for one in record.clauses
        if one.operation == clause.operation and one.status is Status.FAIL and one.id.endswith(".status")
    )
    return sum(one.failed for one in wrong if about in one.id)
