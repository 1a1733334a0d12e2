"""Tours: short, fixed sequences that make each move in the life of a resource at least once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from spec.clauses.catalogue import catalogue
from spec.clauses.lifecycle import lives
from spec.contract import Contract
from spec.operation import Operation
from strategies.controls import Values, smallest
from strategies.request import Request
from strategies.sequences.moves import Move, Moves, Verb
from strategies.values.ordinary import ordinary

_SIZES = (1, 2)
# So many resources are deleted one after the other: a deletion that does nothing now and then does so once among them.
_DELETIONS = 12
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A short, fixed sequence.

    Attributes:
        name: unique among the tours of a contract.
        moves: in order.
    """

    name: str
    moves: tuple[Move, ...]


def tours(
    contract: Contract, values: Values, selected: Sequence[str], second: Values = _NONE, turn: int = 0
) -> Iterator[Tour]:
    """The tours through the lives of a contract's resources, as far as the selected operations make them up.

    Args:
        contract: the contract.
        values: the values of parameters that exist at the target.
        selected: the names of the operations that may be used.
        second: the values that name a second parent, as far as there is one.
        turn: with which of the valid requests they begin: clients at once have values of their own.
    """
    for life in lives(contract.operations, selected):
        if not life.others:
            continue
        moves = Moves(life, values, turn=turn)
        for name, made in (_own if life.identity else _single)(moves).items():
            if len({move.verb for move in made}) > 1:
                yield Tour(name=f"{life.creator.name}.{name}", moves=tuple(made))
        beside = {item.name: second[item.name] for item in life.creator.at("path") if item.name in second}
        if beside:
            other = Moves(life, {**values, **beside}, parent=1, turn=turn)
            for name, made in (_foreign(moves, other) if life.identity else _two_parents(moves, other)).items():
                yield Tour(name=f"{life.creator.name}.{name}", moves=tuple(made))
    yield from _dependent(contract, values, selected)


def _own(moves: Moves) -> dict[str, list[Move]]:
    """What happens to resources with ids of their own."""
    two = [moves.create(0, 1), moves.create(1)]
    three = [*two, moves.create(2, 2)]
    seen = [*two, *moves.read(0), *moves.read(1), *moves.listings()]
    return {
        "read": [moves.create(0, 1), *moves.read(0), *moves.read(0)],
        "apart": [*two, *moves.read(0), *moves.read(1), *moves.read(0)],
        "twice": [
            moves.create(0, 1),
            moves.create(1, 1),
            *moves.read(0),
            *moves.read(1),
            *moves.delete(0),
            *moves.read(1),
        ],
        "list": [
            *moves.listings(),
            *three,
            *moves.listings(),
            *moves.restricted(0),
            *moves.restricted(2),
            *(moves.listings() if moves.restricted(0) else ()),
            *(move for size in _SIZES for move in moves.listings(size)),
            *moves.tokens(),
        ],
        "update": [
            *seen,
            *_updated(moves),
            *moves.read(1),
            *moves.listings(),
        ],
        "delete": [
            *seen,
            *moves.delete(0),
            *moves.read(0),
            *moves.update(0),
            *moves.delete(0),
            *moves.listings(),
            *moves.read(1),
            moves.create(2, 2),
            # What was deleted stays so, whatever is done to others.
            *moves.update(1),
            *moves.read(0),
        ],
        "deletions": _deletions(moves),
    }


def _deletions(moves: Moves) -> list[Move]:
    """One resource after the other is made and deleted; none of them comes back later."""
    numbers = range(_DELETIONS if moves.delete(0) else 0)
    made = [move for number in numbers for move in (moves.create(number), *moves.delete(number), *moves.read(number))]
    return [*made, *(move for number in numbers for move in moves.read(number)), *moves.listings()]


def _updated(moves: Moves) -> Iterator[Move]:
    """Every update, the last one first: each gives something else than what was there before."""
    for choice in range(-1, len(moves.updates) - 1):
        yield from (*moves.update(0, choice), *moves.read(0))


def _single(moves: Moves) -> dict[str, list[Move]]:
    """What happens to the one resource of its kind that a parent has."""
    puts = [(moves.create(0, body), *moves.read(0)) for body in range(len(moves.creations))]
    return {
        "put": [*puts[0], *moves.read(0), *(move for put in puts[1:] for move in put)],
        "update": [*puts[0], *_updated(moves)],
        "delete": [*puts[0], *moves.delete(0), *moves.read(0), *moves.delete(0), *puts[0]],
    }


