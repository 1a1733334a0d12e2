"""One exchange is judged by what the request breaks, what came back, and what the run knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.oracle.judgement import CONTROL_REFUSED, Context
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Failure
from spec.clauses.status import Status
from spec.contract import EDITIONS
from strategies.request import Request
from tests.conformance.oracle.support import CONNECTOR, GIVEN, JSON, NOW, OTHER, created, exchange, refusal, request

BAD, MISSING = "error.BadRequestException.status", "error.NotFoundException.status"
ACCEPTED, ROBUST, COMBINATION = "response.status.201", "request.robustness", "request.combination"
REPEATABLE = "response.repeatable"
NAME = "request.body.Name.pattern"
ZERO = "request.body.ExpiryMinutes.minimum"
ID = "request.path.voiceConnectorId"
BROKEN = {"Name": "#"}
TWICE_BROKEN = {"Name": "#", "ExpiryMinutes": 0}
# Broken both as the page says (MUST) and as a linked page says (SHOULD).
MUST_AND_SHOULD = {"Name": "#", "GeoMatchParams": {"AreaCode": "1", "Country": "US"}}
ONLY_SHOULD = {"GeoMatchParams": {"AreaCode": "1", "Country": "US"}}
AREA = "request.body.GeoMatchParams.AreaCode.pattern"
NULL = {"Name": None}
CHARSET = (("Accept", "application/json"), ("Content-Type", "application/json; charset=utf-8"))
ODD_CHARSET = (("Accept", "application/json"), ("Content-Type", "application/json; charset=nonsense"))
NO_ACCEPT = (JSON,)
BARE = (("Content-Type", "application/json;charset=utf-8"),)
LARGE = {"Name": "#" * 70_000}


@pytest.fixture
def oracle() -> Oracle:
    return Oracle.of(EDITIONS[0], GIVEN)


def judged(
    oracle: Oracle, sent: Request, outcome: Answer | Failure, clause: str = COMBINATION, **knows: Any
) -> dict[str, Status]:
    """Every clause that is judged, with its outcome; those of the answer's own members are left out."""
    context = Context(**({"accepted": True} | knows))
    found = oracle.judge(exchange(sent, outcome, clause), oracle.expect(sent), context)
    left_out = ("response.body", "response.header", "response.contentType")
    return {j.clause: j.status for j in found if not j.clause.startswith(left_out)}


def fails(*clauses: str) -> dict[str, Status]:
    return dict.fromkeys(clauses, Status.FAIL)


def passes(*clauses: str) -> dict[str, Status]:
    return dict.fromkeys(clauses, Status.PASS)


def undecided(*clauses: str) -> dict[str, Status]:
    return dict.fromkeys(clauses, Status.INCONCLUSIVE)


def refused_well(name: str = "BadRequestException") -> dict[str, Status]:
    return passes(f"error.{name}.status", f"error.{name}.type", "error.contentType", "error.body")


