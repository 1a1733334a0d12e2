"""Health: which answers of a batch may come from a target that is no longer what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.engine.stages.classification import doubtful
from conformance.engine.stages.judging import Judged
from conformance.oracle.judgement import undecided
from spec.clauses.reason import Reason


def first_doubtful(found: Sequence[Judged]) -> int | None:
    """The place of the first judgement that may speak of the target's state rather than of the request."""
    return next((n for n, item in enumerate(found) if doubtful(item.judgement, item.exchange, item.expectation)), None)


def left_open_after(found: Sequence[Judged], culprit: int, why: Reason) -> list[Judged]:
    """The judgements, where those on the requests after the culprit's are undecided for this reason."""
    case = found[culprit].exchange.case
    later = [item for item in found[culprit + 1 :] if item.exchange.case is not case]
    return [*found[: culprit + 1], *left_open(later, why)]


def left_open(found: Sequence[Judged], why: Reason) -> list[Judged]:
    """The judgements, undecided for this reason."""
    return [replace(item, judgement=undecided(item.judgement.clause, why)) for item in found]
