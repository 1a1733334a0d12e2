"""The operations on proxy sessions, and hooks that change what they find and what they keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call
from conformance.reference.hooks import Hooks
from conformance.reference.service.store import Resource

CREATE, GET, LIST = "CreateProxySession", "GetProxySession", "ListProxySessions"
UPDATE, DELETE = "UpdateProxySession", "DeleteProxySession"
PUT, SHOW, UNPUT = "PutVoiceConnectorProxy", "GetVoiceConnectorProxy", "DeleteVoiceConnectorProxy"
Facts = dict[str, Any]
# A fault's name, the operation and the last parts of the clauses on which it must be found, what happens, and how.
Row = tuple[str, str, str, Hooks]


def named(call: Call, *names: str) -> bool:
    """Whether a request is for one of these operations."""
    return call.operation is not None and call.operation.name in names


def shown(operation: str, change: Callable[[Call, Facts], Facts]) -> Hooks:
    """An operation finds a resource with other facts than it has."""

    def found(call: Call, resource: Resource | None) -> Resource | None:
        known = resource is not None and named(call, operation)
        return replace(resource, facts=change(call, resource.facts)) if resource is not None and known else resource

    return Hooks(found=found)


def without(operation: str, member: str) -> Hooks:
    """An operation finds a resource without this member."""
    return shown(operation, lambda _call, facts: {**facts, member: None})


def kept_as(change: Callable[[Call, Facts, Facts], Facts], operation: str = UPDATE) -> Hooks:
    """An operation keeps other facts: `change` gets the call, the facts it is about to keep and those before."""

    def kept(call: Call, resource: Resource, before: Resource | None) -> Resource:
        if before is None or not named(call, operation):
            return resource
        return replace(resource, facts=change(call, resource.facts, before.facts))

    return Hooks(kept=kept)


def unstored(*members: str, reading: str = GET, share: int = 1) -> Hooks:
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


def others(call: Call, resource: Resource) -> list[Resource]:
    """The other resources of the same kind under the same parent."""
    return [one for one in call.memory["store"].below(resource.kind, resource.address[:-1]) if one is not resource]