@pytest.mark.parametrize(
    ("sent", "answer", "clause", "expected"),
    [
        # What a request breaks is blamed; what it is about only where it breaks nothing.
        (request(BROKEN), created(), COMBINATION, fails(NAME)),
        (request(TWICE_BROKEN), created(), NAME, fails(NAME, ZERO)),
        (request(MUST_AND_SHOULD), created(), AREA, fails(NAME)),
        (request(ONLY_SHOULD), created(), AREA, fails(AREA)),
        (request(BROKEN), created(200), NAME, fails(NAME)),
        (request(BROKEN), created(299), NAME, fails(NAME)),
        (request(BROKEN), Answer(status=500), COMBINATION, fails(NAME)),
        (request(MUST_AND_SHOULD), Answer(status=500), AREA, fails(NAME)),
        (request(), Answer(status=500), NAME, fails(NAME)),
        (request(), Answer(status=500), ROBUST, fails(COMBINATION)),
        (request(NULL), Answer(status=500), ROBUST, fails(ROBUST)),
        (request(), Answer(status=500), REPEATABLE, fails(ACCEPTED)),
        (request(NULL), Answer(status=502), REPEATABLE, fails(ROBUST)),
        # One cause is one finding: a crash on what breaks or relies on a SHOULD clause is a warning on that clause.
        (request(headers=CHARSET), Answer(status=500), COMBINATION, fails("request.contentType.parameters")),
        (request(ONLY_SHOULD), Answer(status=500), AREA, fails(AREA)),
        (request(ONLY_SHOULD), Answer(status=500), ROBUST, fails(AREA)),
        (request(BROKEN, connector=OTHER), Answer(status=500), ROBUST, fails(ROBUST)),
        # A value that is odd beyond its clause says nothing about the clause where the server breaks.
        (request({"ExpiryMinutes": -(10**30)}), Answer(status=500), ZERO, fails(ROBUST)),
        (request({"ExpiryMinutes": -(10**30)}), created(), ZERO, fails(ZERO)),
        (request({"Name": "\ud800"}), Answer(status=500), NAME, fails(ROBUST)),
        (request({"Name": "#" * 10_000}), Answer(status=500), NAME, fails(ROBUST)),
        (request({"Name": "\x00"}), Answer(status=500), NAME, fails(ROBUST)),
        (request(headers=ODD_CHARSET), Answer(status=500), COMBINATION, fails(ROBUST)),
        # A violation is refused with the documented status and nothing else.
        (request(BROKEN), refusal(), NAME, passes(NAME) | refused_well()),
        (
            request(BROKEN),
            refusal(name="Other"),
            NAME,
            passes(NAME, BAD, "error.contentType", "error.body") | fails("error.BadRequestException.type"),
        ),
        (request(BROKEN), refusal(422), NAME, passes(NAME) | fails(BAD)),
        (request(BROKEN), refusal(300), NAME, passes(NAME) | fails(BAD)),
        (request(BROKEN), refusal(199), NAME, passes(NAME) | fails(BAD)),
        (request(BROKEN), refusal(404), NAME, passes(NAME) | fails(BAD)),
        (request(TWICE_BROKEN), refusal(), NAME, passes(NAME, ZERO) | refused_well()),
        (request(MUST_AND_SHOULD), refusal(), AREA, passes(NAME) | refused_well()),
        (request(LARGE), refusal(), NAME, passes(NAME, BAD)),
        (request(LARGE), refusal(413), NAME, passes(NAME)),
        (request(LARGE), created(), NAME, fails(NAME)),
        (
            request(headers=(("Accept", "application/json"),), body=b"{}"),
            refusal(415),
            NAME,
            passes("request.body.Capabilities.required", "request.body.ParticipantPhoneNumbers.required"),
        ),
        # Where anything is right but creating a session, only that and an error of the server are wrong.
        (request(method="PUT"), created(), "request.method", fails("request.method")),
        (request(method="PUT"), created(200), "request.method", fails("request.method")),
        (request(method="PUT"), Answer(status=200, body=b"{}"), "request.method", passes("request.method")),
        (request(method="PUT"), refusal(405), "request.method", passes("request.method")),
        (request(method="PUT"), refusal(404), "request.method", passes("request.method")),
        (request(method="PUT"), Answer(status=501), "request.method", passes("request.method")),
        (request(method="PUT"), Answer(status=500), "request.method", fails("request.method")),
        (request(method="GET"), created(), ROBUST, passes(ROBUST) | fails("request.method")),
        (
            request(method="GET"),
            Answer(status=200, body=b'{"ProxySessions":[]}'),
            ROBUST,
            passes(ROBUST, "request.method"),
        ),
        (request(method="HEAD"), Answer(status=204), ROBUST, passes(ROBUST, "request.method")),
        (request(method="GET"), refusal(404), ROBUST, passes(ROBUST, "request.method")),
        (request(path="/"), refusal(404), "request.path", passes("request.path")),
        (request(path="/"), created(), "request.path", fails("request.path")),
        (request(path="/"), created(200), "request.path", fails("request.path")),
        # An odd path may be refused in any way, but not accepted.
        (request(connector="%20"), refusal(403), f"{ID}.pattern", passes(f"{ID}.pattern")),
        (request(connector="%20"), refusal(), f"{ID}.pattern", passes(f"{ID}.pattern")),
        (request(connector="%20"), created(), f"{ID}.pattern", fails(f"{ID}.pattern")),
        (request(connector="%20"), Answer(status=100), f"{ID}.pattern", fails(f"{ID}.pattern")),
        # An unknown connector is 404.
        (request(connector=OTHER), refusal(404, "NotFoundException"), MISSING, refused_well("NotFoundException")),
        (
            request(connector=OTHER),
            refusal(404, "NotFoundException"),
            f"{ID}.maxLength",
            passes(f"{ID}.maxLength") | refused_well("NotFoundException"),
        ),
        (request(connector=OTHER), created(), f"{ID}.maxLength", fails(MISSING)),
        (request(connector=OTHER), refusal(), f"{ID}.maxLength", fails(f"{ID}.maxLength")),
        (request(connector=OTHER), refusal(), MISSING, fails(MISSING)),
        (request(connector=OTHER), Answer(status=200), MISSING, fails(MISSING)),
        (request(NULL, connector=OTHER), refusal(), ROBUST, passes(ROBUST)),
        (request(NULL, connector=OTHER), refusal(404, "NotFoundException"), ROBUST, passes(ROBUST)),
        (request(NULL, connector=OTHER), refusal(409), ROBUST, fails(MISSING) | passes(ROBUST)),
        # Another case of the known id may name it or not; a session is created with 201, though.
        (request(connector=CONNECTOR.upper()), created(200), ROBUST, fails(ACCEPTED) | passes(ROBUST)),
        (request(connector=CONNECTOR.upper()), created(299), ROBUST, fails(ACCEPTED) | passes(ROBUST)),
        (request(connector=CONNECTOR.upper()), created(), ROBUST, passes(ROBUST)),
        (request(connector=CONNECTOR.upper()), refusal(404), ROBUST, passes(ROBUST)),
        # A valid request is accepted with 201.
        (request(), created(), COMBINATION, passes(ACCEPTED, COMBINATION)),
        (request(), created(), ACCEPTED, passes(ACCEPTED)),
        (request(), created(), ROBUST, passes(ACCEPTED, ROBUST)),
        (request(), created(200), COMBINATION, fails(ACCEPTED) | passes(COMBINATION)),
        (request(), created(299), COMBINATION, fails(ACCEPTED) | passes(COMBINATION)),
        (request(), Answer(status=200, body=b"{}"), COMBINATION, fails(ACCEPTED)),
        (request(), refusal(), COMBINATION, fails(COMBINATION)),
        (request(), refusal(300), NAME, fails(NAME)),
        (request(), refusal(), REPEATABLE, fails(ACCEPTED)),
        (request(), refusal(), ROBUST, fails(COMBINATION) | passes(ROBUST)),
        (request(headers=CHARSET), refusal(415), NAME, fails("request.contentType.parameters")),
        (request(headers=NO_ACCEPT), refusal(406), NAME, fails("request.accept")),
        (request(headers=BARE), refusal(), NAME, fails("request.contentType.parameters", "request.accept")),
        # Where the documentation is silent, 201 and 400 are right, and nothing is said about the clause.
        (request(NULL), created(), ROBUST, passes(ACCEPTED, ROBUST)),
        (request(NULL), created(), NAME, passes(ACCEPTED)),
        (request(NULL), refusal(), NAME, {}),
        (request(NULL), created(200), NAME, fails(ACCEPTED)),
        (request(NULL), refusal(422), NAME, fails(BAD)),
        (request(NULL), refusal(499), NAME, fails(BAD)),
        (request(NULL), Answer(status=302), NAME, fails(NAME)),
        # Busy is never a right answer, and never a wrong one.
        (request(), Answer(status=429), NAME, undecided(NAME)),
        (request(), Answer(status=503), NAME, undecided(NAME)),
        (request(BROKEN), Answer(status=503), ROBUST, undecided(ROBUST)),
        (request(method="GET"), Answer(status=429), ROBUST, passes(ROBUST, "request.method")),
        # No answer says nothing.
        (request(), Failure(kind="timeout", detail="no answer"), NAME, undecided(NAME)),
    ],
)
def test_an_exchange_is_judged(
    oracle: Oracle, sent: Request, answer: Answer | Failure, clause: str, expected: dict[str, Status]
) -> None:
    assert judged(oracle, sent, answer, clause) == expected


