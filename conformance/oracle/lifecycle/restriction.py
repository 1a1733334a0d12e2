"""Judges lists that a parameter restricts: what has the value that is asked for is in them, each once.

A state may change by itself. A restricted list is judged once a whole list has followed it, by the resources that had
the value in the whole list before and have it in the one after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.oracle.answer.members import told
from conformance.oracle.judgement import failed, passed
from conformance.oracle.lifecycle.model import Resource
from conformance.oracle.lifecycle.standing import identity
from conformance.oracle.lifecycle.state import Asked, Judgements, State
from spec.words import each_of
from strategies.sequences.moves import Move
from strategies.serialisation import segment


def asked(state: State, move: Move) -> Asked | None:
    """What a restricted list asks for; None for a whole list, and where no list has shown the resource's value."""
    resource = state.resources.get(move.resource)
    if move.restricted is None or resource is None:
        return None
    parameter, member = move.restricted
    value = resource.item.get(member)
    if not isinstance(value, str) or not value:
        return None
    return Asked(move.operation, move.parent, parameter, member, value)


def noted(state: State, move: Move, ids: Sequence[str | None]) -> None:
    """A restricted list has been read to its end: it waits for the next whole one."""
    wanted = asked(state, move)
    if wanted is not None:
        state.restricted[wanted] = tuple(ids)


def judged(state: State, move: Move, items: Sequence[Mapping[str, Any]]) -> Judgements:
    """A whole list decides on the restricted ones before it, where it is right itself."""
    clause = state.clause(move.operation, "listed-filtered")
    shown = {identity(state.life, item): item for item in items}
    existing = [one for one in state.resources.values() if one.exists and one.parent == move.parent]
    here = (move.operation, move.parent)
    waiting = {one: ids for one, ids in state.restricted.items() if (one.operation, one.parent) == here}
    for (_, _, parameter, member, value), ids in waiting.items():
        there = [one.identity for one in existing if _has(one, shown.get(one.identity, {}), member, value)]
        wrong = [one for one in there if ids.count(one) != 1]
        if clause is None or not there or not state.unpaged_right:
            continue
        right = f"{each_of(len(there), 'resource')} with the {member} {told(value)} once"
        if wrong:
            many = ids.count(wrong[0])
            found = f"there {many} times" if many else "not there"
            yield failed(clause.id, right, f"{told(wrong[0])} is {found} by {parameter}={segment(value)}", "/")
        else:
            yield passed(clause.id)
    for one in waiting:
        del state.restricted[one]
    for resource in existing:
        resource.item = shown.get(resource.identity, {})


def _has(resource: Resource, item: Mapping[str, Any], member: str, value: str) -> bool:
    """Whether a resource had the value before and has it now."""
    return resource.item.get(member) == value == item.get(member)
