"""The plan of a run with these settings: the deterministic cases, and the generated ones for its seed."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from conformance.settings import Settings
from spec.description import load
from strategies.generated import generated
from strategies.plan import DEPTHS, Plan, deterministic, precedence
from strategies.request import Case


def plan(settings: Settings) -> Plan:
    """Every case that the settings ask for; the same settings give the same requests, byte for byte."""
    chosen = _cases(settings)
    if settings.select is not None:
        # Answers are judged on accepted requests, so the controls are always among the cases.
        pattern = settings.select
        chosen = (case for case in chosen if case.control is None or fnmatchcase(case.aim, pattern))
    return Plan(tuple(sorted(chosen, key=lambda case: precedence(case.aim))))


def _cases(settings: Settings) -> Iterator[Case]:
    description, depth = load(settings.edition), DEPTHS[settings.depth]
    connector, seed = settings.connector, settings.seed
    yield from deterministic(description, connector, depth)
    examples = depth.examples if settings.examples is None else settings.examples
    yield from generated(description, connector, count=examples, seed=seed)
    if depth.schemathesis and examples:
        # Imported late: loading Schemathesis takes longer than a whole smoke run.
        from strategies.schemathesis_cases import schemathesis_cases  # noqa: PLC0415 - see above

        yield from schemathesis_cases(description, connector, count=depth.schemathesis, seed=seed)
