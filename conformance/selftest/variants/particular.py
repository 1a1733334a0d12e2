"""What variants of CreateProxySession are made of: the members of its requests, and of the session that it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.http import refusal
from conformance.reference.service.errors import refused
from conformance.selftest.faults.tools import When, always
from spec.contract import load
from spec.operation import BAD_REQUEST

Change = Callable[[Call, dict[str, Any]], dict[str, Any]]
OPERATION = load().operation


def invalid(message: str = "The request is refused.") -> Reply:
    """The documented refusal of invalid input."""
    return refusal(refused(OPERATION, BAD_REQUEST, message))


def numbers(call: Call) -> list[str]:
    """The participants' phone numbers that are text."""
    value = call.document.get("ParticipantPhoneNumbers")
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def capabilities(call: Call) -> list[Any]:
    """The capabilities, where they are a list."""
    value = call.document.get("Capabilities")
    return value if isinstance(value, list) else []


def expiry(call: Call) -> int:
    """The minutes asked for; 0 where none are."""
    value = call.document.get("ExpiryMinutes")
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def geo(call: Call) -> dict[str, Any]:
    """The geo match parameters, where they are an object."""
    value = call.document.get("GeoMatchParams")
    return value if isinstance(value, dict) else {}


def absent(member: str) -> When:
    """The member is not there, or null."""
    return lambda call: call.document.get(member) is None


def equal(member: str, value: Any) -> When:
    """The member has this value."""
    return lambda call: bool(call.document.get(member) == value)


def is_success(reply: Reply) -> bool:
    """Whether a session was created."""
    return reply.status == OPERATION.success_status


def refuses(when: When) -> Hooks:
    """Refuses requests as invalid."""
    return Hooks(after=lambda call, reply: invalid() if is_success(reply) and when(call) else reply)


def sessions(change: Change, when: When = always) -> Hooks:
    """Changes the created session in the answer."""

    def after(call: Call, reply: Reply) -> Reply:
        shown = reply.document.get("ProxySession") if isinstance(reply.document, dict) else None
        if not is_success(reply) or not isinstance(shown, dict) or not when(call):
            return reply
        return replace(reply, document={**reply.document, "ProxySession": change(call, dict(shown))})

    return Hooks(after=after)


def sets(member: str, value: Callable[[Any], Any], when: When = always) -> Hooks:
    """Changes one member of the created session, from what it should be."""
    return sessions(lambda _call, session: {**session, member: value(session.get(member))}, when)


def drops(member: str, when: When = always) -> Hooks:
    """Leaves one member out of the created session."""
    return sessions(lambda _call, session: {name: value for name, value in session.items() if name != member}, when)
