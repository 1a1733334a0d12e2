"""Faults in the members of the answer: missing, mistyped, out of range, or not what was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Hooks, Reply
from conformance.reference.faults.fault import Fault
from conformance.reference.faults.tools import absent, capabilities, drops, given, replies, sessions, sets

_PREFIX = "response.body.ProxySession"
_REQUIRED = ("Capabilities", "CreatedTimestamp", "Participants", "ProxySessionId", "Status", "UpdatedTimestamp", "VoiceConnectorId")
_ECHOED = ("ExpiryMinutes", "GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior")


def faults() -> Iterator[Fault]:
    """Members missing, members of another type, values out of range, wrong echoes, wrong times."""
    yield from _missing()
    yield from _mistyped()
    for name, clause, summary, hooks in (*_VALUES, *_ROOTS):
        yield Fault(name=name, clause=clause, kind="member", summary=summary, hooks=hooks)
    for name, member, summary, hooks in _ECHOES:
        yield Fault(name=name, clause=f"{_PREFIX}.{member}", kind="echo", summary=summary, hooks=hooks)
    for name, clause, summary, hooks in _TIMES:
        yield Fault(name=name, clause=f"{_PREFIX}.{clause}", kind="time", summary=summary, hooks=hooks)
    yield Fault(
        name="timestamps-as-numbers", clause=f"{_PREFIX}.CreatedTimestamp.type", kind="member", edition="2022-08-03",
        summary="Instants are numbers, where the edition says text.", hooks=sets("CreatedTimestamp", lambda _value: 1_900_000_000),
    )  # fmt: skip


def _missing() -> Iterator[Fault]:
    for member in _REQUIRED:
        yield Fault(name=f"drops-{member}", clause=f"{_PREFIX}.{member}.required", kind="member",
                    summary=f"The answer has no {member}.", hooks=drops(member))  # fmt: skip
        yield Fault(name=f"null-{member}", clause=f"{_PREFIX}.{member}.type", kind="member",
                    summary=f"{member} is null.", hooks=sets(member, lambda _value: None))  # fmt: skip
    for member in _ECHOED:
        yield Fault(name=f"drops-{member}", clause=f"{_PREFIX}.{member}.echo", kind="echo",
                    summary=f"{member} does not come back.", hooks=drops(member))  # fmt: skip
    for member in ("PhoneNumber", "ProxyPhoneNumber"):
        yield Fault(name=f"drops-{member}", clause=f"{_PREFIX}.Participants.items.{member}.required", kind="member",
                    summary=f"A participant has no {member}.",
                    hooks=sets("Participants", lambda items, name=member: [_without(item, name) for item in items]))  # fmt: skip


def _without(item: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != name}


def _mistyped() -> Iterator[Fault]:
    wrong: dict[str, Callable[[Any], Any]] = {
        "Capabilities": ",".join,
        "CreatedTimestamp": lambda value: [value],
        "EndedTimestamp": lambda _value: False,
        "ExpiryMinutes": str,
        "GeoMatchLevel": lambda value: {"Level": value},
        "GeoMatchParams": lambda value: [value],
        "Name": lambda value: [value],
        "NumberSelectionBehavior": lambda _value: 1,
        "Participants": lambda value: {"First": value[0]},
        "ProxySessionId": lambda _value: 42,
        "Status": lambda _value: 0,
        "UpdatedTimestamp": lambda _value: {},
        "VoiceConnectorId": lambda value: [value],
    }
    for member, change in wrong.items():
        yield Fault(name=f"mistypes-{member}", clause=f"{_PREFIX}.{member}.type", kind="member",
                    summary=f"{member} is of another type.", hooks=sets(member, change))  # fmt: skip
    for name, clause, change in (
        ("capability-as-object", "Capabilities.items.type", lambda items: [{"Name": item} for item in items]),
        ("participant-as-string", "Participants.items.type", lambda items: [item["PhoneNumber"] for item in items]),
        ("phone-as-integer", "Participants.items.PhoneNumber.type", lambda items: [_numbered(i, "PhoneNumber") for i in items]),
        ("proxy-as-integer", "Participants.items.ProxyPhoneNumber.type", lambda items: [
            _numbered(item, "ProxyPhoneNumber") for item in items]),
    ):  # fmt: skip
        member = clause.partition(".")[0]
        yield Fault(name=f"answers-{name}", clause=f"{_PREFIX}.{clause}", kind="member",
                    summary=f"Items of {member} are of another type.", hooks=sets(member, change))  # fmt: skip
    for key in ("AreaCode", "Country"):
        yield Fault(name=f"mistypes-{key}", clause=f"{_PREFIX}.GeoMatchParams.{key}.type", kind="member",
                    summary=f"{key} is a number.", hooks=sets("GeoMatchParams", _geo(key, 7), given("GeoMatchParams")))  # fmt: skip


def _numbered(item: dict[str, Any], name: str) -> dict[str, Any]:
    return {**item, name: int(item[name].lstrip("+"))}


def _geo(key: str, value: Any) -> Callable[[Any], Any]:
    return lambda params: {**(params or {}), key: value}


def _constant(value: Any) -> Callable[[Any], Any]:
    return lambda _value: value


def _whole(change: Callable[[Any], Any]) -> Hooks:
    return replies(lambda reply: replace(reply, document=change(reply.document)))


_VALUES: tuple[tuple[str, str, str, Hooks], ...] = (
    ("answers-unknown-capability", f"{_PREFIX}.Capabilities.items.enum", "An unknown capability is added.",
     sets("Capabilities", lambda items: [*items, "Fax"])),
    ("answers-unknown-level", f"{_PREFIX}.GeoMatchLevel.enum", "The level is a value of its own.",
     sets("GeoMatchLevel", _constant("State"), given("GeoMatchLevel"))),
    ("answers-unknown-behavior", f"{_PREFIX}.NumberSelectionBehavior.enum", "The behavior is a value of its own.",
     sets("NumberSelectionBehavior", _constant("Sticky"), given("NumberSelectionBehavior"))),
    ("answers-unknown-status", f"{_PREFIX}.Status.enum", "The status is a value of its own.", sets("Status", _constant("Active"))),
    ("answers-lower-case-status", f"{_PREFIX}.Status.enum", "The status is in lower case.", sets("Status", _constant("open"))),
    ("answers-zero-expiry", f"{_PREFIX}.ExpiryMinutes.minimum", "An expiry that was not asked for is 0.",
     sets("ExpiryMinutes", _constant(0), absent("ExpiryMinutes"))),
    ("answers-negative-expiry", f"{_PREFIX}.ExpiryMinutes.minimum", "An expiry that was not asked for is -1.",
     sets("ExpiryMinutes", _constant(-1), absent("ExpiryMinutes"))),
    ("answers-empty-id", f"{_PREFIX}.ProxySessionId.minLength", "The session id is empty.", sets("ProxySessionId", _constant(""))),
    ("answers-blank-id", f"{_PREFIX}.ProxySessionId.pattern", "The session id is blank.", sets("ProxySessionId", _constant(" "))),
    ("answers-long-id", f"{_PREFIX}.ProxySessionId.maxLength", "The session id has 129 characters or more.",
     sets("ProxySessionId", lambda value: value * 4)),
    ("answers-empty-connector", f"{_PREFIX}.VoiceConnectorId.minLength", "The connector id is empty.",
     sets("VoiceConnectorId", _constant(""))),
    ("answers-blank-connector", f"{_PREFIX}.VoiceConnectorId.pattern", "The connector id is blank.",
     sets("VoiceConnectorId", _constant("  "))),
    ("answers-long-connector", f"{_PREFIX}.VoiceConnectorId.maxLength", "The connector id has 129 characters or more.",
     sets("VoiceConnectorId", lambda value: value * 8)),
    ("answers-long-name", f"{_PREFIX}.Name.maxLength", "The name has more than 128 characters.",
     sets("Name", _constant("n" * 129))),
    ("answers-two-digit-area-code", f"{_PREFIX}.GeoMatchParams.AreaCode.pattern", "The area code has two digits.",
     sets("GeoMatchParams", _geo("AreaCode", "21"), given("GeoMatchParams"))),
    ("answers-lower-case-country", f"{_PREFIX}.GeoMatchParams.Country.pattern", "The country is in lower case.",
     sets("GeoMatchParams", _geo("Country", "us"), given("GeoMatchParams"))),
    ("answers-rfc-1123-created", f"{_PREFIX}.CreatedTimestamp.format", "The creation time is in the form of HTTP.",
     sets("CreatedTimestamp", _constant("Mon, 23 Nov 2026 10:00:00 GMT"))),
    ("answers-date-only", f"{_PREFIX}.CreatedTimestamp.format", "The creation time is a date.", sets("CreatedTimestamp", lambda v: v[:10])),
    ("answers-epoch-as-text", f"{_PREFIX}.UpdatedTimestamp.format", "The update time is a number in a string.",
     sets("UpdatedTimestamp", _constant("1586967010"))),
    ("answers-words-as-end", f"{_PREFIX}.EndedTimestamp.format", "The end is a word.", sets("EndedTimestamp", _constant("never"))),
)  # fmt: skip

_ROOTS: tuple[tuple[str, str, str, Hooks], ...] = (
    ("unwraps-the-session", f"{_PREFIX}.required", "The session is not wrapped.", _whole(lambda body: body["ProxySession"])),
    ("renames-the-session", f"{_PREFIX}.required", "The session has another name.", _whole(lambda body: {"Session": body["ProxySession"]})),
    ("lower-cases-the-session", f"{_PREFIX}.required", "The session's name begins in lower case.",
     _whole(lambda body: {"proxySession": body["ProxySession"]})),
    ("session-in-a-list", f"{_PREFIX}.type", "The session is in a list.", _whole(lambda body: {"ProxySession": [body["ProxySession"]]})),
    ("session-is-null", f"{_PREFIX}.type", "The session is null.", _whole(lambda _body: {"ProxySession": None})),
    ("session-is-its-id", f"{_PREFIX}.type", "Only the session's id comes back.",
     _whole(lambda body: {"ProxySession": body["ProxySession"]["ProxySessionId"]})),
    ("body-in-a-list", "response.body.type", "The body is a list.", _whole(lambda body: [body])),
    ("body-is-true", "response.body.type", "The body is true.", _whole(_constant(True))),
)  # fmt: skip


def _swapped(call: Call, session: dict[str, Any]) -> dict[str, Any]:
    """Another enum value than the one that was given."""
    other = {"Country": "AreaCode", "AreaCode": "Country"}
    return {**session, "GeoMatchLevel": other.get(session["GeoMatchLevel"])}


def _phones(change: Callable[[list[str]], list[str]]) -> Hooks:
    return sets("Participants", lambda items: [
        {**items[min(place, len(items) - 1)], "PhoneNumber": number}
        for place, number in enumerate(change([item["PhoneNumber"] for item in items]))
    ])  # fmt: skip


def _text(member: str, change: Callable[[str], Any]) -> Hooks:
    return sets(member, lambda value: change(value) if isinstance(value, str) else value)


_ECHOES: tuple[tuple[str, str, str, Hooks], ...] = (
    ("echoes-name-upper", "Name.echo", "The name comes back in upper case.", _text("Name", str.upper)),
    ("echoes-name-trimmed", "Name.echo", "The name comes back trimmed.", _text("Name", str.strip)),
    ("echoes-name-cut", "Name.echo", "Only 29 characters of the name come back.", _text("Name", lambda name: name[:29])),
    ("echoes-name-titled", "Name.echo", "The name comes back in title case.", _text("Name", str.title)),
    ("echoes-name-without-spaces", "Name.echo", "Spaces become +.", _text("Name", lambda name: name.replace(" ", "+"))),
    ("echoes-another-name", "Name.echo", "Every name comes back as the same one.", _text("Name", lambda _name: "session")),
    ("echoes-level-swapped", "GeoMatchLevel.echo", "The other level comes back.", sessions(_swapped, given("GeoMatchLevel"))),
    ("echoes-default-behavior", "NumberSelectionBehavior.echo", "PreferSticky comes back for any behavior.",
     _text("NumberSelectionBehavior", lambda _value: "PreferSticky")),
    ("echoes-default-expiry", "ExpiryMinutes.echo", "60 comes back for any expiry.", sets("ExpiryMinutes", _constant(60))),
    ("echoes-expiry-in-seconds", "ExpiryMinutes.echo", "The expiry comes back in seconds.", sets("ExpiryMinutes", lambda v: v * 60)),
    ("echoes-expiry-plus-one", "ExpiryMinutes.echo", "The expiry comes back one too high.", sets("ExpiryMinutes", lambda v: v + 1)),
    ("echoes-expiry-capped", "ExpiryMinutes.echo", "A day is the longest expiry that comes back.",
     sets("ExpiryMinutes", lambda value: min(value, 1440))),
    ("echoes-first-capability", "Capabilities.echo", "Only the first capability comes back.", sets("Capabilities", lambda v: v[:1])),
    ("echoes-all-capabilities", "Capabilities.echo", "Both capabilities come back.", sets("Capabilities", _constant(["Voice", "SMS"]))),
    ("echoes-capabilities-lower", "Capabilities.echo", "Capabilities come back in lower case.",
     sets("Capabilities", lambda items: [str(item).lower() for item in items])),
    ("echoes-empty-capabilities", "Capabilities.echo", "No capability comes back.", sets("Capabilities", _constant([]))),
    ("echoes-first-participant", "Participants.echo", "Only the first participant comes back.", sets("Participants", lambda v: v[:1])),
    ("echoes-first-participant-twice", "Participants.echo", "The first participant comes back twice.",
     _phones(lambda numbers: [numbers[0], numbers[0]])),
    ("echoes-third-participant", "Participants.echo", "A third participant comes back.", _phones(lambda n: [*n, "+12025550199"])),
    ("echoes-without-plus", "Participants.echo", "Numbers come back without their +.", _phones(lambda n: [x.lstrip("+") for x in n])),
    ("echoes-two-plus", "Participants.echo", "Numbers come back with a + more.", _phones(lambda n: ["+" + x for x in n if x])),
    ("echoes-last-digit-masked", "Participants.echo", "The last digits come back masked.", _phones(lambda n: [x[:-1] + "X" for x in n])),
    ("echoes-grouped-numbers", "Participants.echo", "Numbers come back with spaces.", _phones(lambda n: [x[:2] + " " + x[2:] for x in n])),
    ("echoes-no-participant", "Participants.echo", "No participant comes back.", sets("Participants", _constant([]))),
    ("echoes-proxy-as-participant", "Participants.echo", "The proxy number comes back as the participant's.",
     sets("Participants", lambda items: [{**item, "PhoneNumber": item["ProxyPhoneNumber"]} for item in items])),
    ("echoes-connector-upper", "VoiceConnectorId.echo", "The connector id comes back in upper case.", _text("VoiceConnectorId", str.upper)),
    ("echoes-another-connector", "VoiceConnectorId.echo", "Another connector id comes back.", _text("VoiceConnectorId", lambda v: v[::-1])),
    ("echoes-area-code-empty", "GeoMatchParams.echo", "The area code comes back empty.",
     sets("GeoMatchParams", _geo("AreaCode", ""), given("GeoMatchParams"))),
    ("echoes-country-us", "GeoMatchParams.echo", "US comes back for any country.",
     sets("GeoMatchParams", _geo("Country", "US"), given("GeoMatchParams"))),
    ("fills-name", "Name.unset", "A name that was not given is invented.", sets("Name", _constant("Unnamed"), absent("Name"))),
    ("fills-level", "GeoMatchLevel.unset", "A level that was not given is invented.",
     sets("GeoMatchLevel", _constant("Country"), absent("GeoMatchLevel"))),
    ("fills-params", "GeoMatchParams.unset", "Parameters that were not given are invented.",
     sets("GeoMatchParams", _constant({"AreaCode": "212", "Country": "US"}), absent("GeoMatchParams"))),
    ("fills-behavior", "NumberSelectionBehavior.unset", "A behavior that was not given is invented.",
     sets("NumberSelectionBehavior", _constant("PreferSticky"), absent("NumberSelectionBehavior"))),
)  # fmt: skip

_OLD = "2020-04-15T16:10:10.288Z"
_TIMES: tuple[tuple[str, str, str, Hooks], ...] = (
    ("created-long-ago", "CreatedTimestamp.now", "Every session was created on the same day.", sets("CreatedTimestamp", _constant(_OLD))),
    ("created-1970", "CreatedTimestamp.now", "Every session was created in 1970.", sets("CreatedTimestamp", _constant("1970-01-01T00:00:00Z"))),
    ("created-in-milliseconds", "CreatedTimestamp.now", "The creation time is in milliseconds.",
     sets("CreatedTimestamp", _constant(1_795_000_000_000))),
    ("created-tomorrow", "CreatedTimestamp.now", "Sessions are created in the future.", sets("CreatedTimestamp", _constant("2099-01-01T00:00:00Z"))),
    ("updated-before-created", "UpdatedTimestamp.order", "Sessions are updated before they are created.",
     sets("UpdatedTimestamp", _constant(_OLD))),
    ("updated-in-1970", "UpdatedTimestamp.order", "The update time is 0.", sets("UpdatedTimestamp", _constant("1970-01-01T00:00:00.000Z"))),
    ("ended-while-open", "EndedTimestamp.open", "An open session has an end.", sets("EndedTimestamp", _constant("2030-01-01T00:00:00Z"))),
    ("created-closed", "Status.new", "A new session is closed.", sets("Status", _constant("Closed"))),
)  # fmt: skip
