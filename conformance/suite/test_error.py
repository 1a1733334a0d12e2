"""The errors' clauses: refusals have the documented status and name."""

from __future__ import annotations

from conformance.engine.run import Run
from spec.clause import Clause

SECTIONS = ("Errors",)


def test_clause(clause: Clause, run: Run) -> None:
    """The target keeps this clause, by everything that was sent for it and by all answers so far."""
    run.check(clause)
