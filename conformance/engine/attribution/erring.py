"""Erring: a target that answers whatever is wrong alike, and refuses nothing as documented.

An example. A mock raises an exception for every wrong value, and its framework answers each of them 500. Some twenty
clauses fail. Who repairs it repairs one thing: the clause on how invalid input is refused tells it for all of them. It
does so as well where the framework itself answers 400 to what is no JSON, and where a target answers 200 to everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from conformance.engine.stages.judging import Judge
from conformance.engine.stages.statistics import OF_A_CAUSE, ClauseStatistics, Evidence, cause
from conformance.oracle.expectation import BUSY
from conformance.oracle.judgement import follows
from spec.clauses.clause import Level
from spec.operation import SERVER_ERROR
from strategies.request import Case

# A few clauses may be broken by values that really crash a target.
_SEVERAL = 5
_Told = Callable[[Evidence, Judge], bool]


def summed_up(statistics: dict[str, ClauseStatistics], judge: Judge, stopped: Case | None) -> bool:
    """Let one clause tell how a target answers what is wrong, where that is an error of the server.

    It is where no invalid input that can be read was refused at what is there (a 404 to an unknown id tells nothing of
    it, and a framework refuses by itself what is no JSON), and more clauses fail by such errors than by what was
    accepted.

    Args:
        statistics: of the run's clauses; what the one clause tells is taken from the others.
        judge: what is known of the target's answers.
        stopped: the case since which the target is no longer what it was, or None: that is another matter.

    Returns:
        Whether it is so.
    """
    failing = {clause: list(found.evidence) for clause, found in statistics.items() if found.count.failures}
    ended = stopped.clause if stopped else ""
    by_error = [clause for clause, found in failing.items() if clause != ended and _all_are(_errs, found, judge)]
    accepting = sum(any(_is_accepted(one, judge) for one in found) for found in failing.values())
    if judge.responses.refuses_input or len(by_error) < max(_SEVERAL, accepting + 1):
        return False
    return _retold(statistics, judge, by_error, _errs)


def overlooked(statistics: dict[str, ClauseStatistics], judge: Judge) -> None:
    """Let one clause tell that a target which gives one answer to everything accepts whatever is wrong.

    Args:
        statistics: of the run's clauses; what the one clause tells is taken from the others.
        judge: what is known of the target's answers.
    """
    failing = {clause: list(found.evidence) for clause, found in statistics.items() if found.count.failures}
    accepted = [clause for clause, found in failing.items() if _all_are(_is_accepted, found, judge)]
    if accepted:
        _retold(statistics, judge, accepted, _is_accepted)


def _retold(statistics: dict[str, ClauseStatistics], judge: Judge, told: Collection[str], alike: _Told) -> bool:
    """Let the clause on how invalid input is refused tell what fails on others; whether it can."""
    clauses, telling = judge.oracle.catalogue, judge.oracle.operation.invalid
    if telling not in clauses or any(clauses[telling].level.binds_less(clauses[each].level) for each in told):
        return False
    binding = sorted(told, key=lambda clause: clauses[clause].level is not Level.MUST)
    # The plainest failure of each of the first few clauses.
    plainest = [next(statistics[clause].evidence) for clause in binding[:OF_A_CAUSE]]
    shown = [_as_told(evidence, telling, len(told)) for evidence in plainest]
    swallowed = set(told) - {telling}
    statistics[telling].count.failures += sum(statistics[clause].count.failures for clause in swallowed)
    for clause, found in statistics.items():
        if clause in swallowed:
            found.withhold(follows(telling))
        elif clause != telling:
            found.forget(lambda one: alike(one, judge))
    for evidence in shown:
        statistics[telling].keep(cause(evidence.judgement, evidence.exchange), evidence)
    return True


def _as_told(evidence: Evidence, clause: str, several: int) -> Evidence:
    """The same failure on the clause that tells it for so many clauses."""
    actual = f"{evidence.judgement.actual}, as for the requests of {several} clauses"
    return replace(evidence, judgement=replace(evidence.judgement, clause=clause, actual=actual))


def _all_are(alike: _Told, found: list[Evidence], judge: Judge) -> bool:
    """Whether every failure of a clause is of one kind."""
    return bool(found) and all(alike(one, judge) for one in found)


def _errs(evidence: Evidence, judge: Judge) -> bool:
    """Whether a failure is an error of the server on a request that is not valid."""
    answer, expectation = evidence.exchange.answer, judge.expected(evidence.exchange)
    broken = answer is not None and answer.status >= SERVER_ERROR and answer.status not in BUSY
    return broken and not expectation.valid and not expectation.forged


def _is_accepted(evidence: Evidence, judge: Judge) -> bool:
    """Whether a failure is that a request was accepted which breaks something."""
    answer, expectation = evidence.exchange.answer, judge.expected(evidence.exchange)
    return answer is not None and answer.status < SERVER_ERROR and bool(expectation.breaches)
