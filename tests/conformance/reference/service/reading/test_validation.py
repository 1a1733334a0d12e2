"""The reference's own reading of bodies: strict JSON, and a clause for each thing that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.reference.service.reading.documents import UnreadableError, parse
from conformance.reference.service.reading.validation import broken_keywords, violations
from spec.contract import EDITIONS, load

VALID: dict[str, Any] = {"Capabilities": ["SMS"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"]}


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        (b"", "required"),
        (b"{", "syntax"),
        (b"{} {}", "syntax"),
        (b"{'a':1}", "syntax"),
        (b'{"a":NaN}', "syntax"),
        (b'{"a":-Infinity}', "syntax"),
        (b'{"a":01}', "syntax"),
        (b'{"a":1,}', "syntax"),
        (b'\xef\xbb\xbf{"a":1}', "syntax"),
        (b'{"a":"\xff"}', "syntax"),
        (b'{"a":"\x01"}', "syntax"),
        (b"[" * 100_000, "syntax"),
        ("{}".encode("utf-16"), "encoding"),
        ("{}".encode("utf-32-le"), "encoding"),
        (b"[]", "type"),
        (b"null", "type"),
        (b'"text"', "type"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(body: bytes, clause: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse(body)

    assert refused.value.problem == clause


def test_an_integer_may_be_of_any_length() -> None:
    assert parse(b'{"a":-' + b"9" * 10_000 + b"}")["a"] < -(10**399)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Name": ""},
        {"Name": "a" * 30},
        {"Name": None, "GeoMatchParams": None},
        {"ExpiryMinutes": 60.0},
        {"ExpiryMinutes": 2**70},
        {"GeoMatchParams": {"AreaCode": "", "Country": ""}},
        {"ParticipantPhoneNumbers": ["12", "+123456789012345"]},
        {"Unknown": [1]},
    ],
    ids=repr,
)
def test_a_valid_body_breaks_nothing(edition: str, change: dict[str, Any]) -> None:
    assert violations(load(edition).operation, VALID | change) == ()


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ({"Capabilities": None}, "Capabilities.required"),
        ({"Capabilities": "SMS"}, "Capabilities.type"),
        ({"Capabilities": ["sms"]}, "Capabilities.items.enum"),
        ({"ExpiryMinutes": 0}, "ExpiryMinutes.minimum"),
        ({"ExpiryMinutes": True}, "ExpiryMinutes.type"),
        ({"GeoMatchLevel": "Area"}, "GeoMatchLevel.enum"),
        ({"GeoMatchParams": {"AreaCode": "12", "Country": "US"}}, "GeoMatchParams.AreaCode.pattern"),
        ({"GeoMatchParams": {"Country": "US"}}, "GeoMatchParams.AreaCode.required"),
        ({"Name": "a" * 31}, "Name.pattern"),
        ({"Name": "a\n"}, "Name.pattern"),
        ({"ParticipantPhoneNumbers": ["+14015550101"]}, "ParticipantPhoneNumbers.minItems"),
        ({"ParticipantPhoneNumbers": ["+14015550101"] * 3}, "ParticipantPhoneNumbers.maxItems"),
        ({"ParticipantPhoneNumbers": ["+14015550101", "+1401\u0663\u0663"]}, "ParticipantPhoneNumbers.items.pattern"),
        ({"ParticipantPhoneNumbers": ["+14015550101", None]}, "ParticipantPhoneNumbers.items.type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_violation_names_its_clause(edition: str, change: dict[str, Any], clause: str) -> None:
    assert violations(load(edition).operation, VALID | change) == (f"request.body.{clause}",)


def test_everything_wrong_is_named() -> None:
    found = violations(load(EDITIONS[0]).operation, {"ExpiryMinutes": 0, "Name": "-"})

    assert set(found) == {
        f"request.body.{clause}"
        for clause in (
            "Capabilities.required",
            "ExpiryMinutes.minimum",
            "Name.pattern",
            "ParticipantPhoneNumbers.required",
        )
    }


def test_the_same_bytes_are_judged_alike_again() -> None:
    document = VALID | {"Name": "-"}
    body = json.dumps(document).encode()

    first, second = (violations(load(EDITIONS[0]).operation, document, body) for _ in range(2))

    assert first == second == ("request.body.Name.pattern",)


@pytest.mark.parametrize(("text", "broken"), [("YQ==", []), ("!!!!", ["contentEncoding"]), ("YQ", ["contentEncoding"])])
def test_bytes_are_base64(text: str, broken: list[str]) -> None:
    assert list(broken_keywords({"type": "string", "contentEncoding": "base64"}, text)) == broken


def test_of_a_hundred_thousand_wrong_items_some_are_told() -> None:
    assert len(list(broken_keywords({"type": "array", "items": {"type": "string"}}, [1] * 100_000))) == 1_000
