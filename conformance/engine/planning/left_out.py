"""Members that a run leaves out of its requests or puts into each, since the target takes no others; what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spec.clauses.reason import Reason, Why


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


def reason(local: str, left_out: Mapping[str, LeftOut]) -> Reason | None:
    """Why a clause, by its local id, was not judged: it is about a member that is left out; else None."""
    for label, item in left_out.items():
        where = f"request.{label}" if label.startswith(("query.", "header.")) else f"request.body.{label}"
        if local == where or local.startswith(f"{where}."):
            return Reason(Why.MEMBER_REFUSED, item.why)
    return None
