"""Entailed: what a sequence shows, and single requests have told already.

An example. A target updates whatever session it is asked to, be there such a one or not. It updates one that was
deleted just as well: that follows, as a session that was deleted is one that nobody knows. Another one lists a session
only after a while: a page of the list lacks it as the whole list does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.engine.run import Run
from conformance.engine.sequences.playing import Failure
from conformance.engine.sequences.running import Sequences
from conformance.oracle.lifecycle.listing import LACKING
from spec.clauses.clause import Clause
from strategies.bindings import bound, created
from strategies.places import other_ids, values_in


def entailed(runs: Mapping[str, Run], sequences: Sequences) -> Iterator[tuple[str, str]]:
    """Each clause whose failure in a sequence follows, with the clause that tells its cause.

    Args:
        runs: the runs of single requests, by the operation's name.
        sequences: what sequences of requests of these operations showed.
    """
    for name, failure in sequences.failures.items():
        clause = sequences.clauses[name]
        if clause.check == "gone":
            telling = _of_the_unknown(runs[clause.operation], failure)
        else:
            telling = _of_the_whole_list(sequences, failure) if clause.check == "paged" else None
        if telling is not None and not telling.level.binds_less(clause.level):
            yield name, telling.id


def _of_the_unknown(run: Run, failure: Failure) -> Clause | None:
    """The clause on what is unknown, where a request for such a thing was answered as one for what was deleted."""
    known, missing = run.judge.oracle.catalogue, run.judge.oracle.operation.missing
    return known[missing] if missing in known and _status(failure) in set(_to_unknown(run)) else None


def _of_the_whole_list(sequences: Sequences, failure: Failure) -> Clause | None:
    """The clause on whole lists, where they lack something as the pages do, and no whole list stands before these."""
    operation = failure.sequence[-1].case.operation
    lists = [one for one in failure.sequence if one.case.operation == operation]
    whole = any("?" not in one.request.path for one in lists)
    lacking = [name for name, one in sequences.failures.items() if one.judgement.actual.endswith(LACKING)]
    if whole or failure.judgement.clause not in lacking:
        return None
    failing = (sequences.clauses[name] for name in lacking)
    found = (clause for clause in failing if (clause.operation, clause.check) == (operation, "listed"))
    return next(found, None)


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
        sent = values_in(operation, bound(exchange.case.request, exchange.bindings).path) or {}
        # What may be a pattern of ids, as `___` is to SQL, tells only that patterns are taken.
        named = all(any(map(str.isalnum, sent.get(name, ""))) for name in others)
        if exchange.answer and others and named and others <= created(operation):
            yield exchange.answer.status
