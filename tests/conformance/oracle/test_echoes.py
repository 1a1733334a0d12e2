"""A created session is judged member by member: what was given comes back, what was not does not."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.oracle.answer.echoes import EchoRules
from conformance.oracle.answer.relations import RELATIONS
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Judgement, failed
from spec.clauses.catalogue import catalogue
from spec.clauses.status import Status
from spec.contract import load

PREFIX = "response.body.ProxySession"
RULES = EchoRules(load().operation)

NOW = 1586967010.5
GIVEN = {
    "ParticipantPhoneNumbers": ["+14015550101", "12065550100"],
    "Capabilities": ["Voice", "SMS"],
    "ExpiryMinutes": 42,
    "GeoMatchLevel": "AreaCode",
    "GeoMatchParams": {"AreaCode": "212", "Country": ""},
    "Name": "a name",
    "NumberSelectionBehavior": "AvoidSticky",
}
SESSION: dict[str, Any] = {
    "ProxySessionId": "s1",
    "VoiceConnectorId": "c1",
    "Participants": [{"PhoneNumber": "12065550100", "ProxyPhoneNumber": "+1"}, {"PhoneNumber": "+14015550101"}],
    "Capabilities": ["SMS", "Voice"],
    "Status": "Open",
    "CreatedTimestamp": "2020-04-15T16:10:10.288Z",
    "UpdatedTimestamp": "2020-04-15T16:10:10.288Z",
    "EndedTimestamp": None,
    "ExpiryMinutes": 42,
    "GeoMatchLevel": "AreaCode",
    "GeoMatchParams": {"AreaCode": "212"},
    "Name": "a name",
    "NumberSelectionBehavior": "AvoidSticky",
}
MINIMAL = {name: GIVEN[name] for name in ("ParticipantPhoneNumbers", "Capabilities")}
ABSENT = object()


def judge(given: dict[str, Any], session: dict[str, Any], connector: str, now: float) -> list[Judgement]:
    expectation = Expectation(
        success=201, allowed=frozenset({201}), parameters={"voiceConnectorId": connector}, document=given
    )
    document = {"ProxySession": session}
    related = [
        judgement
        for clause in catalogue()
        if clause.check in RELATIONS
        for judgement in RELATIONS[clause.check](clause, document, expectation, now)
    ]
    return [*RULES.judge(expectation, document, {}), *related]


def failing(given: dict[str, Any], **changes: Any) -> list[str]:
    session = {name: value for name, value in (SESSION | changes).items() if value is not ABSENT}
    judgements = judge(given, session, "c1", NOW)
    return [j.clause.removeprefix(f"{PREFIX}.") for j in judgements if j.status is Status.FAIL]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Capabilities": ["Voice", "SMS", "Voice"]},
        {"Participants": [{"PhoneNumber": "+12065550100"}, {"PhoneNumber": "+14015550101"}]},
        {"GeoMatchParams": {"AreaCode": "212", "Country": None}},
        {"GeoMatchParams": {"AreaCode": "212", "Country": ""}},
        {"ExpiryMinutes": 42.0},
        {"CreatedTimestamp": 1586967010, "UpdatedTimestamp": 1586967010.9},
        {"CreatedTimestamp": "2020-04-15T16:10:10.288Z", "UpdatedTimestamp": "2020-04-15T16:10:10Z"},
        {"CreatedTimestamp": "2020-04-15T18:10:10.288+02:00"},
        {"CreatedTimestamp": 1586967010.288146, "UpdatedTimestamp": "2020-04-15T16:10:10.288Z"},
        {"CreatedTimestamp": "2020-04-15T16:19:00Z", "UpdatedTimestamp": "2020-04-15T16:19:00Z"},
        {"CreatedTimestamp": "2020-04-15", "UpdatedTimestamp": "2020-04-15"},
        {"CreatedTimestamp": "2020-04-16T04:10:00", "UpdatedTimestamp": "2020-04-16T04:10:00"},
        {"Status": "InProgress", "EndedTimestamp": "2020-04-15T16:10:11Z"},
        {"EndedTimestamp": ABSENT},
        {"Unknown": 1},
    ],
)
def test_a_faithful_session_is_right(changes: dict[str, Any]) -> None:
    assert failing(GIVEN, **changes) == []


@pytest.mark.parametrize(
    ("member", "value", "clause"),
    [
        ("VoiceConnectorId", "C1", "VoiceConnectorId.echo"),
        ("VoiceConnectorId", ABSENT, "VoiceConnectorId.echo"),
        ("Capabilities", ["Voice"], "Capabilities.echo"),
        ("Capabilities", ["Voice", "SMS", "Fax"], "Capabilities.echo"),
        ("Capabilities", ["voice", "sms"], "Capabilities.echo"),
        ("Capabilities", "Voice", "Capabilities.echo"),
        ("Capabilities", [["Voice"]], "Capabilities.echo"),
        ("ExpiryMinutes", 60, "ExpiryMinutes.echo"),
        ("ExpiryMinutes", "42", "ExpiryMinutes.echo"),
        ("ExpiryMinutes", None, "ExpiryMinutes.echo"),
        ("ExpiryMinutes", True, "ExpiryMinutes.echo"),
        ("GeoMatchLevel", "Country", "GeoMatchLevel.echo"),
        ("GeoMatchLevel", ABSENT, "GeoMatchLevel.echo"),
        ("GeoMatchParams", None, "GeoMatchParams.echo"),
        ("GeoMatchParams", {"AreaCode": "213"}, "GeoMatchParams.echo"),
        ("GeoMatchParams", {"AreaCode": "212", "Country": "US"}, "GeoMatchParams.echo"),
        ("GeoMatchParams", {"AreaCode": 212}, "GeoMatchParams.echo"),
        ("Name", "A NAME", "Name.echo"),
        ("Name", "a name ", "Name.echo"),
        ("Name", None, "Name.echo"),
        ("NumberSelectionBehavior", "PreferSticky", "NumberSelectionBehavior.echo"),
        ("Participants", [], "Participants.echo"),
        ("Participants", None, "Participants.echo"),
        ("Participants", ["+14015550101", "12065550100"], "Participants.echo"),
        ("Participants", [{"PhoneNumber": "+14015550101"}], "Participants.echo"),
        ("Participants", [{"PhoneNumber": "+14015550101"}] * 2, "Participants.echo"),
        ("Participants", [{"PhoneNumber": "14015550101"}, {"PhoneNumber": "12065550100"}], "Participants.echo"),
        ("Participants", [{"PhoneNumber": 14015550101}, {"PhoneNumber": "12065550100"}], "Participants.echo"),
        ("Participants", [{"PhoneNumber": "++14015550101"}, {"PhoneNumber": "12065550100"}], "Participants.echo"),
        ("Participants", [*SESSION["Participants"], {"PhoneNumber": "+1"}], "Participants.echo"),
        ("Status", "Closed", "Status.new"),
        ("CreatedTimestamp", "2020-04-15T15:50:10Z", "CreatedTimestamp.now"),
        ("CreatedTimestamp", 1586967010288, "CreatedTimestamp.now"),
        ("CreatedTimestamp", 0, "CreatedTimestamp.now"),
        ("UpdatedTimestamp", "2020-04-15T16:10:10.287Z", "UpdatedTimestamp.order"),
        ("UpdatedTimestamp", 1586967000, "UpdatedTimestamp.order"),
        ("UpdatedTimestamp", 1586967010288, "UpdatedTimestamp.now"),
        ("UpdatedTimestamp", "2020-04-16T16:10:10Z", "UpdatedTimestamp.now"),
        ("EndedTimestamp", "2020-04-15T16:10:11Z", "EndedTimestamp.open"),
    ],
)
def test_a_deviation_fails_its_own_clause_only(member: str, value: Any, clause: str) -> None:
    found = failing(GIVEN, **{member: value})
    assert found == [clause]


@pytest.mark.parametrize("member", ["GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior"])
def test_what_was_not_given_comes_back_as_not_set(member: str) -> None:
    unset = {"GeoMatchLevel": None, "GeoMatchParams": {"AreaCode": None}, "Name": "", "NumberSelectionBehavior": ABSENT}
    assert failing(MINIMAL, **unset) == []
    assert failing(MINIMAL, **(unset | {member: SESSION[member]})) == [f"{member}.unset"]


@pytest.mark.parametrize(
    ("member", "empty", "actual", "right"),
    [
        ("Name", "", "", True),
        ("Name", "", None, True),
        ("Name", "", ABSENT, True),
        ("Name", "", "a default", False),
        ("Name", None, "a default", None),
        ("GeoMatchParams", {"AreaCode": "", "Country": ""}, {"AreaCode": "", "Country": ""}, True),
        ("GeoMatchParams", {"AreaCode": "", "Country": ""}, None, True),
        ("GeoMatchParams", {"AreaCode": "", "Country": ""}, {"AreaCode": "212", "Country": "US"}, False),
    ],
)
def test_what_is_given_as_empty_comes_back_as_empty_or_not_set(
    member: str, empty: Any, actual: Any, *, right: bool | None
) -> None:
    wrong = f"{member}.unset" if right is None else f"{member}.echo"
    assert failing(GIVEN | {member: empty}, **{member: actual}) == ([] if right else [wrong])


@pytest.mark.parametrize("actual", [[], None, ["Voice"], ABSENT])
def test_what_an_empty_list_stands_for_is_left_open(actual: Any) -> None:
    assert failing(GIVEN | {"Capabilities": []}, Capabilities=actual) == []


def test_a_number_given_twice_may_be_merged() -> None:
    given = MINIMAL | {"ParticipantPhoneNumbers": ["+12", "12"]}
    unset = dict.fromkeys(("GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior"))
    assert failing(given, Participants=[{"PhoneNumber": "+12"}], **unset) == []
    assert failing(given, Participants=[{"PhoneNumber": "+13"}], **unset) == ["Participants.echo"]


@pytest.mark.parametrize(
    ("given", "actual", "right"),
    [
        (1, 1, True),
        (1, 1.0, True),
        (1, True, False),
        (2**53, 2**53, True),
        (2**53, 2**53 - 1, False),
        (2**53 + 1, 2**53 - 1, True),
        (-(2**53) - 1, 0, True),
        (2**53 + 1, None, True),
    ],
)
def test_a_number_comes_back_as_exactly_as_a_double_holds_it(given: int, actual: Any, *, right: bool) -> None:
    assert (failing(GIVEN | {"ExpiryMinutes": given}, ExpiryMinutes=actual) == []) == right


@pytest.mark.parametrize("expiry", [ABSENT, None, 60, 1440])
def test_a_session_that_asks_for_no_expiry_may_get_any(expiry: Any) -> None:
    unset = dict.fromkeys(("GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior"))
    assert failing(MINIMAL, ExpiryMinutes=expiry, **unset) == []


@pytest.mark.parametrize(
    ("created", "updated", "right"),
    [
        ("2020-04-15T16:10:10.288Z", "2020-04-15T16:10:10.287Z", False),
        ("2020-04-15T16:10:10.999Z", "2020-04-15T16:10:10Z", True),
        ("2020-04-15T16:10:11Z", "2020-04-15T16:10:10.999Z", True),
        ("2020-04-15T16:10:11.000Z", "2020-04-15T16:10:10Z", True),
        ("2020-04-15T16:10:11.001Z", "2020-04-15T16:10:10Z", False),
        ("2020-04-15T16:10:10", "2020-04-15T16:10:09Z", True),
        ("2020-04-15T16:10:10", "2020-04-15T16:10:09", False),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59Z", True),
        ("9999-12-31T23:59:59.9Z", "9999-12-31T23:59:59Z", True),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00Z", True),
    ],
)
def test_an_update_before_the_creation_is_wrong_beyond_what_the_notation_can_tell(
    created: str, updated: str, *, right: bool
) -> None:
    found = failing(GIVEN, CreatedTimestamp=created, UpdatedTimestamp=updated)
    assert ("UpdatedTimestamp.order" not in found) == right


@pytest.mark.parametrize(
    ("member", "value", "clause", "expected", "actual"),
    [
        ("VoiceConnectorId", "C1", "VoiceConnectorId.echo", 'VoiceConnectorId "c1"', '"C1"'),
        ("Name", "b", "Name.echo", 'Name as given: "a name"', '"b"'),
        ("Capabilities", ["Voice"], "Capabilities.echo", 'Capabilities as given: ["Voice", "SMS"]', '["Voice"]'),
        (
            "CreatedTimestamp",
            1586960000,
            "CreatedTimestamp.now",
            "about 2020-04-15T16:10:10Z",
            "1586960000, that is 2020-04-15T14:13:20Z",
        ),
        ("CreatedTimestamp", 1586967010288, "CreatedTimestamp.now", "seconds since the epoch", "1586967010288"),
        ("UpdatedTimestamp", 1586967010288, "UpdatedTimestamp.now", "seconds since the epoch", "1586967010288"),
        (
            "UpdatedTimestamp",
            "2020-04-15T16:10:10.287Z",
            "UpdatedTimestamp.order",
            'not before "2020-04-15T16:10:10.288Z"',
            '"2020-04-15T16:10:10.287Z"',
        ),
        ("Status", "Closed", "Status.new", "A new session is not closed.", "Closed"),
        (
            "EndedTimestamp",
            "2020-04-15T16:10:11Z",
            "EndedTimestamp.open",
            "An open session has not ended.",
            '"2020-04-15T16:10:11Z"',
        ),
    ],
)
def test_a_failure_says_what_was_expected_what_came_and_where(
    member: str, value: Any, clause: str, expected: str, actual: str
) -> None:
    (failure,) = [j for j in judge(GIVEN, SESSION | {member: value}, "c1", NOW) if j.status is Status.FAIL]
    assert failure == failed(f"{PREFIX}.{clause}", expected, actual, f"/ProxySession/{member}")


def test_a_failure_to_leave_unset_says_so() -> None:
    unset = dict.fromkeys(("GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior"))
    found = judge(MINIMAL, SESSION | unset | {"Name": "b"}, "c1", NOW)
    (failure,) = [j for j in found if j.status is Status.FAIL]
    assert failure == failed(f"{PREFIX}.Name.unset", "Name not set", '"b"', "/ProxySession/Name")
