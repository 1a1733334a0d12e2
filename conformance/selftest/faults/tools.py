"""What faults are made of: conditions on a call, and hooks that act when one holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Hooks, Reply
from conformance.reference.errors import bad_request
from conformance.reference.http import refusal

When = Callable[[Call], bool]
Change = Callable[[Call, dict[str, Any]], dict[str, Any]]
ERROR = "InternalFailure"


def always(_call: Call) -> bool:
    """On every request."""
    return True


def text(call: Call, member: str) -> str:
    """A member as text; "" where it is none."""
    value = call.document.get(member)
    return value if isinstance(value, str) else ""


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


def given(member: str) -> When:
    """The member is there and not null."""
    return lambda call: call.document.get(member) is not None


def absent(member: str) -> When:
    """The member is not there, or null."""
    return lambda call: call.document.get(member) is None


def equal(member: str, value: Any) -> When:
    """The member has this value."""
    return lambda call: bool(call.document.get(member) == value)


def both(*conditions: When) -> When:
    """All of them hold."""
    return lambda call: all(condition(call) for condition in conditions)


def every(count: int, when: When = always, *, key: str = "count") -> When:
    """Every `count`-th request on which `when` holds."""

    def turn(call: Call) -> bool:
        if not when(call):
            return False
        call.memory[key] = call.memory.get(key, 0) + 1
        return bool(call.memory[key] % count == 0)

    return turn


def overlooks(*clauses: str, when: When = always) -> Hooks:
    """Accepts what breaks these clauses only."""
    return Hooks(excuses=lambda clause, call: clause in clauses and when(call))


def refuses(when: When) -> Hooks:
    """Refuses valid requests with 400."""

    def after(call: Call, reply: Reply) -> Reply:
        return refusal(bad_request("The request is refused.")) if reply.status == 201 and when(call) else reply

    return Hooks(after=after)


def answers(status: int, when: When, *, created: bool = True) -> Hooks:
    """Answers with another status: successes, or else refusals with 400."""

    def after(call: Call, reply: Reply) -> Reply:
        return replace(reply, status=status) if reply.status == (201 if created else 400) and when(call) else reply

    return Hooks(after=after)


def crashes(when: When) -> Hooks:
    """Answers 500."""

    def before(call: Call) -> Reply | None:
        return Reply(status=500, document={"__type": ERROR}) if when(call) else None

    return Hooks(before=before)


def sessions(change: Change, when: When = always) -> Hooks:
    """Changes the created session in the answer."""

    def after(call: Call, reply: Reply) -> Reply:
        return reply.with_session(change(call, dict(reply.session))) if reply.status == 201 and when(call) else reply

    return Hooks(after=after)


def sets(member: str, value: Callable[[Any], Any], when: When = always) -> Hooks:
    """Changes one member of the created session, from what it should be."""
    return sessions(lambda _call, session: {**session, member: value(session.get(member))}, when)


def drops(member: str, when: When = always) -> Hooks:
    """Leaves one member out of the created session."""
    return sessions(lambda _call, session: {name: value for name, value in session.items() if name != member}, when)


def replies(change: Callable[[Reply], Reply], when: When = always, *, status: int = 201) -> Hooks:
    """Changes answers of one status."""

    def after(call: Call, reply: Reply) -> Reply:
        return change(reply) if reply.status == status and when(call) else reply

    return Hooks(after=after)


def constant(value: Any) -> Callable[[Any], Any]:
    """A change of any value to this one."""
    return lambda _value: value


def having(key: str, value: Any) -> Callable[[Any], Any]:
    """A change of one member of an object, which may be unset."""
    return lambda item: {**(item or {}), key: value}


def with_status(code: int) -> Callable[[Reply], Reply]:
    """A change of a reply's status."""
    return lambda reply: replace(reply, status=code)
