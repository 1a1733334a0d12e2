"""Long lists are judged in parts, so that a target cannot make a run compare without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.oracle.long_lists import ITEMS, place, windows
from conformance.oracle.schemas import Checker

NAMES = {"type": "object", "properties": {"Names": {"type": "array", "maxItems": 5_000, "items": {"type": "string"}}}}


def pointers(names: list[Any]) -> list[str]:
    return [offence.pointer for offence in Checker("x", NAMES).offences({"Names": names})]


def test_a_short_list_stays_itself() -> None:
    value = {"a": [1, 2]}
    assert [part is value for part in windows(value)] == [True]


def test_each_item_of_a_long_list_is_in_a_part() -> None:
    numbers = list(range(ITEMS * 2 + 3))
    assert {item for part in windows(numbers) for item in part} == set(numbers)


def test_no_part_of_a_list_is_longer_than_allowed() -> None:
    assert {len(part) for part in windows([0] * (ITEMS * 3 + 1))} == {ITEMS}


@pytest.mark.parametrize("at", [0, ITEMS - 1, ITEMS, ITEMS * 2 + 2])
def test_a_wrong_item_is_named_by_its_place_in_the_whole(at: int) -> None:
    names: list[Any] = ["x"] * (ITEMS * 2 + 3)
    names[at] = 5
    assert pointers(names) == [f"/Names/{at}"]


def test_what_only_the_whole_list_breaks_is_found() -> None:
    assert pointers(["x"] * 5_001) == ["/Names"]


def test_of_a_hundred_thousand_wrong_items_one_part_is_told() -> None:
    assert len(pointers([5] * 5_000)) == ITEMS


def test_a_place_is_shifted_in_long_lists_only() -> None:
    value = {"long": [[0, 1]] * (ITEMS + 1)}
    assert place(value, 1, ["long", ITEMS - 1, 1]) == ["long", ITEMS, 1]


@pytest.mark.parametrize("inside", [lambda value: [value], lambda value: {"a": value}], ids=["lists", "objects"])
def test_a_deep_answer_is_no_trouble(inside: Callable[[Any], Any]) -> None:
    deep: Any = [0] * (ITEMS + 1)
    for _ in range(900):
        deep = inside(deep)
    assert len(list(windows(deep))) == 2


@pytest.mark.parametrize(("levels", "length"), [(99, ITEMS), (100, ITEMS + 1)])
def test_a_long_list_below_a_hundred_levels_stays_whole(levels: int, length: int) -> None:
    value: Any = list(range(ITEMS + 1))
    for _ in range(levels):
        value = [value]
    assert [len(innermost(part)) for part in windows(value)] == [length] * 2
    assert place(value, 1, [0] * levels + [0]) == [0] * levels + [ITEMS + 1 - length]


def innermost(value: list[Any]) -> list[Any]:
    """The list in the lists that have nothing else."""
    while isinstance(value[0], list):
        value = value[0]
    return value


def test_a_member_that_is_called_as_an_item_is_keeps_its_name() -> None:
    texts = {"type": "object", "additionalProperties": {"type": "string"}}
    (offence,) = Checker("x", {"type": "object", "properties": {"Tags": texts}}).offences({"Tags": {"0": 5}})
    assert offence.pointer == "/Tags/0"
