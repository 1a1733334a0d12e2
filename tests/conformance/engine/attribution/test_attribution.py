"""What breaks one clause is put down to that clause and no other, over every change of the deterministic plan."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from conformance.engine.run import Run
from conformance.engine.settings import Settings
from conformance.engine.stages.statistics import ClauseStatistics
from conformance.reference.app import create_app
from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.inprocess import InProcess
from conformance.selftest.faults import faults
from conformance.selftest.faults.fault import Fault
from conformance.selftest.trial import attempt
from conformance.selftest.variants.particular import geo, invalid, refuses
from spec.clauses.status import Status
from tests.conformance.engine.support import deviating

# Without drawn cases: what is tested here does not need them.
SETTINGS = Settings(examples=0, auth="none")
FAULTS = faults()
# What deviates now and then shows in many requests only.
NOW_AND_THEN = ("once", "random", "flaps", "in-turn")


@cache
def verified(fault: Fault, settings: Settings = SETTINGS) -> Run:
    """A run against the reference with this fault, made once."""
    return deviating(fault.hooks, settings, whole=any(word in fault.name for word in NOW_AND_THEN))


def status(found: ClauseStatistics) -> Status:
    """What became of a clause."""
    return found.count.status()[0]


@pytest.mark.parametrize(
    ("fault", "failing"),
    [
        ("refused:request.body.Name.type", {"request.body.Name.pattern"}),
        ("dependent-GeoMatchLevel-GeoMatchParams:request.combination", {"request.combination"}),
        ("refused:request.body.GeoMatchParams.type", {"request.body.GeoMatchParams.type"}),
        ("alternative-0:request.body.GeoMatchParams.Country.pattern", {"request.body.GeoMatchParams.Country.pattern"}),
        (
            "alternative-0:request.body.GeoMatchParams.AreaCode.pattern",
            {"request.body.GeoMatchParams.AreaCode.pattern"},
        ),
        ("demanded:request.body.Name.optional", {"request.body.Name.optional"}),
        ("as-400:error.NotFoundException.status", {"error.NotFoundException.status", "error.BadRequestException.type"}),
        (
            "any-exists-voiceConnectorId:error.NotFoundException.status",
            {
                "error.NotFoundException.status",
                "request.path.voiceConnectorId.minLength",
                "request.path.voiceConnectorId.maxLength",
                "request.path.voiceConnectorId.pattern",
            },
        ),
        ("as-422:error.BadRequestException.status", {"error.BadRequestException.status"}),
        ("html:error.contentType", {"error.contentType"}),
        ("nameless:error.BadRequestException.type", {"error.BadRequestException.type"}),
        ("nested:error.BadRequestException.type", {"error.BadRequestException.type"}),
        ("answers-cut-json", {"response.body.syntax"}),
        ("answers-nothing", {"response.body.syntax", "response.contentType"}),
        ("answers-latin-1", {"response.body.syntax"}),
        ("answers-nan", {"response.body.syntax"}),
        ("as-nothing:response.contentType", {"response.contentType"}),
        (
            "leaks-Name:response.body.ProxySession.isolation",
            {
                "response.body.ProxySession.isolation",
                "response.body.ProxySession.Name.unset",
                "response.body.ProxySession.Name.echo",
            },
        ),
        (
            "in-turn:response.body.ProxySession.ProxySessionId.unique",
            {"response.body.ProxySession.ProxySessionId.unique"},
        ),
        ("by-put:request.method", {"request.method"}),
        ("as-200:response.status.201", {"response.status.201"}),
        ("flaps-on-null:response.repeatable", {"response.repeatable"}),
    ],
)
@pytest.mark.slow
def test_the_clause_that_is_broken_is_blamed_and_no_other(fault: str, failing: set[str]) -> None:
    statistics = verified(FAULTS[fault]).statistics
    found = {name for name, statistic in statistics.items() if status(statistic) is Status.FAIL}
    assert found & set(FAULTS[fault].clauses)
    assert found <= failing


@pytest.mark.parametrize(
    "fault",
    [
        "as-400:error.NotFoundException.status",
        "dependent-GeoMatchLevel-GeoMatchParams:request.combination",
        "refused:request.body.Name.type",
    ],
)
@pytest.mark.slow
def test_what_always_deviates_is_not_called_intermittent(fault: str) -> None:
    evidence = [
        found
        for name, statistic in verified(FAULTS[fault]).statistics.items()
        if name in FAULTS[fault].clauses
        for found in statistic.evidence
    ]
    assert evidence[0].tries == evidence[0].failures == 10
    assert all(found.failures == found.tries for found in evidence)


CONNECTOR = "abcdef1ghij2klmno3pqr4"
UNKNOWN = "error.NotFoundException.status"
SHORTEST = "request.path.voiceConnectorId.minLength"


@pytest.mark.slow
def test_the_plainest_request_shows_that_unknown_connectors_are_refused_as_something_else() -> None:
    statistic = verified(FAULTS["as-400:error.NotFoundException.status"]).statistics[UNKNOWN]
    assert next(statistic.evidence).exchange.case.change == "an unknown id of the same length"


def test_a_clause_of_the_path_alone_is_judged_as_in_a_whole_run() -> None:
    alone = Settings(examples=0, auth="none", select=(SHORTEST,))
    assert status(verified(FAULTS["as-400:error.NotFoundException.status"], alone).statistics[SHORTEST]) is Status.PASS
    assert (
        status(verified(FAULTS["edge:request.path.voiceConnectorId.minLength"], alone).statistics[SHORTEST])
        is Status.FAIL
    )


@pytest.mark.slow
def test_an_unknown_connector_that_is_accepted_once_is_not_answered_alike() -> None:
    def after(call: Call, reply: Reply) -> Reply:
        if reply.status != 404:
            return reply
        first = "1234567890" in call.path and not call.memory.setdefault("seen", False)
        call.memory["seen"] = call.memory.get("seen") or first
        return replace(reply, status=201 if first else 400)

    once = Fault(name="once", clauses=("response.repeatable",), kind="routing", summary="", hooks=Hooks(after=after))
    assert verified(once).statistics["response.repeatable"].count.failures


@pytest.mark.slow
def test_an_object_is_not_blamed_where_each_of_its_parts_is_refused() -> None:
    empty = Fault(
        name="refuses-empty-geo",
        clauses=("request.body.GeoMatchParams.Country.pattern",),
        kind="refuses",
        summary="",
        hooks=refuses(lambda call: "" in geo(call).values()),
    )
    with InProcess(create_app(hooks=empty.hooks)) as transport:
        found = set(attempt(SETTINGS, transport).failing)
    assert found == {f"request.body.GeoMatchParams.{member}.pattern" for member in ("AreaCode", "Country")}


def test_a_value_of_the_query_that_is_refused_is_put_down_to_its_own_clause() -> None:
    settings = Settings(
        edition="chime-sdk-voice-2022-08-03",
        operation=("ListProxySessions",),
        auth="none",
        examples=0,
        select=("ListProxySessions.request.query.*",),
    )
    hooks = Hooks(before=lambda call: invalid() if "status=InProgress" in call.query else None)
    statistics = deviating(hooks, settings).statistics
    failing = {name for name, found in statistics.items() if status(found) is Status.FAIL}
    assert failing == {"ListProxySessions.request.query.status.enum"}


def test_an_id_of_a_wrong_form_that_is_answered_500_as_any_unknown_one_is_no_second_finding() -> None:
    clauses = (UNKNOWN, "request.path.voiceConnectorId.*", "request.robustness")

    def after(call: Call, reply: Reply) -> Reply:
        unknown = reply.status in (400, 404) and "/voice-connectors/" in call.path and CONNECTOR not in call.path
        return replace(reply, status=500) if unknown else reply

    statistics = deviating(Hooks(after=after), replace(SETTINGS, select=clauses)).statistics
    assert [name for name, found in statistics.items() if status(found) is Status.FAIL] == [UNKNOWN]


def of_one(fault: str) -> Settings:
    """A run of the clause that a fault breaks, and of the answers."""
    return replace(SETTINGS, select=(FAULTS[fault].clause, "response.*"))


@pytest.mark.parametrize(
    "fault",
    [
        "refused-once-in-ten:response.status.201",
        "crash-once-in-ten:request.robustness",
        "once-in-ten:response.body.ProxySession.ProxySessionId.required",
        "at-random:request.body.ExpiryMinutes.minimum",
    ],
)
@pytest.mark.slow
def test_a_deviation_now_and_then_is_found_as_intermittent(fault: str) -> None:
    statistic = verified(FAULTS[fault], of_one(fault)).statistics[FAULTS[fault].clause]
    assert status(statistic) is Status.FAIL
    assert 0 < statistic.count.failures < statistic.count.judged


@pytest.mark.slow
def test_an_answer_that_changes_is_a_deviation_of_its_own() -> None:
    refused = "refused-once-in-ten:response.status.201"
    statistics = verified(FAULTS[refused], of_one(refused)).statistics
    assert statistics["response.repeatable"].count.failures
    assert statistics["response.status.201"].count.failures
