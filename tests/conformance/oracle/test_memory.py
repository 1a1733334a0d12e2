"""Ids given twice and values that leak from one answer into another, which only several exchanges show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.oracle.judgement import Judgement, failed, passed, undecided
from conformance.oracle.memory import Memory
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status
from spec.contract import EDITIONS
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from strategies.request import Case, Request

UNIQUE = "response.body.ProxySession.ProxySessionId.unique"
ISOLATION = "response.body.ProxySession.isolation"
ORACLE = Oracle.of(EDITIONS[0])
GEO = {"AreaCode": "212", "Country": "US"}


def judged(memory: Memory, given: dict[str, Any], **session: Any) -> list[Judgement]:
    """What a request that sets these members shows with its answer; equal members make identical requests."""
    memory.asked(given)
    return list(memory.judge(json.dumps(given), given, {"ProxySession": session}))


def failures(memory: Memory, given: dict[str, Any], **session: Any) -> list[Judgement]:
    return [judgement for judgement in judged(memory, given, **session) if judgement.status is Status.FAIL]


def test_an_id_is_new_once() -> None:
    memory = Memory(ORACLE)
    assert failures(memory, {}, ProxySessionId="a") == []
    assert passed(UNIQUE) in judged(memory, {}, ProxySessionId="b")
    (failure,) = failures(memory, {}, ProxySessionId="a")
    assert failure == failed(UNIQUE, "an id that was not given before", '"a"', "/ProxySession/ProxySessionId")


def test_an_id_that_was_given_before_is_told_with_the_answer_that_gave_it() -> None:
    memory = Memory(ORACLE)
    for case in ("first", "second"):
        found = list(memory.judge(case, {}, {"ProxySession": {"ProxySessionId": "a"}}, case=case))
    assert found[0].actual == '"a", as in the answer to first'


def test_identical_requests_do_not_show_that_a_target_gives_one_answer_to_all() -> None:
    memory = Memory(ORACLE)
    for _ in range(3):
        judged(memory, {"Name": "a"}, ProxySessionId="a", Name="a")
    assert not memory.canned


@pytest.mark.parametrize("identity", [None, 1, ["a"], {}])
def test_what_is_no_id_is_not_unique_or_repeated(identity: Any) -> None:
    memory = Memory(ORACLE)
    for _ in range(2):
        judgements = judged(memory, {}, ProxySessionId=identity)
        assert UNIQUE not in {judgement.clause for judgement in judgements}


@pytest.mark.parametrize(
    ("sessions", "canned"),
    [
        ([], False),
        ([{"ProxySessionId": "a"}], False),
        ([{"ProxySessionId": "a"}, {"ProxySessionId": "a"}], True),
        ([{"ProxySessionId": "a", "CreatedTimestamp": 1}, {"ProxySessionId": "a", "CreatedTimestamp": 2}], True),
        ([{}, {}], True),
        ([{"ProxySessionId": "a"}, {"ProxySessionId": "b"}, {"ProxySessionId": "a"}], False),
        ([{"ProxySessionId": "", "Name": "a"}, {"ProxySessionId": "", "Name": "b"}], False),
        ([{"ProxySessionId": "a"}, {"ProxySessionId": None}], False),
    ],
)
def test_one_session_for_every_request_is_canned(sessions: list[dict[str, Any]], *, canned: bool) -> None:
    memory = Memory(ORACLE)
    for number, session in enumerate(sessions):
        judged(memory, {"Name": str(number)}, **session)
    assert memory.canned is canned


def test_an_id_of_the_path_that_comes_back_is_no_canned_answer(tmp_path: Path) -> None:
    derivation, sources = derived(service_name="devops-agent", operations=["EnableOperatorApp"])
    write(tmp_path, contents(derivation, sources, "agents").files)
    memory = Memory(Oracle.of(str(tmp_path)))
    for number in range(2):
        list(memory.judge(str(number), {"authFlow": str(number)}, {"agentSpaceId": "a"}))
    assert not memory.canned


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("ExpiryMinutes", 42),
        ("GeoMatchLevel", "AreaCode"),
        ("GeoMatchParams", GEO),
        ("Name", "a"),
        ("NumberSelectionBehavior", "AvoidSticky"),
    ],
)
def test_a_value_of_an_earlier_request_in_an_answer_to_one_without_it_is_a_leak(member: str, value: Any) -> None:
    memory = Memory(ORACLE)
    assert failures(memory, {}) == []
    assert failures(memory, {member: value}, **{member: value}) == []
    (failure,) = failures(memory, {}, **{member: value})
    assert failure.clause == ISOLATION
    assert failure.expected == f"{member} not set, as in the answer to an identical request"
    assert failure.actual == f"{json.dumps(value)}, which an earlier request gave"
    assert failure.pointer == f"/ProxySession/{member}"
    assert memory.suspicious(failure)
    if member == "ExpiryMinutes":  # a number may be there by chance, once
        assert not memory.upholds(failure)
        failures(memory, {member: 7}, **{member: 7})
        assert len(failures(memory, {}, **{member: 7})) == 1
    assert memory.upholds(failure)


@pytest.mark.parametrize(("first", "second"), [(42, 7), (-5, -7)])
def test_a_number_may_be_there_by_chance_but_not_two(first: int, second: int) -> None:
    memory = Memory(ORACLE)
    failures(memory, {})
    for value in (first, second):
        failures(memory, {"ExpiryMinutes": value}, ExpiryMinutes=value)
    (failure,) = failures(memory, {}, ExpiryMinutes=first)
    assert not memory.upholds(failure)
    failures(memory, {}, ExpiryMinutes=second)
    assert memory.upholds(failure)


def test_a_default_that_changes_by_itself_is_no_leak_where_it_meets_one_given_value() -> None:
    memory = Memory(ORACLE)
    failures(memory, {"ExpiryMinutes": 42}, ExpiryMinutes=42)
    found = [failure for value in (44, 43, 42, 41) for failure in failures(memory, {}, ExpiryMinutes=value)]
    assert [memory.upholds(failure) for failure in found] == [False]


def test_what_may_be_refused_need_not_come_back_as_given() -> None:
    memory = Memory(ORACLE)
    failures(memory, {})
    memory.asked({"ExpiryMinutes": 10**30})
    list(memory.judge("huge", {"ExpiryMinutes": 10**30}, {"ProxySession": {"ExpiryMinutes": None}}, valid=False))
    for value in (1, 2):
        failures(memory, {"ExpiryMinutes": value}, ExpiryMinutes=value)
        (leak,) = failures(memory, {}, ExpiryMinutes=value)
    assert memory.upholds(leak)


def test_every_member_that_was_not_given_is_judged() -> None:
    judgements = judged(Memory(ORACLE), {"Name": "a"}, Name="a")
    assert judgements == [passed(ISOLATION)] * 4


def test_the_order_of_an_objects_members_does_not_matter() -> None:
    memory = Memory(ORACLE)
    failures(memory, {})
    failures(memory, {"GeoMatchParams": GEO}, GeoMatchParams=dict(reversed(GEO.items())))
    (failure,) = failures(memory, {}, GeoMatchParams=dict(reversed(GEO.items())))
    assert memory.upholds(failure)


@pytest.mark.parametrize("others", [[], [60, 60]])
def test_a_constant_default_is_no_leak_even_where_a_request_gave_it(others: list[int]) -> None:
    memory = Memory(ORACLE)
    for value in others:
        failures(memory, {}, ExpiryMinutes=value)
    failures(memory, {"ExpiryMinutes": 60}, ExpiryMinutes=60)
    assert failures(memory, {}, ExpiryMinutes=60) == []


def test_an_object_that_no_request_gave_is_no_leak() -> None:
    memory = Memory(ORACLE)
    failures(memory, {})
    failures(memory, {"GeoMatchParams": GEO}, GeoMatchParams=GEO)
    assert failures(memory, {}, GeoMatchParams=GEO | {"Country": "CA"}) == []


def test_a_value_that_no_request_gave_is_no_leak() -> None:
    memory = Memory(ORACLE)
    found = [failures(memory, {}, ExpiryMinutes=value) for value in (None, 60, 61, 62)]
    assert found == [[], [], [], []]


@pytest.mark.parametrize("empty", [None, ""])
def test_a_member_given_as_not_set_is_not_given(empty: Any) -> None:
    memory = Memory(ORACLE)
    failures(memory, {"Name": empty})
    failures(memory, {"Name": "a"}, Name="a")
    assert len(failures(memory, {"Name": empty}, Name="a")) == 1


def test_a_default_that_follows_from_the_request_is_no_leak() -> None:
    memory = Memory(ORACLE)
    failures(memory, {"ExpiryMinutes": 60}, ExpiryMinutes=60)
    failures(memory, {"ExpiryMinutes": 90}, ExpiryMinutes=90)
    for _ in range(2):
        assert failures(memory, {}, ExpiryMinutes=60) == []
        assert failures(memory, {"ExpiryMinutes": None}) == []
        assert failures(memory, {"Name": "a"}, Name="a", ExpiryMinutes=90) == []


def test_a_value_of_a_refused_request_leaks_as_well() -> None:
    memory = Memory(ORACLE)
    failures(memory, {})
    memory.asked({"ExpiryMinutes": 7})
    assert len(failures(memory, {}, ExpiryMinutes=7)) == 1


@pytest.mark.parametrize(("length", "leaks"), [(999, 1), (1000, 0)])
def test_a_very_long_value_is_not_remembered(length: int, leaks: int) -> None:
    memory = Memory(ORACLE)
    failures(memory, {})
    memory.asked({"Name": "a" * length})
    assert len(failures(memory, {}, Name="a" * length)) == leaks


@pytest.mark.parametrize("shown", [None, "", "absent"])
def test_what_comes_back_as_not_set_is_no_leak(shown: Any) -> None:
    memory = Memory(ORACLE)
    failures(memory, {"Name": ""}, Name="")
    failures(memory, {"Name": "a"}, Name="a")
    failures(memory, {}, Name="b")
    assert failures(memory, {}, **({} if shown == "absent" else {"Name": shown})) == []


def test_a_value_must_have_been_given_for_the_same_member() -> None:
    memory = Memory(ORACLE)
    failures(memory, {})
    failures(memory, {"Name": "US"}, Name="US")
    assert failures(memory, {}, GeoMatchLevel="US") == []


def test_a_member_that_comes_back_otherwise_where_it_is_given_leaks_nothing() -> None:
    memory = Memory(ORACLE)
    failures(memory, {})
    failures(memory, {"Name": "a"}, Name="a")
    (leak,) = failures(memory, {}, Name="a")
    assert memory.upholds(leak)
    failures(memory, {"ExpiryMinutes": 1}, ExpiryMinutes=2)
    assert memory.upholds(leak)
    failures(memory, {"Name": "b"}, Name="a")
    assert not memory.upholds(leak)


def test_only_a_failed_isolation_is_looked_at_again() -> None:
    memory = Memory(ORACLE)
    assert memory.suspicious(failed(ISOLATION, "", ""))
    assert not memory.suspicious(passed(ISOLATION))
    assert not memory.suspicious(undecided(ISOLATION, Reason(Why.NO_ANSWER, "")))
    assert not memory.suspicious(failed(UNIQUE, "", ""))


def test_an_identical_request_is_decided_upon_alike() -> None:
    memory = Memory(ORACLE)
    assert memory.decided("a", accepted=True) == passed("response.repeatable")
    assert memory.decided("b", accepted=False) == passed("response.repeatable")
    assert memory.decided("a", accepted=True) == passed("response.repeatable")
    assert memory.decided("a", accepted=False) == failed(
        "response.repeatable", "accepted, as the same request before", "refused"
    )


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    """Of an operation whose requests have names of their own."""
    target = tmp_path_factory.mktemp("contracts") / "appconfig"
    derivation, sources = derived(service_name="appconfig", operations=["CreateApplication"])
    write(target, contents(derivation, sources, "appconfig").files)
    return Oracle.of(str(target))


@pytest.mark.parametrize(
    ("decisions", "failing"), [("yyny", 0), ("nyyy", 0), ("yynn", 1), ("nyny", 1), ("nynyn", 2), ("yyyy", 0)]
)
def test_of_requests_with_names_of_their_own_both_decisions_come_twice(
    named: Oracle, decisions: str, failing: int
) -> None:
    memory = Memory(named)
    found = [memory.decided("a", accepted=decision == "y") for decision in decisions]
    assert len([judgement for judgement in found if judgement.status is Status.FAIL]) == failing


@pytest.mark.parametrize(("status", "decides"), [(400, 1), (409, 0)])
def test_a_name_that_was_taken_decides_nothing(named: Oracle, status: int, decides: int) -> None:
    request = Request(path="/applications", body=b'{"Name":"a"}')
    case = Case(id=f"{named.operation.success}/case", clause=named.operation.success, request=request)
    answer = Answer(status=status, body=b"{}")
    exchange = Exchange(case=case, request=request, outcome=answer, started_at=0, elapsed=0)
    found = [judgement.clause for judgement in Memory(named).see(exchange, named.expect(request))]
    assert found.count("response.repeatable") + found.count("CreateApplication.response.repeatable") == decides


def test_that_a_deletion_is_refused_the_second_time_is_said_of_no_clause() -> None:
    oracle = Oracle.of("chime-sdk-voice-2022-08-03", operation="DeleteProxySession")
    memory, request = Memory(oracle), Request(method="DELETE", path="/voice-connectors/a/proxy-sessions/b")
    case = Case(id="case", clause=oracle.operation.missing, request=request)
    for status in (204, 404):
        exchange = Exchange(case=case, request=request, outcome=Answer(status=status), started_at=0, elapsed=0)
        assert list(memory.see(exchange, oracle.expect(request))) == []
