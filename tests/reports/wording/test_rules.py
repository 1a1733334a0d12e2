from __future__ import annotations

from dataclasses import replace

import pytest

from reports.run.finding import Message
from reports.wording.rules import frequency, pattern, rule
from tests.reports import sample

CLAUSE = sample.clauses()[0]
REFUSED = sample.finding(
    "request.body.Name.type", expected="201, since the request is valid", response=Message(start="400")
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("request.body.Name.type", "Name is a string. What fits is accepted."),
        ("request.body.Name.optional", "Name may be left out."),
    ],
)
def test_the_rule_of_a_refused_value_says_that_it_is_accepted(name: str, expected: str) -> None:
    clause = next(clause for clause in sample.clauses() if clause.id == name)
    assert rule(clause, replace(REFUSED, clause=name)) == expected


def test_the_rule_of_an_instant_in_an_answer_says_how_it_may_be_written() -> None:
    clause = next(one for one in sample.clauses() if one.id == "response.body.ProxySession.CreatedTimestamp.format")
    assert rule(clause, None).endswith("an instant in time. ISO 8601 will do, and so will seconds since 1970.")


def test_the_rule_of_an_accepted_violation_is_the_sentence() -> None:
    assert rule(CLAUSE, sample.finding(CLAUSE.id)) == CLAUSE.sentence


@pytest.mark.parametrize(
    ("sentence", "expected"), [("Name is empty or has letters.", "^[a-z]*$"), ("Name matches ^[a-z]*$", "")]
)
def test_a_pattern_is_shown_where_the_sentence_has_it_not(sentence: str, expected: str) -> None:
    assert pattern(replace(CLAUSE, sentence=sentence, pattern="^[a-z]*$")) == expected


@pytest.mark.parametrize(
    ("failed", "cases", "expected"),
    [
        (1, 1, "1 of 1 exchange fails"),
        (1, 12, "1 of 12 exchanges fails"),
        (2, 1200, "2 of 1,200 exchanges fail"),
    ],
)
def test_how_often_a_clause_fails_is_grammatical(failed: int, cases: int, expected: str) -> None:
    assert frequency(replace(CLAUSE, failed=failed, cases=cases)) == expected
