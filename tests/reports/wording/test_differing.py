"""Two messages are compared member by member."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reports.run.finding import Message
from reports.wording.differing import Difference, How, differences, size


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1, "b": 2}, {"a": 1}, [Difference(how=How.ADDED, pointer="/b")]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [Difference(how=How.CHANGED, pointer="/a/b")]),
        ({"a": 1}, {"a": True}, [Difference(how=How.CHANGED, pointer="/a")]),
        ({"a": 1}, {"a": 1, "b": [1]}, [Difference(how=How.MISSING, pointer="", name="b", after="/a")]),
        ({"b": 1}, {"a": 1, "b": 1}, [Difference(how=How.MISSING, pointer="", name="a")]),
        ({"a": [1, 2, 3]}, {"a": [1, 2]}, [Difference(how=How.ADDED, pointer="/a/2")]),
        ({"a": [9, 1]}, {"a": [1]}, [Difference(how=How.ADDED, pointer="/a/0")]),
        ({"a": [2]}, {"a": [1, 2]}, [Difference(how=How.MISSING, pointer="/a")]),
        ({"a": [1]}, {"a": [1, 2]}, [Difference(how=How.MISSING, pointer="/a", after="/a/0")]),
        ({"x/y": 1}, {"x/y": 2}, [Difference(how=How.CHANGED, pointer="/x~1y")]),
        ([], {}, [Difference(how=How.CHANGED, pointer="")]),
    ],
)
def test_each_differing_member_is_found(one: Any, other: Any, found: list[Difference]) -> None:
    assert differences(json.dumps(one), json.dumps(other)) == tuple(found)


def test_what_is_no_json_has_no_members() -> None:
    assert differences("{", "{}") is None


@pytest.mark.parametrize(
    ("one", "points"),
    [
        (Message(start="POST /", body='{"a": 1}'), 0),
        (Message(start="PUT /", body='{"a": 1}'), 1),
        (Message(start="POST /", body='{"A": 1}'), 2),
        (Message(start="POST /", body='{"a":1}'), 1),
        (Message(start="POST /", body="{"), 1),
        (Message(start="POST /", body='{"a": 1}', headers=(("X", "1"), ("Content-Length", "9"))), 1),
    ],
)
def test_the_size_of_a_difference_counts_its_points(one: Message, points: int) -> None:
    assert size(one, Message(start="POST /", body='{"a": 1}')) == points
