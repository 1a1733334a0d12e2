"""Drawn cases wait on disk, and come back as they were, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.engine.planning.case_cache import kept
from conformance.engine.planning.case_file import Shelf, Shelved
from spec.contract import load
from strategies.request import Case, Request

CONTROL = Case(id="c/control", clause="c", request=Request(path="/"))
CASES = [
    Case(id=f"c/{number}", clause="c", request=Request(path="/", body=b"\x00" * number), control=control, drawn=True)
    for number, control in enumerate([CONTROL, None, CONTROL])
]


def test_cases_come_back_as_they_were() -> None:
    shelf = Shelf()
    numbers = [shelf.put(case) for case in CASES]
    assert [shelf.get(number) for number in reversed(numbers)] == CASES[::-1]


def test_their_controls_are_the_same_objects() -> None:
    shelf = Shelf()
    assert shelf.get(shelf.put(CASES[0])).control is CONTROL


def test_cases_on_and_beside_the_shelf_stand_in_one_order() -> None:
    shelf = Shelf()
    found = Shelved(shelf, (CONTROL, shelf.put(CASES[0]), CASES[1]))
    assert list(found) == [CONTROL, CASES[0], CASES[1]]
    assert list(found[1:]) == [CASES[0], CASES[1]]


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line[:20],
        lambda _line: b"5",
        lambda _line: b"[" * 100_000,
        lambda line: line.replace(b'"body":', b'"body":5,"other":'),
        lambda line: line.replace(b'"path":"/"', b'"path":"/\\ud800"'),
        lambda line: line.replace(b'"headers":[', b'"headers":[[1],'),
    ],
    ids=["cut", "number", "deep", "body", "surrogate", "headers"],
)
def test_a_damaged_cache_costs_no_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setenv("CHIME_CONFORMANCE_CACHE", str(tmp_path))
    operation = load("2018-05-01").operation
    drawn = list[str]()

    def draw() -> Iterator[Case]:
        drawn.append("again")
        return iter(CASES)

    def cases() -> list[Case]:
        return list(kept(operation, ("a",), CONTROL, draw))

    assert cases() == cases() == CASES
    (cache,) = tmp_path.iterdir()
    lines = cache.read_bytes().splitlines()
    assert damage(lines[1]) != lines[1]
    cache.write_bytes(b"\n".join([lines[0], damage(lines[1]), lines[2]]))
    assert cases() == cases() == CASES
    assert drawn == ["again", "again"]
