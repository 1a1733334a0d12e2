"""Whole plans against targets that are faithful in their own way, and against connections that break."""

from __future__ import annotations

import json
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance.engine.conditions import Conditions
from conformance.engine.run import Run
from conformance.engine.settings import Settings
from conformance.engine.stages.judging import Judge
from conformance.engine.stages.statistics import ClauseStatistics
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.selftest.trial import attempt, prepared
from conformance.selftest.variants import VARIANTS
from conformance.wire.exchange import Answer, Exchange, Failure
from conformance.wire.pacing import Pacer
from reports.record import Verdict
from spec.status import Status
from strategies.request import Request

pytestmark = pytest.mark.slow
# Without drawn cases: what is tested here does not need them.
SETTINGS = Settings(examples=0, auth="none")


@pytest.mark.parametrize("name", ["accept-null", "error-type-with-uri", "timestamps-epoch", "plus-added", "chunked"])
def test_some_variant_of_that_kind_is_faithful(name: str) -> None:
    near = next((variant for key, variant in VARIANTS.items() if name.rsplit("-", maxsplit=1)[-1] in key), None)
    assert near is not None
    with InProcess(create_app(hooks=near.hooks)) as transport:
        found = attempt(SETTINGS, transport)
    assert (found.failing, found.verdict) == ((), Verdict.CONFORMANT)


@pytest.mark.parametrize("connector", ["s", "\u00e9/\u00e0 %41", "A" * 128])
def test_a_connector_may_have_any_id(connector: str) -> None:
    with InProcess(create_app(parameters={"voiceConnectorId": [connector]})) as transport:
        found = attempt(replace(SETTINGS, voice_connector_id=connector), transport)
    assert (found.failing, found.verdict) == ((), Verdict.CONFORMANT)


CRASHING = "request.body.ParticipantPhoneNumbers.type"
CLOSED = Failure(kind="closed", detail="the target closed the connection without an answer")


class Dropping:
    """The reference behind a connection that breaks, or does something else, instead of carrying some answers."""

    def __init__(
        self, reference: InProcess, breaks: Callable[[Request], bool], instead: Answer | Failure = CLOSED
    ) -> None:
        self.send_as_is = self.send
        self._reference, self._breaks, self._instead = reference, breaks, instead

    def send(self, request: Request) -> Answer | Failure:
        return self._instead if self._breaks(request) else self._reference.send(request)

    def close(self) -> None: ...


def test_a_target_that_breaks_off_at_some_input_is_not_called_conformant() -> None:
    with InProcess(create_app()) as reference:
        found = attempt(SETTINGS, Dropping(reference, lambda request: b"DROP TABLE" in request.body))
    assert (found.failing, found.verdict) == ((), Verdict.INCONCLUSIVE)


def test_what_stands_before_a_target_may_break_off_large_requests() -> None:
    with InProcess(create_app()) as reference:
        found = attempt(SETTINGS, Dropping(reference, lambda request: len(request.body) > 1 << 16))
    assert (found.failing, found.verdict) == ((), Verdict.CONFORMANT)


def test_a_connection_that_breaks_now_and_then_decides_nothing() -> None:
    sent: Counter[Request] = Counter()

    def breaks(request: Request) -> bool:
        sent[request] += 1
        return zlib.crc32(request.body) % 97 == 0 and sent[request] <= 3

    with InProcess(create_app()) as reference:
        found = attempt(SETTINGS, Dropping(reference, breaks))
    assert any(count > 3 for count in sent.values())
    assert (found.failing, found.verdict) == ((), Verdict.CONFORMANT)


class Mortal(Dropping):
    """The reference in a process that one request ends."""

    def __init__(self, reference: InProcess, kills: Callable[[Request], bool], afterwards: str) -> None:
        super().__init__(reference, kills)
        self._dead = False
        self._afterwards = Failure(kind=afterwards, detail="connection refused")
        self.asked = 0

    def send(self, request: Request) -> Answer | Failure:
        self.asked += 1
        if self._dead:
            return self._afterwards
        outcome = super().send(request)
        if isinstance(outcome, Failure):
            self._dead = True
        return outcome


def verified(target: Dropping, **more: Any) -> Run:
    """A run with the whole schedule; nothing is waited for."""
    oracle, plan = prepared(SETTINGS)
    run = Run(Judge(oracle), plan, Pacer(target, sleep=lambda _seconds: None).exchange, Conditions(**more))
    run.finish()
    return run


