"""The errors' clauses: refusals have the documented status and name."""

from __future__ import annotations

from conformance.suite.outcomes import Outcomes, confirm
from spec.clauses.clause import Clause

SECTIONS = ("Errors",)


def test_clause(clause: Clause, outcomes: Outcomes) -> None:
    """The target keeps this clause, by everything that was sent in this run."""
    confirm(outcomes[clause.id])