@pytest.mark.parametrize(
    ("sent", "answer", "clause", "expected"),
    [
        # A violation that is refused beside a refused control shows nothing; accepted, it is wrong all the same.
        (request(TWICE_BROKEN), refusal(), NAME, undecided(NAME, ZERO)),
        (request(TWICE_BROKEN), refusal(422), NAME, undecided(NAME, ZERO)),
        (request(BROKEN), created(), NAME, fails(NAME)),
        (request(BROKEN), Answer(status=500), NAME, fails(NAME)),
        (request(), refusal(), NAME, undecided(NAME)),
        (request(), refusal(), ROBUST, undecided(ROBUST) | passes(ROBUST)),
        (request(), created(200), NAME, fails(ACCEPTED) | passes(NAME)),
        (request(connector=OTHER), refusal(), f"{ID}.maxLength", undecided(f"{ID}.maxLength")),
        (request(connector=OTHER), refusal(), NAME, undecided(MISSING)),
        (request(connector=OTHER), created(), MISSING, undecided(MISSING)),
        (request(method="PUT"), refusal(405), "request.method", undecided("request.method")),
    ],
)
@pytest.mark.parametrize("accepted", [True, False])
def test_beside_a_refused_control_only_acceptance_and_crashes_decide(
    oracle: Oracle, sent: Request, answer: Answer, clause: str, expected: dict[str, Status], *, accepted: bool
) -> None:
    assert judged(oracle, sent, answer, clause, control=False, accepted=accepted) == expected


