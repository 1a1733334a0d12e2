from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.wording.layout import lay_out
from tests.patience import UNHURRIED

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(UNHURRIED, max_examples=40)
@given(JSON_VALUES)
def test_the_layout_says_the_same(value: object) -> None:
    layout = lay_out(json.dumps(value))
    assert layout is not None
    assert json.loads(layout.text) == value
    assert layout.spans[""] == (0, len(layout.text))


def test_each_member_has_a_line() -> None:
    layout = lay_out('{"a":[1,{"b":null}],"c":{},"d":[]}')
    assert layout is not None
    assert layout.text == '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}'


@pytest.mark.parametrize(
    ("pointer", "stretch"),
    [
        ("/a~1b", '"a/b": 1.50'),
        ("/c", '"c": [\n    "\\u0041",\n    {\n      "x": true\n    }\n  ]'),
        ("/c/0", '"\\u0041"'),
        ("/c/1/x", '"x": true'),
    ],
)
def test_a_pointer_leads_to_its_value_as_it_was_sent(pointer: str, stretch: str) -> None:
    layout = lay_out('{"a/b":1.50,"c":["\\u0041",{"x":true}]}')
    assert layout is not None
    start, end = layout.spans[pointer]
    assert layout.text[start:end] == stretch


def test_a_name_given_twice_is_shown_twice() -> None:
    layout = lay_out('{"a":1,"a":2}')
    assert layout is not None
    assert layout.text == '{\n  "a": 1,\n  "a": 2\n}'


@pytest.mark.parametrize("text", ["", "{", "<h1>", "[" * 100_000, "[" * 40 + "]" * 40, "1" * 5000])
def test_what_is_no_json_or_too_deep_is_left_alone(text: str) -> None:
    assert lay_out(text) is None
