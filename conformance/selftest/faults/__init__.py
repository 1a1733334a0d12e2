"""Deliberate, named one-point deviations of the reference, by name. They prove that the suite notices."""

from __future__ import annotations

from itertools import chain

from conformance.selftest.faults import (
    accepts,
    careless,
    crashes,
    echoes,
    envelopes,
    interactions,
    members,
    messages,
    refuses,
    routing,
    sequences,
    signatures,
    statuses,
    times,
    values,
)
from conformance.selftest.faults.fault import Fault

_KINDS = (
    accepts,
    messages,
    refuses,
    statuses,
    crashes,
    members,
    values,
    echoes,
    times,
    envelopes,
    interactions,
    sequences,
    routing,
    signatures,
    careless,
)


def _collected() -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    for fault in chain.from_iterable(kind.faults() for kind in _KINDS):
        if fault.name in found:
            raise ValueError(f"two faults are called {fault.name}")
        found[fault.name] = fault
    return found


FAULTS: dict[str, Fault] = _collected()
