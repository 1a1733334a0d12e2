"""What a target chooses where the documentation is silent is its profile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.oracle.observations import Profile
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer
from spec.contract import EDITIONS
from strategies.request import Request
from tests.conformance.oracle.support import GIVEN, JSON, SESSION, created, exchange, refusal, request

ORACLE = Oracle.of(EDITIONS[0], GIVEN)
SWAPPED = list(reversed(SESSION["Participants"]))


def profile(*pairs: tuple[Request, Answer]) -> dict[str, dict[str, int]]:
    """The choices that these exchanges show, by the question."""
    seen = Profile(ORACLE)
    for sent, answer in pairs:
        seen.observe(exchange(sent, answer), ORACLE.expect(sent))
    return {observation.id: dict(observation.choices) for observation in seen.observations()}


@pytest.mark.parametrize(
    ("question", "given", "session", "choice"),
    [
        ("timestamps", {}, {}, "text in the form YYYY-MM-DDThh:mm:ss.sssZ"),
        ("timestamps", {}, {"CreatedTimestamp": 1586967010}, "a whole number"),
        ("timestamps", {}, {"CreatedTimestamp": 1586967010.5}, "a number with a fraction"),
        ("timestamps", {}, {"CreatedTimestamp": "now"}, None),
        ("timestamps", {}, {"CreatedTimestamp": True}, None),
        ("timestamps", {}, {"CreatedTimestamp": []}, None),
        ("default-expiry", {}, {}, "none"),
        ("default-expiry", {}, {"ExpiryMinutes": 60}, "60"),
        ("default-expiry", {"ExpiryMinutes": 60}, {"ExpiryMinutes": 60}, None),
        ("first-status", {}, {"Status": "InProgress"}, "InProgress"),
        ("first-status", {}, {"Status": []}, None),
        ("plus", {}, {}, None),
        ("plus", {"ParticipantPhoneNumbers": ["14015550101", "+12065550100"]}, {}, "comes back with +"),
        (
            "plus",
            {"ParticipantPhoneNumbers": ["14015550101", "+12065550100"]},
            {"Participants": [{"PhoneNumber": "14015550101"}, {"PhoneNumber": "+12065550100"}]},
            "comes back as given",
        ),
        ("plus", {"ParticipantPhoneNumbers": ["14015550101", "+12065550100"]}, {"Participants": 1}, None),
        ("proxy-numbers", {}, {}, "one for both"),
        (
            "proxy-numbers",
            {},
            {"Participants": [{"ProxyPhoneNumber": "+1"}, {"ProxyPhoneNumber": "+2"}]},
            "one for each",
        ),
        ("proxy-numbers", {}, {"Participants": [{"ProxyPhoneNumber": "+1"}]}, None),
        ("participant-order", {}, {}, "as given"),
        ("participant-order", {}, {"Participants": SWAPPED}, "another one"),
        ("participant-order", {}, {"Participants": SWAPPED[:1]}, None),
        ("participant-order", {}, {"Participants": [1]}, None),
        ("capability-order", {"Capabilities": ["Voice", "SMS"]}, {"Capabilities": ["SMS", "Voice"]}, "another one"),
        ("capability-order", {"Capabilities": ["Voice", "SMS"]}, {"Capabilities": ["Voice", "SMS"]}, "as given"),
        ("capability-order", {}, {}, None),
        ("repeated-capability", {"Capabilities": ["SMS", "SMS"]}, {"Capabilities": ["SMS"]}, "merged"),
        ("repeated-capability", {"Capabilities": ["SMS", "SMS"]}, {"Capabilities": ["SMS", "SMS"]}, "kept"),
        ("repeated-capability", {"Capabilities": ["SMS", "SMS"]}, {"Capabilities": None}, None),
        ("repeated-capability", {}, {}, None),
        ("extra-members", {}, {}, "none"),
        ("extra-members", {}, {"arn": 1, "Tags": []}, "Tags, arn"),
        ("extra-members", {}, {"<b>": 1}, "unusually named ones"),
    ],
)
def test_an_answer_shows_the_targets_style(
    question: str, given: dict[str, Any], session: dict[str, Any], choice: str | None
) -> None:
    expected = None if choice is None else {choice: 1}
    assert profile((request(given), created(**session))).get(question) == expected


@pytest.mark.parametrize(
    ("given", "session", "choices"),
    [
        ({}, {}, {"absent": 4}),
        ({}, {"Name": None}, {"absent": 3, "null": 1}),
        ({}, {"Name": "", "GeoMatchParams": {}}, {"absent": 2, "empty": 1, "empty text": 1}),
        ({"Name": ""}, {"Name": ""}, {"absent": 3}),
        ({"Name": "a"}, {"Name": "a"}, {"absent": 3}),
        ({}, {"Name": "a default"}, {"absent": 3}),
    ],
)
def test_every_member_that_is_not_set_is_counted(
    given: dict[str, Any], session: dict[str, Any], choices: dict[str, int]
) -> None:
    assert profile((request(given), created(**session)))["unset-members"] == choices


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (refusal(), "header x-amzn-ErrorType"),
        (Answer(status=400, headers=(JSON,), body=b'{"__type": "a", "Code": "b"}'), "body __type, body Code"),
        (Answer(status=400, headers=(JSON,), body=b"[]"), "nowhere"),
    ],
)
def test_a_refusal_shows_where_the_error_is_named(answer: Answer, place: str) -> None:
    assert profile((request({"Name": "!"}), answer)) == {"error-name": {place: 1}}


def test_that_a_target_knew_late_what_was_made_is_told() -> None:
    seen, sent = Profile(ORACLE), request()
    for waited in (0.0, 0.3):
        seen.observe(replace(exchange(sent, created()), waited=waited), ORACLE.expect(sent))
    (late,) = (observed for observed in seen.observations() if observed.id == "arrival")
    assert (late.question, late.choices) == (
        "what was made a moment before, and was unknown at first",
        {"known 0.3 s later": 1},
    )


def test_choices_are_counted() -> None:
    sent = request({"Name": None})
    found = profile((sent, created()), (sent, created()), (sent, refusal()))
    assert found["null-for-optional"] == {"accepted": 2, "answered 400": 1}


def test_a_target_that_is_busy_shows_nothing() -> None:
    assert profile((request({"Name": None}), Answer(status=503))) == {}
