"""What a target accepted although it is wrong shows in its lists, and that is no second deviation."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace

import pytest

from conformance.engine.stages.judging import Judge, Planted
from conformance.oracle.expectation import Breach, Expectation
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.clause import Level
from spec.clauses.status import Status
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from strategies.request import Case, Request

FAMILY = "chime-sdk-voice-2022-08-03"
STRANGE = "/voice-connectors/abcdef1ghij2klmno3pqr4/proxy-sessions/strange"
LIST, UPDATE = "ListChannelGroups", "UpdateChannelGroup"
_JSON = ("Content-Type", "application/json")
_NAMELESS = {"Items": [{"Arn": "arn", "CreatedAt": 1, "ModifiedAt": 1}]}


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("contract")
    derivation, sources = derived(service_name="mediapackagev2", operations=("CreateChannelGroup", LIST, UPDATE))
    write(folder, contents(derivation, sources, "groups").files)
    return str(folder)


def _seen(judge: Judge, method: str, sent: object, answered: object, path: str = "/channelGroup") -> list[str]:
    """The clauses that fail by an accepted request."""
    clause = judge.oracle.operation.success
    body = b"" if sent is None else json.dumps(sent).encode()
    request = Request(method=method, path=path, headers=(("Accept", "application/json"), _JSON), body=body)
    answer = Answer(status=200, headers=(_JSON,), body=json.dumps(answered).encode())
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    found = judge.judge(Exchange(case=case, request=request, outcome=answer, started_at=0, elapsed=0))
    return [item.clause for item in found if item.status is Status.FAIL]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ({}, []),
        ({"ChannelGroupName": None}, []),
        ({"ChannelGroupName": 7}, []),
        ({"ChannelGroupName": "a"}, [f"{LIST}.response.body.Items.items.ChannelGroupName.required"]),
    ],
)
def test_what_was_accepted_without_a_member_may_be_listed_without_it(
    groups: str, made: object, expected: list[str]
) -> None:
    planted = Planted()
    creates, lists = (
        Judge(Oracle.of(groups, operation=name), planted=planted) for name in ("CreateChannelGroup", LIST)
    )
    _seen(creates, "POST", made, {})
    assert _seen(lists, "GET", None, _NAMELESS) == expected


@pytest.mark.parametrize(("description", "expected"), [(7, []), ("d", [f"{UPDATE}.response.body.Description.type"])])
def test_what_an_update_was_accepted_with_may_stand_in_later_answers(
    groups: str, description: object, expected: list[str]
) -> None:
    judge, path = Judge(Oracle.of(groups, {"ChannelGroupName": "a"}, operation=UPDATE)), "/channelGroup/a"
    shown = {"ChannelGroupName": "a", "Arn": "arn", "EgressDomain": "d", "CreatedAt": 1, "ModifiedAt": 1}
    _seen(judge, "PUT", {"Description": description}, shown | {"Description": description}, path)
    assert _seen(judge, "PUT", {}, shown | {"Description": 7}, path) == expected


def test_the_answer_to_a_creation_shows_nothing_of_an_earlier_one(groups: str) -> None:
    judge = Judge(Oracle.of(groups, operation="CreateChannelGroup"))
    shown = {"ChannelGroupName": "a", "Arn": "arn", "EgressDomain": "d", "CreatedAt": 1, "ModifiedAt": 1}
    _seen(judge, "POST", {"ChannelGroupName": "a", "Description": 7}, shown)
    wrong = _seen(judge, "POST", {"ChannelGroupName": "b", "Description": "d"}, shown | {"Description": 7})
    assert "CreateChannelGroup.response.body.Description.type" in wrong


def test_another_member_of_the_same_name_has_a_cause_of_its_own(groups: str) -> None:
    planted, operation = Planted(), Oracle.of(groups, operation=LIST).operation
    breach = Breach(clause="Make.request.body.filter.Name.type", level=Level.MUST, detail="")
    planted.note(Expectation(success=200, allowed=frozenset(), breaches=(breach,)), operation)
    shown = [
        planted.behind(f"Make.response.body.{member}.type", operation)
        for member in ("filter.Name", "owner.Name", "Name")
    ]
    assert [cause is not None for cause in shown] == [True, False, True]


def _used(name: str, planted: Planted, method: str, answer: Answer, identity: str = "strange") -> list[str]:
    """The clauses that fail where a session that nobody made is used."""
    judge = Judge(Oracle.of(FAMILY, operation=name), planted=planted)
    judge.responses.accepted = True
    path = STRANGE.replace("strange", identity)
    body = b'{"Capabilities": ["SMS"]}' if method == "POST" else b""
    request = Request(method=method, path=path, headers=(("Accept", "application/json"), _JSON), body=body)
    case = Case(id="case", clause=judge.oracle.operation.missing, request=request)
    found = judge.judge(Exchange(case=case, request=request, outcome=answer, started_at=0, elapsed=0))
    return [item.clause for item in found if item.status is Status.FAIL]


@pytest.mark.parametrize(
    ("shown", "identity", "failing"),
    [("strange", "strange", []), ("strange", "another", ["DeleteProxySession.error.NotFoundException.status"])],
)
def test_what_an_update_made_may_be_deleted(shown: str, identity: str, failing: list[str]) -> None:
    planted = Planted()
    body = json.dumps({"ProxySession": {"ProxySessionId": shown}}).encode()
    updated = Answer(status=201, headers=(_JSON,), body=body)
    assert "UpdateProxySession.error.NotFoundException.status" in _used("UpdateProxySession", planted, "POST", updated)
    assert _used("DeleteProxySession", planted, "DELETE", Answer(status=204), identity) == failing


def test_what_an_update_made_tells_nothing_of_a_clause_that_binds_more() -> None:
    planted, oracle = Planted(), Oracle.of(FAMILY, operation="UpdateProxySession")
    weaker = copy(oracle)
    missing = oracle.operation.missing
    clauses = {**oracle.catalogue.clauses, missing: replace(oracle.catalogue[missing], level=Level.SHOULD)}
    weaker.catalogue = replace(oracle.catalogue, clauses=clauses)
    request = Request(method="POST", path=STRANGE, headers=(_JSON,), body=b'{"Capabilities": ["SMS"]}')
    body = json.dumps({"ProxySession": {"ProxySessionId": "strange"}}).encode()
    answer = Answer(status=201, headers=(_JSON,), body=body)
    exchange = Exchange(
        case=Case(id="case", clause=missing, request=request), request=request, outcome=answer, started_at=0, elapsed=0
    )
    planted.note_raised(exchange, oracle.expect(request), weaker)
    deletion = Oracle.of(FAMILY, operation="DeleteProxySession")
    clause = deletion.catalogue[deletion.operation.missing]
    told = [planted.raised(exchange, replace(clause, level=level)) for level in (Level.MUST, Level.SHOULD)]
    assert told == [None, missing]
