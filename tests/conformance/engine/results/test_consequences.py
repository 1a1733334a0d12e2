"""A clause that stayed open because another one fails names that one."""

from __future__ import annotations

import pytest

from conformance.engine.results.consequences import nearest
from conformance.reference.hooks import Hooks
from conformance.selftest.faults.tools import overlooks
from conformance.selftest.variants.particular import geo, refuses, sessions
from reports.run.record import ClauseResult
from spec.clauses.reason import Why
from spec.clauses.status import Status
from tests.conformance.engine.support import finished_by, recorded

_SESSION = "response.body.ProxySession"


@pytest.mark.parametrize(
    ("local", "causes", "expected"),
    [
        (f"{_SESSION}.Geo.Area.type", ["request.body.Geo.type"], "request.body.Geo.type"),
        (f"{_SESSION}.Geo.Area.type", [f"{_SESSION}.Geo.echo", "request.body.Geo.type"], f"{_SESSION}.Geo.echo"),
        (f"{_SESSION}.Geo.Area.type", [f"{_SESSION}.Geo.echo", f"{_SESSION}.type"], f"{_SESSION}.Geo.echo"),
        (f"{_SESSION}.Geo.Area.type", ["request.body.Geo.Area.type", f"{_SESSION}.Geo.echo"], f"{_SESSION}.Geo.echo"),
        (f"{_SESSION}.Geo.Area.type", [f"{_SESSION}.Geo.Country.type"], None),
        (f"{_SESSION}.Geo.Area.type", ["request.body.Name.type", "request.body.type"], None),
        ("error.Missing.type", ["error.Missing.status", "error.contentType"], "error.Missing.status"),
        ("error.Missing.type", ["error.Invalid.status"], None),
        ("error.body", ["error.contentType"], "error.contentType"),
    ],
)
def test_the_nearest_failing_clause_is_the_cause(local: str, causes: list[str], expected: str | None) -> None:
    assert expected == nearest(local, causes)


def outcome(hooks: Hooks, clause: str) -> ClauseResult:
    """What a run on a reference with these hooks found out about a clause."""
    return next(found for found in recorded(finished_by(hooks)).clauses if found.id == clause)


def test_a_member_that_is_never_accepted_keeps_the_clauses_on_its_members_open_and_is_named() -> None:
    found = outcome(refuses(lambda call: bool(geo(call))), f"{_SESSION}.GeoMatchParams.AreaCode.type")
    assert (found.why, "request.body.GeoMatchParams.type" in found.reason) == (Why.FOLLOWS, True)


def test_a_pattern_that_is_not_looked_at_keeps_nothing_from_being_seen() -> None:
    lenient = overlooks("request.body.GeoMatchParams.AreaCode.pattern")
    hooks = lenient.then(refuses(lambda call: bool(geo(call).get("Country"))))
    found = outcome(hooks, f"{_SESSION}.GeoMatchParams.AreaCode.pattern")
    assert "request.body.GeoMatchParams.AreaCode.pattern" not in found.reason


def test_a_member_that_never_comes_back_keeps_the_clauses_on_its_members_open_and_is_named() -> None:
    hooks = sessions(lambda _call, session: {**session, "GeoMatchParams": None})
    found = outcome(hooks, f"{_SESSION}.GeoMatchParams.AreaCode.type")
    assert (found.why, f"{_SESSION}.GeoMatchParams.echo" in found.reason) == (Why.FOLLOWS, True)


def test_what_only_an_open_clause_keeps_from_being_seen_names_the_clause_that_fails() -> None:
    hooks = sessions(lambda _call, session: {**session, "CreatedTimestamp": "today", "UpdatedTimestamp": "today"})
    found = outcome(hooks, f"{_SESSION}.UpdatedTimestamp.now")
    assert found.reason == f"what is wrong here follows from what {_SESSION}.CreatedTimestamp.format shows"


def test_a_state_that_no_answer_was_in_is_not_tested() -> None:
    found = outcome(
        sessions(lambda _call, session: {**session, "Status": "InProgress"}), f"{_SESSION}.EndedTimestamp.open"
    )
    assert (found.status, found.reason) == (Status.SKIPPED, "no answer had ProxySession.Status Open")
