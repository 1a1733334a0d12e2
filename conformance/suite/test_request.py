"""The request's clauses: valid requests are accepted, violations are refused."""

from __future__ import annotations

from conformance.engine.run import Run
from spec.clause import Clause

SECTIONS = ("Request path", "Request body", "Request message")


def test_clause(clause: Clause, run: Run) -> None:
    """The target keeps this clause, by everything that was sent for it and by all answers so far."""
    run.check(clause)
