"""Drawing requests ends with the run: it may take longer than sending them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from conformance.engine.planning import schedule as planning
from conformance.engine.planning.drawing import Drawing
from conformance.engine.planning.schedule import schedule
from conformance.engine.settings import Settings
from strategies.drawing.over import OverError
from strategies.request import Case, Request

STANDARD = Settings(auth="none", no_cache=True)


def endless(drawing: Drawing, _control: Case, _over: Callable[[], bool]) -> Iterator[Case]:
    """Cases without an end."""
    clause = drawing.operation.clause_id("request.combination")
    for number in count():
        yield Case(id=f"{clause}/{number}", clause=clause, request=Request(path="/"), drawn=True)


def test_nothing_is_drawn_for_a_run_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "drawn", endless)
    plan = schedule(STANDARD, over=lambda: True)
    assert not any(case.drawn for case in plan)
    assert plan.controls


def test_drawing_ends_when_the_run_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "drawn", endless)
    asked = count()
    plan = schedule(STANDARD, over=lambda: next(asked) > 3)
    assert [case.id for case in plan if case.drawn] == [f"request.combination/{number}" for number in range(3)]


def test_drawing_that_is_broken_off_gives_what_it_gave_and_keeps_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken_off(drawing: Drawing, control: Case, over: Callable[[], bool]) -> Iterator[Case]:
        yield from islice(endless(drawing, control, over), 2)
        raise OverError

    monkeypatch.setattr(planning, "drawn", broken_off)
    monkeypatch.setenv("CHIME_CONFORMANCE_CACHE", str(tmp_path))
    plan = schedule(Settings(auth="none"))
    assert [case.id for case in plan if case.drawn] == [f"request.combination/{number}" for number in range(2)]
    assert list(tmp_path.iterdir()) == []