@pytest.mark.parametrize("control", [True, None])
def test_an_accepted_control_and_none_at_all_let_a_refusal_decide(oracle: Oracle, *, control: bool | None) -> None:
    assert judged(oracle, request(BROKEN), refusal(422), NAME, control=control) == passes(NAME) | fails(BAD)
    assert judged(oracle, request(), refusal(), NAME, control=control) == fails(NAME)
    assert judged(oracle, request(connector=OTHER), refusal(), NAME, control=control) == fails(MISSING)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_that_may_mean_a_wrong_set_up_decides_nothing_before_anything_is_accepted(
    oracle: Oracle, status: int
) -> None:
    for sent in (request(), request(BROKEN), request(connector=OTHER), request(NULL)):
        assert judged(oracle, sent, refusal(status), NAME, accepted=False) == undecided(NAME)
    assert judged(oracle, request(), refusal(status), NAME) == fails(NAME)
    assert judged(oracle, request(method="PUT"), refusal(status), "request.method", accepted=False) == undecided(
        "request.method"
    )
    assert judged(oracle, request(method="GET"), refusal(status), ROBUST, accepted=False) == (
        undecided("request.method") | passes(ROBUST)
    )


@pytest.mark.parametrize("status", [400, 402, 405])
def test_other_refusals_of_valid_requests_are_wrong_from_the_first(oracle: Oracle, status: int) -> None:
    assert judged(oracle, request(), refusal(status), NAME, accepted=False) == fails(NAME)


