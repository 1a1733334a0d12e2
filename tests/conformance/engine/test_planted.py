"""What a target accepted although it is wrong shows in its lists, and that is no second deviation."""

from __future__ import annotations

import json

import pytest

from conformance.engine.stages.judging import Judge, Planted
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.status import Status
from spec.derive.contracts import derived
from spec.derive.folder import contents, write
from strategies.request import Case, Request

LIST = "ListChannelGroups"
_JSON = ("Content-Type", "application/json")
_NAMELESS = {"Items": [{"Arn": "arn", "CreatedAt": 1, "ModifiedAt": 1}]}


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("contract")
    derivation, sources = derived(service_name="mediapackagev2", operations=("CreateChannelGroup", LIST))
    write(folder, contents(derivation, sources, "groups").files)
    return str(folder)


def _seen(judge: Judge, method: str, sent: object, answered: object) -> list[str]:
    """The clauses that fail by an accepted request."""
    clause = judge.oracle.operation.success
    body = b"" if sent is None else json.dumps(sent).encode()
    request = Request(method=method, path="/channelGroup", headers=(("Accept", "application/json"), _JSON), body=body)
    answer = Answer(status=200, headers=(_JSON,), body=json.dumps(answered).encode())
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    found = judge.judge(Exchange(case=case, request=request, outcome=answer, started_at=0, elapsed=0))
    return [item.clause for item in found if item.status is Status.FAIL]


@pytest.mark.parametrize(
    ("made", "expected"),
    [({}, []), ({"ChannelGroupName": "a"}, [f"{LIST}.response.body.Items.items.ChannelGroupName.required"])],
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
