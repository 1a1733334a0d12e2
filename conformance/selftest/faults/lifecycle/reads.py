"""Faults of reading and listing: what is shown of a session that exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from conformance.reference.call import Call
from conformance.reference.hooks import Hooks
from conformance.reference.service.answers.facts import stamp
from conformance.reference.service.store import Resource
from conformance.selftest.faults.lifecycle.hooks import (
    CREATE,
    GET,
    LIST,
    UPDATE,
    Facts,
    Row,
    named,
    others,
    shown,
    unstored,
    without,
)

# So many reads come too early where reads lag behind.
_BEHIND = 2


def _newest(call: Call, resource: Resource | None) -> Resource | None:
    return [*others(call, resource), resource][-2:][0] if resource is not None and named(call, GET) else resource


def _missing(share: int) -> Hooks:
    def found(call: Call, resource: Resource | None) -> Resource | None:
        if resource is None or not named(call, GET):
            return resource
        call.memory["reads"] = call.memory.get("reads", 0) + 1
        return None if call.memory["reads"] % share == 0 else resource

    return Hooks(found=found)


def _drifts(call: Call, facts: Facts) -> Facts:
    call.memory["drift"] = call.memory.get("drift", 0) + 1
    return {**facts, "expiryminutes": facts["expiryminutes"] + call.memory["drift"]} if not facts["name"] else facts


def _dated_anew(_call: Call, found: list[Resource]) -> list[Resource]:
    now = stamp(datetime.now(UTC))
    return [replace(one, facts={**one.facts, "createdtimestamp": now}) for one in found]


def _listed_before(call: Call, found: list[Resource]) -> list[Resource]:
    """Every session as it was when it was listed first."""
    first = call.memory.setdefault("listed first", {})
    return [replace(one, facts=first.setdefault(one.address, one.facts)) for one in found]


def _behind(call: Call, kind: str, address: tuple[str, ...]) -> bool:
    """Whether one of the first reads of something comes too early to show it."""
    reads = call.memory.setdefault(kind, {})
    reads[address] = reads.get(address, 0) + 1
    return bool(reads[address] <= _BEHIND)


def _appears_late(call: Call, resource: Resource | None) -> Resource | None:
    early = resource is not None and named(call, GET) and _behind(call, "made", resource.address)
    return None if early else resource


def _lists_late(call: Call, found: list[Resource]) -> list[Resource]:
    return [one for one in found if not _behind(call, "listed", one.address)]


def _changes_late() -> Hooks:
    """The first reads after an update show what was before it."""

    def kept(call: Call, resource: Resource, before: Resource | None) -> Resource:
        if before is not None and named(call, UPDATE):
            call.memory.setdefault("before", {})[resource.address] = before.facts
            call.memory.setdefault("changed", {}).pop(resource.address, None)
        return resource

    def found(call: Call, resource: Resource | None) -> Resource | None:
        before = call.memory.get("before", {}).get(resource.address) if resource and named(call, GET) else None
        if resource is None or before is None or not _behind(call, "changed", resource.address):
            return resource
        return replace(resource, facts=before)

    return Hooks(kept=kept, found=found)


def _given_again(call: Call, resource: Resource, before: Resource | None) -> Resource:
    between, made = "participantphonenumbers", before is None and named(call, CREATE)
    alike = [one for one in others(call, resource) if made and one.facts.get(between) == resource.facts.get(between)]
    return alike[0] if alike else resource


ROWS: tuple[Row, ...] = (
    (
        "list-dates-anew",
        f"{LIST} readBack",
        "In each list all sessions were created just now.",
        Hooks(listed=_dated_anew),
    ),
    ("list-is-empty", f"{LIST} complete", "No session is listed.", Hooks(listed=lambda _call, _found: [])),
    ("get-shows-another", f"{GET} apart", "Another session is shown.", Hooks(found=_newest)),
    ("get-forgets-name", f"{GET} readBack", "The name is not shown.", without(GET, "name")),
    ("get-forgets-level", f"{GET} readBack", "The level is not shown.", without(GET, "geomatchlevel")),
    ("get-misses-some", f"{GET} readBack", "Every tenth read finds nothing.", _missing(10)),
    ("get-lags", f"{GET} readBack", "A new session is found from the third read on only.", Hooks(found=_appears_late)),
    ("list-lags", f"{LIST} complete", "A new session is in the third list only.", Hooks(listed=_lists_late)),
    ("update-lags", f"{UPDATE} changes", "An update shows from the third read on only.", _changes_late()),
    ("get-drifts", f"{GET} stable", "The expiry grows while it is read.", shown(GET, _drifts)),
    (
        "list-forgets-last",
        f"{LIST} complete",
        "The last session is not listed.",
        Hooks(listed=lambda _call, found: found[:-1]),
    ),
    (
        "list-repeats-first",
        f"{LIST} complete",
        "The first session is listed twice.",
        Hooks(listed=lambda _call, found: [*found[:1], *found]),
    ),
    (
        "list-forgets-name",
        f"{LIST} readBack",
        "Names are not listed.",
        Hooks(listed=lambda _call, found: [replace(one, facts={**one.facts, "name": None}) for one in found]),
    ),
    (
        "creation-gives-what-is-there",
        f"{CREATE} response.body.ProxySession.ProxySessionId.unique",
        "A session between the same participants is given a second time.",
        Hooks(kept=_given_again),
    ),
    ("list-is-kept", f"{LIST} readBack", "A session is listed as it was at first.", Hooks(listed=_listed_before)),
    (
        "list-is-stale",
        f"{LIST} readBack",
        "The list shows what was before an update.",
        unstored("capabilities", "expiryminutes", reading=LIST),
    ),
)
