"""Faults of a connector's configuration: whose it is, how long it lasts, and what it has no effect on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.store import Resource
from conformance.selftest.faults.lifecycle.hooks import (
    CREATE,
    GET,
    PUT,
    SHOW,
    UNPUT,
    Facts,
    Row,
    named,
    shown,
    unstored,
    without,
)


def _one_for_all(call: Call, resource: Resource | None) -> Resource | None:
    """The configuration of the connector that was configured last is shown for every connector."""
    if resource is None or not named(call, SHOW):
        return resource
    newest: Resource = max(call.memory["store"].below(resource.kind, ()), key=lambda one: one.updated)
    return newest


def _invented(call: Call, facts: Facts) -> Facts:
    turn = call.memory["invented"] = call.memory.get("invented", 0) + 1
    return facts if facts.get("fallbackphonenumber") else {**facts, "fallbackphonenumber": f"+1913555{1000 + turn}"}


def _takes_everywhere(call: Call, resource: Resource) -> bool:
    if named(call, UNPUT):
        for other in list(call.memory["store"].below(resource.kind, ())):
            call.memory["store"].remove(other)
    return True


def _configured(**values: Any) -> Hooks:
    """What is configured has no effect on what is created."""

    def before(call: Call) -> Reply | None:
        if named(call, CREATE):
            for one in call.memory["store"].below("/voice-connectors/{}/programmable-numbers/proxy", ()):
                one.facts |= values
        return None

    return Hooks(before=before)


def _breaks_on_nothing(call: Call, reply: Reply) -> Reply:
    if not named(call, PUT, UNPUT) or reply.status >= 400:
        return reply
    there = call.memory.setdefault("there", set())
    known = call.path.lower() in there
    there.symmetric_difference_update({call.path.lower()} if known != named(call, PUT) else ())
    return Reply(status=500) if named(call, UNPUT) and not known else reply


def _disabled_for_ever(call: Call, resource: Resource, _before: Resource | None) -> Resource:
    if not named(call, PUT):
        return resource
    call.memory["off"] = call.memory.get("off", False) or resource.facts.get("disabled") is True
    return replace(resource, facts={**resource.facts, "disabled": call.memory["off"]})


def _default_of_all(call: Call, resource: Resource, before: Resource | None) -> Resource:
    if before is not None and named(call, PUT):
        old, new = (one.facts.get("defaultsessionexpiryminutes") for one in (before, resource))
        for session in call.memory["store"].below("/voice-connectors/{}/proxy-sessions/{}", ()):
            if session.facts.get("expiryminutes") == old:
                session.facts["expiryminutes"] = new
    return resource


ROWS: tuple[Row, ...] = (
    (
        "configuration-is-not-stored",
        f"{SHOW} readBack",
        "The configuration is shown as it was.",
        unstored("defaultsessionexpiryminutes", reading=SHOW),
    ),
    (
        "configuration-forgets-fallback",
        f"{SHOW} readBack",
        "The fallback number is not shown.",
        without(SHOW, "fallbackphonenumber"),
    ),
    (
        "configuration-invents-a-fallback",
        f"{SHOW} stable",
        "Where no fallback number is configured, another one is shown each time.",
        shown(SHOW, _invented),
    ),
    (
        "one-configuration",
        f"{SHOW} apart",
        "All connectors have one configuration.",
        Hooks(found=_one_for_all),
    ),
    (
        "configuration-goes-everywhere",
        f"{UNPUT} others",
        "The configurations of all connectors are deleted.",
        Hooks(removed=_takes_everywhere),
    ),
    (
        "configuration-stays",
        f"{SHOW} gone",
        "A deleted configuration is shown.",
        Hooks(removed=lambda call, _resource: not named(call, UNPUT)),
    ),
    (
        "deleting-no-configuration-breaks",
        f"{UNPUT} request.robustness",
        "To delete a configuration that is not there is answered 500.",
        Hooks(after=_breaks_on_nothing),
    ),
    (
        "disabled-is-overlooked",
        f"{PUT} disabled",
        "Sessions are created on a disabled connector.",
        _configured(disabled=False),
    ),
    ("disabled-for-ever", f"{PUT} disabled", "A disabled connector stays so.", Hooks(kept=_disabled_for_ever)),
    (
        "default-expiry-comes-later",
        f"{GET} stable",
        "Another default expiry is given to the sessions that have the one before.",
        Hooks(kept=_default_of_all),
    ),
    (
        "default-expiry-is-overlooked",
        f"{PUT} defaultExpiry",
        "The default expiry is always an hour.",
        _configured(defaultsessionexpiryminutes=60),
    ),
)
