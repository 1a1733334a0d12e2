"""Runs without sockets: a reference that deviates as a test says, and the record of what is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from conformance.engine.conditions import Conditions
from conformance.engine.planning.schedule import Schedule, schedule
from conformance.engine.preparation.preflight import Circumstances
from conformance.engine.recordings.recording import Recorder
from conformance.engine.results.findings import Presenter, result_of
from conformance.engine.results.run_record import record
from conformance.engine.run import Run
from conformance.engine.settings import Settings
from conformance.engine.stages.judging import Judge
from conformance.engine.target import Target
from conformance.oracle.oracle import Oracle
from conformance.reference.app import create_app
from conformance.reference.hooks import Hooks
from conformance.reference.inprocess import InProcess
from conformance.wire.exchange import Answer, Failure
from conformance.wire.patience.pacing import Pacer
from reports.run.record import Record
from strategies.request import Request

SMOKE = Settings(depth="smoke", auth="none")
Answers = Callable[[Request], Answer | Failure]


class Scripted:
    """A transport that answers as a function says, and counts."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.requests: list[Request] = []

    def send(self, request: Request) -> Answer | Failure:
        self.requests.append(request)
        return self._answers(request)

    def close(self) -> None: ...


def always(status: int, body: bytes = b"", **headers: str) -> Answers:
    """The same answer to every request."""
    shown = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda _request: Answer(status=status, headers=shown, body=body)


def except_where(applies: Callable[[Request], bool], instead: Answer | Failure) -> Answers:
    """The reference, but for the requests to which something applies."""
    reference = InProcess(create_app())
    return lambda request: instead if applies(request) else reference.send(request)


def document(request: Request) -> dict[str, Any]:
    """The members of a request's body; none where it is no object."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def finished(answers: Answers, settings: Settings = SMOKE, plan: Schedule | None = None) -> Run:
    """A run that is over; nothing is waited for."""
    pacer = Pacer(Scripted(answers), sleep=lambda _seconds: None)
    judge = Judge(Oracle.of(settings.edition))
    around = Circumstances(url="http://t", signed=False, identity="--voice-connector-id abc")
    run = Run(judge, plan or schedule(settings), pacer.exchange, Conditions(around=around))
    run.finish()
    return run


def finished_by(hooks: Hooks, settings: Settings = SMOKE) -> Run:
    """A run on a reference with these hooks that is over."""
    with InProcess(create_app(hooks=hooks)) as transport:
        return finished(transport.send, settings)


def recorded(run: Run, settings: Settings = SMOKE) -> Record:
    """The record of a run that is over."""
    result = result_of(run, Presenter(Target(settings, "http://127.0.0.1:9")), Recorder())
    return record(settings, result, url="http://127.0.0.1:9", started_at=0, duration=1)


def failing(found: Record) -> list[str]:
    """The failing clauses of a record."""
    return [clause.id for clause in found.clauses if clause.status == "fail"]


def reasons(found: Record) -> dict[str, str]:
    """The inconclusive clauses of a record with their reasons."""
    return {clause.id: clause.reason for clause in found.clauses if clause.status == "inconclusive"}
