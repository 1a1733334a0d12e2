"""Faults in the members of the answer: missing, null, or of another type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import drops, given, having, sets

_PREFIX = "response.body.ProxySession"
_REQUIRED = (
    "Capabilities",
    "CreatedTimestamp",
    "Participants",
    "ProxySessionId",
    "Status",
    "UpdatedTimestamp",
    "VoiceConnectorId",
)
_ECHOED = ("ExpiryMinutes", "GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior")


def faults() -> Iterator[Fault]:
    """Members missing, null or of another type."""
    yield from _missing()
    yield from _mistyped()
    yield from _mistyped_within()
    yield Fault(
        name="timestamps-as-numbers",
        clause=f"{_PREFIX}.CreatedTimestamp.type",
        kind="member",
        edition="2022-08-03",
        summary="Instants are numbers, where the edition says text.",
        hooks=sets("CreatedTimestamp", lambda _value: 1_900_000_000),
    )


def _missing() -> Iterator[Fault]:
    for member in _REQUIRED:
        yield Fault(
            name=f"drops-{member}",
            clause=f"{_PREFIX}.{member}.required",
            kind="member",
            summary=f"The answer has no {member}.",
            hooks=drops(member),
        )
        yield Fault(
            name=f"null-{member}",
            clause=f"{_PREFIX}.{member}.type",
            kind="member",
            summary=f"{member} is null.",
            hooks=sets(member, lambda _value: None),
        )
    for member in _ECHOED:
        yield Fault(
            name=f"drops-{member}",
            clause=f"{_PREFIX}.{member}.echo",
            kind="echo",
            summary=f"{member} does not come back.",
            hooks=drops(member),
        )
    for member in ("PhoneNumber", "ProxyPhoneNumber"):
        yield Fault(
            name=f"drops-{member}",
            clause=f"{_PREFIX}.Participants.items.{member}.required",
            kind="member",
            summary=f"A participant has no {member}.",
            hooks=sets("Participants", _without(member)),
        )


def _without(name: str) -> Callable[[Any], Any]:
    """Items without one member."""
    return lambda items: [{key: value for key, value in item.items() if key != name} for item in items]


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
        yield Fault(
            name=f"mistypes-{member}",
            clause=f"{_PREFIX}.{member}.type",
            kind="member",
            summary=f"{member} is of another type.",
            hooks=sets(member, change),
        )


def _mistyped_within() -> Iterator[Fault]:
    for name, clause, change in (
        ("capability-as-object", "Capabilities.items.type", lambda items: [{"Name": item} for item in items]),
        ("participant-as-string", "Participants.items.type", lambda items: [item["PhoneNumber"] for item in items]),
        (
            "phone-as-integer",
            "Participants.items.PhoneNumber.type",
            lambda items: [_numbered(i, "PhoneNumber") for i in items],
        ),
        (
            "proxy-as-integer",
            "Participants.items.ProxyPhoneNumber.type",
            lambda items: [_numbered(item, "ProxyPhoneNumber") for item in items],
        ),
    ):
        member = clause.partition(".")[0]
        yield Fault(
            name=f"answers-{name}",
            clause=f"{_PREFIX}.{clause}",
            kind="member",
            summary=f"Items of {member} are of another type.",
            hooks=sets(member, change),
        )
    for key in ("AreaCode", "Country"):
        yield Fault(
            name=f"mistypes-{key}",
            clause=f"{_PREFIX}.GeoMatchParams.{key}.type",
            kind="member",
            summary=f"{key} is a number.",
            hooks=sets("GeoMatchParams", having(key, 7), given("GeoMatchParams")),
        )


def _numbered(item: dict[str, Any], name: str) -> dict[str, Any]:
    return {**item, name: int(item[name].lstrip("+"))}
