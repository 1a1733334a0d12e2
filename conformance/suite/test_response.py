"""The answer's clauses: what a created session must look like, alone and after others."""

from __future__ import annotations

from conformance.suite.outcomes import Outcomes, confirm
from spec.clauses.clause import Clause

SECTIONS = ("Response", "Echo", "Behaviour")


def test_clause(clause: Clause, outcomes: Outcomes) -> None:
    """The target keeps this clause, by everything that was sent in this run."""
    confirm(outcomes[clause.id])
