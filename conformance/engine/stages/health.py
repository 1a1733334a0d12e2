"""Health: which answers of a batch may come from a target that is no longer what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.engine.stages.classification import doubtful
from conformance.engine.stages.judging import Judged
from conformance.oracle.answer.refusals import is_unknown
from conformance.oracle.judgement import Judgement, undecided
from spec.clauses.reason import Reason
from spec.operation import SERVER_ERROR
from strategies.request import Case


def first_doubtful(found: Sequence[Judged]) -> int | None:
    """The place of the first judgement that may speak of the target's state rather than of the request."""
    return next((n for n, item in enumerate(found) if _is_doubtful(item)), None)


def _is_doubtful(item: Judged) -> bool:
    """Whether it is; that something which was made for a request is unknown is so as well."""
    answer = item.exchange.answer
    made = bool(item.exchange.bindings) and item.expectation.known
    gone = made and item.fails and answer is not None and is_unknown(answer)
    return gone or doubtful(item.judgement, item.exchange, item.expectation)


def left_open_after(found: Sequence[Judged], culprit: int, why: Reason) -> list[Judged]:
    """The judgements, where those on the requests after the culprit's are undecided for this reason."""
    case = found[culprit].exchange.case
    later = [item for item in found[culprit + 1 :] if item.exchange.case is not case]
    return [*found[: culprit + 1], *left_open(later, why)]


def left_open(found: Sequence[Judged], why: Reason) -> list[Judged]:
    """The judgements, undecided for this reason."""
    return [replace(item, judgement=undecided(item.judgement.clause, why)) for item in found]


def last_word(judged: Judged, stopped: Case | None, ended: Reason | None) -> Judgement | None:
    """The judgement on a valid request since which the target is no longer what it was: nothing tells more of it.

    That it was refused says nothing, as everything is by now: a store may be full. An error of the server does.

    Args:
        judged: the judgement on some request.
        stopped: the case since which the target is no longer what it was, or None.
        ended: why the run is over, or None.
    """
    answer = judged.exchange.answer
    last = judged.exchange.case is stopped and judged.fails and judged.expectation.valid
    if ended is None or not last or answer is None:
        return None
    return judged.judgement if answer.status >= SERVER_ERROR else undecided(judged.judgement.clause, ended)
