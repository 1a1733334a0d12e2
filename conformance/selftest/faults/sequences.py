"""Faults that only several requests show: leaks, ids given again, deviations now and then, answers that change."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Hooks, Reply
from conformance.reference.errors import bad_request
from conformance.reference.http import refusal
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import (
    When,
    always,
    answers,
    crashes,
    drops,
    every,
    given,
    overlooks,
    refuses,
    replies,
    sessions,
    sets,
)

_PREFIX = "response.body.ProxySession"
_TENTH = 10


def faults() -> Iterator[Fault]:
    """Leaks, ids, intermittent deviations, flapping."""
    for member in ("Name", "GeoMatchLevel", "GeoMatchParams", "NumberSelectionBehavior", "ExpiryMinutes"):
        yield Fault(
            name=f"leaks-{member}",
            clause=f"{_PREFIX}.isolation",
            kind="leak",
            summary=f"The {member} of an earlier request shows where none was given.",
            hooks=_leak(member),
        )
    for member, source in (("Capabilities", "Capabilities"), ("Participants", "Participants")):
        yield Fault(
            name=f"leaks-{member}",
            clause=f"{_PREFIX}.{member}.echo",
            kind="leak",
            summary=f"The {member} of the previous session come back.",
            hooks=_previous(source),
        )
    for name, summary, hooks in _IDS:
        yield Fault(name=name, clause=f"{_PREFIX}.ProxySessionId.unique", kind="leak", summary=summary, hooks=hooks)
    for name, clause, summary, make in _NOW_AND_THEN:
        yield Fault(
            name=f"now-and-then-{name}",
            clause=clause,
            kind="intermittent",
            summary=f"{summary} in one request of ten.",
            hooks=make(every(_TENTH, _MATTERS.get(name, always))),
        )
        yield Fault(
            name=f"at-random-{name}",
            clause=clause,
            kind="intermittent",
            summary=f"{summary} in one request of ten, at random.",
            hooks=make(_at_random(_MATTERS.get(name, always))),
        )
    for name, summary, when in _GRAY:
        yield Fault(
            name=f"flaps-on-{name}",
            clause="response.repeatable",
            kind="flapping",
            summary=f"{summary} is accepted and refused in turn.",
            hooks=_flapping(when),
        )


def _leak(member: str) -> Hooks:
    def change(call: Call, session: dict[str, Any]) -> dict[str, Any]:
        if call.document.get(member) not in (None, ""):
            call.memory[member] = session[member]
            return session
        return {**session, member: call.memory.get(member, session[member])}

    return sessions(change)


def _previous(member: str) -> Hooks:
    def change(call: Call, session: dict[str, Any]) -> dict[str, Any]:
        before = call.memory.get(member, session[member])
        call.memory[member] = session[member]
        return {**session, member: before}

    return sessions(change)


def _cycle(call: Call, session: dict[str, Any]) -> dict[str, Any]:
    return {**session, "ProxySessionId": f"session-{call.number % _TENTH}"}


def _participants_id(call: Call, session: dict[str, Any]) -> dict[str, Any]:
    numbers = call.document.get("ParticipantPhoneNumbers") or ()
    return {**session, "ProxySessionId": "-".join(map(str, numbers))}


def _again(call: Call, session: dict[str, Any]) -> dict[str, Any]:
    """Every second session gets the id of the one before."""
    if call.memory.pop("odd", None) is None:
        call.memory["odd"] = call.memory["id"] = session["ProxySessionId"]
        return session
    return {**session, "ProxySessionId": call.memory["id"]}


_IDS: tuple[tuple[str, str, Hooks], ...] = (
    ("id-by-participants", "The id follows from the participants.", sessions(_participants_id)),
    ("ids-cycle", "Ten ids are given in turn.", sessions(_cycle)),
    ("ids-in-pairs", "Every id is given twice.", sessions(_again)),
    ("ids-rarely-again", "One id of fifty is a constant.", sets("ProxySessionId", lambda _value: "again", every(50))),
)


def _at_random(when: When) -> When:
    def turn(call: Call) -> bool:
        if not when(call):
            return False
        chance: random.Random = call.memory.setdefault("chance", random.Random(7))  # noqa: S311 - repeatable on purpose
        return chance.random() < 1 / _TENTH

    return turn


def _status(status: int) -> Callable[[When], Hooks]:
    return lambda when: answers(status, when)


def _overlooking(clause: str) -> Callable[[When], Hooks]:
    """Decides once per request, however many clauses it breaks."""

    def make(when: When) -> Hooks:
        return overlooks(clause, when=when)

    return make


def _cut(when: When) -> Hooks:
    return replies(lambda reply: replace(reply, body=reply.payload[:-2]), when)


def _plain(when: When) -> Hooks:
    return replies(lambda reply: replace(reply, content_type="text/plain"), when)


_NOW_AND_THEN: tuple[tuple[str, str, str, Callable[[When], Hooks]], ...] = (
    ("200", "response.status.201", "A session is answered 200", _status(200)),
    ("500", "request.robustness", "A request is answered 500", crashes),
    ("refused", "response.status.201", "A valid request is refused", refuses),
    ("no-name", f"{_PREFIX}.Name.echo", "The name is missing", lambda when: drops("Name", when)),
    (
        "no-id",
        f"{_PREFIX}.ProxySessionId.required",
        "The session id is missing",
        lambda when: drops("ProxySessionId", when),
    ),
    (
        "no-participants",
        f"{_PREFIX}.Participants.required",
        "The participants are missing",
        lambda when: drops("Participants", when),
    ),
    (
        "old",
        f"{_PREFIX}.CreatedTimestamp.now",
        "The creation time is years ago",
        lambda when: sets("CreatedTimestamp", lambda _value: "2020-01-01T00:00:00Z", when),
    ),
    ("cut", "response.body.syntax", "The body is cut short", _cut),
    ("text", "response.contentType", "The Content-Type is text/plain", _plain),
    ("long-names", "request.body.Name.pattern", "A bad name is accepted", _overlooking("request.body.Name.pattern")),
    (
        "zero",
        "request.body.ExpiryMinutes.minimum",
        "An expiry below 1 is accepted",
        _overlooking("request.body.ExpiryMinutes.minimum"),
    ),
    (
        "three-phones",
        "request.body.ParticipantPhoneNumbers.maxItems",
        "A third participant is accepted",
        _overlooking("request.body.ParticipantPhoneNumbers.maxItems"),
    ),
    (
        "levels",
        "request.body.GeoMatchLevel.enum",
        "An unknown level is accepted",
        _overlooking("request.body.GeoMatchLevel.enum"),
    ),
    (
        "no-capabilities",
        "request.body.Capabilities.required",
        "Missing capabilities are accepted",
        _overlooking("request.body.Capabilities.required"),
    ),
    (
        "422",
        "error.BadRequestException.status",
        "A refusal is answered 422",
        lambda when: answers(422, when, created=False),
    ),
)
_MATTERS: dict[str, When] = {"no-name": given("Name")}

_GRAY: tuple[tuple[str, str, When], ...] = (
    ("null", "null for an optional member", lambda call: "Name" in call.document and call.document["Name"] is None),
    ("unknown-members", "An unknown member", lambda call: "Unknown" in call.document),
    (
        "equal-phones",
        "A participant given twice",
        lambda call: len(set(map(str, call.document.get("ParticipantPhoneNumbers") or (0, 1)))) == 1,
    ),
    ("no-capability", "An empty list of capabilities", lambda call: call.document.get("Capabilities") == []),
)


def _flapping(when: When) -> Hooks:
    second = every(2, when)

    def before(call: Call) -> Reply | None:
        return refusal(bad_request("Not this time.")) if second(call) else None

    return Hooks(before=before)
