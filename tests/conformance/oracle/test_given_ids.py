"""Ids that a target gives: each resource has one of its own among those in the same parent, as long as it is there."""

from __future__ import annotations

import json

from conformance.oracle.lifecycle.judging import Lifecycle
from conformance.oracle.lifecycle.model import Held
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.catalogue import catalogue
from spec.clauses.lifecycle import lives
from spec.clauses.status import Status
from strategies.request import Case
from strategies.sequences.moves import Moves
from tests.conformance.engine.sequences.playing import CONTRACT, NAMES, ORACLES

(LIFE,) = (life for life in lives(CONTRACT.operations, ORACLES) if life.creator.name == "CreateProxySession")
MOVES = Moves(LIFE, {})
UNIQUE = "response.body.ProxySession.ProxySessionId.unique"


def client(living: set[Held | None]) -> Lifecycle:
    """One of those who make resources at the same time."""
    return Lifecycle(LIFE, ORACLES, catalogue(CONTRACT.name, NAMES), living)


def given_twice(life: Lifecycle, parent: str) -> bool:
    """Whether the next resource in a parent, which gets the id 1, is told as one whose id another one has."""
    move = MOVES.create(0)
    answer = Answer(
        status=201,
        headers=(("Content-Type", "application/json"),),
        body=json.dumps({"ProxySession": {"ProxySessionId": "1"}}).encode(),
    )
    case = Case(id="case", clause="", request=move.request, operation=move.operation)
    made = Exchange(
        case=case, request=move.request, outcome=answer, started_at=0, elapsed=0, bindings={"application": parent}
    )
    found = life.judge(move, [made])
    return any(one.clause.endswith(UNIQUE) and one.status is Status.FAIL for one in found)


def test_ids_may_be_counted_in_each_parent() -> None:
    living: set[Held | None] = set()
    assert [given_twice(client(living), parent) for parent in ("a", "b", "a")] == [False, False, True]


def test_an_id_may_be_given_anew_before_its_deletion_is_answered() -> None:
    living: set[Held | None] = set()
    first, second = client(living), client(living)
    (delete,) = MOVES.delete(0)
    given_twice(first, "a")
    first.begin(delete)
    assert not given_twice(second, "a")
