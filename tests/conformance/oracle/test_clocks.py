"""What is wrong with the instants of one object for one reason is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.oracle.answer.clocks import of_clock
from conformance.oracle.judgement import failed
from conformance.oracle.oracle import Oracle
from spec.clauses.clause import Level
from spec.clauses.status import Status
from spec.contract import EDITIONS
from tests.conformance.oracle.support import GIVEN, created, request

ORACLE = Oracle.of(EDITIONS[0], GIVEN)
BODY = "response.body.ProxySession."
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOON, LATER = ((NOW + timedelta(days=days)).isoformat() for days in (400, 800))


def failing(**session: Any) -> set[str]:
    """The clauses on instants that fail."""
    answer, expectation = created(**session), ORACLE.expect(request())
    judged = ORACLE.answers.judge(expectation, answer, NOW.timestamp())
    return {found.clause.removeprefix(BODY) for found in judged if found.status is Status.FAIL}


@pytest.mark.parametrize(
    ("first", "second", "clauses"),
    [
        ("Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:01 GMT", {"CreatedTimestamp.format"}),
        ("yesterday", "a day ago", {"CreatedTimestamp.format"}),
        ("2026-13-01T12:00:00Z", "2026-13-01T12:00:00Z", {"CreatedTimestamp.format"}),
        ("Sun, 01 Mar 2026 12:00:00 GMT", "yesterday", {"CreatedTimestamp.format", "UpdatedTimestamp.format"}),
        (NOW.isoformat(), "yesterday", {"UpdatedTimestamp.format"}),
        (1772366400000, 1772366400123, {"CreatedTimestamp.now"}),
        (SOON, SOON, {"CreatedTimestamp.now"}),
        (SOON, LATER, {"CreatedTimestamp.now", "UpdatedTimestamp.now"}),
        (SOON, NOW.isoformat(), {"CreatedTimestamp.now"}),
        (NOW.isoformat(), "2020-04-15T16:10:10Z", {"UpdatedTimestamp.now"}),
        (NOW.isoformat(), (NOW - timedelta(minutes=5)).isoformat(), {"UpdatedTimestamp.order"}),
    ],
)
def test_one_reason_is_told_by_one_clause(first: Any, second: Any, clauses: set[str]) -> None:
    assert failing(CreatedTimestamp=first, UpdatedTimestamp=second) == clauses


@pytest.mark.parametrize(
    ("must", "weaker"), [("UpdatedTimestamp.now", "CreatedTimestamp.now"), ("UpdatedTimestamp.order", "")]
)
def test_a_clause_that_binds_less_tells_nothing_for_one_that_binds_more(must: str, weaker: str) -> None:
    clauses = {clause.id: clause for clause in ORACLE.catalogue}
    names = ("CreatedTimestamp.now", "UpdatedTimestamp.now", "UpdatedTimestamp.order")
    found = {f"{BODY}{name}": clauses[f"{BODY}{name}"] for name in names}
    found[BODY + must] = replace(found[BODY + must], level=Level.MUST)
    session = {"CreatedTimestamp": SOON, "UpdatedTimestamp": SOON if weaker else NOW.isoformat()}
    wrong = names[:2] if weaker else names[::2]
    judgements = [failed(BODY + name, "", "", pointer=f"/ProxySession/{name.partition('.')[0]}") for name in wrong]
    told = of_clock(judgements, found, {"ProxySession": session})
    assert told == ({BODY + weaker: BODY + must} if weaker else {})