def _foreign(own: Moves, other: Moves) -> dict[str, list[Move]]:
    """What a resource, a list and a token are under another parent than their own."""
    changes = [move for choice in range(len(own.updates)) for move in (*other.update(0, choice), *own.read(0))]
    return {
        "foreign": [
            own.create(0, 1),
            *own.read(0),
            *other.read(0),
            *own.read(0),
            *changes,
            *other.delete(0),
            *own.read(0),
        ],
        "beside": [
            own.create(0, 1),
            other.create(1),
            *own.read(0),
            *other.read(1),
            *own.update(0, 1),
            *other.read(1),
            *own.delete(0),
            *other.read(1),
        ],
        "foreign-list": [own.create(0), other.create(1, 1), *own.listings(), *other.listings()],
        "foreign-token": [other.create(0), other.create(1, 1), *other.listings(1), *own.given_tokens(1)],
    }


def _two_parents(own: Moves, other: Moves) -> dict[str, list[Move]]:
    """What two parents have of the kind of which each has one."""
    first, second = _told_apart(own.create(0), other.create(1), own.life.creator)
    both = [first, second, *own.read(0), *other.read(1)]
    return {"apart": [*both, *own.read(0)], "others": [*both, *other.delete(1), *own.read(0)]}


def _told_apart(first: Move, second: Move, creator: Operation) -> tuple[Move, Move]:
    """Two creations that give a member two values, where some required member has two that are ordinary."""
    for member in creator.request_schema.get("required", ()):
        values = _two(creator, member)
        if len(values) > 1:
            one, other = (
                replace(move, request=_with(move.request, member, value))
                for move, value in zip((first, second), values, strict=True)
            )
            return one, other
    return first, second


def _dependent(contract: Contract, values: Values, selected: Sequence[str]) -> Iterator[Tour]:
    """Tours on what one operation's configuration means for what another one creates, as the ledger says.

    What was created before stays as it is, whatever is configured afterwards; and the configuration stays as it is,
    whatever is deleted.
    """
    kinds = {life.creator.name: Moves(life, values) for life in lives(contract.operations, selected)}
    for clause in catalogue(contract.name, tuple(selected)):
        creator = str(clause.arguments.get("creator"))
        if clause.check not in ("refused-while", "default-from") or creator not in selected:
            continue
        put, made = contract.operations[clause.operation], contract.operations[creator]
        plain, create = smallest(put, values), smallest(made, values)
        member, value = clause.arguments["member"], clause.arguments.get("value")
        settings = [value, not value] if clause.check == "refused-while" else _two(put, member)
        own, configured = kinds.get(made.name), kinds.get(put.name)
        before = len(settings)
        look = own.read(before) if own is not None else []
        moves = [own.create(before, 1), *look] if own is not None and look else []
        for number, setting in enumerate(settings):
            moves += [
                Move(verb=Verb.CREATE, operation=put.name, creator=put.name, request=_with(plain, member, setting)),
                # What is to be refused is asked for twice: behind each connection may be a process that does not know.
                *[Move(verb=Verb.CREATE, operation=made.name, creator=made.name, request=create, resource=number)]
                * (2 if setting == value else 1),
                *look,
            ]
            if own is not None and look and clause.check == "default-from":
                # What a request gives itself, no default replaces; and none comes later.
                moves += [own.create(before + 1, 1), *own.read(before + 1)] if number == 0 else []
                moves += own.read(0)
        if own is not None and configured is not None:
            moves += [*own.delete(before - 1), *look, *configured.read(0), *configured.delete(0), *look]
        yield Tour(name=f"{put.name}.{member}", moves=tuple(moves))


def _two(operation: Operation, member: str) -> list[Any]:
    """Two ordinary values of a member."""
    schema = operation.request_schema["properties"][member]
    return list({json.dumps(value): value for value in (ordinary(schema, turn) for turn in range(3))}.values())[:2]


def _with(request: Request, member: str, value: Any) -> Request:
    """The request, with this member in its body as well."""
    return request.with_json({**json.loads(request.body or b"{}"), member: value})
