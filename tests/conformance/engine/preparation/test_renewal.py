"""Each request of a run has fresh values of its own, and what it was sent with is what is judged."""

from __future__ import annotations

import json

import pytest

from conformance.engine.preparation.renewal import Renewal
from conformance.engine.settings import Settings
from conformance.oracle.answer.refusals import says_taken
from conformance.wire.exchange import Answer, Exchange
from spec.operation import Operation
from strategies.request import Case, Request

DOCUMENT = {"openapi": "3.1.0", "paths": {}}
DEFINITION = {
    "parameters": [
        {
            "name": "thing",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "maxLength": 20, "x-fresh": True},
        }
    ],
    "responses": {"200": {}},
}
CREATE = Operation(
    contract="x",
    name="CreateThing",
    method="POST",
    template="/things/{thing}",
    definition=DEFINITION,
    document=DOCUMENT,
)


def case(operation: str = "CreateThing") -> Case:
    request = Request(method="POST", path="/things/aaaaaaaaaaaa")
    return Case(id="a", clause="c", request=request, operation=operation)


def sent(asked: Case) -> Exchange:
    return Exchange(case=asked, request=asked.request, outcome=Answer(status=200), started_at=0, elapsed=0)


def test_every_request_has_a_name_of_its_own() -> None:
    send = Renewal([CREATE], 0).sending(sent)
    assert len({send(case()).case.request.path for _ in range(500)}) == 500


def test_runs_of_different_seeds_share_no_name() -> None:
    paths = [{Renewal([CREATE], seed).renewed(case()).request.path for _ in range(3)} for seed in (0, 1)]
    assert not paths[0] & paths[1]


def test_an_operation_without_fresh_values_is_sent_as_it_was_planned() -> None:
    asked = case("GetThing")
    assert Renewal([CREATE], 0).renewed(asked) is asked


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(status=409), True),
        (Answer(status=400, headers=(("x-amzn-errortype", "AlreadyExistsException"),)), True),
        (Answer(status=400, headers=(("x-amzn-errortype", "ResourceInUseException"),)), True),
        (Answer(status=400, body=b'{"message": "Group already exists"}'), True),
        (Answer(status=400, body=b'{"message": "The name is in use."}'), True),
        (Answer(status=422, body=b'{"message": "Names are unique."}'), True),
        (Answer(status=400, body=b'{"message": "no such group"}'), False),
        (Answer(status=404, body=b'{"message": "The group does not exist."}'), False),
        (Answer(status=400, body=b'{"message": "[1, 1] has non-unique elements"}'), False),
        (Answer(status=400, body=b'{"message": "wrong in user input"}'), False),
        (Answer(status=400, headers=(("x-amzn-errortype", "LimitExceededException"),)), False),
        (Answer(status=500, body=b'{"message": "already exists"}'), False),
        (Answer(status=400, body=b'{"__type": "InvalidMainUser", "message": "wrong"}'), False),
        (Answer(status=400, body=b'{"message": "The name has been taken."}'), True),
        (Answer(status=400, body=b'{"message": "UNIQUE constraint failed: group.name"}'), True),
        (Answer(status=404, body=b'{"message": "No widget with this id exists"}'), False),
        (Answer(status=404, body=b'{"message": "already gone"}'), False),
        (Answer(status=400, body=b'{"message": "Ensure that the parent exists"}'), False),
        (Answer(status=400, body=b'{"message": "mistaken value"}'), False),
        (Answer(status=400, body=b'{"message": "tags: Duplicate item in list"}'), False),
        (Answer(status=400, body=b'{"message": "value must be one of [UNIQUE, TOTAL]"}'), False),
        (Answer(status=400, body=b'{"message": "action could not be taken"}'), False),
        (Answer(status=400, body=b'{"message": "items must be unique"}'), False),
    ],
)
def test_a_refusal_says_by_status_name_or_words_that_a_name_is_taken(answer: Answer, *, expected: bool) -> None:
    assert says_taken(answer) == expected


@pytest.mark.parametrize(
    ("words", "expected"), [("Group already exists", True), ("Names are unique.", False), ("Duplicate key", False)]
)
def test_words_that_may_be_about_a_list_say_nothing_of_a_wrong_request(words: str, *, expected: bool) -> None:
    answer = Answer(status=400, body=json.dumps({"message": words}).encode())
    assert says_taken(answer, broken=True) == expected


def test_a_run_signs_for_the_service_of_its_contract_unless_told_another() -> None:
    assert Settings().signing_name == "chime"
    assert Settings(service="other").signing_name == "other"
