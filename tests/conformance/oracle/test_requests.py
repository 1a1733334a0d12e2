"""What a request may be answered follows from the request alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from conformance.oracle.expectation import Expectation
from conformance.oracle.oracle import Oracle
from spec.clauses.clause import Level
from spec.contract import EDITIONS
from strategies.forgeries import FORGERIES
from strategies.request import JSON_HEADERS, Request
from tests.conformance.oracle.support import CONNECTOR, GIVEN, JSON, MINIMAL, OTHER, request

ID = "request.path.voiceConnectorId"
ACCEPT = JSON_HEADERS[0]


@pytest.fixture
def oracle() -> Oracle:
    return Oracle.of(EDITIONS[0], GIVEN)


def headers(*others: tuple[str, str]) -> Request:
    """The plain request with other headers; one that is named again is replaced."""
    names = {name.lower() for name, _ in others}
    return request(headers=(*(pair for pair in JSON_HEADERS if pair[0].lower() not in names), *others))


def broken(expectation: Expectation) -> list[str]:
    return [breach.clause for breach in expectation.breaches]


def test_a_plain_request_must_be_accepted(oracle: Oracle) -> None:
    assert oracle.expect(request({"Name": "a"})) == Expectation(
        success=201, allowed=frozenset({201}), parameters=GIVEN, document=MINIMAL | {"Name": "a"}
    )


@pytest.mark.parametrize("connector", ["\u00e9 \u00e0", "a/b", "100%", "%41", "~._-"])
def test_a_connector_whose_id_must_be_escaped_is_known_by_its_escapes(connector: str) -> None:
    expectation = Oracle.of(EDITIONS[0], {"voiceConnectorId": connector}).expect(
        request(connector=quote(connector, safe=""))
    )
    assert (expectation.known, expectation.valid, expectation.parameters) == (
        True,
        True,
        {"voiceConnectorId": connector},
    )


@pytest.mark.parametrize(
    ("sent", "allowed", "unspecified"),
    [
        # The body.
        (request({"Name": None}), {201, 400}, {"null-for-optional"}),
        (request({"GeoMatchParams": {"AreaCode": "212", "Country": "US", "x": 1}}), {201, 400}, {"unknown-member"}),
        (request({"Unknown": None}), {201, 400}, {"unknown-member"}),
        (request({"Capabilities": []}), {201, 400}, {"empty-list"}),
        (request({"Capabilities": ["SMS", "SMS"]}), {201, 400}, {"repeated-item"}),
        (request({"ParticipantPhoneNumbers": ["+12", "12"]}), {201, 400}, {"repeated-item"}),
        (request({"ParticipantPhoneNumbers": ["12", "21"]}), {201}, set()),
        (request({"ExpiryMinutes": 2**31}), {201, 400}, {"big-integer"}),
        (request({"ExpiryMinutes": 60.0}), {201, 400}, {"integral-float"}),
        (request(body=b"[" * 8_000), {201, 400}, {"deep"}),
        (request(body=request().body + b" " * (1 << 13)), {201, 400, 413}, {"large"}),
        (request(body=request().body.ljust((1 << 13) + 1)), {201, 400, 413}, {"large"}),
        (request(body=request().body.ljust(1 << 13)), {201}, set()),
        # The target.
        (request(path=request().path + "?a=1"), {201, 400, 401, 403, 404}, {"query"}),
        (request(path=request().path + "?"), {201, 400, 401, 403, 404}, {"query"}),
        (request(path=request().path + "?a?"), {201, 400, 401, 403, 404}, {"query"}),
        (request(path=(request().path + "?").ljust(2048, "a")), {201, 400, 401, 403, 404}, {"query"}),
        (
            request(path=(request().path + "?").ljust(2049, "a")),
            {201, 400, 401, 403, 404, 413, 414, 431},
            {"query", "large"},
        ),
        # The media type.
        (request(headers=(ACCEPT,)), {201, 400, 415}, {"content-type-missing"}),
        (headers(("Content-Type", "text/plain")), {201, 400, 404, 415}, {"content-type-other"}),
        (headers(("Content-Type", "")), {201, 400, 404, 415}, {"content-type-other"}),
        (headers(("Content-Type", "APPLICATION/JSON")), {201, 400, 415}, {"content-type-parameters"}),
        (headers(("Content-Type", "application/json ; charset=utf-8")), {201, 400, 415}, {"content-type-parameters"}),
        (headers(("Content-Type", "application/json;charset=latin-1")), {201, 400, 415}, {"content-type-parameters"}),
        (headers(("Content-Type", "application/json;version=utf-8")), {201, 400, 415}, {"content-type-parameters"}),
        (headers(("Content-Type", "application/json;charset=utf-8;x=y")), {201, 400, 415}, {"content-type-parameters"}),
        (headers(("Content-Type", "application/json; charset=utf-8")), {201}, set()),
        (headers(("Content-Type", 'application/json; Charset = "UTF8"')), {201}, set()),
        (headers(("Content-Type", "application/json; ")), {201}, set()),
        (headers(("CONTENT-TYPE", "application/json")), {201}, set()),
        # What the client accepts.
        (headers(("Accept", "text/html")), {201, 400, 406}, {"accept-other"}),
        (headers(("Accept", "")), {201, 400, 406}, {"accept-other"}),
        (headers(("Accept", "application/json;q=0")), {201, 400, 406}, {"accept-other"}),
        (headers(("Accept", "text/html, Application/JSON; q=0.5")), {201}, set()),
        (headers(("Accept", "application/json;q=0,*/*")), {201}, set()),
        (headers(("Accept", "application/*")), {201}, set()),
        (request(headers=(JSON,)), {201}, set()),
        # Other headers.
        (headers(("Content-Encoding", "gzip")), {201, 400, 415}, {"other-header"}),
        (headers(("Expect", "x")), {201, 400, 417}, {"other-header"}),
        (headers(("Range", "x")), {201, 206, 400, 416}, {"other-header"}),
        (headers(("If-None-Match", "*")), {201, 400, 304, 412}, {"other-header"}),
        (headers(("X-HTTP-Method-Override", "GET")), {201, 400, 403, 404, 405}, {"other-header"}),
        (headers(("X-Amz-Target", "x")), {201, 400, 403, 404, 405}, {"other-header"}),
        (headers(("Origin", "null")), {201, 400, 403, 404, 405}, {"other-header"}),
        (headers(("Cookie", "a=b")), {201, 400, 403, 404, 405}, {"other-header"}),
        (headers(("Expect", "x"), ("Cookie", "a=b")), {201, 400, 403, 404, 405, 417}, {"other-header"}),
        (headers(("X-Note", "é")), {201, 400, 401, 403}, {"other-header"}),
        (headers(("X-Note", "a" * 4096)), {201}, set()),
        (headers(("X-Note", "a" * 4097)), {201, 400, 413, 431}, {"large"}),
        (
            headers(("Accept", "text/html"), ("Content-Type", "a")),
            {201, 400, 404, 406, 415},
            {"accept-other", "content-type-other"},
        ),
        (
            headers(("Accept", "text/html"), ("Expect", "x"), ("Cookie", "a=b"), ("X-Note", "a" * 4097)),
            {201, 400, 403, 404, 405, 406, 413, 417, 431},
            {"accept-other", "other-header", "large"},
        ),
        (
            request(
                path=(request().path + "?").ljust(2049, "a"), headers=(ACCEPT,), body=request().body.ljust(1 << 17)
            ),
            {201, 400, 401, 403, 404, 413, 414, 415, 431},
            {"query", "large", "content-type-missing"},
        ),
    ],
)
def test_a_silence_allows_400_and_what_goes_with_it(
    oracle: Oracle, sent: Request, allowed: set[int], unspecified: set[str]
) -> None:
    expectation = oracle.expect(sent)
    assert (set(expectation.allowed), set(expectation.unspecified), expectation.breaches) == (allowed, unspecified, ())
    assert expectation.valid == (allowed == {201})


@pytest.mark.parametrize(
    ("sent", "clauses", "level", "detail"),
    [
        (request({"Name": "#"}), ["request.body.Name.pattern"], Level.MUST, 'Name contains "#"'),
        (request({"Name": "#"}, headers=(ACCEPT,)), ["request.body.Name.pattern"], Level.MUST, 'Name contains "#"'),
        (request({"Name": ["a"] * 3}), ["request.body.Name.type"], Level.MUST, 'Name is ["a", "a", "a"], not a string'),
        (
            request({"Capabilities": ["Voice", "Fax"]}),
            ["request.body.Capabilities.items.enum"],
            Level.MUST,
            'Capabilities.1 is "Fax", which is none of the documented values',
        ),
        (
            request({"Capabilities": [None]}),
            ["request.body.Capabilities.items.type"],
            Level.MUST,
            "Capabilities.0 is null, not a string",
        ),
        (
            request({"Capabilities": None}),
            ["request.body.Capabilities.required"],
            Level.MUST,
            "Capabilities is missing",
        ),
        (
            request({"GeoMatchParams": {"AreaCode": "212"}}),
            ["request.body.GeoMatchParams.Country.required"],
            Level.SHOULD,
            "GeoMatchParams.Country is missing",
        ),
        (request(body=b""), ["request.body.required"], Level.MUST, "there is no body"),
        (request(body=b"\xff"), ["request.body.syntax"], Level.MUST, "byte 0 is not UTF-8"),
        (request(body="{}".encode("utf-16-le")), ["request.body.encoding"], Level.SHOULD, "it is UTF-16-LE, not UTF-8"),
        (request(body=b"[]"), ["request.body.type"], Level.MUST, "the body is [], not an object"),
        (request(body=b"null"), ["request.body.type"], Level.MUST, "the body is null, not an object"),
    ],
)
def test_a_breach_allows_400_only(oracle: Oracle, sent: Request, clauses: list[str], level: Level, detail: str) -> None:
    expectation = oracle.expect(sent)
    assert broken(expectation) == clauses
    assert (expectation.breaches[0].level, expectation.breaches[0].detail) == (level, detail)
    assert expectation.allowed - {415} == {400}
    assert not expectation.valid


@pytest.mark.parametrize(
    "members",
    [{"Capabilities": None}, {"Capabilities": [7, 8]}, {"ParticipantPhoneNumbers": []}, {"Capabilities": [{"a": 1}]}],
)
def test_what_breaks_a_clause_is_no_matter_of_silence(oracle: Oracle, members: dict[str, Any]) -> None:
    expectation = oracle.expect(request(members))
    assert broken(expectation)
    assert (expectation.allowed, expectation.unspecified) == (frozenset({400}), frozenset())


@pytest.mark.parametrize("accept", ["text/html,application/json", "text/html, */*", "application/*;q=0.5,text/html"])
def test_json_may_be_accepted_among_other_types(oracle: Oracle, accept: str) -> None:
    expectation = oracle.expect(headers(("Accept", accept)))
    assert (expectation.allowed, expectation.relies) == (frozenset({201}), ("request.accept",))


def test_an_ambiguous_member_decides_nothing(oracle: Oracle) -> None:
    twice = oracle.expect(request(body=request().body[:-1] + b',"Name":"#","Name":"a","Unknown":{}}'))
    assert (twice.allowed, twice.breaches) == (frozenset({201, 400}), ())
    assert twice.document == MINIMAL
    same = oracle.expect(request(body=request().body[:-1] + b',"Name":"#","Name":"#"}'))
    assert (same.allowed, broken(same)) == (frozenset({400}), ["request.body.Name.pattern"])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000])
def test_a_body_that_is_no_object_sets_no_members(oracle: Oracle, body: bytes) -> None:
    assert oracle.expect(request(body=body)).document is None


@pytest.mark.parametrize(
    ("document", "members"),
    [
        ({"Name": None, "Unknown": 1}, {}),
        (
            {"GeoMatchParams": {"AreaCode": "212", "Country": "US", "x": 1}},
            {"GeoMatchParams": {"AreaCode": "212", "Country": "US"}},
        ),
        ({"ExpiryMinutes": 60.0, "Name": "\ud800"}, {"ExpiryMinutes": 60, "Name": "\ufffd"}),
    ],
)
def test_the_members_that_count_are_known_ones_with_a_value(
    oracle: Oracle, document: dict[str, Any], members: dict[str, Any]
) -> None:
    assert oracle.expect(request(document)).document == MINIMAL | members


@pytest.mark.parametrize(
    ("sent", "allowed", "unspecified"),
    [
        (request(connector=OTHER), {404}, set()),
        (request({"Name": "#"}, connector=OTHER), {400, 404}, {"existence-order"}),
        (request({"Name": None}, connector=OTHER), {400, 404}, {"null-for-optional"}),
        (request(connector=OTHER, headers=(ACCEPT,)), {400, 404, 415}, {"content-type-missing"}),
        (
            request({"Name": "#"}, connector=OTHER, headers=(ACCEPT,)),
            {400, 404, 415},
            {"existence-order", "content-type-missing"},
        ),
        (request(connector="a"), {404}, set()),
        (request(connector="a.b_c~d-9"), {404}, set()),
        (request(connector="a" * 128), {404}, set()),
    ],
)
def test_an_unknown_connector_is_404(oracle: Oracle, sent: Request, allowed: set[int], unspecified: set[str]) -> None:
    expectation = oracle.expect(sent)
    assert (set(expectation.allowed), set(expectation.unspecified)) == (allowed, unspecified)
    assert (expectation.known, expectation.any_refusal, expectation.any_answer) == (False, False, False)
    assert expectation.parameters["voiceConnectorId"] == sent.path.split("/")[2]


@pytest.mark.parametrize(
    ("raw", "connector", "clauses"),
    [
        ("", "", ["minLength"]),
        ("%20", " ", ["pattern"]),
        ("a" * 129, "a" * 129, ["maxLength"]),
        ("%20" * 129, " " * 129, ["maxLength", "pattern"]),
        ("a%20b", "a b", []),
        ("..", "..", []),
        (".", ".", []),
        ("a%2Fb", "a/b", []),
        ("%ff", "\ufffd", []),
        ("%zz", "%zz", []),
        ("a" * 2048, "a" * 2048, ["maxLength"]),
    ],
)
def test_an_unusual_connector_may_be_refused_in_any_way(
    oracle: Oracle, raw: str, connector: str, clauses: list[str]
) -> None:
    expectation = oracle.expect(request(connector=raw))
    assert sorted(broken(expectation)) == [f"{ID}.{keyword}" for keyword in clauses]
    assert expectation.allowed == {400, 404}
    unspecified = {"unusual-id", "large"} if len(raw) == 2048 else {"unusual-id"}
    assert (expectation.any_refusal, expectation.known, set(expectation.unspecified)) == (True, False, unspecified)
    assert (expectation.parameters["voiceConnectorId"], expectation.document) == (connector, None)


@pytest.mark.parametrize("raw", [CONNECTOR.upper(), f"{CONNECTOR}%20", f"%20{CONNECTOR}", f"%61{CONNECTOR[1:]}"])
def test_the_known_connector_in_disguise_may_be_accepted(oracle: Oracle, raw: str) -> None:
    expectation = oracle.expect(request(connector=raw))
    assert (expectation.allowed, expectation.any_refusal, expectation.breaches) == (
        frozenset({201, 400, 404}),
        True,
        (),
    )
    assert expectation.document == MINIMAL


@pytest.mark.parametrize(
    ("path", "clauses"),
    [
        ("/voice-connectors/proxy-sessions", [f"{ID}.required"]),
        ("/", ["request.path"]),
        ("", ["request.path"]),
        (f"/voice-connectors/{CONNECTOR}/proxy-sessions-other", ["request.path"]),
        (f"/x/voice-connectors/{CONNECTOR}/proxy-sessions", ["request.path"]),
        (f"/voice-connectors/{CONNECTOR}/a/proxy-sessions", ["request.path"]),
        (f"//voice-connectors/./{CONNECTOR}/proxy-sessions", []),
        (f"/Voice-Connectors/{CONNECTOR}/proxy%2Dsessions?a=1", []),
        (f"/voice-connectors/{CONNECTOR}%2Fproxy-sessions", []),
    ],
)
def test_another_path_creates_nothing_unless_it_reads_like_the_documented_one(
    oracle: Oracle, path: str, clauses: list[str]
) -> None:
    expectation = oracle.expect(request(path=path))
    assert broken(expectation) == clauses
    assert (expectation.allowed, expectation.any_answer, expectation.known) == (frozenset(), True, False)
    assert expectation.unspecified == {"other-path" if clauses else "path-spelling"}
    assert expectation.allows(201) == (not clauses)
    assert expectation.document is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"/voice-connectors/{CONNECTOR}/proxy-sessions/", "trailing-slash"),
        (f"/Voice-Connectors/{CONNECTOR}/proxy-sessions", "path-case"),
    ],
)
def test_a_slash_after_the_path_and_another_case_of_it_are_observed(oracle: Oracle, path: str, name: str) -> None:
    expectation = oracle.expect(request(path=path))
    assert (set(expectation.unspecified), expectation.breaches, expectation.any_answer) == ({name}, (), True)


def test_the_method_in_lower_case_and_a_chunked_body_are_observed(oracle: Oracle) -> None:
    lower, chunked = oracle.expect(request(method="post")), oracle.expect(headers(("Transfer-Encoding", "chunked")))
    assert (set(lower.unspecified), lower.breaches, lower.any_answer) == ({"method-case"}, (), True)
    assert (set(chunked.unspecified), set(chunked.allowed)) == ({"chunked"}, {201, 400, 411, 501})


def test_another_path_is_shown_up_to_eighty_characters(oracle: Oracle) -> None:
    assert oracle.expect(request(path="/" + "a" * 100)).breaches[0].detail == "the path is /" + "a" * 79
    assert oracle.expect(request(path="/voice-connectors/proxy-sessions")).breaches[0].detail == "the path has no id"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS", "TRACE", "NONSENSE"])
def test_another_method_is_answered_as_its_owner_likes(oracle: Oracle, method: str) -> None:
    expectation = oracle.expect(request(method=method))
    assert [(breach.clause, breach.detail) for breach in expectation.breaches] == [
        ("request.method", f"the method is {method}")
    ]
    assert (expectation.allowed, expectation.any_answer, expectation.known) == (frozenset(), True, True)
    assert expectation.unspecified == {"other-method"}


@pytest.mark.parametrize(
    ("sent", "relies"),
    [
        (request(), ()),
        (headers(("Content-Type", "application/json; charset=utf-8")), ("request.contentType.parameters",)),
        (headers(("CONTENT-TYPE", "application/json;")), ("request.contentType.parameters",)),
        (headers(("ACCEPT", "*/*")), ("request.accept",)),
        (request(headers=(JSON,)), ("request.accept",)),
        (request(headers=()), ("request.accept",)),
        (
            request(headers=(("Content-Type", "application/json;"),)),
            ("request.contentType.parameters", "request.accept"),
        ),
    ],
)
def test_a_request_relies_on_what_its_headers_take_for_granted(
    oracle: Oracle, sent: Request, relies: tuple[str, ...]
) -> None:
    assert oracle.expect(sent).relies == relies


ANY = Expectation(success=201, allowed=frozenset(), any_answer=True)


@pytest.mark.parametrize(
    ("expectation", "right", "wrong"),
    [
        (Expectation(success=201, allowed=frozenset({201, 400})), {201, 400}, {200, 401, 500}),
        (ANY, {101, 200, 201, 302, 404, 499, 501}, {500, 502, 503}),
        (
            Expectation(success=201, allowed=frozenset(), any_answer=True, breaches=("broken",)),  # type: ignore[arg-type] # - not read
            {200, 202, 400, 501},
            {201, 500},
        ),
        (
            Expectation(success=201, allowed=frozenset({201}), any_refusal=True),
            {201, 300, 400, 499, 501},
            {200, 299, 500, 502},
        ),
    ],
)
def test_an_expectation_tells_right_statuses_from_wrong_ones(
    expectation: Expectation, right: set[int], wrong: set[int]
) -> None:
    assert {status for status in right | wrong if expectation.allows(status)} == right


def test_an_expectation_is_told_in_words() -> None:
    assert ANY.words() == "any answer but a server error"


@pytest.mark.parametrize(
    ("allowed", "any_refusal", "words"),
    [
        ({201}, False, "201"),
        ({400}, False, "400"),
        ({400, 201}, False, "201 or a refusal with 400"),
        ({400, 413, 201}, False, "201 or a refusal with 400 or 413"),
        ({201, 304}, False, "201 or 304"),
        ({201, 304, 400, 412}, False, "201 or 304, or a refusal with 400 or 412"),
        ({400, 404, 413}, False, "400, 404 or 413"),
        ({400}, True, "400 or any other refusal"),
        ({404, 400}, True, "400, 404 or any other refusal"),
        ({404, 400, 201}, True, "201 or a refusal"),
    ],
)
def test_what_is_expected_is_told_in_plain_words(allowed: set[int], any_refusal: bool, words: str) -> None:  # noqa: FBT001 - a row of the table
    assert words == Expectation(success=201, allowed=frozenset(allowed), any_refusal=any_refusal).words()
    assert not Expectation(success=201, allowed=frozenset({201}), any_answer=True).valid


@pytest.mark.parametrize("name", FORGERIES)
def test_a_wrong_signature_breaks_its_one_clause_whatever_else_is_sent(oracle: Oracle, name: str) -> None:
    forgery = FORGERIES[name]
    unreadable = forgery.clause in {"auth.form", "auth.date.required", "auth.host"}
    for sent in (request(), request(body=b"{"), request(path="/elsewhere?a=b")):
        expectation = oracle.expect(replace(sent, forgery=name))
        assert expectation.allowed == ({400, 401, 403} if unreadable else {401, 403})
        assert [(breach.clause, breach.detail) for breach in expectation.breaches] == [(forgery.clause, forgery.change)]
        assert expectation.forged
        assert not expectation.valid
        assert expectation.document is None
