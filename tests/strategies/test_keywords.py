"""Keywords that the editions' bodies do not use have violations too: the operation may be another operation's."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from spec.contract import load
from spec.operation import JSON_MEDIA_TYPE, Operation, Schema
from strategies.changes.nodes import places
from strategies.changes.violations import violations
from strategies.drawing import invalid
from strategies.drawing.sampling import draw
from strategies.plan import precedence
from strategies.request import Request
from strategies.values.kinds import ABSENT
from strategies.values.ordinary import ordinary
from strategies.values.valid import classes, edges

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["Label"],
    "properties": {
        "Label": {"type": "string", "minLength": 2, "maxLength": 4},
        "Size": {"type": "integer", "minimum": 3, "maximum": 9},
    },
}
CONTROL = Request(path="/").with_json({"Label": "abc", "Size": 5})


@pytest.fixture
def operation() -> Operation:
    operation: dict[str, Any] = copy.deepcopy(dict(load().operation.definition))
    operation["requestBody"]["content"][JSON_MEDIA_TYPE]["schema"] = SCHEMA
    return replace(load().operation, definition=operation)


def test_each_keyword_is_broken_beside_its_bound(operation: Operation) -> None:
    sent = {
        (mutation.clause.removeprefix("request.body."), mutation.name, mutation.change): json.loads(
            mutation.apply(CONTROL).body
        )
        for mutation in violations(operation)
        if mutation.clause.rpartition(".")[2] in {"minLength", "maxLength", "maximum"}
    }
    assert sent == {
        ("Label.minLength", "one-short", "Label: 1 character, not at least 2"): {"Label": "a", "Size": 5},
        ("Label.maxLength", "one-over", "Label: 5 characters, not at most 4"): {"Label": "aaaaa", "Size": 5},
        ("Label.maxLength", "far-over", "Label: 1,004 characters, not at most 4"): {"Label": "a" * 1004, "Size": 5},
        ("Label.maxLength", "emoji-over", "Label: 5 emoji, not at most 4 characters"): {
            "Label": "\U0001f600" * 5,
            "Size": 5,
        },
        ("Size.maximum", "one-above", "Size: 10 is above the maximum of 9"): {"Label": "abc", "Size": 10},
        ("Size.maximum", "far-above", "Size: 1048585 is above the maximum of 9"): {"Label": "abc", "Size": 1048585},
    }


def test_values_above_a_maximum_are_drawn(operation: Operation) -> None:
    drawn = draw(invalid.violations(operation)["request.body.Size.maximum"], 20, 1)
    sizes = [body["Size"] for body in drawn]
    assert min(sizes) > 9
    assert 10 in sizes


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ({"type": "string"}, ["0text", "1text"]),
        ({"type": "string", "maxLength": 3}, ["0te", "1te"]),
        ({"type": "string", "minLength": 7}, ["0textte", "1textte"]),
        ({"type": "integer"}, [41, 42]),
        ({"type": "integer", "minimum": 9}, [50, 51]),
        ({"type": "array", "items": {"type": "integer"}}, [[41], [42]]),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 3}, [[41, 42, 43], [42, 43, 44]]),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 3, "minItems": 2}, [[41, 42], [42, 43]]),
        ({"type": "object"}, [{}, {}]),
        ({"type": "object", "properties": {"a": {"enum": ["x", "y"]}}}, [{"a": "x"}, {"a": "y"}]),
    ],
)
def test_an_ordinary_value_is_valid_and_each_turn_gives_another(schema: Schema, values: list[Any]) -> None:
    assert [ordinary(schema, turn) for turn in (0, 1)] == values
    assert ordinary(schema) == values[0]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("b",), [("b",)]),
        (("a", "items"), [("a", 0), ("a", 1)]),
        (("a", "items", "items", "c"), [("a", 0, 0, "c"), ("a", 0, 1, "c"), ("a", 1, 0, "c"), ("a", 1, 1, "c")]),
        (("items", "items"), [("items", 0)]),
        (("map", "values"), [("map", "0text")]),
        (("map", "values", "c"), [("map", "0text", "c")]),
    ],
)
def test_a_path_through_lists_and_maps_means_their_first_items_and_entries(
    path: tuple[str, ...], found: list[tuple[str | int, ...]]
) -> None:
    inner = {"type": "object", "properties": {"c": {"type": "string"}}}
    lists = {"type": "array", "items": {"type": "array", "items": inner}}
    members = {
        "a": lists,
        "b": {"type": "string"},
        "items": {"type": "array", "items": {"type": "string"}, "maxItems": 1},
        "map": {"type": "object", "additionalProperties": inner},
    }
    assert places({"type": "object", "properties": members}, path, 2) == found


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("response.status.201", "request.body.Name.pattern"),
        ("request.body.Name.pattern", "request.combination"),
        ("auth.required", "request.combination"),
        ("request.combination", "request.robustness"),
        ("request.robustness", "response.repeatable"),
        ("request.robustness", "error.BadRequestException.status"),
    ],
)
def test_clauses_are_verified_in_the_order_that_spares_the_target(earlier: str, later: str) -> None:
    assert precedence(earlier) < precedence(later)


def test_clauses_that_every_answer_decides_come_last_together() -> None:
    assert precedence("response.contentType") == precedence("error.contentType")


TEXT = {"type": "string", "pattern": "^[ab]{1,3}$"}


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({"enum": ["x", "y"]}, {"x": "x", "y": "y"}),
        ({"type": "integer"}, {"least": 0, "ordinary": 41, "most": 2**31 - 1}),
        ({"type": "integer", "minimum": 3}, {"least": 3, "ordinary": 44, "most": 2**31 - 1}),
        ({"type": "integer", "minimum": 3, "maximum": 90}, {"least": 3, "ordinary": 44, "most": 90}),
        ({"type": "integer", "minimum": 3, "maximum": 9}, {"least": 3, "ordinary": 9, "most": 9}),
        ({"type": "string"}, {"shortest": "0text", "longest": "0text"}),
        (
            {"type": "string", "pattern": "^[a-c]{2,9}$"},
            {"shortest": "ac", "between": "acaca", "longest": "acacacaca"},
        ),
        (
            {"type": "array", "items": {"type": "string"}},
            {"ordinary": ["0text"], "several": ["0text", "1text", "2text"]},
        ),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 1}, {"ordinary": ["0text"]}),
        ({"type": "array", "items": {"type": "string"}, "minItems": 2}, {"ordinary": ["0text", "1text"]}),
        (
            {"type": "array", "items": TEXT, "maxItems": 2},
            {"shortest": ["a"], "longest": ["aba"], "middle": ["ab"], "several": ["a", "aba"]},
        ),
        (
            {"type": "array", "items": TEXT, "minItems": 2},
            {"shortest": ["a", "b"], "longest": ["aba", "bab"], "middle": ["ab", "ba"]},
        ),
        (
            {"type": "array", "items": {"type": "string", "pattern": "^a{1,3}$"}, "minItems": 2},
            {"ordinary": ["aa", "aa"]},
        ),
        (
            {"type": "object", "properties": {"A": {"enum": ["x", "y"]}, "B": TEXT}},
            {
                "ordinary": {"A": "x", "B": "ab"},
                "shortest": {"A": "x", "B": "a"},
                "shortest-A": {"A": "x", "B": "ab"},
                "shortest-B": {"A": "x", "B": "a"},
            },
        ),
    ],
)
def test_the_classes_of_a_value_are_its_ends_and_what_lies_between(schema: Schema, found: dict[str, Any]) -> None:
    assert classes(schema, required=True) == found
    assert classes(schema, required=False) == {"absent": ABSENT, **found}


def test_an_integer_without_bounds_has_edges_of_its_own() -> None:
    numbers = {(edge.keyword, edge.name): edge.value for edge in edges({"type": "integer"})}
    assert numbers["type", "minimum"] == -(2**31 - 1)
    assert numbers["type", "one-above"] == -(2**31 - 2)
    assert numbers["type", "over-16-bits"] == 2**16
    assert max(numbers.values()) == 2**31 - 1


def test_an_integer_has_no_edges_beyond_its_bounds() -> None:
    found = [(edge.name, edge.value) for edge in edges({"type": "integer", "minimum": 3, "maximum": 300})]
    assert found == [
        ("minimum", 3),
        ("one-above", 4),
        ("one-below", 299),
        ("maximum", 300),
        ("8-bits", 255),
        ("over-8-bits", 256),
    ]
    assert ("8-bits", 255) in [(edge.name, edge.value) for edge in edges({"type": "integer", "minimum": 255})]
