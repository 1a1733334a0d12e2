"""What a run would send, in lines for a person; nothing is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from conformance.engine.schedule import Schedule, schedule
from conformance.engine.settings import Settings
from conformance.oracle.oracle import Oracle
from strategies.request import Case

_WIDTH = 100


def lines(settings: Settings, selected: Collection[str] | None = None) -> Iterator[str]:
    """One line for each request of the plan, then how many there are."""
    plan = schedule(settings, selected)
    yield from requests(plan)
    yield from totals(settings, plan)


def requests(plan: Schedule) -> Iterator[str]:
    """One line for each request."""
    for case in plan:
        request = case.request
        yield f"{request.method} {request.path[:_WIDTH]} {len(request.body)} bytes  {case.id}"


def totals(settings: Settings, plan: Schedule) -> Iterator[str]:
    """How many requests the plan has, and what comes on top of them."""
    yield f"{len(plan)} requests, {creating(settings, plan)} of them may create a session."
    yield "What fails is sent again, to see whether it always does: some hundred requests at most."


def creating(settings: Settings, cases: Iterable[Case]) -> int:
    """How many of the cases may create something at the target."""
    oracle = Oracle.of(settings.source, settings.given)
    return sum(oracle.expect(case.request).allows(oracle.operation.success_status) for case in cases)
