"""Faults in what comes back: not what was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.reference.call import Call, Hooks
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import absent, constant, given, having, sessions, sets

_PREFIX = "response.body.ProxySession"


def faults() -> Iterator[Fault]:
    """Wrong echoes."""
    for name, member, summary, hooks in _ECHOES:
        yield Fault(name=name, clause=f"{_PREFIX}.{member}", kind="echo", summary=summary, hooks=hooks)


def _swapped(_call: Call, session: dict[str, Any]) -> dict[str, Any]:
    """Another enum value than the one that was given."""
    other = {"Country": "AreaCode", "AreaCode": "Country"}
    return {**session, "GeoMatchLevel": other.get(session["GeoMatchLevel"])}


def _phones(change: Callable[[list[str]], list[str]]) -> Hooks:
    return sets(
        "Participants",
        lambda items: [
            {**items[min(place, len(items) - 1)], "PhoneNumber": number}
            for place, number in enumerate(change([item["PhoneNumber"] for item in items]))
        ],
    )


def _text(member: str, change: Callable[[str], Any]) -> Hooks:
    return sets(member, lambda value: change(value) if isinstance(value, str) else value)


_ECHOES: tuple[tuple[str, str, str, Hooks], ...] = (
    ("echoes-name-upper", "Name.echo", "The name comes back in upper case.", _text("Name", str.upper)),
    ("echoes-name-trimmed", "Name.echo", "The name comes back trimmed.", _text("Name", str.strip)),
    (
        "echoes-name-cut",
        "Name.echo",
        "Only 29 characters of the name come back.",
        _text("Name", lambda name: name[:29]),
    ),
    ("echoes-name-titled", "Name.echo", "The name comes back in title case.", _text("Name", str.title)),
    ("echoes-name-without-spaces", "Name.echo", "Spaces become +.", _text("Name", lambda name: name.replace(" ", "+"))),
    (
        "echoes-another-name",
        "Name.echo",
        "Every name comes back as the same one.",
        _text("Name", lambda _name: "session"),
    ),
    (
        "echoes-level-swapped",
        "GeoMatchLevel.echo",
        "The other level comes back.",
        sessions(_swapped, given("GeoMatchLevel")),
    ),
    (
        "echoes-default-behavior",
        "NumberSelectionBehavior.echo",
        "PreferSticky comes back for any behavior.",
        _text("NumberSelectionBehavior", lambda _value: "PreferSticky"),
    ),
    (
        "echoes-default-expiry",
        "ExpiryMinutes.echo",
        "60 comes back for any expiry.",
        sets("ExpiryMinutes", constant(60)),
    ),
    (
        "echoes-expiry-in-seconds",
        "ExpiryMinutes.echo",
        "The expiry comes back in seconds.",
        sets("ExpiryMinutes", lambda v: v * 60),
    ),
    (
        "echoes-expiry-plus-one",
        "ExpiryMinutes.echo",
        "The expiry comes back one too high.",
        sets("ExpiryMinutes", lambda v: v + 1),
    ),
    (
        "echoes-expiry-capped",
        "ExpiryMinutes.echo",
        "A day is the longest expiry that comes back.",
        sets("ExpiryMinutes", lambda value: min(value, 1440)),
    ),
    (
        "echoes-first-capability",
        "Capabilities.echo",
        "Only the first capability comes back.",
        sets("Capabilities", lambda v: v[:1]),
    ),
    (
        "echoes-all-capabilities",
        "Capabilities.echo",
        "Both capabilities come back.",
        sets("Capabilities", constant(["Voice", "SMS"])),
    ),
    (
        "echoes-capabilities-lower",
        "Capabilities.echo",
        "Capabilities come back in lower case.",
        sets("Capabilities", lambda items: [str(item).lower() for item in items]),
    ),
    (
        "echoes-empty-capabilities",
        "Capabilities.echo",
        "No capability comes back.",
        sets("Capabilities", constant([])),
    ),
    (
        "echoes-first-participant",
        "Participants.echo",
        "Only the first participant comes back.",
        sets("Participants", lambda v: v[:1]),
    ),
    (
        "echoes-first-participant-twice",
        "Participants.echo",
        "The first participant comes back twice.",
        _phones(lambda numbers: [numbers[0], numbers[0]]),
    ),
    (
        "echoes-third-participant",
        "Participants.echo",
        "A third participant comes back.",
        _phones(lambda n: [*n, "+12025550199"]),
    ),
    (
        "echoes-without-plus",
        "Participants.echo",
        "Numbers come back without their +.",
        _phones(lambda n: [x.lstrip("+") for x in n]),
    ),
    (
        "echoes-two-plus",
        "Participants.echo",
        "Numbers come back with a + more.",
        _phones(lambda n: ["+" + x for x in n if x]),
    ),
    (
        "echoes-last-digit-masked",
        "Participants.echo",
        "The last digits come back masked.",
        _phones(lambda n: [x[:-1] + "X" for x in n]),
    ),
    (
        "echoes-grouped-numbers",
        "Participants.echo",
        "Numbers come back with spaces.",
        _phones(lambda n: [x[:2] + " " + x[2:] for x in n]),
    ),
    ("echoes-no-participant", "Participants.echo", "No participant comes back.", sets("Participants", constant([]))),
    (
        "echoes-proxy-as-participant",
        "Participants.echo",
        "The proxy number comes back as the participant's.",
        sets("Participants", lambda items: [{**item, "PhoneNumber": item["ProxyPhoneNumber"]} for item in items]),
    ),
    (
        "echoes-connector-upper",
        "VoiceConnectorId.echo",
        "The connector id comes back in upper case.",
        _text("VoiceConnectorId", str.upper),
    ),
    (
        "echoes-another-connector",
        "VoiceConnectorId.echo",
        "Another connector id comes back.",
        _text("VoiceConnectorId", lambda v: v[::-1]),
    ),
    (
        "echoes-area-code-empty",
        "GeoMatchParams.echo",
        "The area code comes back empty.",
        sets("GeoMatchParams", having("AreaCode", ""), given("GeoMatchParams")),
    ),
    (
        "echoes-country-us",
        "GeoMatchParams.echo",
        "US comes back for any country.",
        sets("GeoMatchParams", having("Country", "US"), given("GeoMatchParams")),
    ),
    (
        "fills-name",
        "Name.unset",
        "A name that was not given is invented.",
        sets("Name", constant("Unnamed"), absent("Name")),
    ),
    (
        "fills-level",
        "GeoMatchLevel.unset",
        "A level that was not given is invented.",
        sets("GeoMatchLevel", constant("Country"), absent("GeoMatchLevel")),
    ),
    (
        "fills-params",
        "GeoMatchParams.unset",
        "Parameters that were not given are invented.",
        sets("GeoMatchParams", constant({"AreaCode": "212", "Country": "US"}), absent("GeoMatchParams")),
    ),
    (
        "fills-behavior",
        "NumberSelectionBehavior.unset",
        "A behavior that was not given is invented.",
        sets("NumberSelectionBehavior", constant("PreferSticky"), absent("NumberSelectionBehavior")),
    ),
)
