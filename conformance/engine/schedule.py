"""The plan of a run with these settings: the deterministic cases, and the generated ones for its seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from conformance.engine.case_cache import kept
from conformance.engine.settings import Settings
from conformance.oracle.judge import Oracle
from spec.contract import load
from strategies.controls import is_control
from strategies.identifiers import UNKNOWN
from strategies.plan import DEPTHS, Plan, deterministic, forged, precedence
from strategies.request import Case

# So many requests to unknown connectors tell how the target answers them.
_STRANGERS = 3


def plan(settings: Settings) -> Plan:
    """Every case that the settings ask for; the same settings give the same requests, byte for byte."""
    every = list(_cases(settings))
    strangers = [case for case in every if case.clause == UNKNOWN][:_STRANGERS]
    # Answers are judged on accepted requests, so the controls are always among the cases.
    chosen: Iterable[Case] = (case for case in every if is_control(case) or settings.selects(case.clause))
    if settings.safe:
        chosen, strangers = _harmless(chosen, settings), []
    return Plan(tuple(sorted(chosen, key=lambda case: precedence(case.clause))), tuple(strangers))


def _harmless(cases: Iterable[Case], settings: Settings) -> Iterator[Case]:
    """The cases that a target must refuse, without their controls, which would create a session."""
    oracle = Oracle.of(settings.edition, settings.connector)
    for case in cases:
        expectation = oracle.expect(case.request)
        if expectation.breaches and not any(expectation.allows(status) for status in (200, 201, 202)):
            yield replace(case, control=None)


def _cases(settings: Settings) -> Iterator[Case]:
    operation, depth = load(settings.edition).operation, DEPTHS[settings.depth]
    values = {operation.parameter.name: settings.connector}
    fixed = list(deterministic(operation, values, depth))
    yield from fixed
    if settings.signed:
        yield from forged(operation, values, depth)
    examples = depth.examples if settings.examples is None else settings.examples
    if examples:
        arguments = (settings.edition, settings.connector, settings.seed, examples, depth.schemathesis)
        yield from kept(operation, arguments, fixed[0], lambda: _drawn(settings, examples, depth.schemathesis))


def _drawn(settings: Settings, examples: int, schemathesis: int) -> Iterator[Case]:
    # Imported late: loading Hypothesis and Schemathesis takes longer than a whole smoke run.
    from strategies.generated import generated  # noqa: PLC0415 - see above
    from strategies.schemathesis_cases import schemathesis_cases  # noqa: PLC0415 - see above

    operation = load(settings.edition).operation
    values = {operation.parameter.name: settings.connector}
    yield from generated(operation, values, count=examples, seed=settings.seed)
    yield from schemathesis_cases(operation, values, count=schemathesis, seed=settings.seed)
