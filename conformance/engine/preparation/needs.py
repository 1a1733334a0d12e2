"""What an operation needs to be there before it is sent, and what it uses up, as a contract's links tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spec.clauses.lifecycle import lives, role
from spec.contract import Contract
from spec.names import ONCE, verb
from spec.operation import Operation
from spec.relations.links import Link, leading_to


def leading(contract: Contract, operation: Operation, above: Collection[str]) -> list[Link]:
    """The links that give an operation ids of what was created, those that give the most first.

    What a parent has once has no id of its own: links from what puts it there come last.
    """
    found = [link for link in leading_to(operation, contract.operations) if link.creator not in above]
    return sorted(found, key=lambda link: (not link.made, -len(link.parameters)))


def deletes(contract: Contract, operation: Operation) -> bool:
    """Whether an operation uses up what it works on: it deletes, or it may do once only what it does, such as start."""
    leading = leading_to(operation, contract.operations)
    once = verb(operation.name) in ONCE and any(link.made for link in leading)
    return operation.method == "DELETE" or once or any(role(link, operation) == "delete" for link in leading)


def listed(contract: Contract, operation: Operation) -> Iterator[Operation]:
    """The operations that create what an operation lists."""
    for link in leading_to(operation, contract.operations):
        if role(link, operation) == "list":
            yield contract.operations[link.creator]


def configuring(
    contract: Contract, operation: Operation, configurable: Collection[str]
) -> tuple[Operation | None, bool]:
    """The operation that makes what a parent has once and this one works on, or None; and whether it only shows it.

    For one that only shows it, only where the operation that makes it is among `configurable`.
    """
    for life in lives(contract.operations):
        if life.single and operation.name in {found.name for found in life.changing[1:]}:
            return life.creator, False
        if life.single and operation.name in life.reading and life.creator.name in configurable:
            return life.creator, True
    return None, False
