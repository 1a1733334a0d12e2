"""The answer to an accepted request: its headers, its syntax and every documented member."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from conformance.oracle.answer.answers import AnswerOracle, _Unset
from conformance.oracle.answer.documents import Parsed, content_type, parse
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Judgement, failed, passed
from conformance.oracle.reasons import shown
from conformance.wire.exchange import Answer
from spec.clauses.catalogue import catalogue
from spec.clauses.status import Status
from spec.contract import EDITIONS, load
from tests.conformance.oracle.support import GIVEN, JSON, MINIMAL, NOW, SESSION, created

BODY = "response.body"
ROOT = f"{BODY}.ProxySession"
ABSENT = object()
EXPECTATION = Expectation(success=201, allowed=frozenset({201}), parameters=GIVEN, document=MINIMAL)


@pytest.fixture
def oracle() -> AnswerOracle:
    return AnswerOracle(load().operation, catalogue())


def judge(oracle: AnswerOracle, answer: Answer, expectation: Expectation = EXPECTATION) -> list[Judgement]:
    return list(oracle.judge(expectation, answer, NOW))


def failures(oracle: AnswerOracle, document: Any) -> list[Judgement]:
    answer = replace(created(), body=json.dumps(document).encode())
    return [judgement for judgement in judge(oracle, answer) if judgement.status is Status.FAIL]


def session(**members: Any) -> dict[str, Any]:
    return {"ProxySession": {name: value for name, value in (SESSION | members).items() if value is not ABSENT}}


def test_a_faithful_answer_passes_every_clause_on_answers(oracle: AnswerOracle) -> None:
    full: dict[str, Any] = {
        "GeoMatchLevel": "AreaCode",
        "GeoMatchParams": {"AreaCode": "212", "Country": "US"},
        "Name": "a",
        "NumberSelectionBehavior": "AvoidSticky",
        "ExpiryMinutes": 42,
        "EndedTimestamp": None,
    }
    judgements = [
        *judge(oracle, created(**full), replace(EXPECTATION, document=MINIMAL | full)),
        *judge(oracle, created()),
    ]
    assert {judgement.status for judgement in judgements} == {Status.PASS}
    across = {f"{ROOT}.ProxySessionId.unique", f"{ROOT}.isolation", "response.repeatable", "response.status.201"}
    wanted = {clause.id for clause in catalogue() if clause.id.startswith("response.") and not clause.excluded}
    assert {judgement.clause for judgement in judgements} >= wanted - across


def test_each_clause_is_judged_once_and_none_that_only_several_answers_decide(oracle: AnswerOracle) -> None:
    full: dict[str, Any] = {"Name": "a", "ExpiryMinutes": 42, "GeoMatchLevel": "AreaCode", "EndedTimestamp": None}
    given = replace(EXPECTATION, document=MINIMAL | full)
    for expectation in (EXPECTATION, given):
        judged = [judgement.clause for judgement in judge(oracle, created(**full), expectation)]
        assert sorted(judged) == sorted(set(judged))
        assert not {f"{ROOT}.ProxySessionId.unique", f"{ROOT}.isolation"} & set(judged)


@pytest.mark.parametrize("edition", EDITIONS)
def test_only_clauses_of_the_edition_are_judged(edition: str) -> None:
    clauses = catalogue(edition)
    oracle = AnswerOracle(load(edition).operation, clauses)
    assert all(judgement.clause in clauses for judgement in judge(oracle, created()))


@pytest.mark.parametrize(
    ("member", "value", "keyword", "pointer"),
    [
        ("ProxySessionId", ABSENT, "required", ""),
        ("ProxySessionId", None, "type", ""),
        ("Status", ABSENT, "required", ""),
        ("Status", "Nonsense", "enum", ""),
        ("Capabilities", "Voice", "type", ""),
        ("Participants", ABSENT, "required", ""),
        ("Name", 7, "type", ""),
        ("CreatedTimestamp", "yesterday", "format", ""),
        ("CreatedTimestamp", "", "format", ""),
        ("EndedTimestamp", False, "type", ""),
        ("EndedTimestamp", "", "format", ""),
        ("ExpiryMinutes", "60", "type", ""),
        ("ExpiryMinutes", "", "type", ""),
        ("GeoMatchParams", [], "type", ""),
        ("GeoMatchLevel", "Nonsense", "enum", ""),
    ],
)
def test_a_wrong_member_fails_its_own_keyword(
    oracle: AnswerOracle, member: str, value: Any, keyword: str, pointer: str
) -> None:
    found = [j for j in failures(oracle, session(**{member: value})) if not j.clause.endswith((".echo", ".unset"))]
    assert [(j.clause, j.pointer) for j in found] == [
        (f"{ROOT}.{member}.{keyword}", f"/ProxySession/{member}{pointer}")
    ]


def test_a_failure_tells_the_clause_and_the_value(oracle: AnswerOracle) -> None:
    (failure,) = failures(oracle, session(Status="Nonsense"))
    clause = f"{ROOT}.Status.enum"
    assert failure == failed(
        clause, catalogue()[clause].sentence, 'ProxySession.Status is "Nonsense"', "/ProxySession/Status"
    )


@pytest.mark.parametrize(
    ("members", "clause", "actual"),
    [
        ({"ExpiryMinutes": "60"}, "ExpiryMinutes.type", 'ProxySession.ExpiryMinutes is "60"'),
        ({"Capabilities": ABSENT}, "Capabilities.required", "ProxySession.Capabilities is missing"),
        ({"ProxySessionId": ""}, "ProxySessionId.minLength", 'ProxySession.ProxySessionId is ""'),
        ({"Name": ABSENT}, "Name.echo", "absent"),
    ],
)
def test_one_wrong_value_is_one_failure(
    oracle: AnswerOracle, members: dict[str, Any], clause: str, actual: str
) -> None:
    full = {"Name": "a", "ExpiryMinutes": 60}
    given = replace(EXPECTATION, document=MINIMAL | full)
    answer = replace(created(), body=json.dumps(session(**(full | members))).encode())
    found = [judgement for judgement in judge(oracle, answer, given) if judgement.status is Status.FAIL]
    assert [(judgement.clause, judgement.actual) for judgement in found] == [(f"{ROOT}.{clause}", actual)]


@pytest.mark.parametrize(
    ("member", "value", "clause"),
    [
        ("GeoMatchLevel", "areacode", "GeoMatchLevel.echo"),
        ("ExpiryMinutes", 0, "ExpiryMinutes.echo"),
        ("GeoMatchParams", {"AreaCode": 206, "Country": "US"}, "GeoMatchParams.AreaCode.type"),
        ("GeoMatchParams", {"AreaCode": "20", "Country": "US"}, "GeoMatchParams.echo"),
        ("Participants", ["+14015550101"], "Participants.items.type"),
    ],
)
def test_a_value_of_a_wrong_form_that_is_not_the_given_one_is_one_failure(
    oracle: AnswerOracle, member: str, value: Any, clause: str
) -> None:
    geo = {"AreaCode": "206", "Country": "US"}
    full = {"GeoMatchLevel": "AreaCode", "ExpiryMinutes": 60, "GeoMatchParams": geo}
    given = replace(EXPECTATION, document=MINIMAL | full)
    answer = replace(created(), body=json.dumps(session(**(full | {member: value}))).encode())
    found = [judgement.clause for judgement in judge(oracle, answer, given) if judgement.status is Status.FAIL]
    assert found == [f"{ROOT}.{clause}"]


def test_what_is_wrong_beside_what_is_compared_hides_no_echo(oracle: AnswerOracle) -> None:
    participants = [{"PhoneNumber": "+14015550101", "ProxyPhoneNumber": "(913) 555-0199"}]
    found = [judgement.clause for judgement in failures(oracle, session(Participants=participants))]
    pattern = f"{ROOT}.Participants.items.ProxyPhoneNumber.pattern"
    assert sorted(found) == [f"{ROOT}.Participants.echo", pattern]


def test_an_empty_text_for_a_member_that_must_be_there_is_called_so(oracle: AnswerOracle) -> None:
    participants = [{"PhoneNumber": number, "ProxyPhoneNumber": ""} for number in MINIMAL["ParticipantPhoneNumbers"]]
    found = failures(oracle, session(Participants=participants))
    clause = f"{ROOT}.Participants.items.ProxyPhoneNumber.pattern"
    assert [(j.clause, j.actual.endswith('ProxyPhoneNumber is ""')) for j in found] == [(clause, True)]


def test_a_page_of_html_is_one_failure(oracle: AnswerOracle) -> None:
    answer = replace(created(), headers=(("Content-Type", "text/html"), ("x-amzn-RequestId", "1")), body=b"<html>")
    found = [judgement.clause for judgement in judge(oracle, answer) if judgement.status is Status.FAIL]
    assert found == ["response.contentType"]


def test_two_wrong_items_are_one_failure_of_their_clause(oracle: AnswerOracle) -> None:
    found = failures(oracle, session(Capabilities=["Voice", "Fax", "Telex"]))
    assert [j.clause for j in found] == [f"{ROOT}.Capabilities.echo"]


@pytest.mark.parametrize("member", ["Name", "GeoMatchLevel", "NumberSelectionBehavior"])
@pytest.mark.parametrize("value", [ABSENT, None, ""])
def test_a_text_that_is_not_set_is_null_absent_or_empty(oracle: AnswerOracle, member: str, value: Any) -> None:
    assert failures(oracle, session(**{member: value})) == []


@pytest.mark.parametrize(
    ("form", "unset"), [("uri", True), ("timestamp", False), ("date-time", False), ("http-date", False)]
)
def test_an_empty_text_says_that_a_member_is_not_set_unless_it_is_an_instant(form: str, *, unset: bool) -> None:
    schema = {"type": ["string", "null"], "format": form}
    assert _Unset(null=True, empty=True).said("", schema) is unset


@pytest.mark.parametrize(
    ("member", "decided"),
    [("UpdatedTimestamp", ["required"]), ("EndedTimestamp", ["open"]), ("Participants", ["required"])],
)
def test_a_member_that_is_not_there_says_nothing_about_its_value(
    oracle: AnswerOracle, member: str, decided: list[str]
) -> None:
    answer = replace(created(), body=json.dumps(session(**{member: ABSENT})).encode())
    about = f"{ROOT}.{member}."
    found = {judgement.clause for judgement in judge(oracle, answer) if judgement.clause.startswith(about)}
    assert sorted(found) == [about + keyword for keyword in decided]


@pytest.mark.parametrize("value", [[], None, ABSENT])
def test_an_empty_list_may_come_back_as_not_set(oracle: AnswerOracle, value: Any) -> None:
    empty = replace(EXPECTATION, document=MINIMAL | {"Capabilities": []})
    answer = replace(created(), body=json.dumps(session(Capabilities=value)).encode())
    assert {judgement.status for judgement in judge(oracle, answer, empty)} == {Status.PASS}


@pytest.mark.parametrize("value", [None, ABSENT])
def test_a_list_that_was_given_comes_back(oracle: AnswerOracle, value: Any) -> None:
    assert failures(oracle, session(Capabilities=value))


def test_a_member_that_is_not_documented_may_be_empty(oracle: AnswerOracle) -> None:
    assert failures(oracle, session(Tag="", Extra=None, GeoMatchParams={"Radius": ""})) == []


@pytest.mark.parametrize("params", [None, {}, {"AreaCode": "", "Country": None}, {"Unknown": 1}])
def test_geo_parameters_that_are_not_set_are_null_or_empty(oracle: AnswerOracle, params: Any) -> None:
    assert failures(oracle, session(GeoMatchParams=params, Unknown={"a": [1]})) == []


@pytest.mark.parametrize(
    ("document", "clause", "pointer"),
    [
        ([], f"{BODY}.type", "/"),
        (None, f"{BODY}.type", "/"),
        ("text", f"{BODY}.type", "/"),
        ({}, f"{ROOT}.required", "/ProxySession"),
        ({"ProxySession": []}, f"{ROOT}.type", "/ProxySession"),
        ({"ProxySession": None}, f"{ROOT}.type", "/ProxySession"),
    ],
)
def test_an_answer_without_a_session_fails_once(oracle: AnswerOracle, document: Any, clause: str, pointer: str) -> None:
    assert [(j.clause, j.pointer) for j in failures(oracle, document)] == [(clause, pointer)]


def test_a_clause_passes_where_its_member_or_item_is_judged(oracle: AnswerOracle) -> None:
    def passing(document: Any) -> set[str]:
        answer = replace(created(), body=json.dumps(document).encode())
        return {j.clause for j in judge(oracle, answer) if j.status is Status.PASS}

    item = f"{ROOT}.Participants.items.PhoneNumber.type"
    assert item in passing(session())
    assert item not in passing(session(Participants=[]))
    assert item not in passing(session(Participants=None))
    assert f"{ROOT}.Capabilities.items.enum" in passing(session())
    assert f"{ROOT}.Status.enum" in passing(session())
    assert f"{ROOT}.Status.enum" not in passing(session(Status="Nonsense"))
    assert f"{ROOT}.Status.enum" not in passing({"ProxySession": []})


def test_without_a_document_only_the_form_is_judged(oracle: AnswerOracle) -> None:
    found = judge(oracle, created(VoiceConnectorId="other", Name="b"), replace(EXPECTATION, document=None))
    assert {j.status for j in found} == {Status.PASS}
    assert not any(j.clause.endswith(".echo") for j in found)


def test_the_connector_of_the_path_comes_back(oracle: AnswerOracle) -> None:
    other = replace(EXPECTATION, parameters={"voiceConnectorId": "other"})
    assert [j.clause for j in judge(oracle, created(), other) if j.status is Status.FAIL] == [
        f"{ROOT}.VoiceConnectorId.echo"
    ]
    nameless = judge(oracle, created(VoiceConnectorId=""), replace(EXPECTATION, parameters={}))
    assert passed(f"{ROOT}.VoiceConnectorId.echo") in nameless


@pytest.mark.parametrize("value", [None, ""])
def test_the_request_id_must_be_there(oracle: AnswerOracle, value: str | None) -> None:
    headers = (JSON,) if value is None else (JSON, ("X-AMZN-REQUESTID", value))
    clause = "response.header.x-amzn-RequestId"
    (failure,) = [j for j in judge(oracle, replace(created(), headers=headers)) if j.status is Status.FAIL]
    actual = "no such header" if value is None else "an empty one"
    assert failure == failed(
        clause,
        "the header x-amzn-RequestId with any value, on every answer of success",
        actual,
        "header:x-amzn-RequestId",
    )
    assert passed(clause) in judge(oracle, replace(created(), headers=(JSON, ("X-AMZN-REQUESTID", "1"))))


def test_a_body_that_is_not_json_fails_its_syntax_and_nothing_else(oracle: AnswerOracle) -> None:
    found = judge(oracle, replace(created(), body=b""))
    assert found == [
        passed("response.contentType"),
        passed("response.header.x-amzn-RequestId"),
        failed("response.body.syntax", "one JSON document in UTF-8", "an empty body", "/"),
    ]
    assert passed("response.body.syntax") in judge(oracle, created())


@pytest.mark.parametrize(
    ("body", "problem", "ours"),
    [
        (b"", "an empty body", False),
        (b"{", "no JSON: ", False),
        (b"[NaN]", "no JSON: NaN is no JSON value", False),
        (b"-Infinity", "no JSON: -Infinity is no JSON value", False),
        (b"{} {}", "no JSON: ", False),
        (b"\xef\xbb\xbf{}", "no JSON: ", False),
        (b'"\xff"', "byte 1 is not UTF-8", False),
        pytest.param(b"[" * 100_000, "JSON nested too deep to be read", True, id="deep"),
    ],
)
def test_what_is_no_json_is_told(body: bytes, problem: str, *, ours: bool) -> None:
    parsed = parse(Answer(status=201, body=body))
    assert (parsed.document, parsed.ours) == (None, ours)
    assert parsed.problem.startswith(problem)


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (b' {"a": [1.5, null]}', {"a": [1.5, None]}),
        (b"1e+30", 1e30),
        pytest.param(b"-" + b"9" * 5000, -(10**400), id="five thousand digits"),
        (b'{"\\ud800": "\\udfff"}', {"\ufffd": "\ufffd"}),
    ],
)
def test_json_is_parsed_whatever_its_size(body: bytes, document: object) -> None:
    assert parse(Answer(status=201, body=body)) == Parsed(document=document)


@pytest.mark.parametrize("answer", [replace(created(), truncated=True), replace(created(), body=b"[" * 100_000)])
def test_what_is_too_large_or_too_deep_for_us_is_no_fault_of_the_target(oracle: AnswerOracle, answer: Answer) -> None:
    last = judge(oracle, answer)[-1]
    assert (last.clause, last.status) == ("response.body.syntax", Status.INCONCLUSIVE)
    assert last.actual in {"a body of more than 1 MiB", "JSON nested too deep to be read"}


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("application/json", True),
        ("Application/JSON ; charset=x;y", True),
        (" application/json", True),
        ("application/jsonx", False),
        ("text/html", False),
        ("", False),
        ("x;application/json", False),
        (None, False),
    ],
)
def test_a_media_type_may_carry_any_parameter(value: str | None, *, right: bool) -> None:
    answer = Answer(status=201, headers=() if value is None else (("CONTENT-TYPE", value),))
    actual = "no Content-Type" if value is None else f'"{value}"'
    wrong = failed("clause", "application/json", actual, "header:Content-Type")
    assert content_type("clause", answer) == (passed("clause") if right else wrong)


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        ("a" * 78, 80, f'"{"a" * 78}"'),
        ("a" * 79, 80, f'"{"a" * 76}...'),
        ({"\u00e9": None}, 80, '{"\\u00e9": null}'),
        ("abcdef", 6, '"ab...'),
    ],
)
def test_a_value_is_shown_in_ascii_up_to_a_limit(value: Any, limit: int, text: str) -> None:
    assert shown(value, limit) == text
    if limit == 80:
        assert shown(value) == text


@pytest.mark.parametrize("member", ["Name", "Status", "Capabilities", "CreatedTimestamp"])
@pytest.mark.parametrize("value", [{"a": 1}, [[1]], [{"a": 1}]])
def test_a_structure_where_none_belongs_is_a_failure_like_any_other(
    oracle: AnswerOracle, member: str, value: Any
) -> None:
    found = failures(oracle, session(**{member: value}))
    assert found
    assert all(j.clause.startswith(f"{ROOT}.{member}") for j in found)
