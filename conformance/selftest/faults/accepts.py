"""Faults that accept what is documented as invalid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.reference.call import Call
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import When, capabilities, expiry, geo, numbers, overlooks, text
from spec.catalogue import catalogue

KIND = "accepts"
_PHONE = re.compile(r"\+?[1-9][0-9]{1,14}")


def faults() -> Iterator[Fault]:
    """Every clause on the body overlooked whole, and many overlooked in part."""
    for clause in catalogue():
        if clause.section == "Request body" and "refused" in clause.checks and clause.id != "request.body.type":
            yield Fault(
                name=f"overlooks-{clause.id.removeprefix('request.body.')}",
                clause=clause.id,
                kind=KIND,
                summary=f"Does not enforce: {clause.sentence}",
                hooks=overlooks(clause.id),
            )
    for member, rows in _PARTLY.items():
        clause_id = f"request.body.{member}"
        for name, summary, when in rows:
            yield Fault(name=name, clause=clause_id, kind=KIND, summary=summary, hooks=overlooks(clause_id, when=when))


def _numbers(rule: str) -> When:
    """Every number fits a laxer pattern."""
    lax = re.compile(rule)
    return lambda call: all(lax.search(number) for number in numbers(call))


def _first_valid(call: Call) -> bool:
    return bool(numbers(call)) and _PHONE.fullmatch(numbers(call)[0]) is not None


def _last_valid(call: Call) -> bool:
    return bool(numbers(call)) and _PHONE.fullmatch(numbers(call)[-1]) is not None


def _name(rule: str) -> When:
    lax = re.compile(rule)
    return lambda call: lax.search(text(call, "Name")) is not None


def _enum(member: str, *values: str, change: str = "lower") -> When:
    """The value is right but for what a lenient reader overlooks."""
    return lambda call: getattr(text(call, member), change)() in values


def _geo(member: str, rule: str) -> When:
    lax = re.compile(rule)
    return lambda call: isinstance(geo(call).get(member), str) and lax.search(geo(call)[member]) is not None


def _type(member: str, kind: type) -> When:
    return lambda call: isinstance(call.document.get(member), kind)


_PARTLY: dict[str, tuple[tuple[str, str, When], ...]] = {
    "ParticipantPhoneNumbers.items.pattern": (
        ("phone-unanchored-end", "Text may follow a phone number.", _numbers(r"^\+?[1-9][0-9]{1,14}")),
        ("phone-unanchored-start", "Text may precede a phone number.", _numbers(r"[1-9][0-9]{1,14}\Z")),
        ("phone-trailing-newline", "A line break may follow a phone number.", _numbers(r"^\+?[1-9][0-9]{1,14}$")),
        ("phone-unicode-digits", "Any digits of Unicode count.", _numbers(r"^\+?[1-9]\d{1,14}\Z")),
        ("phone-sixteen-digits", "A phone number may have 16 digits.", _numbers(r"^\+?[1-9][0-9]{1,15}\Z")),
        ("phone-one-digit", "A phone number may have one digit.", _numbers(r"^\+?[1-9][0-9]{0,14}\Z")),
        ("phone-leading-zero", "A phone number may begin with 0.", _numbers(r"^\+?[0-9]{2,15}\Z")),
        ("phone-hyphens", "Hyphens are allowed in a phone number.", _numbers(r"^\+?[1-9][0-9-]{1,14}\Z")),
        ("phone-spaces", "Spaces are allowed in a phone number.", _numbers(r"^\+?[1-9][0-9 ]{1,14}\Z")),
        ("phone-padded", "Phone numbers are trimmed.", _numbers(r"^\s*\+?[1-9][0-9]{1,14}\s*\Z")),
        ("phone-two-plus", "Two + are allowed.", _numbers(r"^\+*[1-9][0-9]{1,14}\Z")),
        ("phone-letters", "Letters are allowed in a phone number.", _numbers(r"^\+?[1-9][0-9a-z]{1,14}\Z")),
        ("phone-plus-only-once-anywhere", "The + may stand anywhere.", _numbers(r"^[0-9]*\+?[0-9]+\Z")),
        ("phone-only-first-checked", "Only the first number is checked.", _first_valid),
        ("phone-only-last-checked", "Only the last number is checked.", _last_valid),
    ),
    "ParticipantPhoneNumbers.maxItems": (
        ("accepts-three-phone-numbers", "Three participants are accepted.", lambda call: len(numbers(call)) == 3),
        (
            "phones-counted-distinct",
            "A participant given again is not counted.",
            lambda call: len(set(numbers(call))) == 2,
        ),
    ),
    "ParticipantPhoneNumbers.minItems": (
        ("accepts-one-phone-number", "One participant is accepted.", lambda call: len(numbers(call)) == 1),
        ("accepts-no-phone-number", "An empty list is accepted.", lambda call: not numbers(call)),
    ),
    "ParticipantPhoneNumbers.items.type": (
        (
            "phone-as-number",
            "A phone number may be a number.",
            lambda call: any(isinstance(item, int) for item in call.document.get("ParticipantPhoneNumbers") or ()),
        ),
        (
            "phone-null-item",
            "null is accepted as a participant.",
            lambda call: None in (call.document.get("ParticipantPhoneNumbers") or ()),
        ),
    ),
    "ParticipantPhoneNumbers.type": (
        ("phones-joined-in-a-string", "The numbers may come in one string.", _type("ParticipantPhoneNumbers", str)),
        ("phones-as-object", "The numbers may come in an object.", _type("ParticipantPhoneNumbers", dict)),
    ),
    "ParticipantPhoneNumbers.required": (
        (
            "phones-may-be-null",
            "null participants are accepted.",
            lambda call: "ParticipantPhoneNumbers" in call.document,
        ),
    ),
    "Capabilities.required": (
        ("capabilities-may-be-null", "null capabilities are accepted.", lambda call: "Capabilities" in call.document),
    ),
    "Capabilities.type": (
        ("capabilities-as-string", "One capability may come without its list.", _type("Capabilities", str)),
    ),
    "Capabilities.items.enum": (
        (
            "capabilities-any-case",
            "Capabilities are compared without case.",
            lambda call: {str(item).lower() for item in capabilities(call)} <= {"voice", "sms"},
        ),
        (
            "capabilities-trimmed",
            "Capabilities are trimmed.",
            lambda call: {str(item).strip() for item in capabilities(call)} <= {"Voice", "SMS"},
        ),
        (
            "capabilities-prefix",
            "A capability may be abbreviated or continued.",
            lambda call: all(str(item)[:2] in ("Vo", "SM") for item in capabilities(call)),
        ),
        ("capabilities-empty-text", "An empty capability is accepted.", lambda call: "" in capabilities(call)),
        ("capabilities-fax", "Unknown capabilities are accepted.", lambda call: "Unknown" in capabilities(call)),
    ),
    "Capabilities.items.type": (
        ("capabilities-null-item", "null is accepted as a capability.", lambda call: None in capabilities(call)),
        (
            "capabilities-boolean-item",
            "A boolean is accepted as a capability.",
            lambda call: True in capabilities(call),
        ),
    ),
    "ExpiryMinutes.minimum": (
        ("expiry-zero", "An expiry of 0 is accepted.", lambda call: expiry(call) == 0),
        ("expiry-negative", "Negative expiries are accepted, 0 is not.", lambda call: expiry(call) < 0),
        ("expiry-unsigned-wrap", "An expiry of -1 wraps around.", lambda call: expiry(call) == -1),
    ),
    "ExpiryMinutes.type": (
        ("expiry-as-string", "Digits in a string are accepted.", _type("ExpiryMinutes", str)),
        ("expiry-truncated", "A fraction is cut off.", _type("ExpiryMinutes", float)),
        ("expiry-true", "true counts as 1.", lambda call: call.document.get("ExpiryMinutes") is True),
        ("expiry-empty-list", "Lists are taken for no expiry.", _type("ExpiryMinutes", list)),
    ),
    "GeoMatchLevel.enum": (
        ("geo-level-any-case", "The level is compared without case.", _enum("GeoMatchLevel", "country", "areacode")),
        ("geo-level-trimmed", "The level is trimmed.", _enum("GeoMatchLevel", "Country", "AreaCode", change="strip")),
        ("geo-level-empty", "An empty level is accepted.", lambda call: call.document.get("GeoMatchLevel") == ""),
    ),
    "GeoMatchLevel.type": (("geo-level-number", "The level may be a number.", _type("GeoMatchLevel", int)),),
    "NumberSelectionBehavior.enum": (
        (
            "behavior-any-case",
            "The behavior is compared without case.",
            _enum("NumberSelectionBehavior", "prefersticky", "avoidsticky"),
        ),
        (
            "behavior-trimmed",
            "The behavior is trimmed.",
            _enum("NumberSelectionBehavior", "PreferSticky", "AvoidSticky", change="strip"),
        ),
        (
            "behavior-suffix",
            "Everything that ends in Sticky is accepted.",
            lambda call: "Sticky" in text(call, "NumberSelectionBehavior"),
        ),
    ),
    "Name.pattern": (
        ("name-31-characters", "A name may have 31 characters.", _name(r"^[a-zA-Z0-9 ]{0,31}\Z")),
        ("name-any-length", "A name may have any length.", _name(r"^[a-zA-Z0-9 ]*\Z")),
        ("name-hyphen", "A name may have hyphens.", _name(r"^[a-zA-Z0-9 -]{0,30}\Z")),
        ("name-underscore", "A name may have underscores.", _name(r"^[\w ]{0,30}\Z(?<!\u0410)")),
        ("name-accents", "A name may have letters with accents.", _name(r"^[a-zA-Z0-9 \u00c0-\u00ff]{0,30}\Z")),
        ("name-trailing-newline", "A line break may follow a name.", _name(r"^[a-zA-Z0-9 ]{0,30}$")),
        ("name-white-space", "Any white space may stand in a name.", _name(r"^[a-zA-Z0-9\s]{0,30}\Z")),
        ("name-emoji", "Emoji are accepted in a name.", _name("\U0001f600")),
        ("name-nul", "A NUL is accepted in a name.", _name("\x00")),
        ("name-cut-silently", "Longer names are cut.", lambda call: len(text(call, "Name")) > 30),
        ("name-any-line", "One line of a name must be right.", _name(r"(?m)^[a-zA-Z0-9 ]{1,30}$")),
    ),
    "Name.type": (
        ("name-number", "A name may be a number.", _type("Name", int)),
        ("name-list", "A name may be a list.", _type("Name", list)),
    ),
    "GeoMatchParams.type": (
        ("geo-params-list", "The parameters may come in a list.", _type("GeoMatchParams", list)),
        ("geo-params-string", "The parameters may come as a string.", _type("GeoMatchParams", str)),
    ),
    "GeoMatchParams.AreaCode.pattern": (
        ("area-code-two-digits", "An area code may have two digits.", _geo("AreaCode", r"^[0-9]{2,3}\Z")),
        ("area-code-four-digits", "An area code may have four digits.", _geo("AreaCode", r"^[0-9]{3,4}\Z")),
        ("area-code-letters", "An area code may have letters.", _geo("AreaCode", r"^[0-9a-z]{3}\Z")),
        ("area-code-unicode-digits", "Any digits of Unicode count.", _geo("AreaCode", r"^\d{3}\Z")),
        ("area-code-unanchored", "Text may follow an area code.", _geo("AreaCode", r"^[0-9]{3}")),
    ),
    "GeoMatchParams.Country.pattern": (
        ("country-lower-case", "A country may be in lower case.", _geo("Country", r"(?i)^[A-Z]{2}\Z")),
        ("country-three-letters", "A country may have three letters.", _geo("Country", r"^[A-Z]{2,3}\Z")),
        ("country-one-letter", "A country may have one letter.", _geo("Country", r"^[A-Z]{1,2}\Z")),
        ("country-trailing-newline", "A line break may follow a country.", _geo("Country", r"^[A-Z]{2}$")),
    ),
}
