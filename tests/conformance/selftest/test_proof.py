"""The proof with one seed, of a sample: every clause and rule has a fault in it, every freedom a variant.

`make selftest` tries all of them, with twenty seeds.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from conformance.selftest import trial
from conformance.selftest.constants import constants
from conformance.selftest.faults import faults
from conformance.selftest.matrix import (  # `_try` is the work of one process of the matrix
    WITHOUT_EFFECT,
    _idle,
    _try,
    names,
    run,
)
from conformance.selftest.matrix import _Task as Task
from conformance.selftest.variants import VARIANTS
from conformance.selftest.variants.variant import Variant
from reports.run.record import Verdict
from spec.clauses.catalogue import catalogue
from spec.contract import DEFAULT, SHIPPED, load
from tests.conformance.engine.support import lean_run
from tests.conformance.support import chime

NAMELESS = "dropped:response.body.ProxySession.Name.echo"
FREEDOMS = {variant.freedom for variant in VARIANTS.values() if "+" not in variant.name}
pytestmark = pytest.mark.slow


def used(variant: Variant) -> set[str]:
    """The freedoms that a variant uses."""
    return set(variant.freedom.split(" and "))


@cache
def faults_of_every_clause() -> tuple[str, ...]:
    """For each tested clause its first fault, one of it alone if there is one; then the first of each rule missing."""
    alone = {fault.clauses: fault for fault in reversed(list(faults().values()))}
    first = {fault.clause: fault for fault in reversed(list(faults().values()))}
    found = (alone.get((clause.id,), first.get(clause.id)) for clause in catalogue() if clause.checks)
    chosen = [fault for fault in found if fault is not None]
    tried = {fault.kind for fault in chosen}
    by_kind = {fault.kind: fault for fault in reversed(list(faults().values()))}
    return tuple(fault.name for fault in (*chosen, *(by_kind[kind] for kind in by_kind if kind not in tried)))


@cache
def variants_of_every_freedom() -> tuple[str, ...]:
    """Variants that use each freedom at least once: next always the one that uses most of those still unused."""
    chosen: list[str] = []
    unused = set(FREEDOMS)
    while unused:
        best = max(VARIANTS.values(), key=lambda variant: len(unused & used(variant)))
        unused -= used(best)
        chosen.append(best.name)
    return tuple(chosen)


def test_the_sample_has_a_variant_of_every_freedom() -> None:
    assert set().union(*(used(VARIANTS[name]) for name in variants_of_every_freedom())) >= FREEDOMS


def test_the_sample_has_a_fault_of_every_tested_clause_and_every_rule() -> None:
    tried = [faults()[name] for name in faults_of_every_clause()]

    assert {fault.kind for fault in tried} == {fault.kind for fault in faults().values()}
    assert {fault.clause for fault in tried} >= {clause.id for clause in catalogue() if clause.checks}
    assert len(tried) < len(faults()) / 2


@pytest.mark.parametrize("name", faults_of_every_clause())
def test_a_fault_is_found_on_its_clause(name: str) -> None:
    row = _try(Task("fault", name, DEFAULT, 0))

    assert row.trial.found_after is not None, row.trial.failing
    assert set(row.trial.failing) & set(faults()[name].clauses)


@pytest.mark.parametrize("name", variants_of_every_freedom())
def test_a_faithful_variant_has_no_finding(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "prepared", lean_run)
    row = _try(Task("variant", name, load(VARIANTS[name].edition or DEFAULT).name, 0))

    assert (row.trial.verdict, row.trial.examples) == (Verdict.CONFORMANT, {})


@pytest.mark.parametrize("contract", SHIPPED)
def test_the_reference_is_conformant(contract: str) -> None:
    row = _try(Task("reference", "reference", contract, 0))

    assert (row.trial.verdict, row.trial.examples) == (Verdict.CONFORMANT, {})


FAMILY = load(SHIPPED[1])
OTHERS = [name for name in FAMILY.operations if name != FAMILY.default]
# One fault of so many of the operations that work on what another one made.
_SHARE = 120


def faults_of_others() -> list[tuple[str, str]]:
    """A sample of the faults of every operation of the family but the first: the operation and the fault."""
    return [(one, name) for one in OTHERS for name in list(faults(FAMILY.name, (one,)))[::_SHARE]]


@pytest.mark.parametrize(("operation", "name"), faults_of_others())
def test_a_fault_of_another_operation_is_found_on_its_clause(operation: str, name: str) -> None:
    row = _try(Task("fault", name, FAMILY.name, 0, operation=operation))

    # What changed no answer is no deviation there.
    broken = set(faults(FAMILY.name, (operation,))[name].clauses)
    assert row.kind == WITHOUT_EFFECT or set(row.trial.failing) & broken


@pytest.mark.parametrize("operation", OTHERS)
def test_the_reference_is_conformant_in_every_operation(operation: str) -> None:
    row = _try(Task("reference", "reference", FAMILY.name, 0, operation=operation))

    assert (row.trial.verdict, row.trial.examples) == (Verdict.CONFORMANT, {})


@pytest.mark.parametrize("name", constants(load().operation, {}))
def test_a_constant_target_is_not_trusted(name: str) -> None:
    row = _try(Task("constant", name, DEFAULT, 0))

    assert row.ok
    assert row.trial.verdict != Verdict.CONFORMANT


def test_the_matrix_tries_every_fault_and_every_faithful_target() -> None:
    tried = names()

    assert {*faults(), *VARIANTS, *constants(load().operation, {}), "reference"} == set(tried)
    assert len(tried) == len(faults()) + len(VARIANTS) + 7 + len(SHIPPED)


def test_the_matrix_tries_every_operation_that_is_named() -> None:
    tried = names(FAMILY.name, operations=("ListProxySessions", "DeleteProxySession"))

    assert set(tried) >= set(faults(FAMILY.name, ("ListProxySessions", "DeleteProxySession")))
    assert tried.count("reference") == 2
    assert not {"id-short", "media-400", "method-404", "path-405", "validation-first"} & set(tried)


def test_a_check_that_found_no_fault_is_idle() -> None:
    checked = [clause.id for clause in catalogue() if clause.checks]
    row = _try(Task("fault", NAMELESS, DEFAULT, 0))

    seen = {*row.trial.failing, *row.trial.told_elsewhere}
    assert _idle(DEFAULT, [row]) == tuple(clause for clause in checked if clause not in seen)


@pytest.mark.parametrize(("keyword", "idle"), [("pattern", False), ("type", True)])
def test_of_what_no_fault_has_broken_a_pattern_alone_is_not_idle(keyword: str, *, idle: bool) -> None:
    clause = f"response.body.ProxySession.ProxySessionId.{keyword}"
    row = replace(_try(Task("fault", NAMELESS, DEFAULT, 0)), kind=WITHOUT_EFFECT, clause=clause)

    assert (clause in _idle(DEFAULT, [row])) is idle


def test_of_some_faults_alone_no_check_is_called_idle() -> None:
    matrix = run(faults=(NAMELESS,), workers=1)

    assert ([row.name for row in matrix.rows], matrix.ok, matrix.idle) == ([NAMELESS], True, ())


def test_the_command_writes_the_matrix(tmp_path: Path) -> None:
    outcome = chime("selftest", "--faults", "dropped:*.[NS]*", "--output", str(tmp_path))
    assert outcome.status == 0, outcome.err
    data = json.loads((tmp_path / "selftest.json").read_text())
    assert data["ok"]
    assert {row["name"] for row in data["rows"]} >= {NAMELESS, "dropped:response.body.ProxySession.Status.required"}
    assert all(row["trial"]["found_after"] for row in data["rows"])
    assert NAMELESS in (tmp_path / "selftest.html").read_text()
    (line,) = [line for line in (tmp_path / "selftest.md").read_text().splitlines() if line.startswith("| faults")]
    tried = len(data["rows"])
    assert line.startswith(f"| faults: one deliberate deviation each | {tried} | {tried} | {tried} | ")


def test_the_command_lists_the_faults() -> None:
    outcome = chime("selftest", "--list")
    assert outcome.status == 0
    assert "off-by-one:request.body.ParticipantPhoneNumbers.maxItems" in outcome.out


def test_the_list_has_what_matches_alone() -> None:
    outcome = chime("selftest", "--list", "--faults", "time-offset-*")
    lines = outcome.out.splitlines()
    assert [line.startswith("    ") for line in lines] == [False, True] * (len(lines) // 2)
    assert [line for line in lines[::2] if not line.startswith("time-offset-")] == []
    assert ["time-offset-zero", "variant"] in [line.split() for line in lines]


def test_the_list_of_nothing_is_an_error() -> None:
    outcome = chime("selftest", "--list", "--faults", "no-such-thing")
    assert (outcome.status, "no target matches no-such-thing" in outcome.err) == (2, True)
