"""Faults of updates: what is not stored, what is forgotten, and what changes although nobody asked for it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.answers.facts import stamp
from conformance.reference.service.store import Resource
from conformance.selftest.faults.lifecycle.hooks import (
    GET,
    UPDATE,
    Row,
    kept_as,
    named,
    others,
    unstored,
)


def _cleared(member: str, name: str) -> Hooks:
    return kept_as(lambda call, facts, _before: facts if name in call.document else {**facts, member: None})


def _spread(call: Call, resource: Resource, before: Resource | None) -> Resource:
    if before is not None and named(call, UPDATE):
        for other in others(call, before):
            other.facts |= {name: resource.facts[name] for name in ("capabilities", "expiryminutes")}
    return resource


def _undoes(call: Call, resource: Resource, before: Resource | None) -> Resource:
    """A store that is written as a whole, from a copy of a moment ago: what another client has just changed is lost."""
    if before is not None and named(call, UPDATE):
        recent, now = call.memory.setdefault("recent", {}), time.monotonic()
        for other in others(call, before):
            moment, port, facts = recent.get(other.address, (now - _AT_ONCE, call.port, {}))
            if port != call.port and now - moment < _AT_ONCE:
                other.facts |= facts
        recent[resource.address] = now, call.port, dict(before.facts)
    return resource


def _moved(member: str, hours: int) -> Hooks:
    return kept_as(lambda _call, facts, _b: {**facts, member: stamp(datetime.now(UTC) + timedelta(hours=hours))})


def _breaks_the_second_time(call: Call, reply: Reply) -> Reply:
    if not named(call, UPDATE) or reply.status >= 400:
        return reply
    updated = call.memory.setdefault("updated", set())
    again = call.path in updated
    updated.add(call.path)
    return Reply(status=500) if again else reply


# Two updates of different clients within so many seconds are under way at once.
_AT_ONCE = 0.02

ROWS: tuple[Row, ...] = (
    (
        "second-update-breaks",
        f"{UPDATE} response.status.201",
        "To update a session once more is answered 500.",
        Hooks(after=_breaks_the_second_time),
    ),
    (
        "update-is-not-stored",
        f"{UPDATE} changes",
        "An update is answered, not stored.",
        unstored("capabilities", "expiryminutes"),
    ),
    ("update-loses-capabilities", f"{UPDATE} changes", "An update stores no capabilities.", unstored("capabilities")),
    ("update-loses-expiry", f"{UPDATE} changes", "An update stores no expiry.", unstored("expiryminutes")),
    (
        "stale-reads",
        f"{UPDATE} changes",
        "Every fifth look shows what was before.",
        unstored("capabilities", "expiryminutes", share=5),
    ),
    ("update-clears-name", f"{UPDATE} keeps", "An update forgets the name.", _cleared("name", "Name")),
    (
        "update-clears-level",
        f"{UPDATE} keeps",
        "An update forgets the level.",
        _cleared("geomatchlevel", "GeoMatchLevel"),
    ),
    (
        "update-clears-params",
        f"{UPDATE} keeps",
        "An update forgets the area.",
        _cleared("geomatchparams", "GeoMatchParams"),
    ),
    (
        "update-clears-behavior",
        f"{UPDATE} keeps",
        "An update forgets how numbers are selected.",
        _cleared("numberselectionbehavior", "NumberSelectionBehavior"),
    ),
    (
        "update-clears-expiry",
        f"{UPDATE} keeps",
        "An update without an expiry forgets it.",
        _cleared("expiryminutes", "ExpiryMinutes"),
    ),
    ("update-changes-all", f"{GET} apart readBack", "An update changes every session.", Hooks(kept=_spread)),
    (
        "update-lost-at-once",
        f"{UPDATE} changes",
        "Of two clients who update at once, the update of one is lost.",
        Hooks(kept=_undoes),
    ),
    ("created-moves", f"{UPDATE} CreatedTimestamp.constant", "An update is a creation.", _moved("createdtimestamp", 1)),
    (
        "updated-goes-back",
        f"{UPDATE} UpdatedTimestamp.moves",
        "An update is dated an hour ago.",
        _moved("updatedtimestamp", -1),
    ),
)
