"""Variants that show a session in other ways: what is unset, what is added, in which order, under which id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.store import Resource
from conformance.selftest.faults.lifecycle.hooks import CREATE, named
from conformance.selftest.faults.tools import both
from conformance.selftest.variants.particular import absent, drops, equal, is_success, sessions, sets
from conformance.selftest.variants.variant import Variant

Session = dict[str, Any]
_TEXTS = ("GeoMatchLevel", "Name", "NumberSelectionBehavior")
# A body that the lenient reading of `Call` cannot read may well give one: a number of ten thousand digits.
_WITHOUT_EXPIRY = both(lambda call: bool(call.document), absent("ExpiryMinutes"))


def variants() -> Iterator[Variant]:
    """Every choice about the members of a session."""
    for freedom, rows in _ROWS.items():
        for name, summary, hooks in rows:
            yield Variant(name=name, freedom=freedom, summary=summary, hooks=hooks)


def _shown(change: Callable[[Session], Session]) -> Hooks:
    return sessions(lambda _call, session: change(session))


def _without_unset(session: Session) -> Session:
    return {name: value for name, value in session.items() if value is not None}


def _empty_text(session: Session) -> Session:
    return {**session, **{name: "" for name in _TEXTS if session[name] is None}}


def _absent_text(session: Session) -> Session:
    return {name: value for name, value in session.items() if value is not None or name not in _TEXTS}


def _geo(unset: Any) -> Hooks:
    return sets("GeoMatchParams", lambda value: unset if value is None else value)


def _participants(change: Callable[[list[Session]], list[Session]]) -> Hooks:
    return sets("Participants", change)


def _each(change: Callable[[int, Session], Session]) -> Hooks:
    return _participants(lambda items: [change(number, item) for number, item in enumerate(items)])


def _other_proxy(number: int, participant: Session) -> Session:
    return {**participant, "ProxyPhoneNumber": participant["ProxyPhoneNumber"][:-2] + f"{90 + number}"}


def _with_plus(_number: int, participant: Session) -> Session:
    return {**participant, "PhoneNumber": "+" + participant["PhoneNumber"].lstrip("+")}


def _numbered(write: Callable[[int, str], str]) -> Hooks:
    """Session ids from a counter and the id that the session would have."""

    def change(call: Call, session: Session) -> Session:
        return {**session, "ProxySessionId": write(call.number, session["ProxySessionId"])}

    return sessions(change)


def _counted(call: Call, resource: Resource, before: Resource | None) -> Resource:
    """Each session has the next number as its id, so that ids with one digit more or less are those of others."""
    if before is not None or not named(call, CREATE):
        return resource
    call.memory["sessions"] = number = call.memory.get("sessions", 0) + 1
    facts = {**resource.facts, "proxysessionid": str(number)}
    return replace(resource, address=(*resource.address[:-1], str(number)), facts=facts)


def _nested(session: Session) -> Session:
    participants = [{**item, "ParticipantId": str(number)} for number, item in enumerate(session["Participants"])]
    return {**session, "Participants": participants, "Links": {"self": f"/sessions/{session['ProxySessionId']}"}}


def _in_geo(value: Any) -> Any:
    return {**value, "Region": "west"} if value else value


def _null_expiry(call: Call) -> bool:
    return "ExpiryMinutes" in call.document and call.document["ExpiryMinutes"] is None


def _no_capability(call: Call) -> bool:
    return bool(call.document.get("Capabilities") == [])


def _beyond(number: int) -> bool:
    """Whether a double does not hold the number exactly, but holds one near it."""
    return 2**53 < number < 10**300


def _later(change: Callable[[Session], Session]) -> Hooks:
    def pending(session: Session) -> Session:
        return {**session, "Status": "InProgress", "Participants": [change(item) for item in session["Participants"]]}

    return _shown(pending)


def _with_member(call: Call, reply: Reply, value: bytes) -> Reply:
    """A created session's answer with a member more that the standard library would not write."""
    if not is_success(reply) or call.number % 10:
        return reply
    return replace(reply, body=reply.payload.removesuffix(b"}}") + b',"More":' + value + b"}}")


def _deepened(call: Call, reply: Reply) -> Reply:
    return _with_member(call, reply, b"[" * 20_000 + b"]" * 20_000)


def _numbered_long(call: Call, reply: Reply) -> Reply:
    return _with_member(call, reply, b"9" * 5000)


