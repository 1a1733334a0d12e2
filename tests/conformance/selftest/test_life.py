"""The proof of the lifecycle: every fault of a life is found on its clause, no faithful life is flagged."""

from __future__ import annotations

import pytest

from conformance.reference.hooks import NO_HOOKS
from conformance.selftest.matrix import _Task as Task
from conformance.selftest.matrix import _try  # the work of one process of the matrix
from conformance.selftest.sequences import lives, played
from spec.clauses.catalogue import catalogue
from spec.contract import DEFAULT

FAMILY = "chime-sdk-voice-2022-08-03"
LIVES = lives(FAMILY)


def test_there_are_enough_of_both() -> None:
    assert (len(LIVES.faults) >= 25, len(LIVES.variants) >= 20) == (True, True)


def test_a_contract_with_other_resources_has_none() -> None:
    assert (lives(DEFAULT).faults, lives(DEFAULT).variants) == ({}, {})


def test_every_fault_breaks_clauses_that_there_are() -> None:
    known = {clause.id for clause in catalogue(FAMILY, ("all",))}
    assert {clause for fault in LIVES.faults.values() for clause in fault.clauses} - known == set()


@pytest.mark.slow
def test_the_plain_reference_keeps_every_clause() -> None:
    trial = played(FAMILY, NO_HOOKS, 0)
    assert (trial.failing, trial.verdict) == ((), "conformant")


# Every fifth; `selftest --faults 'lifecycle:*'` tries all.
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LIVES.faults)[::5])
def test_a_fault_is_found_on_its_clause(name: str) -> None:
    row = _try(Task("fault", name, FAMILY, 0))
    assert row.ok
    assert set(row.trial.failing) & set(LIVES.faults[name].clauses)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LIVES.variants)[::5])
def test_a_faithful_variant_is_not_flagged(name: str) -> None:
    row = _try(Task("variant", name, FAMILY, 0))
    assert (row.ok, row.trial.failing) == (True, ())
