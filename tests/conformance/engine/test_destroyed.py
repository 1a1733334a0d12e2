"""A target that destroys what requests work on: where it breaks meanwhile, each later one has a resource of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

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


# So many updates are accepted before a store loses a session.
_KEPT = 8


class Destroying:
    """The reference, which deletes a session of whose update this is told, and answers what it says."""

    def __init__(self, reference: InProcess, spoils: Callable[[Answer], Answer | None]) -> None:
        self._reference = reference
        self._spoils = spoils

    def send(self, request: Request) -> Answer:
        answer = self._reference.send(request)
        on_session = request.method == "POST" and not request.path.endswith("/proxy-sessions")
        spoilt = self._spoils(answer) if on_session else None
        if spoilt is None:
            return answer
        self._reference.send(Request(method="DELETE", path=request.path, headers=(), body=b""))
        return spoilt

    def close(self) -> None: ...


def _run(spoils: Callable[[Answer], Answer | None]) -> Run:
    settings = Settings(edition=FAMILY, operation=(UPDATE,), depth="smoke", auth="none")
    oracle = Oracle.of(FAMILY, settings.given, operation=UPDATE)
    with InProcess(create_app(contract=FAMILY)) as reference:
        send = Pacer(Destroying(reference, spoils)).exchange
        provision = Provision(load(FAMILY), oracle, send, send)
        run = Run(judging(oracle), lean(schedule(settings)), provision.exchange, Conditions(apart=provision.apart))
        run.finish()
    return run


def _breaking(answer: Answer) -> Answer | None:
    return replace(answer, status=500) if answer.status == 400 else None


def _refusing(answer: Answer) -> Answer | None:
    return answer if answer.status == 400 else None


def _evicting() -> Callable[[Answer], Answer | None]:
    accepted = count(1)
    return lambda answer: answer if answer.status == 201 and next(accepted) % _KEPT == 0 else None


@pytest.fixture(scope="module")
def broken() -> Run:
    return _run(_breaking)


def test_the_run_goes_on_where_the_target_breaks(broken: Run) -> None:
    assert broken.ended is None


def test_the_request_that_the_target_broke_on_is_named(broken: Run) -> None:
    (found,) = (item for item in broken.judge.profile.observations() if item.id == "destroyed")
    exchange = broken.judge.responses.known_as(found.cases[f"{UPDATE}: gone afterwards"])
    assert exchange is not None
    assert exchange.answer is not None
    assert exchange.answer.status == 500


@pytest.mark.parametrize("spoils", [_refusing, _evicting()], ids=["refused", "accepted"])
def test_the_run_ends_where_what_it_works_on_is_gone_without_an_error_of_the_server(
    spoils: Callable[[Answer], Answer | None],
) -> None:
    assert _run(spoils).ended is not None
