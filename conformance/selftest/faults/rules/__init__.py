"""Faults derived from the clauses of any contract, by rules that know nothing of what the strategies send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.rules import answers, behaviour, echoes, errors, lenient, paths, strict
from spec.clauses.catalogue import Catalogue
from spec.operation import Operation

_RULES = (
    lenient.faults,
    strict.faults,
    paths.faults,
    answers.faults,
    echoes.faults,
    behaviour.faults,
    errors.faults,
)


def derived(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """The faults of one operation that break a clause which is tested."""
    for fault in chain.from_iterable(rule(operation, clauses) for rule in _RULES):
        tested = tuple(clause for clause in fault.clauses if clause in clauses and clauses[clause].checks)
        if tested:
            yield replace(fault, clauses=tested)
