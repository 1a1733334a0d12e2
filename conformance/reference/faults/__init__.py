"""Deliberate, named one-point deviations of the reference, by name. They prove that the suite notices."""

from __future__ import annotations

from conformance.reference.faults.fault import Fault

FAULTS: dict[str, Fault] = {}
