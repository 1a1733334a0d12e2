"""The life of a contract's resources as a picture: which steps in it hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.run.record import ClauseResult, Transition
from spec.clauses.catalogue import Catalogue
from spec.clauses.status import Status

# The states before and after the operation that a check is about.
_THERE, _GONE = "there", "gone"
_STEPS = {
    "read-back": (_THERE, _THERE),
    "listed": (_THERE, _THERE),
    "listed-same": (_THERE, _THERE),
    "updated": (_THERE, _THERE),
    "kept": (_THERE, _THERE),
    "others-kept": (_THERE, _GONE),
    "gone": (_GONE, _GONE),
    "unlisted": (_GONE, _GONE),
    "refused-while": ("configured", "refused"),
    "default-from": ("configured", _THERE),
}
_UNTRIED = (Status.EXCLUDED, Status.SKIPPED)


def picture(clauses: Catalogue, results: Iterable[ClauseResult]) -> tuple[Transition, ...]:
    """The steps that were judged, in the order of the catalogue."""
    return tuple(_steps(clauses, {result.id: result.status for result in results}))


def _steps(clauses: Catalogue, statuses: dict[str, Status]) -> Iterator[Transition]:
    for clause in clauses:
        status = statuses.get(clause.id, Status.SKIPPED)
        if clause.check in _STEPS and status not in _UNTRIED:
            before, after = _STEPS[clause.check]
            yield Transition(
                before=before, operation=clause.operation, after=after, clause=clause.id, status=Status(status)
            )
