"""Links between operations: which of them work on what another one made, and which ids come from where.

They are OpenAPI's own: a response of success has `links`, each with the `operationId` of the other operation and
runtime expressions (`spec.relations.expressions`) for its `parameters` and, under `requestBody`, for members of its
body. `x-sources: {link: ...}` says what a link rests on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from spec.names import READING, verb
from spec.operation import Operation
from spec.relations.expressions import Expression, parse

# What the names of members of a body begin with, beside those of parameters.
IN_BODY = "body."


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """From an operation to one that works on what it made.

    Attributes:
        creator: the name of the operation whose answer has the link.
        operation: the name of the operation that it leads to.
        parameters: where the values of that operation's parameters stand, by parameter; a member of its body is called
            `body.arn`, as `--parameter` calls it.
        made: those of them that name what was created: its answer tells the value, or its caller has chosen it.
        by_caller: callers choose the name of what is created: the creator has a new name in its path.
        source: what the link rests on, as `x-sources` has it.
    """

    creator: str
    operation: str
    parameters: Mapping[str, Expression]
    made: frozenset[str]
    by_caller: bool
    source: Mapping[str, Any]

    @property
    def created(self) -> dict[str, Expression]:
        """The parameters that name what the creating operation made, each with the place that tells its value."""
        return {name: place for name, place in self.parameters.items() if name in self.made}

    @property
    def inferred(self) -> bool:
        """Whether only names suggest the link."""
        return self.source.get("evidence") == "inferred"

    @property
    def in_body(self) -> bool:
        """Whether the other operation takes an id in its body."""
        return any(name.startswith(IN_BODY) for name in self.made)


def links(operations: Mapping[str, Operation]) -> tuple[Link, ...]:
    """Every link between operations of a contract that leads to one of them."""
    return tuple(
        _link(operation, stated)
        for operation in operations.values()
        for stated in operation.response.get("links", {}).values()
        if stated.get("operationId") in operations
    )


def _link(creator: Operation, stated: Mapping[str, Any]) -> Link:
    places = {name: parse(place) for name, place in stated.get("parameters", {}).items()}
    body = stated.get("requestBody")
    if isinstance(body, Mapping):
        places |= {f"{IN_BODY}{name}": parse(place) for name, place in body.items()}
    chosen = {parameter.name for parameter in creator.at("path") if parameter.fresh}
    # What a `GET` tells, or an operation called ListThings, was there before.
    makes = creator.method in {"POST", "PUT", "PATCH"} and verb(creator.name) not in READING
    return Link(
        creator=creator.name,
        operation=stated["operationId"],
        parameters=places,
        made=frozenset(name for name, place in places.items() if makes and _names_what_is_made(place, chosen)),
        by_caller=bool(chosen),
        source=stated.get("x-sources", {}).get("link", {}),
    )


def _names_what_is_made(place: Expression, chosen: Collection[str]) -> bool:
    return place.side == "response" or place.location == "body" or place.name in chosen


def leading_to(operation: Operation, operations: Mapping[str, Operation]) -> tuple[Link, ...]:
    """The links of a contract's operations that lead to one of them."""
    return tuple(link for link in links(operations) if link.operation == operation.name)


def supplied(operation: Operation, operations: Mapping[str, Operation], above: tuple[str, ...] = ()) -> frozenset[str]:
    """The names of what an operation takes from others that create.

    What they made is among it, and what they themselves took for it from those before them: the `agentId` in
    `/agents/{agentId}/aliases/{aliasId}` is told by the creation of an alias, and made by that of an agent.

    Args:
        operation: the operation.
        operations: of its contract, by name.
        above: the operations that are waiting for this one: none of them is asked again.
    """
    found: set[str] = set()
    for link in leading_to(operation, operations):
        found |= link.created.keys()
        taken = {name: place.name for name, place in link.parameters.items() if place.location == "path"}
        if taken and link.creator not in above:
            before = supplied(operations[link.creator], operations, (*above, operation.name))
            found |= {name for name, own in taken.items() if own in before}
    return frozenset(found)


def told(operation: Operation, operations: Mapping[str, Operation]) -> frozenset[str]:
    """The members of an operation's request that name what another one made: a link tells their values."""
    return frozenset(
        name.removeprefix(IN_BODY)
        for link in leading_to(operation, operations)
        for name in link.parameters
        if name.startswith(IN_BODY)
    )
