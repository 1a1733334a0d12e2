"""The oracle is the same for every kind of operation: ids that others created, queries, no body, 200 and 204."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Context, Judgement
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.status import Status
from spec.contract import SHIPPED
from strategies.request import Case, Request
from tests.conformance.oracle.support import CONNECTOR, GIVEN, JSON, NOW, SESSION, refusal

SESSIONS = f"/voice-connectors/{CONNECTOR}/proxy-sessions"
ONE = f"{SESSIONS}/{{proxySessionId}}"
PROXY = f"/voice-connectors/{CONNECTOR}/programmable-numbers/proxy"
BOUND = {"proxySessionId": "s1"}
ACCEPT = ("Accept", "application/json")
CONFIGURATION = {"DefaultSessionExpiryMinutes": 60, "PhoneNumberPoolCountries": ["US"]}


def oracle(operation: str) -> Oracle:
    return Oracle.of(SHIPPED[1], GIVEN, operation=operation)


def plain(method: str, path: str) -> Request:
    return Request(method=method, path=path, headers=(ACCEPT,))


def judged(operation: str, sent: Request, answer: Answer, bindings: dict[str, str] | None = None) -> list[Judgement]:
    judge = oracle(operation)
    clause = judge.operation.success
    case = Case(id=f"{clause}/case", clause=clause, request=sent)
    exchange = Exchange(case=case, request=sent, outcome=answer, started_at=NOW, elapsed=0.1)
    return judge.judge(exchange, judge.expect(sent, bindings), Context(accepted=True))


def failing(operation: str, sent: Request, answer: Answer, bindings: dict[str, str] | None = None) -> list[str]:
    found = judged(operation, sent, answer, bindings)
    return [item.clause.removeprefix(f"{operation}.") for item in found if item.status is Status.FAIL]


def broken(expectation: Expectation) -> list[str]:
    return [breach.clause for breach in expectation.breaches]


def answer(status: int, document: Any) -> Answer:
    return Answer(status=status, headers=(JSON,), body=json.dumps(document).encode())


def test_a_planned_request_names_what_another_operation_creates_by_a_placeholder() -> None:
    expectation = oracle("GetProxySession").expect(plain("GET", ONE))
    assert (expectation.valid, expectation.allowed) == (True, frozenset({200}))


@pytest.mark.parametrize(
    ("operation", "method", "path", "clauses"),
    [
        ("PutVoiceConnectorProxy", "HEAD", PROXY, []),
        ("PutVoiceConnectorProxy", "PATCH", PROXY, ["request.method"]),
        ("GetProxySession", "HEAD", ONE, []),
    ],
)
def test_a_server_that_offers_get_offers_head(operation: str, method: str, path: str, clauses: list[str]) -> None:
    assert broken(oracle(operation).expect(plain(method, path))) == [f"{operation}.{one}" for one in clauses]


@pytest.mark.parametrize(
    ("identity", "allowed"), [("s1", {200}), ("s2", {404}), ("S1", {200, 400, 404}), ("{proxySessionId}", {200})]
)
def test_only_what_was_created_exists(identity: str, allowed: set[int]) -> None:
    expectation = oracle("GetProxySession").expect(plain("GET", f"{SESSIONS}/{identity}"), BOUND)
    assert set(expectation.allowed) == allowed


@pytest.mark.parametrize(
    ("query", "allowed", "clauses", "unspecified"),
    [
        ("", {200}, [], set()),
        ("?max-results=100&status=Open", {200}, [], set()),
        ("?max-results=0", {400}, ["max-results.minimum"], set()),
        ("?max-results=101", {400}, ["max-results.maximum"], set()),
        ("?max-results=1.5", {400}, ["max-results.type"], set()),
        ("?max-results=many", {400}, ["max-results.type"], set()),
        ("?status=open", {400}, ["status.enum"], set()),
        ("?max-results=+5", {200, 400}, [], {"unusual-number"}),
        ("?max-results=", {200, 400}, [], {"empty-parameter"}),
        ("?max-results=5&max-results=6", {200, 400}, [], {"repeated-parameter"}),
        ("?unknown=1", {200, 400, 401, 403, 404}, [], {"query"}),
        ("?next-token=anything", {200, 400, 404, 410}, [], {"page-token"}),
    ],
)
def test_the_query_is_judged_parameter_by_parameter(
    query: str, allowed: set[int], clauses: list[str], unspecified: set[str]
) -> None:
    expectation = oracle("ListProxySessions").expect(plain("GET", SESSIONS + query))
    assert broken(expectation) == [f"ListProxySessions.request.query.{clause}" for clause in clauses]
    assert (set(expectation.allowed), set(expectation.unspecified)) == (allowed, unspecified)


def test_a_token_that_the_target_gave_is_right() -> None:
    sent = plain("GET", f"{SESSIONS}?next-token=t%201")
    assert oracle("ListProxySessions").expect(sent, {"next-token": "t 1"}).valid


def test_a_session_is_shown_by_its_own_id_and_connector() -> None:
    sent = plain("GET", ONE.replace("{proxySessionId}", "s1"))
    assert failing("GetProxySession", sent, answer(200, {"ProxySession": SESSION}), BOUND) == []
    other = SESSION | {"ProxySessionId": "s2"}
    found = failing("GetProxySession", sent, answer(200, {"ProxySession": other}), BOUND)
    assert found == ["response.body.ProxySession.ProxySessionId.echo"]


def test_every_session_of_a_list_is_judged() -> None:
    sent = plain("GET", f"{SESSIONS}?status=Open&max-results=1")
    second = SESSION | {"ProxySessionId": "s2", "VoiceConnectorId": "other", "Status": "Closed"}
    found = failing("ListProxySessions", sent, answer(200, {"ProxySessions": [SESSION, second]}))
    listed = "response.body.ProxySessions"
    assert found == [
        f"{listed}.items.Status.echo",
        f"{listed}.items.VoiceConnectorId.echo",
        f"{listed}.max-results",
    ]


@pytest.mark.parametrize(
    ("came", "clauses"),
    [
        (Answer(status=204), []),
        (Answer(status=204, body=b"{}"), ["response.body.empty"]),
        (Answer(status=200), ["response.status.204"]),
        (answer(200, {"ProxySession": SESSION}), ["response.status.204"]),
        (refusal(404, "NotFoundException"), ["response.status.204"]),
    ],
)
def test_deleting_is_answered_204_without_a_body(came: Answer, clauses: list[str]) -> None:
    sent = plain("DELETE", ONE.replace("{proxySessionId}", "s1"))
    assert failing("DeleteProxySession", sent, came, BOUND) == clauses


def test_a_body_that_nobody_asked_for_is_left_open() -> None:
    sent = Request(method="DELETE", path=ONE, headers=(ACCEPT,), body=b"{}")
    expectation = oracle("DeleteProxySession").expect(sent)
    assert (expectation.unspecified, expectation.allows(204), expectation.allows(400)) == (
        frozenset({"unexpected-body"}),
        True,
        True,
    )


@pytest.mark.parametrize(
    ("members", "came", "clauses"),
    [
        ({}, {}, []),
        ({"FallBackPhoneNumber": "12065550100"}, {"FallBackPhoneNumber": "+12065550100"}, []),
        ({"FallBackPhoneNumber": "+12065550100"}, {"FallBackPhoneNumber": "12065550100"}, ["FallBackPhoneNumber.echo"]),
        ({"Disabled": True}, {"Disabled": False}, ["Disabled.echo"]),
        ({}, {"DefaultSessionExpiryMinutes": 61}, ["DefaultSessionExpiryMinutes.echo"]),
        ({}, {"PhoneNumberCountries": ["CA"]}, ["PhoneNumberCountries.echo"]),
    ],
)
def test_a_configuration_comes_back_as_given(members: dict[str, Any], came: dict[str, Any], clauses: list[str]) -> None:
    sent = Request(method="PUT", path=PROXY).with_json(CONFIGURATION | members)
    shown = {"DefaultSessionExpiryMinutes": 60, "PhoneNumberCountries": ["US"]} | came
    found = failing("PutVoiceConnectorProxy", sent, answer(200, {"Proxy": shown}))
    assert found == [f"response.body.Proxy.{clause}" for clause in clauses]


@pytest.mark.parametrize(("method", "path"), [("GET", SESSIONS), ("DELETE", ONE), ("PUT", PROXY)])
def test_what_another_operation_documents_is_no_wrong_method_or_path(method: str, path: str) -> None:
    expectation = oracle("CreateProxySession").expect(plain(method, path))
    assert (set(expectation.unspecified), expectation.breaches) == ({"other-operation"}, ())


@pytest.mark.parametrize(
    ("value", "clause"),
    [
        ("(913) 555-0199", "Participants.items.ProxyPhoneNumber.pattern"),
        ("+19135550199", None),
    ],
)
def test_a_proxy_number_is_a_phone_number(value: str, clause: str | None) -> None:
    participants = [{**item, "ProxyPhoneNumber": value} for item in SESSION["Participants"]]
    sent = plain("GET", ONE.replace("{proxySessionId}", "s1"))
    came = answer(200, {"ProxySession": SESSION | {"Participants": participants}})
    expected = [] if clause is None else [f"response.body.ProxySession.{clause}"]
    assert failing("GetProxySession", sent, came, BOUND) == expected