def status(run: Run, found: ClauseStatistics) -> Status:
    """What became of a clause."""
    return found.count.status(run.ended)[0]


@pytest.mark.parametrize(
    ("text", "afterwards"), [(b"DROP TABLE", "unreachable"), (b"1e400", "unreachable"), (b"[[[[[[[[[", "closed")]
)
@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_target_that_dies_of_some_input_is_not_called_conformant_and_the_input_is_named(
    text: bytes, afterwards: str, concurrency: int
) -> None:
    with InProcess(create_app()) as reference:
        target = Mortal(reference, lambda request: text in request.body, afterwards)
        verifier = verified(target, concurrency=concurrency)
    assert verifier.stopped is not None
    # What was under way beside it may have met the dead target first.
    bodies = [case.request.body for case in prepared(SETTINGS)[1].all]
    killer = next(number for number, body in enumerate(bodies) if text in body)
    assert verifier.stopped.request.body in bodies[killer + 1 - concurrency : killer + 1]
    assert verifier.exchanges < target.asked < verifier.exchanges + 100
    left_open = [
        statistic for statistic in verifier.statistics.values() if statistic.count.unanswered or statistic.count.unsent
    ]
    # What may bring a target down comes after everything else: nothing but its own clause is lost.
    assert verifier.statistics["response.repeatable"] not in left_open
    assert all(status(verifier, statistic) is Status.INCONCLUSIVE for statistic in left_open)
    assert not [statistic for statistic in verifier.statistics.values() if statistic.count.failures]


def test_a_target_that_puts_off_what_breaks_a_clause_is_not_called_conformant() -> None:
    with InProcess(create_app()) as reference:
        verifier = verified(Dropping(reference, lambda request: b"Unknown" in request.body, Answer(status=503)))
    statistic = verifier.statistics["request.body.Capabilities.items.enum"]
    assert statistic.count.passes
    assert status(verifier, statistic) is Status.PASS  # other violations of it were refused
    with InProcess(create_app()) as reference:
        oracle = prepared(SETTINGS)[0]
        clause = "request.body.Capabilities.items.enum"
        breaks = {
            case.request
            for case in prepared(SETTINGS)[1].cases
            if case.clause == clause and oracle.expect(case.request).breaches
        }
        verifier = verified(Dropping(reference, breaks.__contains__, Answer(status=503)))
    assert verifier.statistics[clause].count.passes
    assert status(verifier, verifier.statistics[clause]) is Status.INCONCLUSIVE


def test_a_second_try_that_gets_no_answer_either_is_on_record() -> None:
    seen: list[Exchange] = []
    with InProcess(create_app()) as reference:
        verified(Dropping(reference, lambda request: b"DROP TABLE" in request.body), done=seen.append)
    silent = [exchange.case.id for exchange in seen if exchange.failure is not None]
    assert {case_id + "!2" for case_id in silent if not case_id.endswith("!2")} <= set(silent)
    assert [case_id for case_id in silent if case_id.endswith("!2")]


def test_a_live_target_is_not_declared_dead_where_several_requests_are_under_way() -> None:
    def large(request: Request) -> bool:
        time.sleep(0.002)
        return len(request.body) > 1 << 16

    with InProcess(create_app()) as reference:
        verifier = verified(Dropping(reference, large), concurrency=8)
    assert verifier.stopped is None
    assert {name for name, statistic in verifier.statistics.items() if statistic.count.failures} == set()
    assert not [
        statistic for statistic in verifier.statistics.values() if statistic.count.unanswered or statistic.count.unsent
    ]


def test_what_crashes_on_a_wrong_type_crashes_beside_an_unknown_id_too_and_that_is_no_second_finding() -> None:
    def numbers(request: Request) -> bool:
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            return False
        members = body.get("ParticipantPhoneNumbers") if isinstance(body, dict) else None
        return not isinstance(members, list | None)

    chosen = replace(SETTINGS, select=(CRASHING, "request.robustness"))
    crash = Answer(status=500, headers=(("Content-Type", "text/html"),), body=b"<h1>Error</h1>")
    with InProcess(create_app()) as reference:
        found = attempt(chosen, Dropping(reference, numbers, crash))
    assert found.failing == (CRASHING,)
