"""Entailed: what a sequence shows, and single requests have told already.

An example. A target updates whatever session it is asked to, be there such a one or not. It updates one that was
deleted just as well: that follows, as a session that was deleted is one that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.engine.run import Run
from conformance.engine.sequences.playing import Failure
from conformance.engine.sequences.running import Sequences
from spec.clauses.clause import Clause, Level
from strategies.bindings import created
from strategies.places import other_ids


def entailed(runs: Mapping[str, Run], sequences: Sequences) -> Iterator[tuple[str, str]]:
    """Each clause on what was deleted whose failure follows, with the clause that tells its cause.

    Args:
        runs: the runs of single requests, by the operation's name.
        sequences: what sequences of requests of these operations showed.
    """
    for name, failure in sequences.failures.items():
        clause = sequences.clauses[name]
        run = runs[clause.operation]
        known = run.judge.oracle.catalogue
        missing = known[telling] if (telling := run.judge.oracle.operation.missing) in known else None
        if clause.check != "gone" or missing is None or _binds_less(missing, clause):
            continue
        if _status(failure) in set(_to_unknown(run)):
            yield name, missing.id


def _binds_less(telling: Clause, clause: Clause) -> bool:
    return clause.level is Level.MUST and telling.level is not Level.MUST


def _status(failure: Failure) -> int:
    """The status of the answer that shows a failure; 0 where there is none."""
    answer = failure.sequence[-1].answer
    return answer.status if answer else 0


def _to_unknown(run: Run) -> Iterator[int]:
    """The statuses of the wrong answers to requests for something that nobody made, in a place that is known."""
    operation = run.judge.oracle.operation
    for evidence in run.statistics[operation.missing].evidence:
        exchange = evidence.exchange
        others = set(other_ids(operation, exchange.case))
        if exchange.answer and others and others <= created(operation):
            yield exchange.answer.status
