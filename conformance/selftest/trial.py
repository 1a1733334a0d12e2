"""One trial: the suite against one target without sockets, and what it found."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from conformance.engine.result import Part, results
from conformance.engine.schedule import plan
from conformance.engine.settings import Settings
from conformance.engine.statistics import Evidence
from conformance.engine.verifier import Verifier
from conformance.oracle.expectation import Expectation
from conformance.oracle.judge import Oracle
from conformance.wire.exchange import Transport
from conformance.wire.pacing import Pacer
from reports.verdict import decide
from spec.status import Status
from strategies.controls import is_control
from strategies.plan import Plan
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
    """

    failing: tuple[str, ...]
    verdict: str
    passing: float
    requests: int
    found_after: int | None
    found_by: str
    seconds: float
    examples: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=8)
def prepared(settings: Settings) -> tuple[Oracle, Plan]:
    """The oracle and the plan of a run, made once: they do not depend on the target."""
    return Oracle.of(settings.edition, settings.connector), plan(settings)


def attempt(
    settings: Settings, transport: Transport, wanted: str = "", *, drawn: bool = True, fixed: bool = True
) -> Trial:
    """Run the suite against `transport`; where a clause is wanted, until it fails.

    Args:
        settings: of the run.
        transport: the target.
        wanted: the clause that is expected to fail, if any.
        drawn: whether the cases that depend on the seed take part.
        fixed: whether those that do not take part; the controls always do.
    """
    oracle, cases = prepared(settings)
    expectations = _EXPECTATIONS.setdefault(settings.edition, {})
    verifier = Verifier(oracle, cases, Pacer(transport).exchange, expectations=expectations)
    started = time.perf_counter()
    found: tuple[int, str] | None = None
    chosen = [case for case in cases.cases if is_control(case) or (drawn if case.drawn else fixed)]
    for _aim, group in _nearest_first(chosen, wanted):
        verifier.run(group)
        evidence = verifier.statistics[wanted].evidence if wanted else ()
        if evidence:
            found = (verifier.exchanges, evidence[0].exchange.case.id)
            break
    return _trial(settings, verifier, found, time.perf_counter() - started)


# What the oracle expects of a request does not depend on the target either.
_EXPECTATIONS: dict[str, dict[Request, Expectation]] = {}


def is_drawn_id(case_id: str) -> bool:
    """Whether a case of this id depends on the seed."""
    return case_id.rpartition("/")[2].startswith(("example-0", "schemathesis-positive", "schemathesis-negative"))


def _nearest_first(cases: Sequence[Case], wanted: str) -> Iterator[tuple[str, list[Case]]]:
    """The cases by their clause: the controls, then those that clause at the wanted clause, then the others."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.clause, []).append(case)
    yield from sorted(
        groups.items(), key=lambda group: 0 if is_control(group[1][0]) else 1 if group[0] == wanted else 2
    )


def _trial(settings: Settings, verifier: Verifier, found: tuple[int, str] | None, seconds: float) -> Trial:
    part = Part(
        counts={name: tally.count for name, tally in verifier.statistics.items()},
        canned=verifier.canned,
        violated=verifier.answered.violated,
        refused=verifier.answered.refused,
    )
    clauses = results(verifier.oracle.catalogue, part, settings)
    judged = [clause for clause in clauses if clause.status not in (Status.EXCLUDED, Status.SKIPPED)]
    failing = [clause.id for clause in clauses if clause.status == Status.FAIL]
    return Trial(
        failing=tuple(failing),
        verdict=decide(clauses, strict=settings.strict)[0],
        passing=sum(clause.status == Status.PASS for clause in judged) / len(judged),
        requests=verifier.exchanges,
        found_after=found[0] if found else None,
        found_by=found[1] if found else "",
        seconds=seconds,
        examples={name: _example(verifier.statistics[name].evidence) for name in failing},
    )


def _example(evidence: Sequence[Evidence]) -> str:
    first = evidence[0]
    return f"{first.exchange.case.id}: expected {first.judgement.expected}, was {first.judgement.actual}"
