"""Faults in the life of proxy sessions: what is lost, mixed up or left behind between one request and the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.facts import stamp
from conformance.reference.service.store import Resource
from conformance.selftest.faults.fault import Fault

CREATE, GET, LIST = "CreateProxySession", "GetProxySession", "ListProxySessions"
UPDATE, DELETE = "UpdateProxySession", "DeleteProxySession"
PUT, SHOW, UNPUT = "PutVoiceConnectorProxy", "GetVoiceConnectorProxy", "DeleteVoiceConnectorProxy"
Facts = dict[str, Any]


def named(call: Call, *names: str) -> bool:
    """Whether a request is for one of these operations."""
    return call.operation is not None and call.operation.name in names


def shown(operation: str, change: Callable[[Call, Facts], Facts]) -> Hooks:
    """An operation finds a resource with other facts than it has."""

    def found(call: Call, resource: Resource | None) -> Resource | None:
        known = resource is not None and named(call, operation)
        return replace(resource, facts=change(call, resource.facts)) if resource is not None and known else resource

    return Hooks(found=found)


def _without(operation: str, member: str) -> Hooks:
    return shown(operation, lambda _call, facts: {**facts, member: None})


def _kept(change: Callable[[Call, Facts, Facts], Facts], operation: str = UPDATE) -> Hooks:
    def kept(call: Call, resource: Resource, before: Resource | None) -> Resource:
        if before is None or not named(call, operation):
            return resource
        return replace(resource, facts=change(call, resource.facts, before.facts))

    return Hooks(kept=kept)


def _cleared(member: str, name: str) -> Hooks:
    return _kept(lambda call, facts, _before: facts if name in call.document else {**facts, member: None})


def _unstored(*members: str, reading: str = GET, share: int = 1) -> Hooks:
    """An update is acknowledged, and what is read afterwards shows these members as they were before."""

    def kept(call: Call, resource: Resource, before: Resource | None) -> Resource:
        if before is not None and named(call, UPDATE, PUT):
            old = {name: before.facts.get(name) for name in members}
            call.memory.setdefault("old", {}).setdefault(resource.address, old)
        return resource

    def stale(call: Call, resource: Resource) -> Resource:
        call.memory["reads"] = call.memory.get("reads", 0) + 1
        old = call.memory.get("old", {}).get(resource.address, {}) if call.memory["reads"] % share == 0 else {}
        return replace(resource, facts={**resource.facts, **old})

    def found(call: Call, resource: Resource | None) -> Resource | None:
        return stale(call, resource) if resource is not None and named(call, reading) else resource

    def listed(call: Call, resources: list[Resource]) -> list[Resource]:
        return [stale(call, resource) for resource in resources] if reading == LIST else resources

    return Hooks(kept=kept, found=found, listed=listed)


def _others(call: Call, resource: Resource) -> list[Resource]:
    return [one for one in call.memory["store"].below(resource.kind, resource.address[:-1]) if one is not resource]


def _spread(call: Call, resource: Resource, before: Resource | None) -> Resource:
    if before is not None and named(call, UPDATE):
        for other in _others(call, before):
            other.facts |= {name: resource.facts[name] for name in ("capabilities", "expiryminutes")}
    return resource


def _newest(call: Call, resource: Resource | None) -> Resource | None:
    return [*_others(call, resource), resource][-2:][0] if resource is not None and named(call, GET) else resource


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


def _remembers(call: Call, resource: Resource) -> bool:
    call.memory.setdefault("dead", []).append(resource)
    return True


def _undead(operation: str) -> Hooks:
    def found(call: Call, resource: Resource | None) -> Resource | None:
        if resource is not None or not named(call, operation):
            return resource
        return next((one for one in call.memory.get("dead", ()) if one.address[-1] in call.values.values()), None)

    return Hooks(removed=_remembers, found=found)


def _takes(most: int | None) -> Hooks:
    def removed(call: Call, resource: Resource) -> bool:
        for other in _others(call, resource)[:most]:
            call.memory["store"].remove(other)
        return True

    return Hooks(removed=removed)


def _paged(change: Callable[[Call, Facts], Facts]) -> Hooks:
    return Hooks(paged=change)


def _without_token(call: Call, page: Facts) -> Facts:
    return {**page, "NextToken": None} if "max-results" in call.query else page


def _repeats(call: Call, page: Facts) -> Facts:
    items = page["ProxySessions"]
    last = call.memory.get("last", [])
    call.memory["last"] = items[-1:]
    return {**page, "ProxySessions": [*last, *items]} if "next-token" in call.query else page


def _skips(call: Call, page: Facts) -> Facts:
    return {**page, "ProxySessions": page["ProxySessions"][1:]} if "next-token" in call.query else page


def _any_token(status: int) -> Hooks:
    def before(call: Call) -> Reply | None:
        token = call.query.partition("next-token=")[2]
        if not named(call, LIST) or not token or call.memory["store"].place(token) is not None:
            return None
        reply: Reply = call.memory["api"](replace(call, query="")) if status == 200 else Reply(status=status)
        return reply

    return Hooks(before=before)


def _configured(**values: Any) -> Hooks:
    """What is configured has no effect on what is created."""

    def before(call: Call) -> Reply | None:
        if named(call, CREATE):
            for one in call.memory["store"].below("/voice-connectors/{}/programmable-numbers/proxy", ()):
                one.facts |= values
        return None

    return Hooks(before=before)


def _disabled_for_ever(call: Call, resource: Resource, _before: Resource | None) -> Resource:
    if not named(call, PUT):
        return resource
    call.memory["off"] = call.memory.get("off", False) or resource.facts.get("disabled") is True
    return replace(resource, facts={**resource.facts, "disabled": call.memory["off"]})


def _moved(member: str, hours: int) -> Hooks:
    return _kept(lambda _call, facts, _b: {**facts, member: stamp(datetime.now(UTC) + timedelta(hours=hours))})


def _anywhere(*operations: str) -> Hooks:
    """An operation looks for a session under every connector."""

    def found(call: Call, resource: Resource | None) -> Resource | None:
        if resource is not None or not named(call, *operations):
            return resource
        sessions = call.memory["store"].below("/voice-connectors/{}/proxy-sessions/{}", ())
        return next((one for one in sessions if one.address[-1] == call.values.get("proxySessionId")), None)

    return Hooks(found=found)


def _of_all(call: Call, found: list[Resource]) -> list[Resource]:
    """A list has the sessions of every connector."""
    others = call.memory["store"].below("/voice-connectors/{}/proxy-sessions/{}", ())
    return [*found, *(one for one in others if one not in found)]


def _any_connectors_token(call: Call) -> Reply | None:
    """A token is taken whatever connector it was given for: the list of this one begins anew."""
    token = call.query.partition("next-token=")[2].partition("&")[0]
    place = call.memory["store"].place(token) if named(call, LIST) and token else None
    if place is None or place.scope == (call.values["voiceConnectorId"],):
        return None
    reply: Reply = call.memory["api"](replace(call, query=""))
    return reply


def _one_for_all(call: Call, resource: Resource | None) -> Resource | None:
    """The configuration of the connector that was configured last is shown for every connector."""
    if resource is None or not named(call, SHOW):
        return resource
    newest: Resource = max(call.memory["store"].below(resource.kind, ()), key=lambda one: one.updated)
    return newest


def _takes_everywhere(call: Call, resource: Resource) -> bool:
    if named(call, UNPUT):
        for other in list(call.memory["store"].below(resource.kind, ())):
            call.memory["store"].remove(other)
    return True


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


_ROWS: tuple[tuple[str, str, str, Hooks], ...] = (
    (
        "update-is-not-stored",
        f"{UPDATE} changes",
        "An update is answered, not stored.",
        _unstored("capabilities", "expiryminutes"),
    ),
    ("update-loses-capabilities", f"{UPDATE} changes", "An update stores no capabilities.", _unstored("capabilities")),
    ("update-loses-expiry", f"{UPDATE} changes", "An update stores no expiry.", _unstored("expiryminutes")),
    (
        "stale-reads",
        f"{UPDATE} changes",
        "Every fifth look shows what was before.",
        _unstored("capabilities", "expiryminutes", share=5),
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
    ("created-moves", f"{UPDATE} CreatedTimestamp.constant", "An update is a creation.", _moved("createdtimestamp", 1)),
    (
        "updated-goes-back",
        f"{UPDATE} UpdatedTimestamp.moves",
        "An update is dated an hour ago.",
        _moved("updatedtimestamp", -1),
    ),
    ("get-shows-another", f"{GET} apart", "Another session is shown.", Hooks(found=_newest)),
    ("get-forgets-name", f"{GET} readBack", "The name is not shown.", _without(GET, "name")),
    ("get-forgets-level", f"{GET} readBack", "The level is not shown.", _without(GET, "geomatchlevel")),
    ("get-misses-some", f"{GET} readBack", "Every tenth read finds nothing.", _missing(10)),
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
        "list-is-stale",
        f"{LIST} readBack",
        "The list shows what was before an update.",
        _unstored("capabilities", "expiryminutes", reading=LIST),
    ),
    ("pages-end-early", f"{LIST} pages", "The last pages are never reached.", _paged(_without_token)),
    ("pages-repeat", f"{LIST} pages", "A page begins with the last session of the one before.", _paged(_repeats)),
    ("pages-skip", f"{LIST} pages", "A page leaves out its first session.", _paged(_skips)),
    ("token-is-overlooked", f"{LIST} token", "An unknown token begins anew.", _any_token(200)),
    ("token-breaks", f"{LIST} token", "An unknown token is answered 500.", _any_token(500)),
    (
        "delete-does-nothing",
        f"{GET} gone",
        "A deleted session is there.",
        Hooks(removed=lambda _call, _resource: False),
    ),
    (
        "delete-leaves-listed",
        f"{LIST} gone",
        "A deleted session is listed.",
        Hooks(removed=_remembers, listed=lambda call, found: [*found, *call.memory.get("dead", ())]),
    ),
    ("deleted-is-shown", f"{GET} gone", "A deleted session is shown.", _undead(GET)),
    ("deleted-is-updated", f"{UPDATE} gone", "A deleted session is updated.", _undead(UPDATE)),
    ("deleted-again", f"{DELETE} gone", "A deleted session is deleted again.", _undead(DELETE)),
    ("delete-takes-all", f"{DELETE} others", "All sessions are deleted.", _takes(None)),
    ("delete-takes-two", f"{DELETE} others", "Another session is deleted too.", _takes(1)),
    (
        "configuration-is-not-stored",
        f"{SHOW} readBack",
        "The configuration is shown as it was.",
        _unstored("defaultsessionexpiryminutes", reading=SHOW),
    ),
    (
        "configuration-forgets-fallback",
        f"{SHOW} readBack",
        "The fallback number is not shown.",
        _without(SHOW, "fallbackphonenumber"),
    ),
    ("get-crosses-connectors", f"{GET} foreign", "A session is shown under any connector.", _anywhere(GET)),
    ("update-crosses-connectors", f"{UPDATE} foreign", "A session is updated under any connector.", _anywhere(UPDATE)),
    ("delete-crosses-connectors", f"{DELETE} foreign", "A session is deleted under any connector.", _anywhere(DELETE)),
    ("list-crosses-connectors", f"{LIST} foreign", "The sessions of all connectors are listed.", Hooks(listed=_of_all)),
    (
        "token-crosses-connectors",
        f"{LIST} foreignToken",
        "A token of another connector is taken.",
        Hooks(before=_any_connectors_token),
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
    ("deleted-id-is-reused", f"{CREATE} newId", "The id of a deleted session is given again.", _reused()),
    (
        "configuration-stays",
        f"{SHOW} gone",
        "A deleted configuration is shown.",
        Hooks(removed=lambda call, _resource: not named(call, UNPUT)),
    ),
    (
        "disabled-is-overlooked",
        f"{PUT} disabled",
        "Sessions are created on a disabled connector.",
        _configured(disabled=False),
    ),
    ("disabled-for-ever", f"{PUT} disabled", "A disabled connector stays so.", Hooks(kept=_disabled_for_ever)),
    (
        "default-expiry-is-overlooked",
        f"{PUT} defaultExpiry",
        "The default expiry is always an hour.",
        _configured(defaultsessionexpiryminutes=60),
    ),
)


def faults() -> Iterator[Fault]:
    """Every fault of a life, on the clauses of the contract of the family."""
    for name, clauses, summary, hooks in _ROWS:
        operation, *keywords = clauses.split()
        yield Fault(
            name=f"lifecycle:{name}",
            # The clauses of the contract's default operation stand by themselves.
            clauses=tuple(f"{operation}.lifecycle.{keyword}".removeprefix(f"{CREATE}.") for keyword in keywords),
            kind="lifecycle",
            summary=summary,
            hooks=hooks,
        )
