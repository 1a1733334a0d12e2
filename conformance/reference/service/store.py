"""Resources in memory, and the tokens of pages that were not asked for yet."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Address = tuple[str, ...]
# Members, each with the values of which it has one.
Filters = tuple[tuple[str, tuple[str, ...]], ...]
# So many tokens are remembered; the oldest is forgotten first.
_TOKENS = 10_000


@dataclass(slots=True, kw_only=True)
class Resource:
    """What an operation created.

    Attributes:
        kind: its path, each parameter written `{}`.
        address: the values of these parameters; the last one is its own id.
        facts: what is known of it, by lower-case member name: what the request said, and what was added.
        created: when.
        updated: when it was last changed.
        number: how many of its store were created before.
    """

    kind: str
    address: Address
    facts: dict[str, Any]
    created: datetime
    updated: datetime
    number: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended.

    Attributes:
        kind: of the resources.
        scope: the address of their parent.
        filters: what the list was restricted to.
        after: the number of the last resource shown.
    """

    kind: str
    scope: Address
    filters: Filters
    after: int


@dataclass(slots=True)
class Store:
    """All resources by kind and address, oldest first."""

    _kinds: dict[str, dict[Address, Resource]] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)
    _count: int = 0

    def find(self, kind: str, address: Address) -> Resource | None:
        """The resource at an address, if there is one."""
        return self._kinds.get(kind, {}).get(address)

    def keep(self, resource: Resource) -> None:
        """Keep a new resource, or a changed one."""
        known = self._kinds.setdefault(resource.kind, {})
        if resource.address not in known:
            self._count += 1
            resource.number = self._count
        known[resource.address] = resource

    def remove(self, resource: Resource) -> None:
        """Forget a resource."""
        self._kinds.get(resource.kind, {}).pop(resource.address, None)

    def below(self, kind: str, scope: Address) -> Iterator[Resource]:
        """The resources of a kind whose address begins with `scope`, oldest first."""
        for resource in list(self._kinds.get(kind, {}).values()):
            if resource.address[: len(scope)] == scope:
                yield resource

    def token(self, place: Place, fits: Callable[[str], str]) -> str:
        """A token that leads on from a place; it says nothing to anybody else.

        Args:
            place: where the page ended.
            fits: from a random text to the token of the form that is documented.
        """
        while len(self._places) >= _TOKENS:
            self._places.pop(next(iter(self._places)))
        token = fits(secrets.token_urlsafe(24))
        self._places[token] = place
        return token

    def place(self, token: str) -> Place | None:
        """Where a token leads on from; None where it was never given."""
        return self._places.get(token)


def page(resources: Sequence[Resource], *, after: int, size: int) -> tuple[list[Resource], bool]:
    """The first `size` resources with a greater number than `after`, and whether more follow."""
    rest = [resource for resource in resources if resource.number > after]
    return rest[:size], len(rest) > size
