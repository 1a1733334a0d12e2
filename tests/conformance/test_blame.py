"""What breaks one clause is put down to that clause and no other, over the whole of the deterministic plan."""

from __future__ import annotations

import pytest

from conformance.reference.app import create_app
from conformance.reference.faults import FAULTS
from conformance.reference.faults.fault import Fault
from conformance.reference.faults.tools import geo, refuses
from conformance.reference.inprocess import InProcess
from conformance.selftest.trial import attempt, prepared
from conformance.settings import Settings
from conformance.verifier import Verifier
from conformance.wire.pacing import Pacer
from reports.record import Status

# Without drawn cases: what is tested here does not need them.
SETTINGS = Settings(examples=0, auth="none")


@pytest.mark.parametrize(
    ("fault", "failing"),
    [
        ("refuses-any-name", {"request.body.Name.pattern"}),
        ("level-needs-params", {"request.combination"}),
        ("refuses-geo-params", {"request.body.GeoMatchParams.type", "request.body.GeoMatchParams.AreaCode.pattern",
                                "request.body.GeoMatchParams.Country.pattern"}),
        ("refuses-empty-country", {"request.body.GeoMatchParams.Country.pattern"}),
        ("refuses-empty-area-code", {"request.body.GeoMatchParams.AreaCode.pattern"}),
        ("requires-Name", {"request.body.Name.optional"}),
        ("unknown-connector-400", {"error.NotFoundException.status", "error.BadRequestException.type"}),
        ("accepts-any-connector", {"error.NotFoundException.status", "request.path.voiceConnectorId.minLength",
                                   "request.path.voiceConnectorId.maxLength", "request.path.voiceConnectorId.pattern"}),
        ("refuses-with-422", {"error.BadRequestException.status"}),
        ("refuses-with-html", {"error.contentType", "error.body"}),
        ("names-400-nothing", {"error.BadRequestException.type"}),
        ("names-nested", {"error.BadRequestException.type"}),
        ("answers-cut-json", {"response.body.syntax"}),
        ("answers-nothing", {"response.body.syntax", "response.contentType"}),
        ("answers-latin-1", {"response.body.syntax"}),
        ("answers-nan", {"response.body.syntax"}),
        ("answers-as-nothing", {"response.contentType"}),
        ("leaks-Name", {"response.body.ProxySession.isolation", "response.body.ProxySession.Name.unset",
                        "response.body.ProxySession.Name.echo"}),
        ("ids-cycle", {"response.body.ProxySession.ProxySessionId.unique"}),
        ("creates-by-put", {"request.method"}),
        ("creates-with-200", {"response.status.201"}),
        ("flaps-on-null", {"response.repeatable"}),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_the_clause_that_is_broken_is_blamed_and_no_other(fault: str, failing: set[str]) -> None:
    with InProcess(create_app(fault=FAULTS[fault])) as transport:
        found = set(attempt(SETTINGS, transport).failing)
    assert FAULTS[fault].clause in found
    assert found <= failing


@pytest.mark.slow
def test_an_object_is_not_blamed_where_each_of_its_parts_is_refused() -> None:
    empty = Fault(
        name="refuses-empty-geo", clause="request.body.GeoMatchParams.Country.pattern", kind="refuses", summary="",
        hooks=refuses(lambda call: "" in geo(call).values()),
    )  # fmt: skip
    with InProcess(create_app(fault=empty)) as transport:
        found = set(attempt(SETTINGS, transport).failing)
    assert found == {f"request.body.GeoMatchParams.{member}.pattern" for member in ("AreaCode", "Country")}


@pytest.mark.parametrize("fault", ["now-and-then-refused", "now-and-then-500", "now-and-then-no-id", "at-random-zero"])
@pytest.mark.slow
def test_a_deviation_now_and_then_is_found_as_intermittent(fault: str) -> None:
    oracle, plan = prepared(SETTINGS)
    with InProcess(create_app(fault=FAULTS[fault])) as transport:
        verifier = Verifier(oracle, plan, Pacer(transport).exchange)
        verifier.run(plan.cases)
    tally = verifier.tallies[FAULTS[fault].clause]
    assert tally.count.status is Status.FAIL
    assert 0 < tally.count.failures < tally.count.judged
