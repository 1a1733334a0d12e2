"""The suite against single faults in this process: which clause is blamed, and what only comes and goes."""

from __future__ import annotations

import pytest

from conformance.engine.settings import Settings
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.selftest.faults import faults
from conformance.selftest.matrix import _Task as Task
from conformance.selftest.matrix import _try  # the work of one process of the matrix
from conformance.selftest.trial import Trial, attempt
from conformance.selftest.variants import VARIANTS
from conformance.wire.exchange import Answer, Failure
from reports.run.record import Verdict
from spec.contract import DEFAULT
from strategies.request import Request

# Without drawn cases: what is tested here does not need them.
SETTINGS = Settings(examples=0, auth="none")
SHORT = "off-by-one:request.body.ExpiryMinutes.minimum"


def trial(fault: str, *wanted: str) -> Trial:
    with InProcess(create_app(hooks=faults()[fault].hooks)) as transport:
        return attempt(SETTINGS, transport, wanted)


def test_the_wanted_clause_ends_a_trial() -> None:
    found = trial(SHORT, "request.body.ExpiryMinutes.minimum")
    assert found.found_after is not None
    assert found.requests < 200
    assert found.found_by.startswith("request.body.ExpiryMinutes.minimum/")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["fault", "reference", "variant"])
def test_a_row_of_the_matrix_says_whether_it_is_right(kind: str) -> None:
    name = {"reference": "reference", "fault": SHORT, "variant": next(iter(VARIANTS))}[kind]
    row = _try(Task(kind, name, DEFAULT, 0, first=False))
    assert (row.ok, row.kind, row.name) == (True, kind, name)


@pytest.mark.parametrize("status", [429, 503])
def test_a_target_that_is_always_busy_decides_nothing(status: int) -> None:
    class Busy:
        def send(self, request: Request) -> Answer:
            assert request.path
            return Answer(status=status, headers=(("Retry-After", "0"),))

        def close(self) -> None: ...

    found = attempt(SETTINGS, Busy())
    assert (found.failing, found.verdict) == ((), Verdict.INCONCLUSIVE)


def test_a_target_that_breaks_every_connection_decides_nothing() -> None:
    class Broken:
        def send(self, request: Request) -> Failure:
            assert request.path
            return Failure(kind="not-http", detail="no HTTP")

        def close(self) -> None: ...

    found = attempt(SETTINGS, Broken())
    assert (found.failing, found.verdict, found.passing) == ((), Verdict.INCONCLUSIVE, 0)
