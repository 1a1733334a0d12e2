"""What a kind of contract may add to the generic service; a contract without such particulars adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from conformance.reference.service.answers.facts import Facts
from conformance.reference.service.roles import Part
from conformance.reference.service.store import Address, Resource, Store


class Particulars:
    """Adds nothing: the service of a contract that says everything by its schemas and links."""

    def objection(self, part: Part, scope: Address, store: Store, now: datetime) -> str:
        """Why a valid request is refused all the same, in one sentence; "" where it is not."""
        del part, scope, store, now
        return ""

    def born(self, part: Part, facts: Facts, scope: Address, store: Store) -> Facts:
        """The facts of a new resource, completed."""
        del part, scope, store
        return facts

    def aged(self, resource: Resource, now: datetime) -> None:
        """Change what time alone changes."""

    def seeds(self, part: Part) -> Iterator[Facts]:
        """The facts of a single resource, such as a configuration, that exists before anybody puts it."""
        del part
        yield from ()
