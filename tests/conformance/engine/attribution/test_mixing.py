"""A target that gives a request the answer to another one under way at the same time: one cause, one finding."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from conformance.engine.run import Run
from conformance.engine.settings import Settings
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.selftest.pairs import Mixed, Paired
from conformance.wire.exchange import Answer
from conformance.wire.patience.pacing import Pacer
from reports.run.record import Record
from spec.contract import SHIPPED
from tests.conformance.engine.support import failing, judging, lean_run, reasons, recorded

SETTINGS = Settings(auth="none", examples=0, select=("request.body.ExpiryMinutes.*", "response.*"))
CHANGING = replace(SETTINGS, edition=SHIPPED[1], operation=("PutVoiceConnectorProxy",), select=())
ISOLATION = "response.body.ProxySession.isolation"
EXPIRY, NAME = "response.body.ProxySession.ExpiryMinutes.echo", "response.body.ProxySession.Name.echo"


def run_of(mixed: Mixed, settings: Settings = SETTINGS) -> Run:
    oracle, plan = lean_run(settings)
    send = Pacer(InProcess(create_app(contract=settings.edition))).exchange
    run = Run(judging(oracle), plan, Paired(send, mixed))
    run.finish()
    return run


@cache
def mixed_up() -> Record:
    return recorded(run_of(lambda first, _own: first), SETTINGS)


def forgetful(_first: Answer, own: Answer) -> Answer:
    """An answer of its own in which the name is not set: a deviation that has nothing to do with the other request."""
    document = json.loads(own.body or b"{}")
    if "ProxySession" not in document:
        return own
    document["ProxySession"]["Name"] = None
    return replace(own, body=json.dumps(document).encode())


def test_answers_that_are_mixed_up_are_one_finding() -> None:
    assert failing(mixed_up()) == [ISOLATION]


def test_what_follows_from_mixing_is_open_and_names_it() -> None:
    assert reasons(mixed_up())[EXPIRY] == f"what is wrong here follows from what {ISOLATION} shows"


def test_mixing_is_shown_by_two_requests_under_way_at_the_same_time() -> None:
    first = next(one for one in mixed_up().findings if one.clause == ISOLATION)
    assert first.actual.endswith(", which another request gave")
    assert first.sequence[0].note.startswith("The request under way at the same time, ")
    assert first.reproduce["script"].splitlines()[-1] == "wait"


def test_a_deviation_that_shows_nothing_of_another_request_is_no_mixing() -> None:
    assert failing(recorded(run_of(forgetful), SETTINGS)) == [NAME]


def overtaken(first: Answer, own: Answer) -> Answer:
    """What the other request made of the thing, where both change it."""
    return first if first.status == own.status == 200 else own


def crashed(_first: Answer, own: Answer) -> Answer:
    return replace(own, status=500, body=b"{}") if own.status == 200 else own


def emptied(_first: Answer, own: Answer) -> Answer:
    return replace(own, body=b"{}") if own.status == 200 else own


def refused(_first: Answer, own: Answer) -> Answer:
    return replace(own, status=400, body=b'{"__type":"BadRequestException"}') if own.status == 200 else own


@pytest.mark.parametrize(
    ("mixed", "clause"),
    [(crashed, "request.robustness"), (emptied, "response.body.Proxy.required"), (refused, "response.status.200")],
)
def test_whatever_else_is_wrong_in_company_is_wrong_where_both_change_one_thing(mixed: Mixed, clause: str) -> None:
    assert f"PutVoiceConnectorProxy.{clause}" in failing(recorded(run_of(mixed, CHANGING), CHANGING))


def test_an_answer_may_show_what_another_request_made_of_the_thing_that_both_change() -> None:
    assert failing(recorded(run_of(overtaken, CHANGING), CHANGING)) == []
