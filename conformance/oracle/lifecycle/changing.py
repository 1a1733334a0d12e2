"""Judges what makes, updates and deletes a resource; the model follows what was acknowledged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from conformance.oracle.answer import refusals
from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.members import told
from conformance.oracle.answer.timestamps import parse as instant
from conformance.oracle.judgement import failed, passed, pointer_to
from conformance.oracle.lifecycle import other_parent
from conformance.oracle.lifecycle.model import Held, Path, Resource, Wanted, acknowledged
from conformance.oracle.lifecycle.standing import Standing
from conformance.oracle.lifecycle.state import Judgements, State, gone, succeeded
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.clause import Clause
from spec.names import collides, says_full
from spec.operation import BAD_REQUEST, CONFLICT, UNPROCESSABLE, Operation
from spec.relations.echo import echoes
from spec.relations.expressions import ABSENT, find
from strategies.places import told as told_at
from strategies.request import Request
from strategies.sequences.moves import Move

# How a target refuses what it takes once only.
_ONCE = frozenset({BAD_REQUEST, CONFLICT, UNPROCESSABLE})


def created(state: State, move: Move, exchange: Exchange, answer: Answer) -> Judgements:
    """A resource was made: from now on it must show what was acknowledged, and its id is its own."""
    life, document, request = state.life, parse(answer).document, exchange.case.request
    if not succeeded(answer):
        again = answer.status in _ONCE and (move.parent, request) in state.taken
        if again and not _may_be_taken(state, answer):
            words = f"{life.creator.success_status}, as for the same request before"
            yield failed(life.creator.success, words, told(answer.status))
        return
    state.taken.add((move.parent, request))
    where = state.standing[life.creator.name]
    made = where.resource(document) if life.creator.has_json_response else {}
    own = named(state, request, document)
    if made is None or (life.identity and own is None):
        return
    held = None if own is None or life.chosen else holding(own, exchange)
    if held is not None:
        if held in state.living:
            yield from _given_twice(state, held[0])
            return
        state.living.add(held)
    yield from _unused(state, move, own)
    expectation = state.oracles[life.creator.name].expect(request, exchange.bindings)
    state.resources[move.resource] = Resource(
        parent=move.parent,
        bindings=_ids(state, request, document),
        identity=own,
        wanted=acknowledged(life.creator, where, expectation, made),
        shown=made,
        changed_at=exchange.started_at + exchange.elapsed,
        held=held,
    )


def holding(own: str, exchange: Exchange) -> Held:
    """The id that a creation was answered with, with the ids of what the resource is made in."""
    return own, frozenset(exchange.bindings.items())


def _may_be_taken(state: State, answer: Answer) -> bool:
    """Whether a target may take the same creation once only: for its id, which the caller chose, or as it says.

    Where no source says how a collision is refused, the words of the refusal count as much as a documented error.
    """
    operation = state.life.creator
    if state.life.chosen or collides(operation) or any(map(says_full, operation.errors)):
        return True
    says_so = refusals.says_taken(answer) or refusals.says_full(answer)
    return says_so and state.oracles[operation.name].may_exist


def named(state: State, request: Request, document: Any) -> str | None:
    """The id of a new resource, or None."""
    place = state.life.named
    return None if place is None else told_at(place, state.life.creator, request, document)


def _given_twice(state: State, own: str) -> Judgements:
    """A new resource has the id of one that is there; what is done to the one is done to the other as well."""
    clause = state.unique
    if clause is not None:
        pointer = pointer_to(state.life.identity)
        yield failed(clause.id, "an id of its own", f"{told(own)}, the id of one that is there", pointer)


def _unused(state: State, move: Move, own: str | None) -> Judgements:
    """A new resource has an id that no deleted one of its parent had in the sequence, unless its caller chose it."""
    clause = state.clause(state.life.creator.name, "new-id")
    deleted = {one.identity for one in state.resources.values() if not one.exists and one.parent == move.parent}
    if clause is None or not deleted or state.life.chosen:
        return
    pointer = pointer_to(state.life.identity)
    right, words = own not in deleted, f"{told(own)}, the id of one that was deleted"
    yield passed(clause.id) if right else failed(clause.id, "an id of its own", words, pointer)


def _ids(state: State, request: Request, document: Any) -> dict[str, str]:
    found = {}
    for linked in state.life.others.values():
        for link, _ in linked:
            for name, place in link.created.items():
                value = told_at(place, state.life.creator, request, document)
                if value is not None:
                    found[name] = value
    return found


def updated(state: State, move: Move, exchange: Exchange, answer: Answer) -> Judgements:
    """A resource was updated: what was given is shown from now on, and the rest as before."""
    resource = state.resources[move.resource]
    if move.parent != resource.parent:
        yield from other_parent.changed(state, move, answer)
        return
    if not resource.exists:
        yield from gone(state, move, answer, None)
        return
    if not succeeded(answer):
        return
    oracle, where = state.oracles[move.operation], state.standing[move.operation]
    expectation = oracle.expect(exchange.case.request, exchange.bindings)
    shown = where.resource(parse(answer).document)
    if shown is not None:
        yield from _times(state, move, resource, exchange)
    new = acknowledged(oracle.operation, where, expectation, shown or {}, by_update=True)
    overwritten = _given(oracle.operation, where, expectation.document or {})
    keeping = state.clause(move.operation, "kept")
    # What replaces all that was there (PUT) may leave nothing of it.
    earlier = resource.wanted if keeping is not None else {}
    kept = {path: replace(wanted, by_update=False) for path, wanted in earlier.items() if path[0] not in overwritten}
    resource.wanted = {**kept, **new}
    if shown is not None and keeping is not None:
        yield from _confirmed(state, move, keeping, kept, shown)
    resource.updates += 1
    resource.shown, resource.changed_at = shown or resource.shown, exchange.started_at + exchange.elapsed
    resource.read, resource.seen = False, None


def _confirmed(
    state: State, move: Move, clause: Clause, kept: Mapping[Path, Wanted], shown: Mapping[str, Any]
) -> Judgements:
    """The answer to an update shows the rest of the resource as it was read before."""
    for path, wanted in kept.items():
        actual = find(shown, path)
        if wanted.read and actual is not ABSENT and not wanted.holds(actual):
            pointer = pointer_to((*state.standing[move.operation].steps, *path))
            yield failed(clause.id, f"{path[-1]} {told(wanted.value)}", told(actual), pointer)


def _given(operation: Operation, where: Standing, document: Mapping[str, Any]) -> set[str]:
    """The members that an update gives, under the names that answers have for them."""
    names = {
        path[0]
        for echo in echoes(operation.response_schema)
        if (path := where.within(echo.path)) and echo.source.location == "body" and echo.source.name in document
    }
    return names | set(document)


def _times(state: State, move: Move, resource: Resource, exchange: Exchange) -> Judgements:
    """What an update does to a resource's times."""
    document = parse(exchange.answer).document if exchange.answer else None
    for check in ("moves", "constant"):
        clause = state.clause(move.operation, check)
        if clause is None:
            continue
        path = tuple(clause.arguments["member"].split("."))
        old, new = resource.shown.get(path[-1]), find(document, path)
        before, after = instant(old), instant(new)
        if before is None or after is None or before.zoned != after.zoned:
            continue
        step = max(before.resolution, after.resolution)
        passed_by = timedelta(seconds=exchange.started_at - resource.changed_at)
        moved = after.moment - before.moment
        pointer = pointer_to(path)
        if check == "constant":
            right = abs(moved) < step or moved == timedelta(0)
            yield passed(clause.id) if right else failed(clause.id, told(old), told(new), pointer)
        elif moved < timedelta(0) or (moved == timedelta(0) and passed_by > step):
            yield failed(clause.id, f"later than {told(old)}", told(new), pointer)
        elif moved > timedelta(0):
            yield passed(clause.id)


def deleted(state: State, move: Move, answer: Answer) -> Judgements:
    """A resource was deleted: from now on it is gone, and the others are not."""
    resource = state.resources[move.resource]
    if move.parent != resource.parent:
        yield from other_parent.changed(state, move, answer)
    elif not resource.exists:
        yield from gone(state, move, answer, None)
    elif succeeded(answer):
        resource.exists = False
        state.deletions += 1
    elif resource.held is not None:
        state.living.add(resource.held)
