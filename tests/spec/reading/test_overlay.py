"""An overlay does what OpenAPI Overlay 1.0 says, and an action that would do nothing is refused."""

from __future__ import annotations

from typing import Any

import pytest

from spec.reading.overlay import OverlayError, apply

DOCUMENT = {"info": {"title": "t"}, "list": [{"name": "a"}, {"name": "b"}], "types": {"X": "string", "Y": "string"}}


@pytest.mark.parametrize(
    ("target", "update", "expected"),
    [
        ("$", {"info": {"summary": "s"}}, {"info": {"title": "t", "summary": "s"}}),
        ("$.info", {"title": "u"}, {"info": {"title": "u"}}),
        ("$.info.title", "u", {"info": {"title": "u"}}),
        ("$.list[1]", {"note": 1}, {"list": [{"name": "a"}, {"name": "b", "note": 1}]}),
        ("$.list", [{"name": "c"}], {"list": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}),
        ("$.types['X','Y']", ["string", "null"], {"types": {"X": ["string", "null"], "Y": ["string", "null"]}}),
    ],
)
def test_update(target: str, update: Any, expected: dict[str, Any]) -> None:
    assert apply(DOCUMENT, {"actions": [{"target": target, "update": update}]}) == {**DOCUMENT, **expected}


def test_remove() -> None:
    assert apply(DOCUMENT, {"actions": [{"target": "$.list", "remove": True}]}).keys() == {"info", "types"}


def test_actions_build_on_each_other() -> None:
    actions = [{"target": "$.info", "update": {"deep": {}}}, {"target": "$.info.deep", "update": {"er": 1}}]
    assert apply(DOCUMENT, {"actions": actions})["info"] == {"title": "t", "deep": {"er": 1}}


def test_a_shared_node_is_changed_in_one_place_only() -> None:
    shared = {"place": "p"}
    changed = apply({"a": shared, "b": shared}, {"actions": [{"target": "$.a", "update": {"decision": "d"}}]})
    assert changed == {"a": {"place": "p", "decision": "d"}, "b": {"place": "p"}}


@pytest.mark.parametrize(("target", "reason"), [("$.nothing", "matches nothing"), ("$[", "no JSONPath")])
def test_an_action_that_does_nothing_is_refused(target: str, reason: str) -> None:
    with pytest.raises(OverlayError, match=reason) as caught:
        apply(DOCUMENT, {"actions": [{"target": target, "update": {}}]})
    assert caught.value.target == target
