"""What a run would send, in lines for a person; nothing is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from conformance.engine.operations import oracles
from conformance.engine.planning.schedule import Schedule, schedules
from conformance.engine.settings import Settings
from spec.words import counted
from strategies.request import Case

_WIDTH = 100
_READING = ("GET", "HEAD")


def lines(settings: Settings, selected: Collection[str] | None = None) -> Iterator[str]:
    """One line for each request of the plan, then how many there are."""
    plans = schedules(settings, selected)
    yield from requests(chain.from_iterable(plans.values()))
    yield from totals(settings, plans)


def requests(plan: Iterable[Case]) -> Iterator[str]:
    """One line for each request."""
    for case in plan:
        request = case.request
        path = request.path if len(request.path) <= _WIDTH else f"{request.path[:_WIDTH]}…"
        yield f"{request.method} {path} {counted(len(request.body), 'byte')}  {case.id}"


def totals(settings: Settings, plans: Mapping[str, Schedule]) -> Iterator[str]:
    """How many requests the plans have, and what comes on top of them."""
    total = sum(map(len, plans.values()))
    yield f"{counted(total, 'request')}, {changing(settings, plans):,} of them may create or change a resource."
    if len(plans) > 1:
        yield "What operations work on is made before, and sequences of requests are sent after."
    yield "What fails is sent again, to see whether it always does: some hundred requests at most."


def changing(settings: Settings, plans: Mapping[str, Schedule]) -> int:
    """How many of the planned cases may create or change something at the target."""
    return sum(
        oracle.expect(case.request).allows(oracle.operation.success_status)
        for name, oracle in oracles(settings).items()
        if oracle.operation.method not in _READING
        for case in plans.get(name, ())
    )
