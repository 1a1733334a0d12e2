"""Ordinary numbers: no words that bound a number hardly forbid them."""

from __future__ import annotations

from typing import Any

import pytest

from spec.unbounded import bounded
from strategies.values.ordinary import ordinary

TURNS = (0, 1, 70)


def no_doubt(schema: dict[str, Any], value: float) -> bool:
    """Whether a number lies where words hardly forbid it, in whole steps."""
    within = bounded(schema)
    steps = value % schema["multipleOf"] if "multipleOf" in schema else 0
    return within.get("minimum", value) <= value <= within.get("maximum", value) and not steps


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize("stated", [{}, {"minimum": 5}, {"minimum": 60}, {"minimum": 99}, {"minimum": 100}])
def test_an_ordinary_number_is_never_in_doubt(kind: str, stated: dict[str, int]) -> None:
    schema = {"type": kind, **stated}
    assert all(no_doubt(schema, ordinary(schema, turn)) for turn in TURNS)


@pytest.mark.parametrize("steps", [{"multipleOf": 300}, {"multipleOf": 7, "minimum": 60}])
def test_an_ordinary_number_of_steps_is_never_in_doubt(steps: dict[str, int]) -> None:
    schema = {"type": "integer", **steps}
    assert all(no_doubt(schema, ordinary(schema, turn)) for turn in TURNS)


def test_each_turn_has_another_number_where_few_are_in_no_doubt() -> None:
    assert len({ordinary({"type": "integer", "minimum": 60}, turn) for turn in range(40)}) == 40


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (1, 100)),
        ({"example": 900}, (1, 900)),
        ({"default": -3}, (-3, 100)),
        ({"multipleOf": 300}, (1, 300)),
        ({"default": True}, (1, 100)),
    ],
)
def test_a_number_that_the_source_itself_gives_is_in_no_doubt(given: dict[str, Any], expected: tuple[int, int]) -> None:
    found = bounded({"type": "integer", **given})
    assert (found["minimum"], found["maximum"]) == expected
