"""Sequences of requests worth sending: moves in the life of a resource, and tours that make each of them once.

A move is one request as plain data. Its ids are placeholders, as the resources that it speaks of exist only while the
sequence is under way: `resource` tells which one, counted from 0 in the order of creation. A tour is a short, fixed
sequence; longer ones are drawn by `strategies.drawing.machine`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from spec.catalogue import catalogue
from spec.contract import Contract
from spec.lifecycle import Life, Role, lives
from spec.operation import Operation
from strategies.controls import Values, controls, smallest
from strategies.request import Request
from strategies.serialisation import with_query
from strategies.values.ordinary import ordinary

# So many different valid requests of an operation take part in sequences.
_BODIES = 4
# A token of a page that no target has given: of a usual length, and no encoding of a number or of JSON.
NEVER_GIVEN = "bmV2ZXItZ2l2ZW4tdG9rZW4"
_SIZES = (1, 2)
_NONE: Mapping[str, str] = MappingProxyType({})
# A list that has not ended after so many pages is not read further, and nothing is said of what it leaves out.
MOST_PAGES = 50


class Verb(StrEnum):
    """What a move does."""

    CREATE = "create"
    READ = "read"
    LIST = "list"
    TOKEN = "token"  # noqa: S105 - of a page, no secret
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One request of a sequence.

    Attributes:
        verb: what it does.
        operation: the name of the operation.
        creator: the name of the operation that makes the kind of resource that it is about.
        request: what is sent, with placeholders for ids.
        resource: the number of the resource that it is about; of a creation, the number that the new one gets.
        size: of a list, how many items a page is to have; None for the target's own choice.
        parent: the number of the parent in its path: 0 for the one that requests name, 1 for a second one.
        giver: of a token, the number of the parent whose list gave it; None for one that was never given.
    """

    verb: Verb
    operation: str
    creator: str
    request: Request
    resource: int = 0
    size: int | None = None
    parent: int = 0
    giver: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A short, fixed sequence.

    Attributes:
        name: unique among the tours of a contract.
        moves: in order.
    """

    name: str
    moves: tuple[Move, ...]


class Moves:
    """The moves that one kind of resource offers."""

    def __init__(self, life: Life, values: Values, *, parent: int = 0) -> None:
        """Prepare.

        Args:
            life: the operations on the kind of resource.
            values: the values of parameters that exist at the target.
            parent: the number of the parent that these values name.
        """
        self._parent = parent
        self.life = life
        self._values = values
        self.creations = _requests(life.creator, values)
        self.updates = [
            (operation, request) for operation in self._of("update") for request in _requests(operation, values)
        ]

    def create(self, number: int, body: int = 0) -> Move:
        """Make resource `number` from one of the valid requests."""
        return self._move(Verb.CREATE, self.life.creator, self.creations[body % len(self.creations)], number)

    def read(self, number: int) -> list[Move]:
        """Read resource `number` in every way that there is."""
        return [self._move(Verb.READ, found, smallest(found, self._values), number) for found in self._of("read")]

    def update(self, number: int, choice: int = 0) -> list[Move]:
        """Change resource `number` by one of the valid requests; none where nothing can be changed."""
        if not self.updates:
            return []
        operation, request = self.updates[choice % len(self.updates)]
        return [self._move(Verb.UPDATE, operation, request, number)]

    def delete(self, number: int) -> list[Move]:
        """Delete resource `number`; none where nothing can be deleted."""
        return [
            self._move(Verb.DELETE, found, smallest(found, self._values), number) for found in self._of("delete")[:1]
        ]

    def listings(self, size: int | None = None) -> list[Move]:
        """List the resources to the end, by pages of `size` items; none where nothing is listed or paged."""
        found = []
        for operation in self._of("list"):
            request, paged = smallest(operation, self._values), operation.pagination
            if size is None:
                found.append(self._move(Verb.LIST, operation, request))
            elif "size" in paged:
                sized = with_query(request, paged["size"].name, size)
                found.append(replace(self._move(Verb.LIST, operation, sized), size=size))
        return found

    def tokens(self) -> list[Move]:
        """Ask for the page of a token that was never given."""
        return [
            self._move(
                Verb.TOKEN,
                found,
                with_query(smallest(found, self._values), found.pagination["token"].name, NEVER_GIVEN),
            )
            for found in self._of("list")
            if "token" in found.pagination
        ]

    def given_tokens(self, giver: int) -> list[Move]:
        """Ask for the page of a token that the list of another parent gave."""
        return [
            replace(self._move(Verb.TOKEN, found, smallest(found, self._values)), giver=giver)
            for found in self._of("list")
            if "token" in found.pagination
        ]

    def _of(self, kind: Role) -> list[Operation]:
        return [operation for _, operation in self.life.others.get(kind, ())]

    def _move(self, verb: Verb, operation: Operation, request: Request, number: int = 0) -> Move:
        return Move(
            verb=verb,
            operation=operation.name,
            creator=self.life.creator.name,
            request=request,
            resource=number,
            parent=self._parent,
        )


def tours(contract: Contract, values: Values, selected: Sequence[str], second: Values = _NONE) -> Iterator[Tour]:
    """The tours through the lives of a contract's resources, as far as the selected operations make them up.

    Args:
        contract: the contract.
        values: the values of parameters that exist at the target.
        selected: the names of the operations that may be used.
        second: the values that name a second parent, as far as there is one.
    """
    for life in lives({name: contract.operations[name] for name in selected}):
        moves = Moves(life, values)
        for name, made in (_own if life.identity else _single)(moves).items():
            if len({move.verb for move in made}) > 1:
                yield Tour(name=f"{life.creator.name}.{name}", moves=tuple(made))
        beside = {item.name: second[item.name] for item in life.creator.at("path") if item.name in second}
        if beside:
            other = Moves(life, {**values, **beside}, parent=1)
            for name, made in (_foreign(moves, other) if life.identity else _two_parents(moves, other)).items():
                yield Tour(name=f"{life.creator.name}.{name}", moves=tuple(made))
    yield from _dependent(contract, values, selected)


def _own(moves: Moves) -> dict[str, list[Move]]:
    """What happens to resources with ids of their own."""
    two = [moves.create(0, 1), moves.create(1)]
    three = [*two, moves.create(2, 2)]
    return {
        "read": [moves.create(0, 1), *moves.read(0), *moves.read(0)],
        "apart": [*two, *moves.read(0), *moves.read(1), *moves.read(0)],
        "list": [
            *three,
            *moves.listings(),
            *(move for size in _SIZES for move in moves.listings(size)),
            *moves.tokens(),
        ],
        "update": [*two, *moves.read(0), *moves.read(1), *_updated(moves), *moves.read(1), *moves.listings()],
        "delete": [
            *two,
            *moves.read(0),
            *moves.read(1),
            *moves.delete(0),
            *moves.read(0),
            *moves.update(0),
            *moves.delete(0),
            *moves.listings(),
            *moves.read(1),
            moves.create(2, 2),
        ],
    }


def _updated(moves: Moves) -> Iterator[Move]:
    for choice in range(len(moves.updates)):
        yield from (*moves.update(0, choice), *moves.read(0))


def _single(moves: Moves) -> dict[str, list[Move]]:
    """What happens to the one resource of its kind that a parent has."""
    puts = [(moves.create(0, body), *moves.read(0)) for body in range(len(moves.creations))]
    return {
        "put": [*puts[0], *moves.read(0), *(move for put in puts[1:] for move in put)],
        "update": [*puts[0], *_updated(moves)],
        "delete": [*puts[0], *moves.delete(0), *moves.read(0), *puts[0]],
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


def _requests(operation: Operation, values: Values) -> list[Request]:
    """A few different valid requests; the plainest first."""
    return list(dict.fromkeys(case.request for case in controls(operation, values)))[:_BODIES]


def _dependent(contract: Contract, values: Values, selected: Sequence[str]) -> Iterator[Tour]:
    """Tours on what one operation's configuration means for what another one creates, as the ledger says."""
    for clause in catalogue(contract.name, tuple(selected)):
        creator = str(clause.arguments.get("creator"))
        if clause.check not in ("refused-while", "default-from") or creator not in selected:
            continue
        put, made = contract.operations[clause.operation], contract.operations[creator]
        plain, create = smallest(put, values), smallest(made, values)
        member, value = clause.arguments["member"], clause.arguments.get("value")
        settings = [value, not value] if clause.check == "refused-while" else _two(put, member)
        moves = [
            move
            for number, setting in enumerate(settings)
            for move in (
                Move(verb=Verb.CREATE, operation=put.name, creator=put.name, request=_with(plain, member, setting)),
                Move(verb=Verb.CREATE, operation=made.name, creator=made.name, request=create, resource=number),
            )
        ]
        yield Tour(name=f"{put.name}.{member}", moves=tuple(moves))


def _two(operation: Operation, member: str) -> list[Any]:
    """Two ordinary values of a member."""
    schema = operation.request_schema["properties"][member]
    return list(dict.fromkeys(ordinary(schema, turn) for turn in range(3)))[:2]


def _with(request: Request, member: str, value: Any) -> Request:
    """A request whose body sets this member besides its own."""
    return request.with_json({**json.loads(request.body or b"{}"), member: value})
