"""Members that a run leaves out of its requests or puts into each, since the target takes no others; what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reports.run.record import Record
from spec.clauses.reason import Reason, Why
from spec.contract import Contract
from strategies.adapting.narrowing import narrowed


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a member is left out of a run.

    Attributes:
        why: in a sentence.
        crashes: the target answers with an error of the server, which is a deviation of its own.
    """

    why: str
    crashes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a target was asked about the optional members of an operation.

    Attributes:
        left_out: why it takes a member in no request, by label.
        needed: the labels of those without which it takes no request.
    """

    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    needed: tuple[str, ...] = ()


def recalled(record: Record) -> dict[str, Asked]:
    """What a target was asked about optional members in a recorded run, by operation."""
    return {
        operation: Asked(
            left_out={
                label: LeftOut(why, crashes) for label, (why, crashes) in record.left_out.get(operation, {}).items()
            },
            needed=record.needed.get(operation, ()),
        )
        for operation in record.left_out.keys() | record.needed.keys()
    }


def as_taken(contract: Contract, asked: Mapping[str, Asked]) -> Contract:
    """A contract whose operations are as a target takes them."""
    operations = {
        name: narrowed(operation, asked[name].left_out, asked[name].needed) if name in asked else operation
        for name, operation in contract.operations.items()
    }
    return replace(contract, operations=operations)


def reason(local: str, left_out: Mapping[str, LeftOut]) -> Reason | None:
    """Why a clause, by its local id, was not judged: it is about a member that is left out; else None."""
    for label, item in left_out.items():
        where = f"request.{label}" if label.startswith(("query.", "header.")) else f"request.body.{label}"
        if local == where or local.startswith(f"{where}."):
            return Reason(Why.MEMBER_REFUSED, item.why)
    return None
