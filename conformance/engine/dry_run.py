"""What a run would send, in lines for a person; nothing is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from conformance.engine.schedule import Schedule, schedule
from conformance.engine.settings import Settings
from conformance.oracle.oracle import Oracle
from spec.words import counted
from strategies.request import Case

_WIDTH = 100


def lines(settings: Settings, selected: Collection[str] | None = None) -> Iterator[str]:
    """One line for each request of the plan, then how many there are."""
    plan = schedule(settings, selected)
    yield from requests(plan)
    yield from totals(settings, plan)


def requests(plan: Iterable[Case]) -> Iterator[str]:
    """One line for each request."""
    for case in plan:
        request = case.request
        path = request.path if len(request.path) <= _WIDTH else f"{request.path[:_WIDTH]}…"
        yield f"{request.method} {path} {counted(len(request.body), 'byte')}  {case.id}"


def totals(settings: Settings, plan: Schedule) -> Iterator[str]:
    """How many requests the plan has, and what comes on top of them."""
    yield f"{counted(len(plan), 'request')}, {creating(settings, plan):,} of them may create a resource."
    yield "What fails is sent again, to see whether it always does: some hundred requests at most."


def creating(settings: Settings, cases: Iterable[Case]) -> int:
    """How many of the cases may create something at the target."""
    oracle = Oracle.of(settings.source, settings.given)
    return sum(oracle.expect(case.request).allows(oracle.operation.success_status) for case in cases)
