"""The request's clauses: valid requests are accepted, violations are refused."""

from __future__ import annotations

from conformance.suite.outcomes import Outcomes, confirm
from spec.clauses.clause import Clause

SECTIONS = ("Request path", "Request body", "Request message")


def test_clause(clause: Clause, outcomes: Outcomes) -> None:
    """The target keeps this clause, by everything that was sent in this run."""
    confirm(outcomes[clause.id])
