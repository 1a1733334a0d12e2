"""Faults that show only in requests that are under way together: a variable that all of them share, say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.oracle.lifecycle.state import succeeded
from conformance.reference.hooks import NO_HOOKS
from conformance.selftest.faults.fault import Fault
from conformance.selftest.pairs import Mixed
from conformance.wire.exchange import Answer
from spec.clauses.catalogue import Catalogue
from spec.operation import Operation


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Answers that belong to another request, where a clause says that requests are kept apart."""
    isolated = [clause.id for clause in clauses if clause.operation == operation.name and clause.check == "isolated"]
    for name, summary, mixes in _ROWS if isolated else ():
        yield Fault(name=name, clauses=tuple(isolated), kind="together", summary=summary, hooks=NO_HOOKS, mixes=mixes)


def _other(first: Answer, _own: Answer) -> Answer:
    return first


def _other_body(first: Answer, own: Answer) -> Answer:
    """The other body under its own status and headers, where both were accepted."""
    return replace(own, body=first.body) if succeeded(first) and succeeded(own) else own


_ROWS: tuple[tuple[str, str, Mixed], ...] = (
    ("answers-another-request", "Of two requests at a time the second gets the answer to the first.", _other),
    ("shows-another-session", "Of two requests at a time the second is shown the session of the first.", _other_body),
)