def test_nothing_is_known_of_unknown_connectors_before_anything_is_accepted(oracle: Oracle) -> None:
    assert judged(oracle, request(connector=OTHER), refusal(400), MISSING, accepted=False) == undecided(MISSING)
    upper = request(connector=CONNECTOR.upper())
    assert judged(oracle, upper, refusal(400), NAME, accepted=False) == undecided(MISSING)
    assert judged(oracle, request(BROKEN), refusal(), NAME, accepted=False) == undecided(NAME)


def test_a_created_session_is_judged_at_the_time_when_its_answer_came(oracle: Oracle) -> None:
    sent = request()
    late = exchange(sent, created(CreatedTimestamp=NOW + 605, UpdatedTimestamp=NOW + 605))
    early = [
        judgement.clause
        for judgement in oracle.judge(late, oracle.expect(sent), Context(accepted=True))
        if judgement.status is Status.FAIL
    ]
    assert early == ["response.body.ProxySession.CreatedTimestamp.now"]


def test_what_looks_like_a_session_is_read_as_one_whatever_its_status_of_success(oracle: Oracle) -> None:
    def read(sent: Request, answer: Answer) -> bool:
        found = oracle.judge(exchange(sent, answer), oracle.expect(sent), Context(accepted=True))
        return any(judgement.clause.startswith("response.body") for judgement in found)

    assert read(request(), created())
    assert read(request(NULL), created())
    assert read(request(), created(200))
    assert not read(request(), Answer(status=200, body=b"{}"))
    assert not read(request(), created(400))
    assert not read(request(method="GET"), created())
    assert not read(request(method="HEAD"), Answer(status=201))
    assert not read(request(BROKEN), created())


@pytest.mark.parametrize(
    ("sent", "answer", "clause", "expected", "actual"),
    [
        (request(BROKEN), created(), NAME, '400, because Name contains "#"', "201: accepted"),
        (request(BROKEN), refusal(422), NAME, '400, because Name contains "#"', "422"),
        (request(BROKEN), Answer(status=500), NAME, '400, because Name contains "#", never a server error', "500"),
        (request(), refusal(), NAME, "201, since the request is valid", "400 BadRequestException"),
        (request(), Answer(status=400), NAME, "201, since the request is valid", "400"),
        (request(), created(200), NAME, "201", "200"),
        (request(NULL), refusal(422), NAME, "201 or a refusal with 400", "422 BadRequestException"),
        (request(connector=OTHER), created(), MISSING, "404, because the connector does not exist", "201"),
        (
            request(connector="%20"),
            created(),
            NAME,
            'any other refusal, because the connector id is " ", which does not fit its pattern',
            "201: accepted",
        ),
        (request(connector=CONNECTOR.upper()), created(200), NAME, "201 or a refusal", "200"),
        (
            request(method="PUT"),
            Answer(status=500),
            NAME,
            "any answer but 201 or a server error",
            "500",
        ),
    ],
)
def test_a_failure_says_what_was_expected_and_what_came(
    oracle: Oracle, sent: Request, answer: Answer, clause: str, expected: str, actual: str
) -> None:
    found = oracle.judge(exchange(sent, answer, clause), oracle.expect(sent), Context(accepted=True))
    (failure,) = [judgement for judgement in found if judgement.status is Status.FAIL]
    assert failure.expected.endswith(expected)
    assert (failure.actual, failure.pointer) == (actual, "status")


@pytest.mark.parametrize(
    ("outcome", "knows", "reason"),
    [
        (Failure(kind="timeout", detail="nothing came"), {}, "no answer: nothing came"),
        (Answer(status=429), {}, "answered 429 even after waiting"),
        (refusal(403), {"accepted": False}, "answered 403, and nothing was accepted in this run"),
        (refusal(400), {"control": False}, CONTROL_REFUSED.text),
    ],
)
def test_an_undecided_clause_says_why(
    oracle: Oracle, outcome: Answer | Failure, knows: dict[str, bool], reason: str
) -> None:
    for sent in (request(), request(BROKEN)):
        found = oracle.judge(
            exchange(sent, outcome, NAME), oracle.expect(sent), Context(**({"accepted": True} | knows))
        )
        assert [(judgement.clause, judgement.actual) for judgement in found] == [(NAME, reason)]


