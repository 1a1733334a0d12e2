"""Erring: a target that answers whatever is wrong with an error of the server, and refuses nothing as documented.

An example. A mock raises an exception for every wrong value, and its framework answers each of them 500. Some twenty
clauses fail. Who repairs it repairs one thing: the clause on how invalid input is refused tells it for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conformance.engine.stages.judging import Judge
from conformance.engine.stages.statistics import OF_A_CAUSE, ClauseStatistics, Evidence, cause
from conformance.oracle.expectation import BUSY
from conformance.oracle.judgement import follows
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause import Level
from spec.operation import SERVER_ERROR
from strategies.request import Case

# A few clauses may be broken by values that really crash a target.
_SEVERAL = 5


def summed_up(statistics: dict[str, ClauseStatistics], judge: Judge, stopped: Case | None) -> bool:
    """Let one clause tell how a target answers what is wrong, where that is an error of the server.

    It is where no invalid input was refused at what is there (a 404 to an unknown id tells nothing of it), and more
    clauses fail by such errors than by what was accepted.

    Args:
        statistics: of the run's clauses; what the one clause tells is taken from the others.
        judge: what is known of the target's answers.
        stopped: the case since which the target is no longer what it was, or None: that is another matter.

    Returns:
        Whether it is so.
    """
    operation, clauses = judge.oracle.operation, judge.oracle.catalogue
    telling = operation.invalid
    failing = {clause: list(found.evidence) for clause, found in statistics.items() if found.count.failures}
    ended = stopped.clause if stopped else ""
    by_error = {clause: found for clause, found in failing.items() if clause != ended and _all_err(found, judge)}
    accepting = sum(any(_is_accepted(one, judge) for one in found) for found in failing.values())
    refuses = judge.responses.refuses_input or telling not in clauses
    if refuses or _binds_less(telling, by_error, clauses) or len(by_error) < max(_SEVERAL, accepting + 1):
        return False
    binding = sorted(by_error, key=lambda clause: clauses[clause].level is not Level.MUST)
    # The plainest failure of each of the first few clauses.
    shown = [_as_told(by_error[clause][0], telling, len(by_error)) for clause in binding[:OF_A_CAUSE]]
    swallowed = by_error.keys() - {telling}
    statistics[telling].count.failures += sum(statistics[clause].count.failures for clause in swallowed)
    for clause in failing.keys() - {telling}:
        if clause in by_error:
            statistics[clause].withhold(follows(telling))
        else:
            statistics[clause].forget(lambda one: _errs(one, judge))
    for evidence in shown:
        statistics[telling].keep(cause(evidence.judgement, evidence.exchange), evidence)
    return True


def _binds_less(telling: str, by_error: Iterable[str], clauses: Catalogue) -> bool:
    """Whether a clause may not tell it for the others: they bind more."""
    return clauses[telling].level is not Level.MUST and any(clauses[each].level is Level.MUST for each in by_error)


def _as_told(evidence: Evidence, clause: str, several: int) -> Evidence:
    """The same failure on the clause that tells it for so many clauses."""
    actual = f"{evidence.judgement.actual}, as for the requests of {several} clauses"
    return replace(evidence, judgement=replace(evidence.judgement, clause=clause, actual=actual))


def _all_err(found: list[Evidence], judge: Judge) -> bool:
    """Whether every failure of a clause is an error of the server on a request that is not valid."""
    return bool(found) and all(_errs(one, judge) for one in found)


def _errs(evidence: Evidence, judge: Judge) -> bool:
    answer, expectation = evidence.exchange.answer, judge.expected(evidence.exchange)
    broken = answer is not None and answer.status >= SERVER_ERROR and answer.status not in BUSY
    return broken and not expectation.valid and not expectation.forged


def _is_accepted(evidence: Evidence, judge: Judge) -> bool:
    """Whether a failure is that a request was accepted which breaks something."""
    answer, expectation = evidence.exchange.answer, judge.expected(evidence.exchange)
    return answer is not None and answer.status < SERVER_ERROR and bool(expectation.breaches)
