"""Every case of every operation of the shipped family is what it says, by the oracle."""

from __future__ import annotations

from functools import cache

import pytest

from conformance.oracle.oracle import Oracle
from spec.clauses.catalogue import catalogue
from spec.contract import SHIPPED, load
from strategies.bindings import bound, created
from strategies.plan import DEPTHS, deterministic
from strategies.request import Case, Kind

FAMILY = load(SHIPPED[1])
SESSION = "0f1e2d3c-4b5a-4678-9a0b-1c2d3e4f5a6b"


@cache
def plan(name: str) -> tuple[Oracle, list[Case]]:
    operation = FAMILY.operations[name]
    values = {key: value for key, value in FAMILY.given().items() if key not in created(operation)}
    return Oracle.of(FAMILY.name, values, operation=name), list(deterministic(operation, values, DEPTHS["standard"]))


@pytest.fixture(params=[name for name in FAMILY.operations if name != FAMILY.default])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_violation_breaks_exactly_its_clause(name: str) -> None:
    oracle, cases = plan(name)
    broken = {
        case.id: sorted(breach.clause for breach in oracle.expect(case.request).breaches)
        for case in cases
        if case.kind is Kind.VIOLATION
    }
    clauses = {case.id: [case.clause] for case in cases if case.kind is Kind.VIOLATION}
    assert broken == clauses


def test_every_valid_request_is_valid(name: str) -> None:
    oracle, cases = plan(name)
    valid = [case for case in cases if case.kind in (Kind.CONTROL, Kind.VALID)]
    assert [case.id for case in valid if not oracle.expect(case.request).valid] == []


def test_an_unknown_id_is_unknown_when_it_is_bound(name: str) -> None:
    oracle, cases = plan(name)
    bindings = {"proxySessionId": SESSION}
    unknown = [case for case in cases if case.kind is Kind.UNKNOWN]
    assert unknown
    assert [case.id for case in unknown if oracle.expect(bound(case.request, bindings), bindings).known] == []


def test_every_clause_of_the_catalogue_on_requests_has_cases(name: str) -> None:
    _, cases = plan(name)
    have = {case.clause for case in cases}
    own = [clause for clause in catalogue(FAMILY.name, (name,)) if clause.checks]
    requests = [clause.id for clause in own if ".request." in f".{clause.id}"]
    assert [clause for clause in requests if clause not in have] == []
    assert have <= {clause.id for clause in catalogue(FAMILY.name, (name,))}
