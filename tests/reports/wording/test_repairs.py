"""A deviation is told as what to do about it."""

from __future__ import annotations

from typing import Any

import pytest

from reports.run.finding import Message
from reports.wording.repairs import repair
from tests.reports import sample

NAME = "request.body.Name.pattern"


@pytest.mark.parametrize(
    ("status", "values", "words"),
    [
        ("422", {"expected": "400, because Name is 7"}, "Answer 400 instead of 422 for invalid input"),
        ("200", {"expected": "a documented refusal"}, "Answer with a documented refusal instead of 200"),
        ("200", {"expected": "201"}, "Answer 201 instead of 200"),
        (
            "500",
            {"expected": "400, 404 or 413, never a server error", "change": ""},
            "Answer 400, 404 or 413 instead of 500 to a request",
        ),
        (
            "500",
            {"expected": "400, because A is 7", "change": "A: 7 instead of a string"},
            "Answer 400, not 500, to 7 instead of a string in A",
        ),
        ("422", {"expected": "201 or a refusal with 400"}, "Answer 201 or a refusal with 400 instead of 422"),
        ("400", {"expected": "201, since the request is valid"}, "Accept a valid request"),
        ("201", {"expected": "400, because Name is 7", "change": "Name: '!': a sign"}, "Refuse '!' in Name"),
        (
            "500",
            {"expected": "400, because Name is 7", "change": "Name is odd"},
            "Answer 400 instead of 500 to a request in which Name is odd",
        ),
        (
            "500",
            {"expected": "any answer but an error of the server", "change": "Name is odd"},
            "Do not answer 500 to a request in which Name is odd",
        ),
        ("201", {"pointer": "/a/b", "actual": "a.b is missing"}, "Return a.b"),
        ("201", {"pointer": "/a/b", "actual": "a.b is 7"}, "Correct a.b, which is 7"),
        ("201", {"pointer": "header:X", "actual": "no such header"}, "Send X"),
        (
            "400",
            {
                "pointer": "header:X",
                "expected": "the error's name Bad, in X or as code of the body",
                "actual": "no error name",
            },
            "Name the error with 400, in X or as code of the body",
        ),
        ("no answer: reset", {"pointer": ""}, "Answer: no answer: reset"),
    ],
)
def test_a_repair_begins_with_a_verb(status: str, values: dict[str, Any], words: str) -> None:
    assert repair(sample.finding(NAME, response=Message(start=status), **values)) == words
