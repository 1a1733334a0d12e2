"""Carries out valid requests: creates, reads, lists, updates and deletes the resources of any contract."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from conformance.reference.call import Call
from conformance.reference.hooks import Hooks
from conformance.reference.service.answers.facts import Facts, Given, Renderer, told
from conformance.reference.service.errors import missing, refused, taken
from conformance.reference.service.listing import Listing, matching
from conformance.reference.service.particulars import Particulars
from conformance.reference.service.roles import Part, Role, kind_until, listing, parts, placeholders
from conformance.reference.service.store import Address, Filters, Place, Resource, Store, page
from spec.operation import Operation

Known = Mapping[str, Collection[str]]


class Service:
    """The resources of a contract, and what its operations do with them.

    Attributes:
        store: the resources.
    """

    def __init__(
        self, operations: Mapping[str, Operation], known: Known, hooks: Hooks, particulars: Particulars
    ) -> None:
        """Start without resources.

        Args:
            operations: by name.
            known: the values that exist of each path parameter that no operation creates.
            hooks: what makes the service behave otherwise.
            particulars: what the contract adds.
        """
        self.store = Store()
        self._parts = parts(operations)
        self._known = {name: frozenset(values) for name, values in known.items()}
        self._hooks = hooks
        self._particulars = particulars
        self._renderers = {name: Renderer(part.operation, identity=part.identity) for name, part in self._parts.items()}
        self._items: dict[str, tuple[Listing, Renderer]] = {}
        for name, part in self._parts.items():
            if part.role is Role.LIST:
                self._items[name] = _listing(part.operation)
        self._created = {part.kind for part in self._parts.values() if part.creates}
        self._seeded: set[tuple[str, Address]] = set()
        self._lock = threading.RLock()

    def part(self, operation: Operation) -> Part:
        """What an operation does."""
        return self._parts[operation.name]

    def know(self, call: Call, operation: Operation) -> None:
        """Make sure that everything in the request's path exists.

        Raises:
            Refusal: something does not.
        """
        part = self.part(operation)
        names = placeholders(operation.template)
        address: Address = ()
        for place, name in enumerate(names):
            address = (*address, call.values[name])
            kind = kind_until(operation.template, place)
            if part.creates and kind == part.kind:
                continue
            if kind in self._created:
                if self._found(call, kind, address) is None and not self._overlooked(operation, name, call):
                    raise missing(operation, "There is no such resource.")
            elif self._is_unknown(name, call) and not self._overlooked(operation, name, call):
                raise missing(operation, f"There is no such {name}.")

    def _is_unknown(self, name: str, call: Call) -> bool:
        return name in self._known and call.values[name] not in self._known[name]

    def _overlooked(self, operation: Operation, name: str, call: Call) -> bool:
        return self._hooks.excuses(f"{operation.prefix}request.path.{name}.exists", call)

    def perform(self, call: Call, operation: Operation, given: Given) -> Any:
        """Carry out a valid request; returns the answer's document, or None for no body.

        Raises:
            Refusal: there is no such resource, or there is one already, or the contract's particulars forbid it.
        """
        part = self.part(operation)
        with self._lock:
            if part.role is Role.LIST:
                return self._list(call, part, given)
            return self._renderers[operation.name].document(self._facts(call, part, given))

    def _facts(self, call: Call, part: Part, given: Given) -> Facts:
        """The facts that the answer shows, after the operation has done its work."""
        now = datetime.now(UTC)
        scope = tuple(call.values[name] for name in part.scope)
        if part.creates:
            return self._create(call, part, given, scope, now).facts
        if part.role is Role.PUT:
            return self._put(call, part, given, scope, now).facts
        if part.role is Role.OTHER:
            return self._renderers[part.operation.name].born(given, now)
        found = self._existing(call, part, tuple(told(place, given, {}) for place in part.address))
        if part.role is Role.UPDATE:
            facts = self._renderers[part.operation.name].changed(found.facts, given, now)
            return self._keep(call, _with(found, facts, now), found).facts
        if part.role is Role.DELETE and self._hooks.removed(call, found):
            self.store.remove(found)
        return self._renderers[part.operation.name].complete(found.facts, given)

    def _create(self, call: Call, part: Part, given: Given, scope: Address, now: datetime) -> Resource:
        objection = self._particulars.objection(part, scope, self.store, now)
        if objection:
            raise refused(part.operation, 400, objection)
        renderer = self._renderers[part.operation.name]
        facts = self._particulars.born(part, renderer.born(given, now), scope, self.store)
        # What a fault lets through without its name is a thing of its own each time.
        address = tuple(told(place, given, facts) or str(uuid4()) for place in part.address)
        if self._found(call, part.kind, address) is not None and (refusal := taken(part.operation)):
            raise refusal
        return self._keep(call, Resource(kind=part.kind, address=address, facts=facts, created=now, updated=now), None)

    def _put(self, call: Call, part: Part, given: Given, scope: Address, now: datetime) -> Resource:
        found = self._found(call, part.kind, scope)
        stated = self._renderers[part.operation.name].born(given, now)
        facts = self._particulars.born(part, stated, scope, self.store)
        created = found.created if found else now
        return self._keep(
            call, Resource(kind=part.kind, address=scope, facts=facts, created=created, updated=now), found
        )

    def _keep(self, call: Call, resource: Resource, before: Resource | None) -> Resource:
        kept = self._hooks.kept(call, resource, before)
        self.store.keep(kept)
        return kept

    def _existing(self, call: Call, part: Part, scope: Address) -> Resource:
        found = self._found(call, part.kind, scope)
        if found is None and part.kind not in self._created and part.role is Role.DELETE:
            # Nobody made what every parent has from the start: to delete it twice is no mistake.
            now = datetime.now(UTC)
            return Resource(kind=part.kind, address=scope, facts={}, created=now, updated=now)
        if found is None:
            raise missing(part.operation, "There is no such resource.")
        return found

    def _found(self, call: Call, kind: str, address: Address) -> Resource | None:
        if kind not in self._created:
            self._seed(kind, address)
        found = self.store.find(kind, address)
        if found is not None:
            self._particulars.aged(found, datetime.now(UTC))
        return self._hooks.found(call, found)

    def _seed(self, kind: str, address: Address) -> None:
        """What every parent has from the start is there when it is first looked for."""
        if (kind, address) in self._seeded:
            return
        self._seeded.add((kind, address))
        now = datetime.now(UTC)
        part = next(part for part in self._parts.values() if part.kind == kind)
        facts = next(self._particulars.seeds(part), {})
        self.store.keep(Resource(kind=kind, address=address, facts=dict(facts), created=now, updated=now))

    def _list(self, call: Call, part: Part, given: Given) -> dict[str, Any]:
        how, renderer = self._items[part.operation.name]
        scope = tuple(call.values[name] for name in part.scope)
        asked = {**given.parameters, **given.document}
        filters = how.chosen(asked)
        after = self._after(part, scope, filters, asked.get(how.asked_token))
        now = datetime.now(UTC)
        resources = list(self.store.below(part.kind, scope))
        for resource in resources:
            self._particulars.aged(resource, now)
        matched = self._hooks.listed(call, matching(resources, filters))
        shown, more = page(matched, after=after, size=how.size(asked))
        document: dict[str, Any] = {how.items: [renderer.document(resource.facts) for resource in shown]}
        if more and how.token:
            document[how.token] = self.store.token(Place(part.kind, scope, filters, shown[-1].number), how.fitting)
        return self._hooks.paged(call, document)

    def _after(self, part: Part, scope: Address, filters: Filters, token: Any) -> int:
        """The number after which a page begins.

        Raises:
            Refusal: the token was not given for this list.
        """
        if token is None:
            return 0
        place = self.store.place(str(token))
        if place is None or (place.kind, place.scope, place.filters) != (part.kind, scope, filters):
            raise refused(part.operation, 400, "The token was not given for this list.")
        return place.after


def _with(resource: Resource, facts: Facts, now: datetime) -> Resource:
    return Resource(
        kind=resource.kind,
        address=resource.address,
        facts=facts,
        created=resource.created,
        updated=now,
        number=resource.number,
    )


def _listing(operation: Operation) -> tuple[Listing, Renderer]:
    items = listing(operation.response_schema) or ""
    return Listing.of(operation, items), Renderer(operation, items=items)
