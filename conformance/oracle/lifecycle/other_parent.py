"""Judges moves that reach for a resource under another parent than its own: it is not found there.

What a request under the other parent is answered decides only where it shows the resource. Whether an update or a
deletion has taken effect is seen afterwards, where the resource is: an answer of success may just be lenient.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.oracle.expectation import REFUSALS
from conformance.oracle.judgement import failed, passed
from conformance.oracle.lifecycle.model import Resource
from conformance.oracle.lifecycle.standing import identity
from conformance.oracle.lifecycle.state import Judgements, State, broken, differing
from conformance.wire.exchange import Answer
from spec.clauses.clause import Clause
from strategies.sequences.moves import Move

CHECK = "foreign"
_REFUSAL = "a refusal, because it belongs to another parent"


def read(state: State, move: Move, answer: Answer, shown: Mapping[str, Any] | None) -> Judgements:
    """A resource is read under another parent."""
    yield from broken(state.oracles[move.operation].operation, answer, _REFUSAL)
    resource, clause = state.resources[move.resource], state.clause(move.operation, CHECK)
    if clause is None:
        return
    if answer.status in REFUSALS:
        yield passed(clause.id)
    elif shown is not None and identity(state.life, shown) == resource.identity:
        yield failed(clause.id, _REFUSAL, f"{answer.status}: it is shown")


def changed(state: State, move: Move, answer: Answer) -> Judgements:
    """A resource was updated or deleted under another parent: the next look at it tells whether that had an effect.

    So it is after an error of the server as well, which fails a clause of its own.
    """
    yield from broken(state.oracles[move.operation].operation, answer, _REFUSAL)
    resource = state.resources[move.resource]
    resource.foreign, resource.seen = move.operation, None


def blamed(state: State, resource: Resource) -> Clause | None:
    """The clause that is to blame where what a resource showed is gone since a request under another parent."""
    return state.clause(resource.foreign, CHECK) if resource.foreign else None


def confirmed(resource: Resource) -> list[tuple[str, str]]:
    """The check that holds where a resource is what it must be after a request under another parent."""
    return [(resource.foreign, CHECK)] if resource.foreign else []


def looked_at(resource: Resource, shown: Mapping[str, Any] | None) -> None:
    """A resource was looked at after a request under another parent: what that has changed is not blamed again."""
    if resource.foreign and shown is None:
        resource.exists = False
    elif resource.foreign and shown is not None:
        wrong = differing(resource, shown)
        resource.wanted = {path: wanted for path, wanted in resource.wanted.items() if path not in wrong}
    resource.foreign = ""
