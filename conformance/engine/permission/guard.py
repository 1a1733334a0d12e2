"""The last look at each request that goes to a target elsewhere, when the ids of what exists stand in it.

Plans and records are looked through as well, so that less is planned. But what is sent is more than what was planned:
probes, smaller requests, sequences, deletions, what is put back. All of it passes this guard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from conformance.engine.permission.sparing import Names, spared
from conformance.engine.permission.stating import is_stated
from conformance.engine.settings import Settings
from conformance.oracle.answer.documents import parse
from conformance.wire.exchange import Answer, Failure
from spec.contract import load
from spec.operation import Operation
from spec.relations.expressions import Expression
from spec.relations.links import Link, links
from strategies.adapting.pinning import pinned
from strategies.bindings import variant
from strategies.places import told, values_in
from strategies.request import Request

# An id that is so made of a created one is that of nothing else: where ids are counted, it is a later one.
_HARMLESS = ("longer", "prefixed", "upper-case")


class Guard:
    """Knows what a run may change at its target: what the user named, and what the run made there."""

    def __init__(self, operations: Iterable[Operation], names: Names, made: Iterable[Link] = ()) -> None:
        """Prepare.

        Args:
            operations: that the target may have.
            names: what the user named.
            made: the links that tell what an operation made.
        """
        self._operations = tuple(operations)
        # Below these the run made something.
        self._above = {*names.parents}
        self._names = replace(names, parents=self._above)
        self._links = tuple(link for link in made if link.created)

    @classmethod
    def of(cls, settings: Settings) -> Guard | None:
        """The guard of a run; None where its target is on this machine."""
        if settings.loopback:
            return None
        contract = load(settings.source)
        serving = load(contract.served_by).operations if contract.served_by else {}
        operations = {**serving, **contract.operations}
        known = [pinned(operation, settings.given) for operation in (*operations.values(), *serving.values())]
        return cls(known, Names.of(settings), (*links(contract.operations), *links(serving)))

    def may_send(self, request: Request) -> bool:
        """Whether a request changes nothing that neither the user named nor the run made."""
        return not spared(request, self._operations, self._names)

    @contextmanager
    def restoring(self, operations: Collection[str]) -> Iterator[None]:
        """Meanwhile these operations may change what the user named: they put back what those that he chose changed."""
        names, self._names = self._names, self._names.choosing(operations)
        try:
            yield
        finally:
            self._names = names

    def claim(self, values: Iterable[str]) -> None:
        """What these values name is the run's own."""
        for value in values:
            self._names.made.add((value, *(variant(value, how) for how in _HARMLESS)))

    def answered(self, request: Request, outcome: Answer | Failure) -> None:
        """Note what a request has made, by its answer."""
        if not isinstance(outcome, Answer) or not 200 <= outcome.status < 300:
            return
        for operation in self._operations:
            values = values_in(operation, request.path) if operation.method == request.method else None
            if values is not None:
                document = parse(outcome).document
                places = [p for link in self._links if link.creator == operation.name for p in link.created.values()]
                found = [_new(told(place, operation, request, document), place, operation) for place in places]
                self.claim(value for value in found if value is not None)
                self._above.update(values.values() if any(found) else ())


def _new(value: str | None, place: Expression, operation: Operation) -> str | None:
    """The name of what was made; None where the contract itself says it, so that it may be somebody's."""
    if value is None or place.side == "response":
        return value
    parameters = {item.name: item.schema for item in operation.at("path")}
    stated = parameters if place.location == "path" else operation.request_schema.get("properties", {})
    return None if is_stated(value, stated.get(place.name, {})) else value
