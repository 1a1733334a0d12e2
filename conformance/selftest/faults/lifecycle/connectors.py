"""Faults between connectors: sessions, lists and tokens of one that another one takes."""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.store import Resource
from conformance.selftest.faults.lifecycle.hooks import (
    DELETE,
    GET,
    LIST,
    UPDATE,
    Row,
    named,
)


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


ROWS: tuple[Row, ...] = (
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
)
