"""Faults that only show when two or three members take certain values together."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.reference.call import Call, Hooks
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import (
    When,
    absent,
    answers,
    both,
    capabilities,
    crashes,
    drops,
    equal,
    expiry,
    geo,
    given,
    numbers,
    overlooks,
    refuses,
    sets,
    text,
)

_PREFIX = "response.body.ProxySession"
_ACCEPTED = "request.combination"


def faults() -> Iterator[Fault]:
    """Refusals, crashes, acceptances and echoes that depend on several members."""
    for name, clause, summary, hooks in _ROWS:
        yield Fault(name=name, clause=clause, kind="interaction", summary=summary, hooks=hooks)


def _sms_only(call: Call) -> bool:
    return capabilities(call) == ["SMS"]


def _plain(call: Call) -> bool:
    return any(number[:1] != "+" for number in numbers(call))


def _long(call: Call) -> bool:
    return len(text(call, "Name")) == 30


def _no_country(call: Call) -> bool:
    return geo(call).get("Country") == ""


def _no_area(call: Call) -> bool:
    return geo(call).get("AreaCode") == ""


def _largest(call: Call) -> bool:
    return expiry(call) == 2**31 - 1


def _field(member: str, *clause: str) -> str:
    return ".".join(("request.body", member, *clause))


_AREA: When = equal("GeoMatchLevel", "AreaCode")
_COUNTRY: When = equal("GeoMatchLevel", "Country")
_AVOID: When = equal("NumberSelectionBehavior", "AvoidSticky")
_PREFER: When = equal("NumberSelectionBehavior", "PreferSticky")
_ROWS: tuple[tuple[str, str, str, Hooks], ...] = (
    (
        "level-needs-params",
        _ACCEPTED,
        "A level without parameters is refused.",
        refuses(both(given("GeoMatchLevel"), absent("GeoMatchParams"))),
    ),
    (
        "params-need-level",
        _ACCEPTED,
        "Parameters without a level are refused.",
        refuses(both(given("GeoMatchParams"), absent("GeoMatchLevel"))),
    ),
    ("area-level-needs-area-code", _ACCEPTED, "The level AreaCode needs an area code.", refuses(both(_AREA, _no_area))),
    (
        "country-level-needs-country",
        _ACCEPTED,
        "The level Country needs a country.",
        refuses(both(_COUNTRY, _no_country)),
    ),
    ("sms-with-area", _ACCEPTED, "SMS alone is refused with AreaCode.", refuses(both(_sms_only, _AREA))),
    ("name-with-avoid-sticky", _ACCEPTED, "A name is refused with AvoidSticky.", refuses(both(given("Name"), _AVOID))),
    (
        "sticky-needs-expiry",
        _ACCEPTED,
        "PreferSticky needs an expiry.",
        refuses(both(_PREFER, absent("ExpiryMinutes"))),
    ),
    (
        "sms-sticky-country",
        _ACCEPTED,
        "SMS, AvoidSticky and Country are refused together.",
        refuses(both(_sms_only, _AVOID, _COUNTRY)),
    ),
    (
        "long-name-largest-expiry",
        _ACCEPTED,
        "The longest name is refused with the largest expiry.",
        refuses(both(_long, _largest)),
    ),
    (
        "plain-numbers-with-level",
        _ACCEPTED,
        "Numbers without + are refused with AreaCode.",
        refuses(both(_plain, _AREA)),
    ),
    ("crash-long-name-area", _ACCEPTED, "The longest name with AreaCode is answered 500.", crashes(both(_long, _AREA))),
    (
        "crash-empty-country-avoid",
        _ACCEPTED,
        "No country with AvoidSticky is answered 500.",
        crashes(both(_no_country, _AVOID)),
    ),
    (
        "crash-sms-plain-named",
        _ACCEPTED,
        "SMS, plain numbers and a name are answered 500.",
        crashes(both(_sms_only, _plain, given("Name"))),
    ),
    (
        "200-with-sms-and-name",
        "response.status.201",
        "SMS with a name is answered 200.",
        answers(200, both(_sms_only, given("Name"))),
    ),
    (
        "name-lost-with-sms",
        f"{_PREFIX}.Name.echo",
        "The name is lost with SMS.",
        drops("Name", both(_sms_only, given("Name"))),
    ),
    (
        "name-lost-with-area-avoid",
        f"{_PREFIX}.Name.echo",
        "The name is lost with AreaCode and AvoidSticky.",
        drops("Name", both(_AREA, _AVOID, given("Name"))),
    ),
    (
        "expiry-lost-with-level",
        f"{_PREFIX}.ExpiryMinutes.echo",
        "The expiry is lost with Country.",
        sets("ExpiryMinutes", lambda _value: 60, both(_COUNTRY, given("ExpiryMinutes"))),
    ),
    (
        "params-lost-with-sticky",
        f"{_PREFIX}.GeoMatchParams.echo",
        "The parameters are lost with PreferSticky.",
        drops("GeoMatchParams", both(_PREFER, given("GeoMatchParams"))),
    ),
    (
        "level-lost-with-plain-numbers",
        f"{_PREFIX}.GeoMatchLevel.echo",
        "The level is lost with plain numbers.",
        drops("GeoMatchLevel", both(_plain, given("GeoMatchLevel"))),
    ),
    (
        "behavior-lost-with-long-name",
        f"{_PREFIX}.NumberSelectionBehavior.echo",
        "The behavior is lost with the longest name.",
        drops("NumberSelectionBehavior", both(_long, given("NumberSelectionBehavior"))),
    ),
    (
        "capability-added-with-expiry",
        f"{_PREFIX}.Capabilities.echo",
        "Both capabilities come back with the largest expiry.",
        sets("Capabilities", lambda _value: ["Voice", "SMS"], _largest),
    ),
    (
        "participants-cut-with-country",
        f"{_PREFIX}.Participants.echo",
        "One participant is lost with Country and SMS.",
        sets("Participants", lambda items: items[:1], both(_COUNTRY, _sms_only)),
    ),
    (
        "expiry-unchecked-with-name",
        _field("ExpiryMinutes", "minimum"),
        "With a name, the expiry is not checked.",
        overlooks(_field("ExpiryMinutes", "minimum"), when=given("Name")),
    ),
    (
        "name-unchecked-with-area",
        _field("Name", "pattern"),
        "With AreaCode, the name is not checked.",
        overlooks(_field("Name", "pattern"), when=_AREA),
    ),
    (
        "level-unchecked-with-sms",
        _field("GeoMatchLevel", "enum"),
        "With SMS, the level is not checked.",
        overlooks(_field("GeoMatchLevel", "enum"), when=_sms_only),
    ),
    (
        "phones-unchecked-with-sticky",
        _field("ParticipantPhoneNumbers", "items", "pattern"),
        "With PreferSticky, numbers are not checked.",
        overlooks(_field("ParticipantPhoneNumbers", "items", "pattern"), when=_PREFER),
    ),
    (
        "third-phone-with-level-and-name",
        _field("ParticipantPhoneNumbers", "maxItems"),
        "With a level and a name, a third participant is accepted.",
        overlooks(_field("ParticipantPhoneNumbers", "maxItems"), when=both(given("GeoMatchLevel"), given("Name"))),
    ),
    (
        "behavior-unchecked-without-name",
        _field("NumberSelectionBehavior", "enum"),
        "Without a name, the behavior is not checked.",
        overlooks(_field("NumberSelectionBehavior", "enum"), when=absent("Name")),
    ),
    (
        "country-unchecked-with-area",
        _field("GeoMatchParams", "Country", "pattern"),
        "With AreaCode, the country is not checked.",
        overlooks(_field("GeoMatchParams", "Country", "pattern"), when=_AREA),
    ),
    (
        "area-code-unchecked-with-country",
        _field("GeoMatchParams", "AreaCode", "pattern"),
        "With Country, the area code is not checked.",
        overlooks(_field("GeoMatchParams", "AreaCode", "pattern"), when=_COUNTRY),
    ),
)
