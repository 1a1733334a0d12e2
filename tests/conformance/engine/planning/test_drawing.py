"""Very many requests are drawn in a process of its own: they are the same, and it ends when nothing more is wanted."""

from __future__ import annotations

import sys

import pytest

from conformance.engine.planning import drawing
from conformance.engine.planning.drawing import Drawing, drawn
from spec.contract import load
from strategies.controls import controls
from strategies.drawing.over import OverError

VALUES = {"voiceConnectorId": "abcdef1ghij2klmno3pqr4"}
OPERATION = load().operation
CONTROL = controls(OPERATION, VALUES)[0]
FEW = Drawing(operation=OPERATION, values=VALUES, seed=0, examples=5, foreign=0)


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MANY", 0)


@pytest.mark.slow
def test_another_process_draws_the_same_cases() -> None:
    assert list(drawn(FEW, CONTROL)) == list(FEW.cases())


def test_where_no_other_process_draws_this_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    assert list(drawn(FEW, CONTROL)) == list(FEW.cases())


def test_where_nothing_more_is_wanted_no_other_process_is_waited_for() -> None:
    with pytest.raises(OverError):
        next(drawn(FEW, CONTROL, over=lambda: True))
