"""What one answer within the life of a resource decides, beside those before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.oracle.judgement import Judgement
from conformance.oracle.lifecycle.judging import Lifecycle
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.catalogue import catalogue
from spec.clauses.lifecycle import lives
from spec.clauses.status import Status
from spec.contract import load
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from strategies.request import Case
from strategies.sequences.moves import Move, Moves

_HEADERS = (("Content-Type", "application/json"),)


def contract_of(folder: Path, service: str, names: tuple[str, ...]) -> str:
    derivation, sources = derived(service_name=service, operations=names)
    write(folder, contents(derivation, sources, service).files)
    return str(folder)


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A contract whose creation takes an id of the caller's choice, and documents no conflict."""
    names = ("CreateChannel", "DescribeChannel", "DeleteChannel")
    return contract_of(tmp_path_factory.mktemp("channels"), "mediapackage", names)


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A contract whose update is a PUT."""
    names = ("CreateChannel", "DescribeChannel", "UpdateChannel")
    return contract_of(tmp_path_factory.mktemp("replaced"), "mediapackage", names)


@pytest.fixture(scope="module")
def detectors(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A contract whose creation is answered with an id, and documents no conflict."""
    names = ("CreateDetector", "GetDetector", "DeleteDetector")
    return contract_of(tmp_path_factory.mktemp("detectors"), "guardduty", names)


def life_of(contract: str) -> tuple[Lifecycle, Moves]:
    operations = load(contract).operations
    oracles = {name: Oracle.of(contract, operation=name) for name in operations}
    (life,) = lives(operations)
    return Lifecycle(life, oracles, catalogue(contract, tuple(operations))), Moves(life, {})


def answered(life: Lifecycle, move: Move, status: int, document: Any = None) -> list[Judgement]:
    case = Case(id=f"{move.operation}/case", clause="", request=move.request, operation=move.operation)
    body = b"" if document is None else json.dumps(document).encode()
    answer = Answer(status=status, headers=_HEADERS, body=body)
    return life.judge(move, [Exchange(case=case, request=move.request, outcome=answer, started_at=0, elapsed=0)])


def failing(judgements: list[Judgement]) -> list[str]:
    return [judgement.clause for judgement in judgements if judgement.status is Status.FAIL]


def passing(judgements: list[Judgement]) -> list[str]:
    return [judgement.clause for judgement in judgements if judgement.status is Status.PASS]


@pytest.mark.parametrize("status", [400, 409, 422])
@pytest.mark.parametrize("words", ["Channel with this id already exists", "Duplicate id", ""])
def test_an_id_that_the_caller_chose_may_be_taken_once_only(channels: str, status: int, words: str) -> None:
    life, moves = life_of(channels)
    first, second = moves.create(0, 1), moves.create(1, 1)
    answered(life, first, 200, json.loads(first.request.body))
    assert failing(answered(life, second, status, {"message": words})) == []


def test_an_id_that_the_caller_chose_may_be_chosen_again_after_a_deletion(channels: str) -> None:
    life, moves = life_of(channels)
    made, (delete,), again = moves.create(0, 1), moves.delete(0), moves.create(1, 1)
    answered(life, made, 200, json.loads(made.request.body))
    answered(life, delete, 202, {})
    assert failing(answered(life, again, 200, json.loads(again.request.body))) == []


@pytest.mark.parametrize("left", [{}, {"tags": {"0text": "0text"}}])
def test_a_put_takes_effect_whether_or_not_it_replaces_all_that_was_there(replaced: str, left: Any) -> None:
    life, moves = life_of(replaced)
    made, (update,), (read,) = moves.create(0, 1), moves.update(0, 1), moves.read(0)
    whole = json.loads(made.request.body)
    shown = {"id": whole["id"], **json.loads(update.request.body)}
    answered(life, made, 200, whole)
    answered(life, update, 200, shown)
    assert "UpdateChannel.lifecycle.changes" in passing(answered(life, read, 200, shown | left))


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [
        (409, {}, []),
        (400, {"message": "a detector already exists for the current account"}, []),
        (400, {"__type": "LimitExceededException"}, []),
        (400, {"message": "enable must be a boolean"}, ["CreateDetector.response.status.200"]),
        (400, {}, ["CreateDetector.response.status.200"]),
    ],
)
def test_where_no_conflict_is_documented_a_refusal_may_say_that_something_is_taken(
    detectors: str, status: int, answer: Any, expected: list[str]
) -> None:
    life, moves = life_of(detectors)
    first, second = moves.create(0, 1), moves.create(1, 1)
    answered(life, first, 200, {"detectorId": "detector-1"})
    assert failing(answered(life, second, status, answer)) == expected


@pytest.fixture(scope="module")
def mappings(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A contract whose resource has a state in free text."""
    names = ("CreateEventSourceMapping", "GetEventSourceMapping", "DeleteEventSourceMapping")
    return contract_of(tmp_path_factory.mktemp("mappings"), "lambda", names)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({"State": "Enabled"}, []),
        ({"StateTransitionReason": "Done"}, []),
        ({"LastProcessingResult": "OK"}, []),
        ({"FunctionArn": "other"}, ["GetEventSourceMapping.lifecycle.stable"]),
    ],
)
def test_a_state_moves_by_itself_although_no_source_lists_its_values(
    mappings: str, later: Any, expected: list[str]
) -> None:
    life, moves = life_of(mappings)
    made, (read,) = moves.create(0), moves.read(0)
    shown = {**json.loads(made.request.body), "UUID": "mapping-1", "State": "Creating", "FunctionArn": "arn"}
    shown |= {"StateTransitionReason": "User action", "LastProcessingResult": "No records processed"}
    answered(life, made, 202, shown)
    answered(life, read, 200, shown)
    assert failing(answered(life, read, 200, {**shown, **later})) == expected
