"""Whole plans against targets that are faithful in their own way, and against connections that break."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance.exchange import Answer, Failure
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.reference.variants import VARIANTS
from conformance.selftest.trial import attempt, prepared
from conformance.settings import Settings
from conformance.verifier import Verifier
from conformance.wire.pacing import Pacer
from reports.record import Status, Verdict
from strategies.request import Request

pytestmark = pytest.mark.slow
# Without drawn cases: what is tested here does not need them.
SETTINGS = Settings(examples=0, auth="none")


@pytest.mark.parametrize("name", ["accept-null", "error-type-with-uri", "timestamps-epoch", "plus-added", "chunked"])
def test_some_variant_of_that_kind_is_faithful(name: str) -> None:
    near = next((variant for key, variant in VARIANTS.items() if name.rsplit("-", maxsplit=1)[-1] in key), None)
    assert near is not None
    with InProcess(create_app(variant=near)) as transport:
        found = attempt(SETTINGS, transport)
    assert (found.failing, found.verdict) == ((), Verdict.CONFORMANT)


@pytest.mark.parametrize("connector", ["s", "\u00e9/\u00e0 %41", "A" * 128])
def test_a_connector_may_have_any_id(connector: str) -> None:
    with InProcess(create_app(connectors=[connector])) as transport:
        found = attempt(replace(SETTINGS, voice_connector_id=connector), transport)
    assert (found.failing, found.verdict) == ((), Verdict.CONFORMANT)


class Dropping:
    """The reference behind a connection that breaks instead of carrying some answers."""

    def __init__(self, reference: InProcess, breaks: Callable[[Request], bool]) -> None:
        self.send_as_is = self.send
        self._reference, self._breaks = reference, breaks

    def send(self, request: Request) -> Answer | Failure:
        if self._breaks(request):
            return Failure(kind="closed", detail="the target closed the connection without an answer")
        return self._reference.send(request)

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

    def __init__(self, reference: InProcess, kills: Callable[[Request], bool]) -> None:
        super().__init__(reference, kills)
        self._dead = False
        self.asked = 0

    def send(self, request: Request) -> Answer | Failure:
        self.asked += 1
        if self._dead:
            return Failure(kind="unreachable", detail="connection refused")
        outcome = super().send(request)
        self._dead = isinstance(outcome, Failure)
        return outcome


@pytest.mark.parametrize("text", [b"DROP TABLE", b"1e400"])
def test_a_target_that_dies_of_some_input_is_not_called_conformant_and_the_input_is_named(text: bytes) -> None:
    oracle, plan = prepared(SETTINGS)
    with InProcess(create_app()) as reference:
        target = Mortal(reference, lambda request: text in request.body)
        verifier = Verifier(oracle, plan, Pacer(target, sleep=lambda _seconds: None).exchange)
        verifier.run(plan.cases)
    assert verifier.stopped is not None
    assert text in verifier.stopped.request.body
    assert verifier.exchanges < target.asked < verifier.exchanges + 100
    unanswered = [tally for tally in verifier.tallies.values() if tally.unanswered]
    assert unanswered
    assert all(tally.status is Status.INCONCLUSIVE for tally in unanswered)
    assert not [tally for tally in verifier.tallies.values() if tally.failures]
