"""A model of the resources that a sequence has made: what each of them must show, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.oracle.answer.echoes import given, returned
from conformance.oracle.expectation import Expectation
from conformance.oracle.lifecycle.standing import Standing
from spec.operation import Operation
from spec.relations.echo import Echo, echoes
from spec.relations.expressions import ABSENT, find

Path = tuple[str, ...]


# An id that a target gave, and the ids of what the resource is made in: a target may count in each parent.
Held = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A value that a member of a resource must show.

    Attributes:
        echo: how it is compared.
        value: as the request gave it.
        by_update: the last update gave it.
        read: it was shown when the resource was last read.
    """

    echo: Echo
    value: Any
    by_update: bool = False
    read: bool = False

    def holds(self, actual: Any) -> bool:
        """Whether a member shows it."""
        return returned(self.echo, self.value, actual)


@dataclass(slots=True, kw_only=True)
class Resource:
    """One resource of a sequence.

    Attributes:
        parent: the number of the parent that it was made under; see `strategies.sequences.moves.Move`.
        bindings: its ids, by the parameters that they are values of.
        identity: its own id, or None where it has none.
        wanted: what it must show, by member.
        shown: how the last acknowledged change, or the last read, showed it.
        changed_at: when the last change was acknowledged, in seconds since the epoch.
        exists: it has been made and not been deleted.
        updates: how often it was changed.
        read: it was read as it must be since its last change.
        deletions: how many others had been deleted when it was last read.
        listed: the last list had it.
        item: how the last whole list showed it.
        seen: how it was last read, as long as nothing has changed it since.
        foreign: the operation that reached for it under another parent since it was last read, or "".
        left: of one that was deleted, the clause that told that it is still there; then whatever else finds it follows.
        dated: the instants that never change, as the first list showed them, by member.
        held: its id and where it was made, as `State.living` has it; None where its caller chose the id.
    """

    parent: int
    bindings: Mapping[str, str]
    identity: str | None
    wanted: dict[Path, Wanted]
    shown: dict[str, Any]
    changed_at: float
    exists: bool = True
    updates: int = 0
    read: bool = False
    deletions: int = 0
    listed: bool = False
    item: Mapping[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] | None = field(default=None)
    foreign: str = ""
    left: str = ""
    dated: dict[str, Any] = field(default_factory=dict)
    held: Held | None = None


def acknowledged(
    operation: Operation,
    where: Standing,
    expectation: Expectation,
    resource: Mapping[str, Any],
    *,
    by_update: bool = False,
) -> dict[Path, Wanted]:
    """What an acknowledged request makes a resource show from now on.

    What its own answer does not show as given is left out: the answer breaks a clause of its own, and that the
    resource is read back like the answer is no further deviation.
    """
    found = {}
    for echo in echoes(operation.response_schema):
        path = where.within(echo.path)
        wanted = given(echo, expectation)
        if not path or wanted is ABSENT or wanted == [] or "items" in path:
            continue
        promise = Wanted(echo=echo, value=wanted, by_update=by_update)
        if promise.holds(find(resource, path)):
            found[path] = promise
    return found
