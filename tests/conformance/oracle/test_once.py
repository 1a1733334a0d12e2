"""What is wrong with many objects of an answer for one reason is told once, and soon."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

import pytest

from conformance.oracle.answer.members import at_or_below
from conformance.oracle.judgement import Judgement
from conformance.oracle.long_lists import ITEMS
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer
from spec.clauses.status import Status
from spec.contract import load
from strategies.controls import controls

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


def test_a_list_of_sixteen_times_the_length_does_not_take_its_square(oracle: Oracle) -> None:
    little = seconds(oracle, LITTLE)
    assert seconds(oracle, 16 * LITTLE) <= 64 * little


def test_what_is_at_a_place_or_below_it_is_found() -> None:
    places = sorted(["/a", "/a/b", "/a/b/c", "/a!", "/a0", "/ab", "/b"])
    assert list(at_or_below(places, "/a")) == ["/a", "/a/b", "/a/b/c"]


def test_below_a_place_where_nothing_is_said_something_may_be() -> None:
    assert list(at_or_below(["/a!", "/a/b", "/b"], "/a")) == ["/a/b"]
