"""Faults that refuse what is documented as valid."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import (
    When,
    absent,
    capabilities,
    equal,
    expiry,
    geo,
    given,
    numbers,
    refuses,
    text,
)

KIND = "refuses"
_OPTIONAL = ("ExpiryMinutes", "GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior")


def faults() -> Iterator[Fault]:
    """Every edge of every constraint refused."""
    for member in _OPTIONAL:
        yield _fault(f"requires-{member}", f"{member}.optional", f"{member} must be given.", absent(member))
    for member, rows in _ROWS.items():
        for name, summary, when in rows:
            yield _fault(name, member, summary, when)
    yield from _messages()


def _fault(name: str, clause: str, summary: str, when: When) -> Fault:
    return Fault(name=name, clause=f"request.body.{clause}", kind=KIND, summary=summary, hooks=refuses(when))


def _messages() -> Iterator[Fault]:
    for name, clause, summary, when in (
        (
            "refuses-charset",
            "request.contentType.parameters",
            "charset=utf-8 is refused.",
            lambda call: ";" in call.headers.get("content-type", ""),
        ),
        (
            "refuses-upper-case-charset",
            "request.contentType.parameters",
            "charset=UTF-8 is refused.",
            lambda call: "UTF-8" in call.headers.get("content-type", ""),
        ),
        (
            "refuses-any-accept",
            "request.accept",
            "Accept: */* is refused.",
            lambda call: call.headers.get("accept") == "*/*",
        ),
        ("requires-accept", "request.accept", "Accept must be given.", lambda call: "accept" not in call.headers),
        (
            "refuses-accept-list",
            "request.accept",
            "A list in Accept is refused.",
            lambda call: "," in call.headers.get("accept", ""),
        ),
    ):
        yield Fault(name=name, clause=clause, kind=KIND, summary=summary, hooks=refuses(when))


_ROWS: dict[str, tuple[tuple[str, str, When], ...]] = {
    "ParticipantPhoneNumbers.items.pattern": (
        ("refuses-without-plus", "A number must begin with +.", lambda call: any(n[:1] != "+" for n in numbers(call))),
        ("refuses-plus", "A number must not begin with +.", lambda call: any(n[:1] == "+" for n in numbers(call))),
        (
            "refuses-15-digits",
            "15 digits are too many.",
            lambda call: any(len(n.lstrip("+")) == 15 for n in numbers(call)),
        ),
        ("refuses-2-digits", "2 digits are too few.", lambda call: any(len(n.lstrip("+")) == 2 for n in numbers(call))),
        (
            "refuses-second-without-plus",
            "The second number must begin with +.",
            lambda call: len(numbers(call)) > 1 and numbers(call)[1][:1] != "+",
        ),
        (
            "refuses-first-digit-9",
            "A number must not begin with 9.",
            lambda call: any(n.lstrip("+")[:1] == "9" for n in numbers(call)),
        ),
    ),
    "Capabilities.items.enum": (
        ("refuses-sms", "SMS alone is refused.", lambda call: capabilities(call) == ["SMS"]),
        ("refuses-voice", "Voice alone is refused.", lambda call: capabilities(call) == ["Voice"]),
    ),
    "Capabilities.type": (
        ("refuses-two-capabilities", "Two capabilities are refused.", lambda call: len(capabilities(call)) == 2),
        ("refuses-capability-order", "SMS must not come first.", lambda call: capabilities(call) == ["SMS", "Voice"]),
    ),
    "ExpiryMinutes.minimum": (
        ("refuses-expiry-1", "An expiry of 1 is too short.", lambda call: expiry(call) == 1),
        ("refuses-expiry-2", "An expiry of 2 is too short.", lambda call: expiry(call) in (1, 2)),
    ),
    "ExpiryMinutes.type": (
        ("refuses-expiry-over-255", "An expiry is a byte.", lambda call: expiry(call) > 255),
        ("refuses-expiry-over-a-month", "An expiry is a month at most.", lambda call: expiry(call) > 43_200),
        ("refuses-expiry-over-16-bits", "An expiry has 16 bits.", lambda call: expiry(call) > 65_535),
        ("refuses-largest-expiry", "The largest 32-bit integer is refused.", lambda call: expiry(call) == 2**31 - 1),
    ),
    "GeoMatchLevel.enum": (
        ("refuses-level-country", "Country is refused.", equal("GeoMatchLevel", "Country")),
        ("refuses-level-area-code", "AreaCode is refused.", equal("GeoMatchLevel", "AreaCode")),
    ),
    "NumberSelectionBehavior.enum": (
        ("refuses-prefer-sticky", "PreferSticky is refused.", equal("NumberSelectionBehavior", "PreferSticky")),
        ("refuses-avoid-sticky", "AvoidSticky is refused.", equal("NumberSelectionBehavior", "AvoidSticky")),
    ),
    "Name.pattern": (
        ("refuses-any-name", "A name is refused.", given("Name")),
        ("refuses-empty-name", "A name must not be empty.", equal("Name", "")),
        ("refuses-30-characters", "A name has 29 characters at most.", lambda call: len(text(call, "Name")) == 30),
        ("refuses-1-character", "A name has two characters at least.", lambda call: len(text(call, "Name")) == 1),
        ("refuses-blank-name", "A name must not be blank.", lambda call: text(call, "Name").isspace()),
        ("refuses-digits-in-name", "A name has no digits.", lambda call: any(c.isdigit() for c in text(call, "Name"))),
        (
            "refuses-upper-case-in-name",
            "A name is in lower case.",
            lambda call: text(call, "Name").lower() != text(call, "Name"),
        ),
        ("refuses-z-in-name", "The last letter is left out.", lambda call: "z" in text(call, "Name")),
    ),
    "GeoMatchParams.AreaCode.pattern": (
        ("refuses-empty-area-code", "An area code must not be empty.", lambda call: geo(call).get("AreaCode") == ""),
        (
            "refuses-area-code-0",
            "An area code must not begin with 0.",
            lambda call: str(geo(call).get("AreaCode"))[:1] == "0",
        ),
    ),
    "GeoMatchParams.Country.pattern": (
        ("refuses-empty-country", "A country must not be empty.", lambda call: geo(call).get("Country") == ""),
        (
            "refuses-country-z",
            "A country must not begin with Z.",
            lambda call: str(geo(call).get("Country"))[:1] == "Z",
        ),
    ),
    "GeoMatchParams.type": (("refuses-geo-params", "The parameters are refused.", given("GeoMatchParams")),),
}
