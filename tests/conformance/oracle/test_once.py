"""What is wrong with many objects of an answer for one reason is told once, and soon."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

import pytest

from conformance.oracle.answer import once
from conformance.oracle.answer.echoes import EchoRules
from conformance.oracle.answer.members import at_or_below, instances, unset
from conformance.oracle.answer.once import Once
from conformance.oracle.judgement import Judgement, failed, follows, undecided
from conformance.oracle.long_lists import ITEMS
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer
from spec.clauses.clause import Level
from spec.clauses.clause_ids import VALUES
from spec.clauses.status import Status
from spec.contract import load
from strategies.controls import controls
from tests.strategies.shapes import shaped

GIVEN = {"voiceConnectorId": "abc"}
OPERATION = load("chime-sdk-voice-2022-08-03").operations["ListProxySessions"]
LITTLE = 150


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(load(OPERATION.contract), OPERATION, GIVEN)


def judged(oracle: Oracle, sessions: Iterable[Any]) -> list[Judgement]:
    """The judgements on a list of sessions."""
    expectation = oracle.expect(controls(OPERATION, GIVEN)[0].request)
    body = json.dumps({"ProxySessions": list(sessions)}).encode()
    answer = Answer(status=200, headers=(("Content-Type", "application/json"),), body=body)
    return list(oracle.answers.judge(expectation, answer, 0))


def failing(judgements: Iterable[Judgement]) -> dict[str, str]:
    """The failing clauses, each with the place where it fails."""
    found = [judgement for judgement in judgements if judgement.status is Status.FAIL]
    return {OPERATION.local(judgement.clause): judgement.pointer for judgement in found}


def seconds(oracle: Oracle, count: int) -> float:
    """The least of three times that this thread computed: what else the machine does is not counted."""
    taken = []
    for _ in range(3):
        begin = time.thread_time()
        judged(oracle, [{}] * count)
        taken.append(time.thread_time() - begin)
    return min(taken)


@pytest.mark.parametrize("count", [1, 3, ITEMS + 5])
def test_sessions_without_their_members_are_one_finding_however_many_there_are(oracle: Oracle, count: int) -> None:
    assert failing(judged(oracle, [{}] * count)).keys() == {"response.body.ProxySessions.items.type"}


@pytest.mark.parametrize(
    ("pointer", "where"), [("/ProxySessions/0", "ProxySessions.0"), ("/ProxySession", "ProxySession"), ("", "the body")]
)
def test_an_object_without_its_members_is_named_and_shown(pointer: str, where: str) -> None:
    found = once._without_members("clause", pointer, {"b": 1})
    assert (found.expected, found.actual, found.pointer) == (
        f"{where} is an object with the documented members",
        f'{where} has none of its documented members: {{"b": 1}}',
        pointer or "/",
    )


@pytest.mark.parametrize(
    ("own", "inside", "speaks"),
    [
        (Level.MUST, [Level.MUST], False),
        (Level.MUST, [Level.MUST, Level.SHOULD], True),
        (Level.MUST, [Level.SHOULD, Level.SHOULD], False),
        (Level.SHOULD, [Level.SHOULD, Level.SHOULD], True),
    ],
    ids=["one member alone", "one that must be there", "none that must be there", "no more than they"],
)
def test_an_object_speaks_for_members_that_bind_no_less(own: Level, inside: list[Level], *, speaks: bool) -> None:
    levels = {"object": own} | {str(number): level for number, level in enumerate(inside)}
    rules = Once(OPERATION, EchoRules(OPERATION), levels)
    assert rules._speaks("object", levels.keys() - {"object"}) is speaks


def test_the_entries_of_a_map_are_no_members_that_could_be_lacking() -> None:
    """Its keys are the target's own, beside those that are documented."""
    schema = {"type": "object", "properties": {"A": {"type": "string"}}, "additionalProperties": {"type": "string"}}
    operation = shaped(responses={"200": {"description": "", "content": {"application/json": {"schema": schema}}}})
    assert Once(operation, EchoRules(operation), {})._objects == []


def test_what_follows_from_a_foreign_object_is_open_and_says_from_what(oracle: Oracle) -> None:
    clause = OPERATION.clause_id("response.body.ProxySessions.items.type")
    (told,) = [found for found in judged(oracle, [{"b": 1}]) if found.status is Status.FAIL]
    left = {found.clause: found.reason for found in judged(oracle, [{"b": 1}]) if found.status is Status.INCONCLUSIVE}
    assert told.actual == 'ProxySessions.0 has none of its documented members: {"b": 1}'
    assert left[OPERATION.clause_id("response.body.ProxySessions.items.Status.required")] == follows(clause)


def test_a_value_that_is_wrong_in_form_and_not_what_was_given_fails_one_clause_and_leaves_the_other_open() -> None:
    operation, place = load().operation, "response.body.ProxySession.GeoMatchLevel"
    levels = dict.fromkeys((f"{place}.enum", f"{place}.echo"), Level.MUST)
    form, echo = (failed(clause, "expected", "actual", "/ProxySession/GeoMatchLevel") for clause in levels)
    found = Once(operation, EchoRules(operation), levels).told([form], [echo], {})
    assert list(found) == [form, undecided(f"{place}.echo", follows(f"{place}.enum"))]


def test_a_list_of_sixteen_times_the_length_does_not_take_its_square(oracle: Oracle) -> None:
    little = seconds(oracle, LITTLE)
    assert seconds(oracle, 16 * LITTLE) <= 64 * little


def test_what_is_at_a_place_or_below_it_is_found() -> None:
    places = sorted(["/a", "/a/b", "/a/b/c", "/a!", "/a0", "/ab", "/b"])
    assert list(at_or_below(places, "/a")) == ["/a", "/a/b", "/a/b/c"]


def test_below_a_place_where_nothing_is_said_something_may_be() -> None:
    assert list(at_or_below(["/a!", "/a/b", "/b"], "/a")) == ["/a/b"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"a": {"Name": 1}, "b": {"Name": 2}}, [("/Tags/a/Name", 1), ("/Tags/b/Name", 2)]),
        ({VALUES: {"Name": 1}, "b": {"Name": 2}}, [(f"/Tags/{VALUES}/Name", 1)]),
        ([{"Name": 1}], []),
    ],
    ids=["entries", "a member that is called as the entries are", "no map"],
)
def test_the_entries_of_a_map_are_places(tags: Any, expected: list[tuple[str, int]]) -> None:
    assert list(instances({"Tags": tags}, ("Tags", VALUES, "Name"))) == expected


def test_an_object_is_not_set_where_its_known_members_are_not_however_deep() -> None:
    schema: dict[str, Any] = {"properties": {"A": {"properties": {"B": {}}}}}
    assert [unset({"A": {"B": value}}, schema) for value in (None, 1)] == [True, False]
