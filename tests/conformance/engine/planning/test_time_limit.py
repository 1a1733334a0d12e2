"""Drawing requests ends with the run: it may take longer than sending them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from conformance.engine.planning import schedule as planning
from conformance.engine.planning.schedule import schedule
from conformance.engine.settings import Settings
from spec.operation import Operation
from strategies.request import Case, Request

STANDARD = Settings(auth="none", no_cache=True)


def endless(_settings: Settings, operation: Operation, _examples: int) -> Iterator[Case]:
    """Cases without an end."""
    clause = operation.clause_id("request.combination")
    for number in count():
        yield Case(id=f"{clause}/{number}", clause=clause, request=Request(path="/"), drawn=True)


def test_nothing_is_drawn_for_a_run_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_drawn", endless)
    plan = schedule(STANDARD, over=lambda: True)
    assert not any(case.drawn for case in plan)
    assert plan.controls


def test_drawing_ends_when_the_run_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_drawn", endless)
    asked = count()
    plan = schedule(STANDARD, over=lambda: next(asked) > 3)
    assert [case.id for case in plan if case.drawn] == [f"request.combination/{number}" for number in range(3)]
