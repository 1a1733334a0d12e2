"""The signature's clauses: what is not signed rightly is refused."""

from __future__ import annotations

from conformance.engine.run import Run
from spec.clause import Clause

SECTIONS = ("Signature",)


def test_clause(clause: Clause, run: Run) -> None:
    """The target keeps this clause, by everything that was sent for it and by all answers so far."""
    run.check(clause)
