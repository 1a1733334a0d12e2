"""A target that destroys what a refused request works on: the run goes on, each request with a resource of its own."""

from __future__ import annotations

import pytest

from conformance.engine.conditions import Conditions
from conformance.engine.planning.schedule import schedule
from conformance.engine.preparation.provision import Provision
from conformance.engine.run import Run
from conformance.engine.settings import Settings
from conformance.oracle.oracle import Oracle
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.wire.exchange import Answer
from conformance.wire.patience.pacing import Pacer
from spec.contract import load
from strategies.request import Request
from tests.conformance.engine.support import judging, lean

FAMILY, UPDATE = "chime-sdk-voice-2022-08-03", "UpdateProxySession"


class Destroying:
    """The reference, which deletes a session whose update is refused."""

    def __init__(self, reference: InProcess) -> None:
        self._reference = reference

    def send(self, request: Request) -> Answer:
        answer = self._reference.send(request)
        on_session = request.method == "POST" and not request.path.endswith("/proxy-sessions")
        if on_session and answer.status == 400:
            self._reference.send(Request(method="DELETE", path=request.path, headers=(), body=b""))
        return answer

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def run() -> Run:
    settings = Settings(edition=FAMILY, operation=(UPDATE,), depth="smoke", auth="none")
    oracle = Oracle.of(FAMILY, settings.given, operation=UPDATE)
    with InProcess(create_app(contract=FAMILY)) as reference:
        send = Pacer(Destroying(reference)).exchange
        provision = Provision(load(FAMILY), oracle, send, send)
        run = Run(judging(oracle), lean(schedule(settings)), provision.exchange, Conditions(apart=provision.apart))
        run.finish()
    return run


def test_the_run_goes_on_and_nothing_is_called_wrong(run: Run) -> None:
    failing = [clause for clause, found in run.statistics.items() if found.count.failures]
    assert (run.ended, failing) == (None, [])


def test_the_request_after_which_it_was_gone_is_named(run: Run) -> None:
    (found,) = (item for item in run.judge.profile.observations() if item.id == "destroyed")
    assert list(found.choices) == ["gone afterwards"]
