"""Runs against a target whose id is unusual, and against connections that break."""

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
from conformance.engine.stages.statistics import ClauseStatistics
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.selftest import trial
from conformance.selftest.trial import attempt
from conformance.wire.exchange import Answer, Exchange, Failure
from conformance.wire.patience.pacing import Pacer
from reports.run.record import Verdict
from spec.clauses.status import Status
from strategies.request import Request
from tests.conformance.engine.support import judging, lean_run

pytestmark = pytest.mark.slow
# Without drawn cases: what is tested here does not need them.
SETTINGS = Settings(examples=0, auth="none")
# Controls, violations, repeated requests, and all that may break a target: the rest of the plan is more of the same.
PART = replace(SETTINGS, select=("request.robustness", "request.body.syntax", "request.body.Name.*", "response.*"))
# What an id in the path has a say in, beside a violation that is refused.
OF_THE_PATH = replace(SETTINGS, select=("request.path.*", "request.body.Name.*", "error.*", "response.*"))


@pytest.fixture(autouse=True)
def _lean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change is sent on one control."""
    monkeypatch.setattr(trial, "prepared", lean_run)


@pytest.mark.parametrize("connector", ["s", "\u00e9/\u00e0 %41", "A" * 128])
def test_a_connector_may_have_any_id(connector: str) -> None:
    with InProcess(create_app(parameters={"voiceConnectorId": [connector]})) as transport:
        found = attempt(replace(OF_THE_PATH, voice_connector_id=connector), transport)
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
        found = attempt(PART, Dropping(reference, lambda request: b"DROP TABLE" in request.body))
    assert (found.failing, found.verdict) == ((), Verdict.INCONCLUSIVE)


def test_what_stands_before_a_target_may_break_off_large_requests() -> None:
    with InProcess(create_app()) as reference:
        found = attempt(PART, Dropping(reference, lambda request: len(request.body) > 1 << 16))
    assert (found.failing, found.verdict) == ((), Verdict.CONFORMANT)


def test_a_connection_that_breaks_now_and_then_decides_nothing() -> None:
    sent: Counter[Request] = Counter()

    def breaks(request: Request) -> bool:
        sent[request] += 1
        return zlib.crc32(request.body) % 97 == 0 and sent[request] <= 3

    with InProcess(create_app()) as reference:
        found = attempt(PART, Dropping(reference, breaks))
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


def verified(target: Dropping, settings: Settings = PART, **more: Any) -> Run:
    """A run with its whole schedule; nothing is waited for."""
    oracle, plan = lean_run(settings)
    run = Run(judging(oracle), plan, Pacer(target, sleep=lambda _seconds: None).exchange, Conditions(**more))
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
    bodies = [case.request.body for case in lean_run(PART)[1].all]
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


ENUM = "request.body.Capabilities.items.enum"
ALONE = replace(SETTINGS, select=(ENUM, "response.status.201"))


def test_a_clause_is_decided_by_the_violations_that_are_not_put_off() -> None:
    with InProcess(create_app()) as reference:
        putting_off = Dropping(reference, lambda request: b"Unknown" in request.body, Answer(status=503))
        run = verified(putting_off, ALONE)
    assert run.statistics[ENUM].count.passes
    assert status(run, run.statistics[ENUM]) is Status.PASS


def test_a_target_that_puts_off_all_that_breaks_a_clause_is_not_called_conformant() -> None:
    oracle, plan = lean_run(ALONE)
    breaks = {case.request for case in plan.cases if case.clause == ENUM and oracle.expect(case.request).breaches}
    with InProcess(create_app()) as reference:
        run = verified(Dropping(reference, breaks.__contains__, Answer(status=503)), ALONE)
    assert run.statistics[ENUM].count.passes
    assert status(run, run.statistics[ENUM]) is Status.INCONCLUSIVE


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
