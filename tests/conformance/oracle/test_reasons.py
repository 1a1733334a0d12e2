"""The reason why a value breaks a keyword says more than the value."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.oracle.schemas import Checker

NAME = {"type": "string", "pattern": "^$|^[a-zA-Z0-9 ]{0,30}$"}
PHONE = {"type": "string", "pattern": r"^\+?[1-9]\d{1,14}$"}


@pytest.mark.parametrize(
    ("schema", "value", "reason"),
    [
        (NAME, "a!b", 'a contains "!"'),
        (NAME, "b\ufffd", "a contains half a character"),
        (NAME, "a" * 31, "a has 31 characters"),
        (NAME, 7, "a is 7, not a string"),
        (PHONE, "+0123", 'a is "+0123", which does not fit its pattern'),
        (PHONE, "1", "a has 1 character"),
        (PHONE, "tel:12", 'a contains "t"'),
        ({"pattern": "x"}, "yy", 'a contains "y"'),
        ({"maxItems": 2}, [1, 2, 3], "a has 3 items"),
        ({"minItems": 1}, [], "a has 0 items"),
        ({"uniqueItems": True}, [1, 1], "a has an item twice"),
        ({"maxLength": 2}, "abc", "a has 3 characters"),
        ({"maxProperties": 0}, {"b": 1}, "a has 1 key"),
        ({"minimum": 1}, 0, "a is 0, below the minimum of 1"),
        ({"exclusiveMaximum": 5}, 5, "a is 5, not below 5"),
        ({"multipleOf": 2}, 3, "a is 3, no multiple of 2"),
        ({"enum": ["b"]}, "c", 'a is "c", which is none of the documented values'),
        ({"type": ["integer", "null"]}, [], "a is [], not an integer or null"),
    ],
)
def test_the_reason_says_why_a_value_does_not_fit(schema: dict[str, Any], value: Any, reason: str) -> None:
    checker = Checker("request.body", {"type": "object", "properties": {"a": schema}})
    assert [offence.reason for offence in checker.offences({"a": value})] == [reason]


def test_the_reason_why_a_member_is_wanted_is_that_it_is_missing() -> None:
    (offence,) = Checker("request.body", {"type": "object", "required": ["a"]}).offences({})
    assert offence.reason == "a is missing"