@pytest.mark.parametrize(
    ("forgery", "status", "expected"),
    [
        ("unsigned", 401, passes("auth.required")),
        ("unsigned", 403, passes("auth.required")),
        ("unsigned", 400, fails("auth.required")),
        ("unsigned", 404, fails("auth.required")),
        ("unsigned", 302, fails("auth.required")),
        ("unsigned", 500, fails("auth.required")),
        ("unsigned", 201, fails("auth.required")),
        ("unsigned", 200, fails("auth.required")),
        ("no-signature", 400, passes("auth.form")),
        ("no-signature", 500, fails("auth.form")),
        ("no-date", 400, passes("auth.date.required")),
        ("unsigned-host", 400, passes("auth.host")),
        ("wrong-secret", 400, fails("auth.secretKey")),
        ("changed-body", 403, passes("auth.integrity.body")),
        ("day-ahead", 429, undecided("auth.date.window")),
    ],
)
def test_a_wrong_signature_is_refused_as_such(
    oracle: Oracle, forgery: str, status: int, expected: dict[str, Status]
) -> None:
    sent = replace(request(), forgery=forgery)
    clause = next(iter(expected))
    assert judged(oracle, sent, Answer(status=status), clause, control=True) == expected


@pytest.mark.parametrize("knows", [{"control": False}, {"accepted": False}])
def test_a_refused_signature_proves_nothing_without_its_control(oracle: Oracle, knows: dict[str, bool]) -> None:
    sent = replace(request(), forgery="wrong-secret")
    for status in (400, 401, 403):
        assert judged(oracle, sent, Answer(status=status), "auth.secretKey", **knows) == undecided("auth.secretKey")
    assert judged(oracle, sent, Answer(status=201), "auth.secretKey", **knows) == fails("auth.secretKey")


@pytest.mark.parametrize(("status", "accepted"), [(199, False), (200, True), (299, True), (300, False)])
def test_beside_a_refused_control_a_wrong_signature_is_only_decided_by_being_accepted(
    oracle: Oracle, status: int, *, accepted: bool
) -> None:
    sent = replace(request(), forgery="wrong-secret")
    found = judged(oracle, sent, Answer(status=status), "auth.secretKey", control=False)
    assert found == (fails if accepted else undecided)("auth.secretKey")


def test_why_a_signature_should_have_been_refused_is_said(oracle: Oracle) -> None:
    sent = replace(request(), forgery="other-region")
    context = Context(accepted=True, control=True)
    (accepted,) = oracle.judge(exchange(sent, Answer(status=201), "auth.scope.region"), oracle.expect(sent), context)
    assert (accepted.expected, accepted.actual) == ("401 or 403, because signed for another region", "201: accepted")
    (other,) = oracle.judge(
        exchange(sent, refusal(404, "NotFoundException"), "auth.scope.region"), oracle.expect(sent), context
    )
    assert (other.expected, other.actual) == (accepted.expected, "404 NotFoundException")
    (open_,) = oracle.judge(
        exchange(sent, refusal(403), "auth.scope.region"), oracle.expect(sent), Context(accepted=True, control=False)
    )
    assert open_.actual == CONTROL_REFUSED.text


@pytest.mark.parametrize(
    ("knows", "reason"),
    [
        ({"control": False}, CONTROL_REFUSED.text),
        ({"accepted": False, "status": 400}, CONTROL_REFUSED.text),
        ({"accepted": False, "status": 404}, "answered 404, and nothing was accepted in this run"),
    ],
)
def test_why_an_unknown_connector_is_undecided_is_said(oracle: Oracle, knows: dict[str, Any], reason: str) -> None:
    sent = request(path=f"/voice-connectors/{OTHER}/proxy-sessions")
    status = knows.pop("status", 400)
    context = Context(**({"accepted": True} | knows))
    (judgement,) = oracle.judge(exchange(sent, Answer(status=status), MISSING), oracle.expect(sent), context)
    assert (judgement.status, judgement.actual) == (Status.INCONCLUSIVE, reason)


