"""Words that make members depend on each other are found, and the members that they name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spec.derive.contracts import derived
from spec.derive.dependent import dependent
from spec.relations.alternatives import undecided_choice

SHEET = {"StreamName": "streamName", "StreamARN": "streamARN", "Type": "type", "Must": "must"}
DEFINITION: dict[str, Any] = {
    "parameters": [{"name": "type", "in": "query"}, {"name": "must", "in": "path", "required": True}],
    "requestBody": {"content": {"application/json": {"schema": {"properties": {"streamName": {}, "streamARN": {}}}}}},
}
BOTH = {"x-dependent": [["streamARN", "streamName"]]}


@pytest.mark.parametrize(
    ("owner", "text", "found"),
    [
        ("", "Specify either StreamName or StreamARN, not both.", BOTH),
        ("", "Goes on. You must specify <code>StreamName</code> or the StreamARN.", BOTH),
        ("StreamARN", "Mutually exclusive with StreamName.", BOTH),
        ("StreamARN", "You can't specify this and `StreamName` in the same request.", BOTH),
        ("StreamARN", "If you don't specify it, you must give streamname.", BOTH),
        ("", "Exactly one of Type and StreamName.", {"x-dependent": [["streamName", "type"]]}),
        ("", "Specify either the type or the StreamARN.", {}),
        ("", "The StreamName of the StreamARN. It is either on or off.", {}),
        ("", "Specify either StreamName or Must.", {}),
        ("", "", {}),
    ],
)
def test_what_a_sentence_makes_depend_on_each_other(owner: str, text: str, found: dict[str, Any]) -> None:
    assert dependent({owner: text}, SHEET, DEFINITION) == found


def test_a_page_says_so_as_a_model_does(tmp_path: Path) -> None:
    page = Path("tests/pages/PlantTree.2031-05-06.md").read_text(encoding="utf-8")
    changed = page.replace("\nType: Boolean\n", "\nMutually exclusive with Crown.\nType: Boolean\n", 1)
    assert changed != page
    file = tmp_path / "PlantTree.md"
    file.write_text(changed, encoding="utf-8")
    ((_, item),) = derived([file])[0].document["paths"].items()
    ((_, operation),) = item.items()
    assert operation["x-dependent"] == [["Crown", "Grafted"]]


@pytest.mark.parametrize(
    ("given", "undecided"),
    [
        ({"start": 1, "task": 2, "a": 3}, {"start": 1, "task": 2}),
        ({"start": 1, "a": 3}, {"start": 1}),
        ({"a": 3}, {}),
        ({"a": 3, "b": 4}, {"a": 3, "b": 4}),
    ],
)
def test_one_of_three_names_may_need_another_one_beside_it(given: dict[str, Any], undecided: dict[str, Any]) -> None:
    groups = [frozenset({"a", "b"}), *([frozenset({"start", "end", "task"})] if "b" not in given else [])]
    assert undecided_choice(groups, given) == undecided


def test_one_of_two_names_is_a_choice() -> None:
    assert undecided_choice([frozenset({"a", "b"})], {"a": 3, "c": 4}) is None
