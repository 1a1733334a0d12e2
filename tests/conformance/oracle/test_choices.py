"""Members that words make depend on each other excuse a refusal only where the choice among them may be the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.engine.stages.judging import Judge
from conformance.wire.exchange import Exchange
from spec.clauses.status import Status
from strategies.request import Case
from tests.conformance.oracle.derived_contracts import answered, oracle, sent
from tests.conformance.oracle.support import NOW

QUERY = {"Type": "TAG_FILTERS_1_0", "Query": "{}"}
OTHER = {"Type": "TAG_FILTERS_1_0", "Query": "{ }"}
BOTH: dict[str, Any] = {"ResourceQuery": QUERY, "Configuration": [{"Type": "AWS::EC2::HostManagement"}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contracts")


def verdict(
    judge: Judge, document: dict[str, Any], status: int, control: Case | None = None, path: str = "/groups"
) -> tuple[Case, Status]:
    """The case that sends a document, and what its answer says of the operation's acceptance of valid requests."""
    clause = judge.oracle.operation.success
    request = sent(path, document)
    case = Case(id=f"{clause}/{document}", clause=clause, request=request, control=control)
    answer = answered(status, {"Group": {"GroupArn": "a", "Name": "n"}} if status < 300 else {"message": "refused"})
    found = judge.judge(Exchange(case=case, request=request, outcome=answer, started_at=NOW, elapsed=0))
    return case, next(item.status for item in found if item.clause == clause)


@pytest.mark.parametrize(
    ("control", "changed", "accepted", "expected"),
    [
        ({}, {}, 200, Status.FAIL),
        ({}, {}, 400, Status.INCONCLUSIVE),
        (BOTH, BOTH, 200, Status.FAIL),
        ({}, BOTH, 200, Status.INCONCLUSIVE),
        (BOTH, {**BOTH, "ResourceQuery": OTHER}, 200, Status.INCONCLUSIVE),
    ],
)
def test_a_refusal_beside_an_accepted_control_of_the_same_choice_is_not_excused(
    folder: Path, control: dict[str, Any], changed: dict[str, Any], accepted: int, expected: Status
) -> None:
    judge = Judge(oracle(folder, "resource-groups", "CreateGroup"))
    verdict(judge, {"Name": "first"}, 200)
    before, _ = verdict(judge, {"Name": "group", **control}, accepted)
    _, found = verdict(judge, {"Name": "group", "Description": "words", **changed}, 400, before)
    assert found is expected


def test_without_a_control_nothing_says_that_the_choice_is_right(folder: Path) -> None:
    judge = Judge(oracle(folder, "resource-groups", "CreateGroup"))
    verdict(judge, {"Name": "first", "ResourceQuery": QUERY}, 200)
    assert verdict(judge, {"Name": "group"}, 400)[1] is Status.INCONCLUSIVE


@pytest.mark.parametrize(("accepted", "expected"), [(202, Status.FAIL), (400, Status.INCONCLUSIVE)])
def test_what_asks_for_nothing_is_right_where_a_control_that_asks_for_nothing_was_accepted(
    folder: Path, accepted: int, expected: Status
) -> None:
    judge = Judge(oracle(folder, "amp", "CreateWorkspace"))
    path = judge.oracle.operation.template
    verdict(judge, {"alias": "first"}, 202, path=path)
    before, _ = verdict(judge, {}, accepted, path=path)
    assert verdict(judge, {"clientToken": "t"}, 400, before, path=path)[1] is expected
