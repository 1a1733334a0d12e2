"""Runs without sockets: a reference that deviates as a test says, and the record of what is found."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

from conformance.engine.conditions import Conditions
from conformance.engine.planning.schedule import Schedule, arranged, schedule
from conformance.engine.planning.shards import chosen as verified
from conformance.engine.preparation.preflight import Circumstances
from conformance.engine.recordings.recording import Recorder
from conformance.engine.results.findings import Presenter, result_of
from conformance.engine.results.run_record import record
from conformance.engine.run import Run
from conformance.engine.settings import Settings
from conformance.engine.stages.judging import Judge
from conformance.engine.target import Target
from conformance.oracle.expectation import Expectation
from conformance.oracle.oracle import Oracle
from conformance.reference.app import create_app
from conformance.reference.hooks import Hooks
from conformance.reference.inprocess import InProcess
from conformance.selftest.trial import prepared
from conformance.wire.exchange import Answer, Failure
from conformance.wire.patience.pacing import Pacer
from reports.run.record import Record
from spec.clauses.clause_ids import REPEATABLE
from strategies.request import Case, Request

SMOKE = Settings(depth="smoke", auth="none")
# So many texts that miss a pattern are taken from a plan as they come.
_FIRST = 20
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


def lean(plan: Schedule) -> Schedule:
    """A plan with each change on one control only, and with a quarter of what is drawn: a third of the requests.

    The controls stay, and what is repeated on purpose. That a change breaks the same clause on every control is what
    `test_cases.py` proves. Of the many texts that miss a pattern, only some are taken beyond the first ones.
    """
    seen: set[tuple[str, str]] = set()
    texts: Counter[str] = Counter()
    drawn = count()

    def is_taken(case: Case) -> bool:
        if case.drawn:
            return next(drawn) % 4 == 0
        key = (case.clause, case.change)
        if case.clause == REPEATABLE or key in seen:
            return case.clause == REPEATABLE
        seen.add(key)
        texts[case.clause] += case.clause.endswith(".pattern")
        return texts[case.clause] <= _FIRST or texts[case.clause] % 4 == 0

    return replace(plan, cases=tuple(filter(is_taken, plan.cases)), hazards=tuple(filter(is_taken, plan.hazards)))


@cache
def lean_run(settings: Settings) -> tuple[Oracle, Schedule]:
    """The oracle of a run, and its lean plan: in the place of `prepared`, which makes the whole one."""
    oracle, cases = _unselected(replace(settings, select=()))
    return oracle, lean(arranged(cases, oracle, verified(settings, None)))


@cache
def _unselected(settings: Settings) -> tuple[Oracle, tuple[Case, ...]]:
    """The oracle, and what is sent for all clauses together: made once for whatever tests select of it."""
    oracle, plan = prepared(settings)
    return oracle, tuple(plan.all)


_scheduled = cache(schedule)


# What the oracle of a contract, an operation and what exists expects of a request: it depends on no target.
_EXPECTED: defaultdict[tuple[str, str, frozenset[tuple[str, str]]], dict[Request, Expectation]] = defaultdict(dict)


def judging(oracle: Oracle) -> Judge:
    """A judge who knows what earlier ones found out about the same requests."""
    known = _EXPECTED[oracle.contract.name, oracle.operation.name, frozenset(oracle.given.items())]
    return Judge(oracle, known)


def deviating(hooks: Hooks, settings: Settings, *, whole: bool = False) -> Run:
    """A run of the lean plan, or the whole one, on a reference with these hooks; it is over."""
    oracle, plan = (prepared if whole else lean_run)(settings)
    with InProcess(create_app(contract=settings.edition, hooks=hooks)) as transport:
        run = Run(judging(oracle), plan, Pacer(transport).exchange, Conditions(shown=settings.selects))
        run.finish()
    return run


def finished(answers: Answers, settings: Settings = SMOKE, plan: Schedule | None = None) -> Run:
    """A run that is over; nothing is waited for."""
    pacer = Pacer(Scripted(answers), sleep=lambda _seconds: None)
    judge = judging(Oracle.of(settings.edition))
    around = Circumstances(url="http://t", signed=False, identity="--voice-connector-id abc")
    conditions = Conditions(around=around, shown=settings.selects)
    run = Run(judge, plan or _scheduled(settings), pacer.exchange, conditions)
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
