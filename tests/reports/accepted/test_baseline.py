from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reports.accepted.baseline import compare_with, of_history, of_record, with_changes
from reports.accepted.known import Change, Changes
from reports.archive import history
from spec.clauses.clause import Level
from tests.reports import sample

KINDS = ("new", "fixed", "remaining", "unjudged")
NAME = "response.body.ProxySession.Name.echo"


def changes(before: str, after: str) -> dict[str, list[str]]:
    found = compare_with(
        sample.record(sample.clauses(**{NAME: after})), of_record(sample.record(sample.clauses(**{NAME: before})))
    )
    lists = {kind: [change.clause for change in getattr(found, kind)] for kind in KINDS}
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
    assert [change.clause for change in compare_with(record, of_record(replace(record, clauses=()))).new] == [NAME]


def test_a_failing_clause_that_is_gone_is_unjudged() -> None:
    baseline = sample.record(sample.clauses(**{NAME: "fail"}))
    found = compare_with(replace(baseline, clauses=()), of_record(baseline))
    assert ([change.clause for change in found.unjudged], found.fixed) == ([NAME], ())


def test_the_changes_stand_in_the_record() -> None:
    record = with_changes(sample.record(sample.clauses(**{NAME: "fail"})), of_record(sample.perfect()))
    assert record.changes == Changes(baseline="staging, 2026-01-02", new=(Change(clause=NAME, level=Level.MUST),))


def test_without_an_accepted_run_everything_is_new(tmp_path: Path) -> None:
    history.append(tmp_path / "h.db", sample.perfect())
    record = sample.record(sample.clauses(**{NAME: "fail"}))
    found = compare_with(record, of_history(tmp_path / "h.db", "staging", "chime-2018-05-01"))
    assert (found.baseline, [one.clause for one in found.new]) == ("no accepted run yet", [NAME])


def test_the_accepted_run_of_the_history_is_a_baseline(tmp_path: Path) -> None:
    record = sample.record(sample.clauses(**{NAME: "fail"}))
    history.append(tmp_path / "h.db", record)
    history.accept(tmp_path / "h.db")
    found = compare_with(record, of_history(tmp_path / "h.db", "staging", "chime-2018-05-01"))
    assert ([one.clause for one in found.remaining], found.new) == ([NAME], ())
    assert found.baseline.startswith("run 1, accepted 2")


def test_a_clause_that_only_the_history_knows_keeps_its_level(tmp_path: Path) -> None:
    should = "error.BadRequestException.type"
    history.append(tmp_path / "h.db", sample.record(sample.clauses(**{should: "fail"})))
    history.accept(tmp_path / "h.db")
    known = of_history(tmp_path / "h.db", "staging", "chime-2018-05-01")
    found = compare_with(replace(sample.perfect(), clauses=()), known)
    assert found.unjudged == (Change(clause=should, level=Level.SHOULD),)
