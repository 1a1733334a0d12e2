"""Moves in the life of a resource: each is one request of a sequence, as plain data.

The ids in a move are placeholders, as the resources that it speaks of exist only while the sequence is under way:
`resource` tells which one, counted from 0 in the order of creation. Short, fixed sequences of moves are in
`strategies.sequences.tours`; longer ones are drawn by `strategies.drawing.machine`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from spec.clauses.lifecycle import Life, Role
from spec.operation import Operation
from spec.relations.echo import filters
from strategies.controls import Values, controls, smallest
from strategies.request import Request
from strategies.serialisation import with_query

# So many different valid requests of an operation take part in sequences.
_BODIES = 4
# A token of a page that no target has given: of a usual length, and no encoding of a number or of JSON.
NEVER_GIVEN = "bmV2ZXItZ2l2ZW4tdG9rZW4"
# A list that has not ended after so many pages is not read further, and nothing is said of what it leaves out.
MOST_PAGES = 50


class Verb(StrEnum):
    """What a move does."""

    CREATE = "create"
    READ = "read"
    LIST = "list"
    TOKEN = "list by a token"  # noqa: S105 - of a page, no secret
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
        restricted: of a list, the parameter that restricts it to what has the same as the resource, and the member that
            the parameter is about; None for the whole list.
        giver: of a token, the number of the parent whose list gave it; None for one that was never given.
    """

    verb: Verb
    operation: str
    creator: str
    request: Request
    resource: int = 0
    size: int | None = None
    parent: int = 0
    restricted: tuple[str, str] | None = None
    giver: int | None = None


class Moves:
    """The moves that one kind of resource offers."""

    def __init__(self, life: Life, values: Values, *, parent: int = 0, turn: int = 0) -> None:
        """Prepare.

        Args:
            life: the operations on the kind of resource.
            values: the values of parameters that exist at the target.
            parent: the number of the parent that these values name.
            turn: which of the valid requests is the first.
        """
        self._parent = parent
        self.life = life
        self._values = values
        self.creations = _requests(life.creator, values, turn)
        self.updates = [
            (operation, request) for operation in self._of("update") for request in _requests(operation, values, turn)
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

    def restricted(self, number: int) -> list[Move]:
        """List what has the same as resource `number`, by each parameter that restricts a list in turn."""
        return [
            replace(self._move(Verb.LIST, found, smallest(found, self._values), number), restricted=one)
            for found in self._of("list")
            for one in filters(found.response_schema).items()
        ]

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


def _requests(operation: Operation, values: Values, turn: int) -> list[Request]:
    """A few different valid requests; the plainest first, unless it is another one's turn."""
    found = list(dict.fromkeys(case.request for case in controls(operation, values)))[:_BODIES]
    return [*found[turn % len(found) :], *found[: turn % len(found)]]
