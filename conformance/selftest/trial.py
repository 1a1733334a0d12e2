"""One trial: the suite against one operation of one target without sockets, and what it found."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from conformance.engine.planning.schedule import Schedule, schedule
from conformance.engine.preparation.provision import Provision
from conformance.engine.preparation.renewal import Renewal
from conformance.engine.results.clause_results import results, selected
from conformance.engine.results.result import Result
from conformance.engine.run import Run
from conformance.engine.settings import Settings
from conformance.engine.stages.judging import Judge
from conformance.engine.stages.statistics import Evidence
from conformance.oracle.expectation import Expectation
from conformance.oracle.oracle import Oracle
from conformance.selftest.pairs import Mixed, Paired
from conformance.wire.exchange import Transport
from conformance.wire.patience.pacing import Pacer
from reports.run.verdict import decide
from spec.clauses.reason import Why
from spec.clauses.status import Status
from spec.contract import load
from strategies.bindings import Fresh
from strategies.request import Case, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the suite said of one target.

    Attributes:
        failing: the clauses that failed, in the order of the catalogue.
        verdict: the run's verdict.
        passing: the share of the judged clauses that passed, from 0 to 1.
        requests: sent in all.
        found_after: requests until the wanted clause failed, or None.
        found_by: the case that showed it.
        seconds: wall time until then, or in all.
        examples: for each failing clause, what was expected and what came back.
        told_elsewhere: the clauses that saw a deviation which another clause tells: a value that is wrong in two ways.
    """

    failing: tuple[str, ...]
    verdict: str
    passing: float
    requests: int
    found_after: int | None
    found_by: str
    seconds: float
    examples: dict[str, str] = field(default_factory=dict)
    told_elsewhere: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def prepared(settings: Settings) -> tuple[Oracle, Schedule]:
    """The oracle and the schedule of a run, made once: they do not depend on the target."""
    return Oracle.of(settings.edition, settings.given, operation=settings.operations[0].name), schedule(settings)


def attempt(
    settings: Settings,
    transport: Transport,
    wanted: Sequence[str] = (),
    *,
    near: str = "",
    mixed: Mixed | None = None,
    fixed: bool = True,
) -> Trial:
    """Run the suite against `transport`; where clauses are wanted, until one of them fails.

    Args:
        settings: of the run.
        transport: the target.
        wanted: the clauses of which one is expected to fail, if any.
        near: the clause whose cases are sent first, as they show the fault; "" for the wanted ones.
        mixed: what the second of two requests gets where they are sent two at a time; None where they are not.
        fixed: whether the cases that do not depend on the seed take part; the controls always do.
    """
    oracle, cases = prepared(settings)
    judge = Judge(oracle, _expectations(settings, oracle))
    chosen = _nearest_first(cases, (near,) if near else wanted, lambda case: case.drawn or fixed)
    send = Pacer(transport).exchange
    contract = load(settings.edition)
    renewal = Renewal.of(settings)
    keep = renewal.sending(send)
    provision = Provision(contract, oracle, send, keep, configurable=tuple(contract.operations))
    whole = provision.exchange if mixed is None else Paired(provision.exchange, mixed)
    run = Run(judge, chosen, renewal.sending(whole))
    started = time.perf_counter()
    found = None
    for _step in run.steps():
        found = _found(run, wanted)
        if found:
            break
    found = found or _found(run, wanted)  # a run that is over after its first requests has no step
    return _trial(settings, run, found, cases, time.perf_counter() - started)


def _found(run: Run, wanted: Sequence[str]) -> tuple[int, str] | None:
    """The requests so far and the case that shows that a wanted clause fails, if one does."""
    evidence = next((first for clause in wanted for first in run.statistics[clause].evidence), None)
    return None if evidence is None else (run.exchanges, evidence.exchange.case.id)


# What the oracle expects of a request does not depend on the target either.
_EXPECTATIONS: dict[tuple[str, str], dict[Request, Expectation]] = {}


def _expectations(settings: Settings, oracle: Oracle) -> dict[Request, Expectation] | None:
    """What earlier trials learnt of the same requests; None where each request has a value of its own."""
    if Fresh(oracle.operation, 0):
        return None
    return _EXPECTATIONS.setdefault((settings.edition, oracle.operation.name), {})


def is_drawn_id(case_id: str) -> bool:
    """Whether a case of this id depends on the seed."""
    return case_id.rpartition("/")[2].startswith(("example-0", "schemathesis-positive", "schemathesis-negative"))


def _nearest_first(cases: Schedule, wanted: Sequence[str], taken: Callable[[Case], bool]) -> Schedule:
    """The cases that take part, those of the wanted clauses before the others."""
    kept = [case for case in cases.cases if taken(case)]
    return replace(
        cases,
        witnesses=(),
        cases=tuple(sorted(kept, key=lambda case: case.clause not in wanted)),
        hazards=tuple(case for case in cases.hazards if taken(case)),
    )


def _trial(settings: Settings, run: Run, found: tuple[int, str] | None, cases: Schedule, seconds: float) -> Trial:
    responses = run.judge.responses
    obstacle = run.obstacle
    result = Result(
        counts={name: kept.count for name, kept in run.statistics.items()},
        aimed=frozenset(run.aimed),
        canned=run.canned,
        violated=responses.violated,
        refused=responses.refused or run.errs or not (cases.witnesses or responses.violated),
        problem=None if obstacle is None else obstacle.reason,
        ended=run.ended,
    )
    clauses = results(run.judge.oracle.catalogue, result, lambda clause: selected(clause, settings))
    judged = [clause for clause in clauses if clause.status not in (Status.EXCLUDED, Status.SKIPPED)]
    failing = [clause.id for clause in clauses if clause.status == Status.FAIL]
    return Trial(
        failing=tuple(failing),
        verdict=decide(clauses, strict=settings.strict, cut_short=bool(run.ended))[0],
        passing=sum(clause.status == Status.PASS for clause in judged) / len(judged),
        requests=run.exchanges,
        found_after=found[0] if found else None,
        found_by=found[1] if found else "",
        seconds=seconds,
        examples={name: _example(next(run.statistics[name].evidence)) for name in failing},
        told_elsewhere=tuple(
            name
            for name, kept in run.statistics.items()
            if any(reason.why is Why.FOLLOWS for reason in kept.count.undecided)
        ),
    )


def _example(first: Evidence) -> str:
    return f"{first.exchange.case.id}: expected {first.judgement.expected}, was {first.judgement.actual}"
