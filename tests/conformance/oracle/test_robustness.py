"""Whatever a target answers, the oracle, its memory and the profile say something and never raise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.oracle.judgement import Context
from conformance.oracle.memory import Memory
from conformance.oracle.observations import Profile
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Failure
from spec.clauses.status import Status
from spec.contract import EDITIONS
from strategies.request import Request
from tests.conformance.oracle.support import CONNECTOR, GIVEN, MINIMAL, OTHER, SESSION, exchange, request
from tests.patience import UNHURRIED

FULL = {
    "Name": "a",
    "GeoMatchLevel": "AreaCode",
    "GeoMatchParams": {"AreaCode": "", "Country": "US"},
    "ExpiryMinutes": 42,
    "NumberSelectionBehavior": "AvoidSticky",
}
REQUESTS = [
    request(),
    request(FULL),
    request({"Name": "#"}),
    request({"Name": None}),
    request(connector=OTHER),
    request(connector="%ff"),
    request(connector=CONNECTOR.upper()),
    request(path="/"),
    request(method="HEAD"),
    request(body=b""),
    request(body=b"["),
    request(headers=()),
]
AIMS = ["request.combination", "request.robustness", "response.repeatable", "request.path.voiceConnectorId.maxLength"]
EXTREME = st.sampled_from(
    [
        1e308,
        -1e308,
        2**70,
        -(2**70),
        1586967010288,
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2020-04-15T16:10:10.5Z",
        "\ud800",
        "",
        "Open",
    ]
)
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | EXTREME
VALUE = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
PARTICIPANT = st.fixed_dictionaries({}, optional={"PhoneNumber": VALUE, "ProxyPhoneNumber": VALUE}) | VALUE
SPECIAL = {
    "Participants": st.lists(PARTICIPANT, max_size=3),
    "GeoMatchParams": st.fixed_dictionaries({}, optional={"AreaCode": VALUE, "Country": VALUE}),
}
MEMBERS = [*SESSION, *FULL, "EndedTimestamp"]
SESSIONS = st.fixed_dictionaries({}, optional={name: VALUE | SPECIAL.get(name, VALUE) for name in MEMBERS})
DOCUMENTS = st.builds(lambda session: {"ProxySession": session}, SESSIONS | VALUE) | VALUE
BODIES = st.binary(max_size=40) | st.builds(lambda document: json.dumps(document).encode(), DOCUMENTS)
NAMES = st.sampled_from(["Content-Type", "x-amzn-ErrorType", "X-AMZN-REQUESTID", "X"])
TEXTS = st.text(st.characters(max_codepoint=255), max_size=12) | st.just("application/json")
ANSWERS = st.builds(
    Answer,
    status=st.sampled_from([200, 201, 400, 404, 500]) | st.integers(200, 999),
    headers=st.lists(st.tuples(NAMES, TEXTS), max_size=4).map(tuple),
    body=BODIES,
    truncated=st.booleans(),
)
OUTCOMES = ANSWERS | st.builds(Failure, kind=st.just("timeout"), detail=st.text(max_size=5))
MANY = settings(UNHURRIED, max_examples=200)


@pytest.mark.slow
@MANY
@given(
    sent=st.sampled_from(REQUESTS),
    outcome=OUTCOMES,
    clause=st.sampled_from(AIMS),
    accepted=st.booleans(),
    control=st.none() | st.booleans(),
)
def test_the_oracle_judges_every_answer(
    *, sent: Request, outcome: Answer | Failure, clause: str, accepted: bool, control: bool | None
) -> None:
    oracle = Oracle.of(EDITIONS[0], GIVEN)
    expectation = oracle.expect(sent)
    context = Context(accepted=accepted, control=control)
    judgements = oracle.judge(exchange(sent, outcome, clause), expectation, context)
    assert all(judgement.clause in oracle.catalogue for judgement in judgements)
    assert all(judgement.expected and judgement.actual for judgement in judgements if judgement.status is Status.FAIL)
    profile = Profile(oracle)
    profile.observe(exchange(sent, outcome, clause), expectation)
    assert all(observation.question and observation.choices for observation in profile.observations())


@pytest.mark.slow
@MANY
@given(st.lists(st.tuples(st.sampled_from([MINIMAL, MINIMAL | FULL]), SESSIONS), max_size=4))
def test_the_memory_takes_every_session(answers: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    memory = Memory(Oracle.of(EDITIONS[0]))
    judgements = [
        judgement for given_, session in answers for judgement in memory.judge(0, given_, {"ProxySession": session})
    ]
    isolation = [judgement for judgement in judgements if judgement.clause.endswith(".isolation")]
    assert len(isolation) == 5 * sum(given_ is MINIMAL for given_, _ in answers)
    assert all(memory.suspicious(judgement) == (judgement.status is Status.FAIL) for judgement in isolation)
