"""What the operations of a contract create at a target, and by which of them that is deleted and listed.

All of it follows from the contract's links: what an operation creates is named by the values that its answer tells to
other operations (`$response.body#/Tree/TreeId`), beside those of its own path (`$request.path.forestId`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.resources.naming import nameable
from spec.clauses.lifecycle import role
from spec.contract import Contract, load
from spec.operation import Operation
from spec.relations.echo import Echo, echoes
from spec.relations.expressions import Expression, find
from spec.relations.links import IN_BODY, Link, links
from strategies.places import document, read_as, reads_whole, told, values_in
from strategies.request import Request


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that exists at a target because of us.

    Attributes:
        operation: the name of the operation that created it.
        identity: what the target called it.
        values: what names it in a request of the operation that deletes it, by parameter, sorted.
    """

    operation: str
    identity: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What one operation creates.

    Attributes:
        creator: the operation.
        given: values that exist at the target, by parameter.
        identity: what of the answer or of the request names the resource, by the parameter that it is for.
        deletion: where the values of the deleting operation's parameters stand, by parameter.
        deleter: the operation that deletes it, or None.
        lister: the operation that lists it with others, or None.
        others: the contract's operations of the creator's method.
    """

    creator: Operation
    given: Mapping[str, str]
    identity: Mapping[str, Expression]
    deletion: Mapping[str, Expression]
    deleter: Operation | None
    lister: Operation | None
    others: tuple[Operation, ...] = ()

    @property
    def root(self) -> tuple[str, ...]:
        """The steps from the root of the creator's answer to the resource."""
        place = next(iter(self.identity.values()))
        return place.steps[:-1] if place.side == "response" else ()

    @cached_property
    def telling(self) -> tuple[Echo, ...]:
        """The echoes, directly in the resource, of members that every request must give: they tell it from others."""
        required, depth = set(self.creator.request_schema.get("required", ())), len(self.root)
        return tuple(
            echo
            for echo in echoes(self.creator.response_schema)
            if echo.path[:depth] == self.root
            and len(echo.path) == depth + 1
            and (echo.source.location, len(echo.source.steps)) == ("body", 1)
            and echo.source.name in required
        )

    def created(self, request: Request, answer: Any) -> Resource | None:
        """What an answer of success to `request`, with the body `answer`, says was created; or None."""
        ids = {name: told(place, self.creator, request, answer) for name, place in self.identity.items()}
        return self.resource(self.own(request), ids)

    def taken(self, request: Request) -> Request | None:
        """A request of another operation as a lenient target takes it, if it takes it for one that creates this kind.

        Only what an answer tells is then known to be new: what a request names may have been there.
        """
        told = all(place.side == "response" for place in self.identity.values())
        other = any(reads_whole(operation, request) for operation in self.others)
        return read_as(self.creator, request) if told and not other else None

    def names(self, resource: Resource) -> bool:
        """Whether the user, or the contract, names a resource as one that exists at the target."""
        return resource.identity in self.given.values()

    def deleted(self, request: Request) -> dict[str, str]:
        """What a request of the deleting operation deletes: the values in its path and in its body.

        A case of that operation with another method deletes nothing, even where it is answered with a success.
        """
        if self.deleter is None or request.method != self.deleter.method:
            return {}
        body = document(request)
        named = {name: find(body, name.split(".")[1:]) for name in self.deletion if name.startswith(IN_BODY)}
        texts = {name: value for name, value in named.items() if isinstance(value, str)}
        return {**(values_in(self.deleter, request.path) or {}), **texts}

    def listed(self, item: Mapping[str, Any], own: Mapping[str, str]) -> Resource | None:
        """What an item of a list is, where `own` are the values of its creator's path; or None."""
        return self.resource(own, {name: item.get(place.name) for name, place in self.identity.items()})

    def resource(self, own: Mapping[str, str], ids: Mapping[str, Any]) -> Resource | None:
        """The resource that the target calls by these ids; None where one of them is no text."""
        names = [value for value in ids.values() if isinstance(value, str)]
        if len(names) < len(ids):
            return None
        values = {
            name: own[place.name]
            for name, place in self.deletion.items()
            if (place.side, place.location) == ("request", "path") and place.name in own
        }
        return Resource(self.creator.name, names[-1], tuple(sorted({**values, **ids}.items())))

    def own(self, request: Request) -> dict[str, str]:
        """The values in a creating request's path; where they name nothing, those that exist at the target."""
        found = values_in(self.creator, request.path) or {}
        return {**self.given, **{name: value for name, value in found.items() if nameable(value)}}


def kinds(contract: Contract, given: Mapping[str, str]) -> dict[str, Kind]:
    """What the operations of a contract create, by their names.

    A contract without the operations to delete with may name another contract of the same service, whose links serve.
    """
    serving = load(contract.served_by) if contract.served_by else contract
    found: dict[str, Kind] = {}
    for name, operation in contract.operations.items():
        theirs = serving.operations.get(name)
        if theirs is not None and (theirs.method, theirs.template) == (operation.method, operation.template):
            kind = _kind(operation, serving, given)
            if kind is not None:
                found[name] = kind
    return found


def _kind(operation: Operation, serving: Contract, given: Mapping[str, str]) -> Kind | None:
    leading: dict[str, Link] = {}
    for link in links(serving.operations):
        if link.creator == operation.name:
            kind = role(link, serving.operations[link.operation])
            if kind is not None:
                leading.setdefault(kind, link)
    # What something else takes tells the id as well, and comes last.
    others = [link for link in links(serving.operations) if link.creator == operation.name]
    deletion, listing = leading.get("delete"), leading.get("list")
    naming = next((link for link in (deletion, *leading.values(), *others) if link is not None and link.created), None)
    if naming is None:
        return None
    return Kind(
        creator=operation,
        given=given,
        identity=naming.created,
        deletion=deletion.parameters if deletion else {},
        deleter=serving.operations[deletion.operation] if deletion else None,
        lister=serving.operations[listing.operation] if listing else None,
        others=tuple(
            other
            for other in serving.operations.values()
            if other.method == operation.method and other.name != operation.name
        ),
    )
