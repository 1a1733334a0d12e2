"""Links between operations: which of them work on what another one made, and which ids come from where.

They are OpenAPI's own: a response of success has `links`, each with the `operationId` of the other operation and
runtime expressions (`spec.expressions`) for its `parameters`. `x-sources: {link: ...}` says what a link rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spec.expressions import Expression, parse
from spec.operation import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """From an operation to one that works on what it made.

    Attributes:
        creator: the name of the operation whose answer has the link.
        operation: the name of the operation that it leads to.
        parameters: where the values of that operation's parameters stand, by parameter.
        members: where the values of the members of its request's body stand, by member.
        source: what the link rests on, as `x-sources` has it.
    """

    creator: str
    operation: str
    parameters: Mapping[str, Expression]
    members: Mapping[str, Expression]
    source: Mapping[str, Any]

    @property
    def created(self) -> dict[str, Expression]:
        """The parameters whose values the creating operation's answer tells: the ids of what it made."""
        return {name: place for name, place in self.parameters.items() if place.side == "response"}


def links(operations: Mapping[str, Operation]) -> tuple[Link, ...]:
    """Every link between operations of a contract that leads to one of them."""
    return tuple(
        Link(
            creator=operation.name,
            operation=stated["operationId"],
            parameters={name: parse(place) for name, place in stated.get("parameters", {}).items()},
            members={name: parse(place) for name, place in _members(stated).items()},
            source=stated.get("x-sources", {}).get("link", {}),
        )
        for operation in operations.values()
        for stated in operation.response.get("links", {}).values()
        if stated.get("operationId") in operations
    )


def created(operations: Mapping[str, Operation]) -> dict[tuple[str, str], Link]:
    """The parameters that other operations create, by operation and name, each with the link that tells its value."""
    return {(link.operation, name): link for link in links(operations) for name in link.created}


def told(operation: Operation, operations: Mapping[str, Operation]) -> frozenset[str]:
    """The members of an operation's request that name what another one made: a link tells their values."""
    return frozenset(name for link in links(operations) if link.operation == operation.name for name in link.members)


def _members(stated: Mapping[str, Any]) -> Mapping[str, str]:
    """What a link says of the members of a body; of a whole body, nothing."""
    body = stated.get("requestBody")
    return body if isinstance(body, Mapping) else {}