_ROWS: dict[str, tuple[tuple[str, str, Hooks], ...]] = {
    "unset members": (
        ("unset-absent", "What is not set is left out.", _shown(_without_unset)),
        ("unset-empty-text", "Text that is not set is empty.", _shown(_empty_text)),
        ("unset-text-absent", "Text that is not set is left out, the rest is null.", _shown(_absent_text)),
        ("unset-end-absent", "An open session has no EndedTimestamp.", drops("EndedTimestamp")),
    ),
    "unset geo match parameters": (
        ("unset-geo-empty-object", "Geo match parameters that are not set are {}.", _geo({})),
        (
            "unset-geo-nulls",
            "Geo match parameters that are not set have null members.",
            _geo({"AreaCode": None, "Country": None}),
        ),
        (
            "unset-geo-empty-texts",
            "Geo match parameters that are not set have empty members.",
            _geo({"AreaCode": "", "Country": ""}),
        ),
    ),
    "default expiry": (
        (
            "expiry-none",
            "A session without an expiry has none.",
            sets("ExpiryMinutes", lambda _value: None, _WITHOUT_EXPIRY),
        ),
        ("expiry-left-out", "A session without an expiry does not show one.", drops("ExpiryMinutes", _WITHOUT_EXPIRY)),
        ("expiry-day", "The default expiry is a day.", sets("ExpiryMinutes", lambda _value: 1440, _WITHOUT_EXPIRY)),
        ("expiry-minute", "The default expiry is a minute.", sets("ExpiryMinutes", lambda _value: 1, _WITHOUT_EXPIRY)),
        (
            "expiry-null-kept",
            "Only an expiry that is left out becomes the default; null stays null.",
            sets("ExpiryMinutes", lambda _value: None, _null_expiry),
        ),
        (
            "expiry-by-capability",
            "The default expiry depends on the capabilities.",
            sets("ExpiryMinutes", lambda _value: 2**31 - 1, both(_WITHOUT_EXPIRY, equal("Capabilities", ["SMS"]))),
        ),
    ),
    "large expiry": (
        (
            "expiry-as-double",
            "An expiry beyond 53 bits comes back as the nearest double.",
            sets("ExpiryMinutes", lambda value: int(float(value)) if value and _beyond(value) else value),
        ),
        (
            "expiry-with-exponent",
            "An expiry beyond 53 bits comes back as a number with an exponent.",
            sets("ExpiryMinutes", lambda value: float(value) if value and _beyond(value) else value),
        ),
        (
            "expiry-at-most",
            "An expiry beyond 63 bits comes back as the largest number.",
            sets("ExpiryMinutes", lambda value: min(value, 2**63 - 1) if value else value),
        ),
        (
            "expiry-unset-beyond",
            "An expiry beyond 53 bits does not come back.",
            sets("ExpiryMinutes", lambda value: None if value and _beyond(value) else value),
        ),
    ),
    "empty capabilities": (
        ("no-capabilities-absent", "An empty list of capabilities is left out.", drops("Capabilities", _no_capability)),
        (
            "no-capabilities-null",
            "An empty list of capabilities comes back as null.",
            sets("Capabilities", lambda _value: None, _no_capability),
        ),
    ),
    "proxy numbers to come": (
        (
            "proxy-number-null",
            "A session in progress has no proxy number yet.",
            _later(lambda item: {**item, "ProxyPhoneNumber": None}),
        ),
    ),
    "large answers": (
        (
            "extra-request",
            "A session shows the request as it came.",
            sessions(lambda call, session: {**session, "Request": call.body.decode("latin-1")}),
        ),
        ("extra-deep-member", "A session has a deeply nested member more.", Hooks(after=_deepened)),
        ("extra-long-number", "A session has a member more that is a very long number.", Hooks(after=_numbered_long)),
    ),
    "extra members": (
        (
            "extra-member",
            "A session has members more.",
            _shown(lambda session: {**session, "Tags": [], "Arn": f"session/{session['ProxySessionId']}"}),
        ),
        ("extra-nested-members", "Participants have members more, too.", _shown(_nested)),
        (
            "extra-null-member",
            "A session has a member more that is null.",
            _shown(lambda session: {**session, "NumberPool": None}),
        ),
        ("extra-geo-member", "Geo match parameters have a member more.", sets("GeoMatchParams", _in_geo)),
    ),
    "order": (
        (
            "order-members-reversed",
            "The members stand in another order.",
            _shown(lambda session: dict(reversed(session.items()))),
        ),
        (
            "order-capabilities-reversed",
            "Capabilities come in reverse order.",
            sets("Capabilities", lambda items: items[::-1]),
        ),
        ("order-capabilities-sorted", "Capabilities come sorted.", sets("Capabilities", sorted)),
        (
            "order-participants-reversed",
            "Participants come in reverse order.",
            _participants(lambda items: items[::-1]),
        ),
    ),
    "duplicates": (
        (
            "duplicates-merged",
            "A capability given twice comes back once.",
            sets("Capabilities", lambda items: list(dict.fromkeys(items))),
        ),
        (
            "equal-participants-merged",
            "A participant given twice comes back once.",
            _participants(lambda items: list({item["PhoneNumber"]: item for item in items}.values())),
        ),
    ),
    "plus": (("plus-added", "Phone numbers come back with a +.", _each(_with_plus)),),
    "proxy numbers": (("two-proxy-numbers", "Each participant has a proxy number.", _each(_other_proxy)),),
    "session id": (
        ("id-short", "Session ids are as short as can be.", _numbered(lambda number, _id: f"{number:x}")),
        ("id-numeric", "Session ids are text of digits.", _numbered(lambda number, _id: f"{number:020}")),
        ("id-longest", "Session ids have 128 characters.", _numbered(lambda _number, old: old.ljust(128, "x"))),
        ("id-slashes", "Session ids have slashes.", _numbered(lambda number, old: f"session/{old}/{number}")),
        ("id-unicode", "Session ids are not ASCII.", _numbered(lambda number, _id: f"s\u00e9ance \u2116 {number}")),
        ("id-upper-case", "Session ids are in upper case.", _numbered(lambda _number, old: old.upper())),
    ),
    "counted session id": (
        ("id-counted", "Session ids are counted, and a session has its own.", Hooks(kept=_counted)),
    ),
}
