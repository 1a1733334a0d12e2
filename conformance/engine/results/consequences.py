"""Consequences: a clause that nothing could decide, because another one does not hold.

An example. A target refuses every GeoMatchParams, so that no answer ever shows one. `request.body.GeoMatchParams.type`
fails, and `response.body.ProxySession.GeoMatchParams.AreaCode.type` stays open: it follows from the former.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reports.run.finding import Finding
from reports.run.record import ClauseResult
from spec.clauses import clause_ids
from spec.clauses.reason import Why
from spec.clauses.status import Status

_BODIES = ("request.body.", "response.body.")
# What no exchange decided, or none any more.
_OPEN = frozenset({Why.NOT_PROVOKED, Why.STOPPED})
# Such a clause says where a value comes from, which keeps none from being seen.
_BESIDE = (".isolation", ".unique")
# No member stands deeper.
_DEEPEST = 1_000
_WORDS = "what the requests would show is hidden by {clause}, which fails"


def explained(clauses: Sequence[ClauseResult], findings: Iterable[Finding]) -> tuple[ClauseResult, ...]:
    """The clauses, where one that nothing decided names the failing one that kept it open, if there is one.

    Args:
        clauses: every clause with its outcome.
        findings: what the failing ones rest on. What only is accepted wrongly keeps nothing from being seen.
    """
    hiding = {found.clause for found in findings if not found.response.start.startswith("2")}
    causing = [
        clause
        for clause in clauses
        if (clause.status is Status.FAIL and (clause.id in hiding or clause_ids.on_answer(_local(clause))))
        or (clause.why is Why.FOLLOWS and clause.cases and clause_ids.on_answer(_local(clause)))
    ]
    return tuple(_explained(clause, causing) for clause in clauses)


def _explained(clause: ClauseResult, causing: Iterable[ClauseResult]) -> ClauseResult:
    undecided = clause.status is Status.INCONCLUSIVE and clause.why in _OPEN and not clause.cases and not clause.unsent
    causes = {_local(other): other for other in causing if other.operation == clause.operation and undecided}
    cause = nearest(_local(clause), causes)
    if cause is None:
        return clause
    # What follows itself from another clause says from which.
    told = causes[cause].reason or _WORDS.format(clause=causes[cause].id)
    return replace(clause, reason=told, why=Why.FOLLOWS)


def _local(clause: ClauseResult) -> str:
    return clause.id.removeprefix(f"{clause.operation}.")


def nearest(local: str, causes: Iterable[str]) -> str | None:
    """That one of the clauses that do not hold which says most about why another one stayed open, or None.

    Args:
        local: the local id of the open clause.
        causes: the local ids of clauses of the same operation that do not hold.
    """
    related = [(weight, cause) for cause in causes if (weight := _bearing(local, cause))]
    return max(related, key=lambda one: one[0])[1] if related else None


def _bearing(local: str, cause: str) -> int:
    """How much a failing clause has to do with an open one: by the innermost member that both are about; 0 for nothing.

    A member of an answer is never seen where the answer lacks it or what is around it, and where no request that sets
    it is accepted. No refusal is looked at closely where its status or its media type is wrong.
    """
    if local.startswith("error."):
        name = local.rpartition(".")[0]
        return {f"{name}.status": 2, clause_ids.ERROR_CONTENT_TYPE: 1}.get(cause, 0)
    if cause == clause_ids.response_member((), "type") and local.startswith(clause_ids.RESPONSE_BODY):
        return 1  # a body that is no object has no members
    around, about = _members(local), _members(cause)
    if not about or about[-1] not in around or cause.endswith(_BESIDE):
        return 0
    # What an answer lacks explains more than why a request was refused.
    same_side = cause.partition(".")[0] == local.partition(".")[0]
    return around.index(about[-1]) + 1 + _DEEPEST * same_side


def _members(local: str) -> list[str]:
    """The members that a clause on a body is about, from the outermost to the innermost."""
    for start in _BODIES:
        _, found, inside = local.partition(start)
        if found:
            return inside.split(".")[:-1]
    return []
