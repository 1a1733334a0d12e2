from __future__ import annotations

from dataclasses import replace

import pytest

from reports.baseline import Changes, compare_with, with_changes
from tests.reports import sample

NAME = "response.body.ProxySession.Name.echo"


def changes(before: str, after: str) -> dict[str, list[str]]:
    found = compare_with(
        sample.record(sample.clauses(**{NAME: after})), sample.record(sample.clauses(**{NAME: before}))
    )
    lists = {kind: [clause.id for clause in getattr(found, kind)] for kind in Changes.__dataclass_fields__}
    return {kind: ids for kind, ids in lists.items() if ids}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("pass", "fail", "new"),
        ("inconclusive", "fail", "new"),
        ("fail", "pass", "fixed"),
        ("waived", "pass", "fixed"),
        ("fail", "fail", "remaining"),
        ("waived", "fail", "remaining"),
        ("fail", "waived", "remaining"),
        ("fail", "inconclusive", "unjudged"),
        ("fail", "skipped", "unjudged"),
    ],
)
def test_what_became_of_a_clause(before: str, after: str, kind: str) -> None:
    assert changes(before, after) == {kind: [NAME]}


@pytest.mark.parametrize(("before", "after"), [("pass", "pass"), ("pass", "waived"), ("skipped", "pass")])
def test_what_is_no_change(before: str, after: str) -> None:
    assert changes(before, after) == {}


def test_a_clause_that_the_baseline_lacks_is_new_if_it_fails() -> None:
    record = sample.record(sample.clauses(**{NAME: "fail"}))
    assert [clause.id for clause in compare_with(record, replace(record, clauses=())).new] == [NAME]


def test_a_failing_clause_that_is_gone_is_unjudged() -> None:
    baseline = sample.record(sample.clauses(**{NAME: "fail"}))
    found = compare_with(replace(baseline, clauses=()), baseline)
    assert ([clause.id for clause in found.unjudged], found.fixed) == ([NAME], ())


def test_the_changes_stand_in_the_record() -> None:
    record = with_changes(sample.record(sample.clauses(**{NAME: "fail"})), sample.perfect())
    assert record.changes == {
        "baseline": "staging, 2026-01-02",
        "new": [{"clause": NAME, "level": "MUST"}],
        "fixed": [],
        "remaining": [],
        "unjudged": [],
    }
