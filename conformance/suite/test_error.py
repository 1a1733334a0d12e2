"""The errors' clauses: refusals have the documented status and name."""

from __future__ import annotations

from conformance.run import Run
from spec.clauses import Clause

SECTIONS = ("Errors",)


def test_clause(clause: Clause, run: Run) -> None:
    """The target keeps this clause, by everything that was sent for it and by all answers so far."""
    run.check(clause)
