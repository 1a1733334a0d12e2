"""A target that answers whatever is wrong with an error of the server: one cause, one finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from conformance.engine.attribution.erring import summed_up
from conformance.engine.settings import Settings
from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from reports.run.record import Record
from spec.clauses.clause import Level
from tests.conformance.engine.support import deviating, failing, reasons, recorded

SETTINGS = Settings(
    auth="none", examples=0, select=("request.body.*.type", "request.body.*.minimum", "error.*", "response.status.*")
)
TYPE, MINIMUM = "request.body.Name.type", "request.body.ExpiryMinutes.minimum"
TELLING = "error.BadRequestException.status"


def _erring(excuses: Callable[[str, Call], bool] = lambda _clause, _call: False) -> Hooks:
    """Whatever the reference would refuse with 400 is answered 500, but for what is overlooked."""

    def after(_call: Call, reply: Reply) -> Reply:
        return replace(reply, status=500) if reply.status == 400 else reply

    return Hooks(after=after, excuses=excuses)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


@cache
def erring() -> Record:
    return recorded(deviating(_erring(), SETTINGS), SETTINGS)


def test_it_is_one_finding_on_how_invalid_input_is_refused() -> None:
    assert failing(erring()) == [TELLING]


def test_that_an_unknown_resource_is_still_refused_changes_nothing() -> None:
    name = "ListProxySessions"
    listing = Settings(auth="none", examples=0, edition="chime-sdk-voice-2022-08-03", operation=(name,))
    assert failing(recorded(deviating(_erring(), listing), listing)) == [f"{name}.{TELLING}"]


def test_the_finding_says_of_how_many_clauses_it_is_the_cause() -> None:
    first = next(one for one in erring().findings if one.clause == TELLING)
    assert first.actual.startswith("500, as for the requests of ")


def test_a_clause_that_follows_from_it_is_open_and_says_so() -> None:
    assert reasons(erring())[TYPE] == f"what is wrong here follows from what {TELLING} shows"


def test_what_is_accepted_beside_it_is_a_finding_of_its_own() -> None:
    found = recorded(deviating(_erring(lambda clause, _call: clause == MINIMUM), SETTINGS), SETTINGS)
    assert failing(found) == [MINIMUM, TELLING]
    assert {one.actual for one in found.findings if one.clause == MINIMUM} == {"201: accepted"}


def test_that_what_is_no_json_is_refused_by_a_framework_changes_nothing() -> None:
    unread = replace(SETTINGS, select=(*(SETTINGS.select or ()), "request.body.syntax"))

    def after(call: Call, reply: Reply) -> Reply:
        return replace(reply, status=500) if reply.status == 400 and _is_json(call.body) else reply

    found = recorded(deviating(Hooks(after=after), unread), unread)
    assert failing(found) == [TELLING]
    assert {clause.status for clause in found.clauses if clause.id == "request.body.syntax"} == {"pass"}


def test_where_the_telling_clause_is_not_selected_each_clause_fails() -> None:
    alone = replace(SETTINGS, select=("request.body.*.type",))
    assert TYPE in failing(recorded(deviating(_erring(), alone), alone))


def test_a_clause_that_binds_less_tells_nothing_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    run = deviating(_erring(), replace(SETTINGS, select=("request.body.*.type", "request.body.*.minimum")))
    judge = run.judge
    clauses = {clause.id: clause for clause in judge.oracle.catalogue}
    weaker = {**clauses, TELLING: replace(clauses[TELLING], level=Level.SHOULD)}
    # The oracle is one for all tests of a process.
    monkeypatch.setattr(judge.oracle, "catalogue", weaker)
    assert not summed_up(run.statistics, judge, None)