def test_a_known_connector_in_disguise_shows_nothing_before_anything_is_accepted(oracle: Oracle) -> None:
    sent = request(connector=CONNECTOR.upper())
    (judgement,) = oracle.judge(exchange(sent, refusal(400), MISSING), oracle.expect(sent), Context(accepted=False))
    assert (judgement.status, judgement.actual) == (Status.INCONCLUSIVE, "nothing was accepted in this run")


def test_an_answer_is_judged_by_the_moment_at_which_it_came(oracle: Oracle) -> None:
    late = replace(exchange(request(), created(), "request.combination"), elapsed=1200.0)
    failing = [
        j.clause
        for j in oracle.judge(late, oracle.expect(request()), Context(accepted=True))
        if j.status is Status.FAIL
    ]
    assert failing == ["response.body.ProxySession.CreatedTimestamp.now"]
    early = replace(late, started_at=NOW - 1200)
    assert not [
        j for j in oracle.judge(early, oracle.expect(request()), Context(accepted=True)) if j.status is Status.FAIL
    ]


@pytest.mark.parametrize(
    ("status", "expected"), [(399, fails(COMBINATION)), (400, {}), (499, fails(BAD)), (500, fails(ROBUST))]
)
def test_a_refusal_of_what_may_be_refused_has_the_status_of_one(
    oracle: Oracle, status: int, expected: dict[str, Status]
) -> None:
    sent = request(NULL)
    found = judged(oracle, sent, refusal(status), COMBINATION)
    assert {name: value for name, value in found.items() if value is Status.FAIL} == expected


def test_where_only_the_path_can_be_invalid_nothing_decides_the_clause_on_invalid_input() -> None:
    oracle = Oracle.of("chime-sdk-voice-2022-08-03", operation="GetVoiceConnectorProxy")
    asked = Request(method="GET", path="/voice-connectors/%20/programmable-numbers/proxy", headers=())
    clause = "GetVoiceConnectorProxy.request.path.voiceConnectorId.pattern"
    refused = exchange(asked, refusal(404, "NotFoundException"), clause)
    found = oracle.judge(refused, oracle.expect(asked), Context(accepted=True, control=True))
    left_open = {one.clause for one in found if one.status is Status.INCONCLUSIVE}
    assert left_open == {f"GetVoiceConnectorProxy.error.BadRequestException.{what}" for what in ("status", "type")}


@pytest.mark.parametrize(("body", "judged"), [(b"<p>Welcome</p>", False), (b'{"ProxySessions": []}', True)])
def test_a_page_at_another_address_is_no_list(body: bytes, judged: bool) -> None:  # noqa: FBT001 - a parameter
    oracle = Oracle.of("chime-sdk-voice-2022-08-03", operation="ListProxySessions")
    asked = Request(method="GET", path="/", headers=())
    clause = "ListProxySessions.request.path"
    shown = exchange(asked, Answer(status=200, headers=(JSON,), body=body), clause)
    found = oracle.judge(shown, oracle.expect(asked), Context(accepted=True, control=True))
    assert judged == any(one.clause == clause and one.status is Status.FAIL for one in found)


def test_what_another_status_of_success_says_of_a_value_that_may_be_refused_is_judged_as_well(oracle: Oracle) -> None:
    sent = request({"ExpiryMinutes": 2**31})
    answer = created(200, ExpiryMinutes=2**31 - 1)
    found = oracle.judge(exchange(sent, answer), oracle.expect(sent), Context(accepted=True))
    assert {one.clause for one in found if one.status is Status.FAIL} == {
        ACCEPTED,
        "response.body.ProxySession.ExpiryMinutes.echo",
    }
