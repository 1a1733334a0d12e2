"""Judges what is read: a resource shows what was given, its own values only, and the same as before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.members import told, unset
from conformance.oracle.expectation import REFUSALS
from conformance.oracle.judgement import failed, passed, pointer_to
from conformance.oracle.lifecycle import other_parent
from conformance.oracle.lifecycle.model import Path, Resource
from conformance.oracle.lifecycle.shape import keeps_inside, moves, shapeless, touching
from conformance.oracle.lifecycle.standing import Standing, identity
from conformance.oracle.lifecycle.state import Judgements, State, differing, gone, succeeded
from conformance.wire.exchange import Answer
from spec.clauses.clause import Clause
from spec.relations.expressions import ABSENT, find
from strategies.sequences.moves import Move

_NONE: Mapping[str, Any] = {}


def read(state: State, move: Move, answer: Answer) -> Judgements:
    """Every clause that reading a resource decides."""
    resource = state.resources[move.resource]
    shown = state.standing[move.operation].resource(parse(answer).document) if succeeded(answer) else None
    if move.parent != resource.parent:
        yield from other_parent.read(state, move, answer, shown)
    elif not resource.exists:
        yield from gone(state, move, answer, shown)
    elif answer.status in REFUSALS:
        yield from _lost(state, move, resource, answer)
    elif shown is not None:
        yield from _shown(state, move, answer, shown)


def _lost(state: State, move: Move, resource: Resource, answer: Answer) -> Judgements:
    """A resource that must be there is refused."""
    found = resource.read or any(wanted.read for wanted in resource.wanted.values())
    deleted = state.after_deletion() if state.deletions > resource.deletions else None
    blamed = (other_parent.blamed(state, resource) or deleted) if found else None
    clause = blamed or state.clause(move.operation, "read-back")
    if clause is not None:
        yield failed(clause.id, "the resource, which was not deleted", str(answer.status))
    # Whatever comes later has not lost it.
    resource.read, resource.wanted = False, {name: replace(kept, read=False) for name, kept in resource.wanted.items()}
    other_parent.looked_at(resource, None)


def _shown(state: State, move: Move, answer: Answer, shown: dict[str, Any]) -> Judgements:
    resource, where = state.resources[move.resource], state.standing[move.operation]
    other = identity(state.life, shown)
    apart = state.clause(move.operation, "apart")
    if apart is not None and other != resource.identity and other in _identities(state):
        yield failed(apart.id, f"the resource {told(resource.identity)}", told(other), "/")
        return
    wrong = differing(resource, shown)
    formless = shapeless(state.oracles[move.operation], where, [parse(answer).document])
    for path, wanted in wrong.items():
        said = touching(path, formless)
        clause = _blamed(state, move, resource, path, find(shown, path))
        if said is not None:
            yield said
        elif clause is not None:
            pointer = pointer_to((*where.steps, *path))
            yield failed(clause.id, f"{path[-1]} {told(wanted.value)}", told(find(shown, path)), pointer)
    if not wrong:
        yield from _confirmed(state, move, resource)
    yield from _stable(state, move, resource, shown, where)
    resource.wanted = {path: replace(wanted, read=path not in wrong) for path, wanted in resource.wanted.items()}
    resource.read, resource.seen, resource.deletions = not wrong, shown, state.deletions
    other_parent.looked_at(resource, shown)


def _identities(state: State) -> set[str | None]:
    return {resource.identity for resource in state.resources.values()} if state.life.identity else set()


def _blamed(state: State, move: Move, resource: Resource, path: Path, actual: Any) -> Clause | None:
    """The clause that a wrong member is put down to; None where it may never have been right.

    A member that no read has shown since it was given has been lost by nobody who came later.
    """
    wanted = resource.wanted[path]
    update = state.life.operation("update")
    foreign = other_parent.blamed(state, resource)
    if foreign is not None and wanted.read:
        return foreign
    if wanted.by_update and update is not None:
        return state.clause(update.name, "updated")
    for other in state.resources.values():
        theirs = other.wanted.get(path)
        if other is not resource and theirs and theirs.value != wanted.value and theirs.holds(actual):
            return state.clause(move.operation, "apart") or state.clause(move.operation, "read-back")
    if resource.updates and update is not None:
        return state.clause(update.name, "kept") if wanted.read else None
    return state.clause(move.operation, "read-back")


def _confirmed(state: State, move: Move, resource: Resource) -> Judgements:
    """The resource is shown as it must be: what that says of the clauses."""
    checks = [(move.operation, "read-back")]
    if len(state.resources) > 1:
        checks.append((move.operation, "apart"))
    update, delete = state.life.operation("update"), state.life.operation("delete")
    if resource.updates and update is not None:
        checks.append((update.name, "updated"))
        if any(not wanted.by_update for wanted in resource.wanted.values()):
            checks.append((update.name, "kept"))
    if state.deletions and delete is not None:
        checks.append((delete.name, "others-kept"))
    checks += other_parent.confirmed(resource)
    yield from state.passes(checks)


def _stable(state: State, move: Move, resource: Resource, shown: Mapping[str, Any], where: Standing) -> Judgements:
    """What is read is as it was created, then as it was read. Times, states and what was not set before may move."""
    clause = state.clause(move.operation, "stable")
    # What a creation answers of parts that a request gave is shown as well when it is read for the first time.
    first = resource.seen is None and not resource.updates
    seen = (
        {name: value for name, value in resource.shown.items() if (name,) in resource.wanted}
        if first
        else resource.seen
    )
    if clause is None or seen is None:
        return
    schema, constant = _schema(state, move.operation, where), state.constant
    for name, before in seen.items():
        after = shown.get(name, ABSENT)
        own = schema.get(name, _NONE)
        if (name,) in resource.wanted:
            same = keeps_inside(own, before, after)
        else:
            same = (moves(name, own) and name not in constant) or unset(before) or before == after
        if not same:
            pointer = pointer_to((*where.steps, name))
            since = f"as {state.life.creator.name} answered it" if first else "as it was read before"
            yield failed(clause.id, f"{name} {told(before)}, {since}", told(after), pointer)
            return
    yield passed(clause.id)


def _schema(state: State, operation: str, where: Standing) -> Mapping[str, Any]:
    schema = state.oracles[operation].operation.response_schema
    for step in where.steps:
        schema = schema.get("properties", {}).get(step, {})
    properties: Mapping[str, Any] = schema.get("properties", {})
    return properties
