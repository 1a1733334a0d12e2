"""The answer's clauses: what a created session must look like, alone and after others."""

from __future__ import annotations

from conformance.engine.run import Run
from spec.clause import Clause

SECTIONS = ("Response", "Echo", "Behaviour")


def test_clause(clause: Clause, run: Run) -> None:
    """The target keeps this clause, by everything that was sent for it and by all answers so far."""
    run.check(clause)
