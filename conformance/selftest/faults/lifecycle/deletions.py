"""Faults of deleting: what stays, what goes as well, and ids that are given again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from conformance.reference.call import Call
from conformance.reference.hooks import Hooks
from conformance.reference.service.store import Resource
from conformance.selftest.faults.lifecycle.hooks import (
    CREATE,
    DELETE,
    GET,
    LIST,
    UPDATE,
    Row,
    named,
    others,
)

Kept = Callable[[Call, Resource, Resource | None], Resource]


def _remembers(call: Call, resource: Resource) -> bool:
    call.memory.setdefault("dead", []).append(resource)
    return True


def _undead(operation: str) -> Hooks:
    def found(call: Call, resource: Resource | None) -> Resource | None:
        if resource is not None or not named(call, operation):
            return resource
        return _asked_for(call, call.memory.get("dead", ()))

    return Hooks(removed=_remembers, found=found)


def _asked_for(call: Call, dead: Sequence[Resource]) -> Resource | None:
    return next((one for one in dead if one.address[-1] in call.values.values()), None)


def _returns(
    dead: Callable[[Call], Sequence[Resource]], kept: Kept = lambda _call, resource, _before: resource
) -> Hooks:
    """What was deleted is gone at first, and shown again once it is among `dead`."""

    def found(call: Call, resource: Resource | None) -> Resource | None:
        return _asked_for(call, dead(call)) if resource is None and named(call, GET) else resource

    return Hooks(removed=_remembers, found=found, kept=kept)


def _revives(call: Call, resource: Resource, before: Resource | None) -> Resource:
    if before is not None and named(call, UPDATE):
        call.memory["back"] = list(call.memory.get("dead", ()))
    return resource


def _sometimes(share: int) -> Hooks:
    """A deletion does nothing, each so many times."""

    def removed(call: Call, _resource: Resource) -> bool:
        call.memory["deletions"] = call.memory.get("deletions", 0) + 1
        return bool(call.memory["deletions"] % share)

    return Hooks(removed=removed)


def _takes(most: int | None) -> Hooks:
    def removed(call: Call, resource: Resource) -> bool:
        for other in others(call, resource)[:most]:
            call.memory["store"].remove(other)
        return True

    return Hooks(removed=removed)


def _reused() -> Hooks:
    """The id of a session that was deleted is given to the next one."""

    def removed(call: Call, resource: Resource) -> bool:
        if named(call, DELETE):
            call.memory["free"] = resource.address[-1]
        return True

    def kept(call: Call, resource: Resource, before: Resource | None) -> Resource:
        free = call.memory.pop("free", None) if before is None and named(call, CREATE) else None
        if free is None:
            return resource
        facts = {**resource.facts, "proxysessionid": free}
        return replace(resource, address=(*resource.address[:-1], free), facts=facts)

    return Hooks(removed=removed, kept=kept)


ROWS: tuple[Row, ...] = (
    (
        "delete-does-nothing",
        f"{GET} gone",
        "A deleted session is there.",
        Hooks(removed=lambda _call, _resource: False),
    ),
    ("delete-does-nothing-at-times", f"{GET} gone", "Every sixth deletion does nothing.", _sometimes(6)),
    (
        "delete-leaves-listed",
        f"{LIST} gone",
        "A deleted session is listed.",
        Hooks(removed=_remembers, listed=lambda call, found: [*found, *call.memory.get("dead", ())]),
    ),
    ("deleted-is-shown", f"{GET} gone", "A deleted session is shown.", _undead(GET)),
    (
        "deleted-returns-at-an-update",
        f"{GET} gone",
        "When another session is updated, those that were deleted are there again.",
        _returns(lambda call: call.memory.get("back", ()), _revives),
    ),
    (
        "deleted-returns-later",
        f"{GET} gone",
        "A deleted session is there again after eight other deletions.",
        _returns(lambda call: call.memory.get("dead", [])[:-8]),
    ),
    ("deleted-is-updated", f"{UPDATE} gone", "A deleted session is updated.", _undead(UPDATE)),
    ("deleted-again", f"{DELETE} gone", "A deleted session is deleted again.", _undead(DELETE)),
    ("delete-takes-all", f"{DELETE} others", "All sessions are deleted.", _takes(None)),
    ("delete-takes-two", f"{DELETE} others", "Another session is deleted too.", _takes(1)),
    ("deleted-id-is-reused", f"{CREATE} newId", "The id of a deleted session is given again.", _reused()),
)
