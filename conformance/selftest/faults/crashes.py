"""Crashes on odd input."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.reference.call import Call, Hooks, Reply
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import (
    When,
    capabilities,
    crashes,
    expiry,
    geo,
    numbers,
    text,
)


def faults() -> Iterator[Fault]:
    """A 500 where no input may bring one."""
    for name, clause, summary, when in _CRASHES:
        yield Fault(name=f"crashes-on-{name}", clause=clause, kind="crash", summary=summary, hooks=crashes(when))
    yield Fault(
        name="crashes-on-another-method",
        clause="request.robustness",
        kind="crash",
        summary="OPTIONS is answered 500.",
        hooks=Hooks(anywhere=_options_crash),
    )
    yield Fault(
        name="crashes-on-odd-connectors",
        clause="request.robustness",
        kind="crash",
        summary="A connector id outside ASCII is answered 500.",
        hooks=Hooks(anywhere=_odd_crash),
    )


def _options_crash(call: Call) -> Reply | None:
    return Reply(status=500, document={}) if call.method == "OPTIONS" else None


def _odd_crash(call: Call) -> Reply | None:
    return Reply(status=500, document={}) if re.search(r"%[CF]", call.path) else None


def _deep(call: Call) -> bool:
    return call.body.count(b"[") > 900


_P = "request.body.ParticipantPhoneNumbers"
_CRASHES: tuple[tuple[str, str, str, When], ...] = (
    (
        "emoji",
        "request.body.Name.pattern",
        "A name with an emoji is answered 500.",
        lambda call: "\U0001f600" in text(call, "Name"),
    ),
    ("nul", "request.body.Name.pattern", "A name with a NUL is answered 500.", lambda call: "\0" in text(call, "Name")),
    (
        "surrogates",
        "request.body.Name.pattern",
        "A lone surrogate is answered 500.",
        lambda call: "\ud800" in text(call, "Name"),
    ),
    (
        "long-names",
        "request.body.Name.pattern",
        "A name of 1,000 characters is answered 500.",
        lambda call: len(text(call, "Name")) > 900,
    ),
    (
        "a-very-long-name",
        "request.body.Name.pattern",
        "A name of a million characters is answered 500.",
        lambda call: len(call.body) > 500_000 and b'"Name":"aaaa' in call.body,
    ),
    (
        "unicode-digits",
        f"{_P}.items.pattern",
        "Digits outside ASCII are answered 500.",
        lambda call: any(char.isdigit() and not char.isascii() for number in numbers(call) for char in number),
    ),
    ("three-phones", f"{_P}.maxItems", "Three participants are answered 500.", lambda call: len(numbers(call)) == 3),
    ("one-phone", f"{_P}.minItems", "One participant is answered 500.", lambda call: len(numbers(call)) == 1),
    (
        "null-items",
        f"{_P}.items.type",
        "A null participant is answered 500.",
        lambda call: None in (call.document.get("ParticipantPhoneNumbers") or ()),
    ),
    (
        "a-string-for-a-list",
        f"{_P}.type",
        "Participants in a string are answered 500.",
        lambda call: isinstance(call.document.get("ParticipantPhoneNumbers"), str),
    ),
    (
        "missing-phones",
        f"{_P}.required",
        "Missing participants are answered 500.",
        lambda call: bool(call.document) and "ParticipantPhoneNumbers" not in call.document,
    ),
    (
        "missing-capabilities",
        "request.body.Capabilities.required",
        "Missing capabilities are answered 500.",
        lambda call: bool(call.document) and "Capabilities" not in call.document,
    ),
    (
        "list-items-that-are-objects",
        "request.body.Capabilities.items.type",
        "An object as a capability is answered 500.",
        lambda call: any(isinstance(item, dict) for item in capabilities(call)),
    ),
    (
        "huge-integers",
        "request.robustness",
        "An integer beyond 64 bits is answered 500.",
        lambda call: expiry(call) > 2**64,
    ),
    (
        "very-many-digits",
        "request.robustness",
        "10,000 digits are answered 500.",
        lambda call: b"9" * 5000 in call.body,
    ),
    ("integral-floats", "request.robustness", "60.0 is answered 500.", lambda call: b":60.0" in call.body),
    (
        "an-empty-list",
        "request.robustness",
        "No capabilities are answered 500.",
        lambda call: call.document.get("Capabilities") == [],
    ),
    (
        "null-members",
        "request.robustness",
        "null for an optional member is answered 500.",
        lambda call: "Name" in call.document and call.document["Name"] is None,
    ),
    (
        "unknown-members",
        "request.robustness",
        "An unknown member is answered 500.",
        lambda call: "Unknown" in call.document,
    ),
    (
        "equal-phones",
        "request.robustness",
        "Equal participants are answered 500.",
        lambda call: len(numbers(call)) == 2 and len(set(numbers(call))) == 1,
    ),
    ("deep-nesting", "request.robustness", "Deep nesting is answered 500.", _deep),
    ("a-large-body", "request.robustness", "A megabyte is answered 500.", lambda call: len(call.body) > 1_000_000),
    (
        "no-content-type",
        "request.robustness",
        "No Content-Type is answered 500.",
        lambda call: "content-type" not in call.headers,
    ),
    (
        "another-content-type",
        "request.robustness",
        "text/plain is answered 500.",
        lambda call: call.headers.get("content-type") == "text/plain",
    ),
    (
        "odd-charsets",
        "request.robustness",
        "An unknown charset is answered 500.",
        lambda call: "nonsense" in call.headers.get("content-type", ""),
    ),
    (
        "a-byte-order-mark",
        "request.robustness",
        "A byte order mark is answered 500.",
        lambda call: call.body[:3] == b"\xef\xbb\xbf",
    ),
    ("a-query", "request.robustness", "A query string is answered 500.", lambda call: bool(call.query)),
    ("an-empty-body", "request.body.required", "An empty body is answered 500.", lambda call: not call.body),
    ("a-list", "request.body.type", "A list as the body is answered 500.", lambda call: call.body[:1] == b"["),
    ("null", "request.body.type", "null as the body is answered 500.", lambda call: call.body == b"null"),
    (
        "broken-json",
        "request.body.syntax",
        "A cut body is answered 500.",
        lambda call: call.body[-1:] not in (b"}", b"]"),
    ),
    (
        "invalid-utf-8",
        "request.body.syntax",
        "Bytes that are not UTF-8 are answered 500.",
        lambda call: b"\xff" in call.body,
    ),
    (
        "utf-16",
        "request.body.encoding",
        "UTF-16 is answered 500.",
        lambda call: b"\x00{" in call.body or b"{\x00" in call.body,
    ),
    (
        "text-for-an-integer",
        "request.body.ExpiryMinutes.type",
        "Text as an expiry is answered 500.",
        lambda call: isinstance(call.document.get("ExpiryMinutes"), str),
    ),
    (
        "zero",
        "request.body.ExpiryMinutes.minimum",
        "An expiry of 0 is answered 500.",
        lambda call: call.document.get("ExpiryMinutes") == 0,
    ),
    (
        "the-largest-expiry",
        "request.body.ExpiryMinutes.type",
        "The largest 32-bit integer is answered 500.",
        lambda call: expiry(call) == 2**31 - 1,
    ),
    (
        "a-missing-country",
        "request.body.GeoMatchParams.Country.required",
        "A missing country is answered 500.",
        lambda call: bool(geo(call)) and "Country" not in geo(call),
    ),
    (
        "an-empty-name",
        "request.body.Name.pattern",
        "An empty name is answered 500.",
        lambda call: call.document.get("Name") == "",
    ),
)
