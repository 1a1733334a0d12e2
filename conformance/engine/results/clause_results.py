"""The outcome of every clause, decided from a run's result: selected or not, passed, failed, or open and why."""

from __future__ import annotations

from collections.abc import Callable

from conformance.engine.planning.left_out import Asked
from conformance.engine.planning.left_out import reason as left_out
from conformance.engine.planning.shards import chosen as verified
from conformance.engine.results.consequences import explained
from conformance.engine.results.result import Result
from conformance.engine.settings import Settings
from conformance.engine.stages.statistics import Count
from conformance.oracle.judgement import NOT_CALLED_FOR, follows
from reports.run.record import ClauseResult
from spec.clauses import clause_ids
from spec.clauses.catalogue import Catalogue
from spec.clauses.checks import SEQUENCE
from spec.clauses.clause import Clause
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status

_CANNED = Reason(Why.CANNED, "the target gives one and the same answer whatever it is asked: its answers prove nothing")
_UNDISCERNING = Reason(
    Why.NOTHING_REFUSED, "the target refuses no violation of the body: that it accepts proves nothing"
)
_NOT_THERE = Reason(Why.NOT_THERE, "no answer had this member")
_NOT_AIMED_AT = (
    "no request that could be sent shows it alone: what would breaks another clause, or changes what was given"
)
UNSIGNED = "requests to this target are not signed (--auth none); --auth sigv4 signs them"
NOT_SELECTED = "not selected"
_UNSEEN = "a request for it failed; {clause} tells why, and is not selected"
_ONE_PARENT = "only two parents that exist can show it: give --parameter twice, once for each"

# The checks of clauses that only a request made for them shows.
_OF_REQUESTS = frozenset({"value", "accepted"})

Chosen = Callable[[Clause], bool]


def selected(clause: Clause, settings: Settings) -> bool:
    """Whether the settings select a clause."""
    if clause.section == "Signature" and not settings.signed:
        return False
    return verified(settings)(clause.id)


def results(
    clauses: Catalogue, result: Result, chosen: Chosen, *, signed: bool = True, shown: Callable[[str], bool] = bool
) -> tuple[ClauseResult, ...]:
    """Every clause of the catalogue with its outcome.

    Args:
        clauses: the catalogue.
        result: what the run found out.
        chosen: whether a clause was selected.
        signed: whether requests were signed.
        shown: whether a clause that fails, by its id, is shown as failing, here or in another part of the run.
    """

    def possible(clause: Clause) -> bool:
        return chosen(clause) and not _alone(clause, clauses)

    return explained([_clause(clause, result, possible, shown, signed=signed) for clause in clauses], result.findings)


def _alone(clause: Clause, clauses: Catalogue) -> bool:
    """Whether a clause over sequences lacks the operation that makes what it is about."""
    return SEQUENCE in clause.checks and clause.arguments.get("creator", clause.operation) not in clauses.operations


def _clause(
    clause: Clause, result: Result, chosen: Chosen, shown: Callable[[str], bool], *, signed: bool
) -> ClauseResult:
    count = result.counts.get(clause.id, Count())
    status, reason, why = _status(clause, count, result, chosen, shown, signed=signed)
    tested = status not in (Status.EXCLUDED, Status.SKIPPED)
    return ClauseResult(
        id=clause.id,
        operation=clause.operation,
        section=clause.section,
        level=clause.level,
        evidence=clause.evidence,
        place=clause.place,
        url=clause.url,
        sentence=clause.sentence,
        note=clause.note,
        pattern=clause.pattern,
        status=status,
        reason=reason,
        why=why,
        cases=count.judged if tested else 0,
        failed=count.failures if tested else 0,
        unsent=count.unsent if tested else 0,
        unsent_cases=tuple(count.waiting) if tested else (),
    )


def _status(
    clause: Clause, count: Count, result: Result, chosen: Chosen, shown: Callable[[str], bool], *, signed: bool
) -> tuple[Status, str, Why | None]:
    """The outcome of one clause, why in words, and why it is open; it stands here and nowhere else."""
    if clause.excluded:
        return Status.EXCLUDED, clause.excluded, None
    if not chosen(clause):
        return Status.SKIPPED, UNSIGNED if clause.section == "Signature" and not signed else NOT_SELECTED, None
    status, reason = count.status(result.ended)
    if status is Status.FAIL:
        return status, "", None
    if clause.arguments.get("second") and not count.judged and not result.second:
        return Status.SKIPPED, _ONE_PARENT, None
    if reason is NOT_CALLED_FOR:
        return Status.EXCLUDED, reason.text, None
    asked = result.asked.get(clause.operation, Asked())
    about = left_out(clause.id.removeprefix(f"{clause.operation}."), asked.left_out)
    reason = (
        result.problem
        or result.of(clause.operation).problem
        or (reason and about)
        or _told_elsewhere(count, reason, result, shown)
        or reason
        or _unproved(clause, result)
    )
    if reason and reason.why is Why.NOT_PROVOKED and _absent(clause, result):
        when = clause.arguments.get("when", {})
        words = f"no answer had {when['member']} {when['value']}" if when else _NOT_THERE.text
        return Status.SKIPPED, words, _NOT_THERE.why
    if reason and reason.why is Why.NOT_PROVOKED and _unaimed(clause, result):
        return Status.SKIPPED, _NOT_AIMED_AT, None
    return (Status.INCONCLUSIVE, reason.text, reason.why) if reason else (Status.PASS, "", None)


def _told_elsewhere(count: Count, reason: Reason | None, result: Result, shown: Callable[[str], bool]) -> Reason | None:
    """Why a clause is open whose own requests failed, and were put down to another clause.

    Where that other clause was not selected, nobody would see it fail.
    """
    for clause, _ in count.elsewhere.most_common():
        if not result.counts[clause].failures:
            continue
        if not shown(clause):
            return Reason(Why.FOLLOWS, _UNSEEN.format(clause=clause))
        if reason and reason.why is Why.NOT_PROVOKED:
            return follows(clause)
    return None


def _absent(clause: Clause, result: Result) -> bool:
    """Whether a clause is about what an answer may lack, or about a state, and all answers of a whole run lacked it."""
    read = result.counts.get(clause.id.partition(clause_ids.RESPONSE_BODY)[0] + clause_ids.RESPONSE_SYNTAX, Count())
    return (clause.if_there or "when" in clause.arguments) and bool(read.passes) and not result.ended


def _unaimed(clause: Clause, result: Result) -> bool:
    """Whether a clause is about a request, and a whole run had none that aims at it."""
    whole = bool(result.aimed) and not result.ended
    return whole and clause.check in _OF_REQUESTS and clause.id not in result.aimed


def _unproved(clause: Clause, result: Result) -> Reason | None:
    """Why that the clause held proves nothing on this target, if it proves nothing."""
    grounds = result.of(clause.operation)
    if grounds.canned and "answered" in clause.checks:
        return _CANNED
    checks = set(clause.checks)
    if not grounds.refused and {"accepted", "robust", "repeated"} & checks and "refused" not in checks:
        return _UNDISCERNING
    return None
