"""Deliberate, named one-point deviations of the reference, by name. They prove that the suite notices.

Most are derived from the clauses of a contract, by rules. By hand are those that only a look at real software suggests:
lenient JSON readers, broken writers, real mocks, wrong signatures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import chain

from conformance.selftest.faults import envelopes, readers, real_mocks, rules, signatures, together, wholesale
from conformance.selftest.faults.fault import Fault
from spec.clauses.catalogue import catalogue
from spec.contract import DEFAULT, load
from spec.operation import Operation

_KINDS = (
    rules.derived,
    readers.faults,
    envelopes.faults,
    real_mocks.faults,
    wholesale.faults,
    together.faults,
    signatures.faults,
)


def _of(operation: Operation, fault: Fault) -> Fault:
    """The fault under a name that tells its operation, where that is not a shipped contract's default."""
    if not operation.prefix or operation.prefix in fault.name:
        return fault
    return replace(fault, name=f"{fault.name}@{operation.name}")


@cache
def faults(contract: str = DEFAULT, operations: tuple[str, ...] = ()) -> Mapping[str, Fault]:
    """The faults of a contract, by name.

    Args:
        contract: its name, its edition or its folder.
        operations: the names of the operations that they concern; none for the contract's default.

    Raises:
        ContractError: there is no such contract, or no such operation in it.
        ValueError: two faults have the same name.
    """
    clauses = catalogue(contract, operations)
    loaded = load(contract)
    found: dict[str, Fault] = {}
    for name in clauses.operations:
        operation = loaded.operations[name]
        for fault in chain.from_iterable(kind(operation, clauses) for kind in _KINDS):
            if fault.clause not in clauses or not clauses[fault.clause].checks:
                continue
            full = _of(operation, fault)
            if full.name in found:
                raise ValueError(f"two faults are called {full.name}")
            found[full.name] = full
    return found
