"""What breaks one clause is put down to that clause and no other, over the whole of the deterministic plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.engine.run import Run
from conformance.engine.settings import Settings
from conformance.engine.stages.judging import Judge
from conformance.engine.stages.statistics import ClauseStatistics
from conformance.reference.app import create_app
from conformance.reference.call import Call, Hooks, Reply
from conformance.reference.inprocess import InProcess
from conformance.selftest.faults import FAULTS
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import geo, refuses
from conformance.selftest.trial import attempt, prepared
from conformance.wire.pacing import Pacer
from spec.status import Status

# Without drawn cases: what is tested here does not need them.
SETTINGS = Settings(examples=0, auth="none")


@pytest.mark.parametrize(
    ("fault", "failing"),
    [
        ("refuses-any-name", {"request.body.Name.pattern"}),
        ("level-needs-params", {"request.combination"}),
        (
            "refuses-geo-params",
            {
                "request.body.GeoMatchParams.type",
                "request.body.GeoMatchParams.AreaCode.pattern",
                "request.body.GeoMatchParams.Country.pattern",
            },
        ),
        ("refuses-empty-country", {"request.body.GeoMatchParams.Country.pattern"}),
        ("refuses-empty-area-code", {"request.body.GeoMatchParams.AreaCode.pattern"}),
        ("requires-Name", {"request.body.Name.optional"}),
        ("unknown-connector-400", {"error.NotFoundException.status", "error.BadRequestException.type"}),
        (
            "accepts-any-connector",
            {
                "error.NotFoundException.status",
                "request.path.voiceConnectorId.minLength",
                "request.path.voiceConnectorId.maxLength",
                "request.path.voiceConnectorId.pattern",
            },
        ),
        ("refuses-with-422", {"error.BadRequestException.status"}),
        ("refuses-with-html", {"error.contentType", "error.body"}),
        ("names-400-nothing", {"error.BadRequestException.type"}),
        ("names-nested", {"error.BadRequestException.type"}),
        ("answers-cut-json", {"response.body.syntax"}),
        ("answers-nothing", {"response.body.syntax", "response.contentType"}),
        ("answers-latin-1", {"response.body.syntax"}),
        ("answers-nan", {"response.body.syntax"}),
        ("answers-as-nothing", {"response.contentType"}),
        (
            "leaks-Name",
            {
                "response.body.ProxySession.isolation",
                "response.body.ProxySession.Name.unset",
                "response.body.ProxySession.Name.echo",
            },
        ),
        ("ids-cycle", {"response.body.ProxySession.ProxySessionId.unique"}),
        ("creates-by-put", {"request.method"}),
        ("creates-with-200", {"response.status.201"}),
        ("flaps-on-null", {"response.repeatable"}),
    ],
)
@pytest.mark.slow
def test_the_clause_that_is_broken_is_blamed_and_no_other(fault: str, failing: set[str]) -> None:
    with InProcess(create_app(fault=FAULTS[fault])) as transport:
        found = set(attempt(SETTINGS, transport).failing)
    assert FAULTS[fault].clause in found
    assert found <= failing


def verified(fault: Fault, settings: Settings = SETTINGS) -> Run:
    """A run against the reference with this fault."""
    oracle, plan = prepared(settings)
    with InProcess(create_app(fault=fault)) as transport:
        run = Run(Judge(oracle), plan, Pacer(transport).exchange)
        run.finish()
    return run


def status(found: ClauseStatistics) -> Status:
    """What became of a clause."""
    return found.count.status()[0]


@pytest.mark.parametrize("fault", ["unknown-connector-400", "level-needs-params", "refuses-any-name"])
@pytest.mark.slow
def test_what_always_deviates_is_not_called_intermittent(fault: str) -> None:
    evidence = [
        found
        for name, tally in verified(FAULTS[fault]).statistics.items()
        if name == FAULTS[fault].clause
        for found in tally.evidence
    ]
    assert evidence[0].tries == evidence[0].failures == 10
    assert all(found.failures == found.tries for found in evidence)


UNKNOWN = "error.NotFoundException.status"
SHORTEST = "request.path.voiceConnectorId.minLength"


@pytest.mark.slow
def test_the_plainest_request_shows_that_unknown_connectors_are_refused_as_something_else() -> None:
    tally = verified(FAULTS["unknown-connector-400"]).statistics[UNKNOWN]
    assert next(tally.evidence).exchange.case.change == "an unknown id of the same length and alphabet"


def test_a_clause_of_the_path_alone_is_judged_as_in_a_whole_run() -> None:
    alone = Settings(examples=0, auth="none", select=(SHORTEST,))
    assert status(verified(FAULTS["unknown-connector-400"], alone).statistics[SHORTEST]) is Status.PASS
    assert status(verified(FAULTS["refuses-connector-of-one"], alone).statistics[SHORTEST]) is Status.FAIL


@pytest.mark.slow
def test_an_unknown_connector_that_is_accepted_once_is_not_answered_alike() -> None:
    def after(call: Call, reply: Reply) -> Reply:
        if reply.status != 404:
            return reply
        first = "1234567890" in call.path and not call.memory.setdefault("seen", False)
        call.memory["seen"] = call.memory.get("seen") or first
        return replace(reply, status=201 if first else 400)

    once = Fault(name="once", clause="response.repeatable", kind="routing", summary="", hooks=Hooks(after=after))
    assert verified(once).statistics["response.repeatable"].count.failures


@pytest.mark.slow
def test_an_object_is_not_blamed_where_each_of_its_parts_is_refused() -> None:
    empty = Fault(
        name="refuses-empty-geo",
        clause="request.body.GeoMatchParams.Country.pattern",
        kind="refuses",
        summary="",
        hooks=refuses(lambda call: "" in geo(call).values()),
    )
    with InProcess(create_app(fault=empty)) as transport:
        found = set(attempt(SETTINGS, transport).failing)
    assert found == {f"request.body.GeoMatchParams.{member}.pattern" for member in ("AreaCode", "Country")}


@pytest.mark.parametrize("fault", ["now-and-then-refused", "now-and-then-500", "now-and-then-no-id", "at-random-zero"])
@pytest.mark.slow
def test_a_deviation_now_and_then_is_found_as_intermittent(fault: str) -> None:
    tally = verified(FAULTS[fault]).statistics[FAULTS[fault].clause]
    assert status(tally) is Status.FAIL
    assert 0 < tally.count.failures < tally.count.judged


@pytest.mark.slow
def test_an_answer_that_changes_is_a_deviation_of_its_own() -> None:
    statistics = verified(FAULTS["now-and-then-refused"]).statistics
    assert statistics["response.repeatable"].count.failures
    assert statistics["response.status.201"].count.failures
