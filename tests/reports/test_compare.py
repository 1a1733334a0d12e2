from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from reports import compare
from tests.reports import sample

if TYPE_CHECKING:
    from pathlib import Path

NAME = "response.body.ProxySession.Name.echo"
RECORDS = [sample.perfect(), sample.five_faults(), sample.unreachable()]


def line(clause: str, found: compare.Matrix) -> compare.Line:
    return next(one for one in found.lines if one.clause == clause)


def test_the_columns_are_the_runs_in_order() -> None:
    found = compare.matrix(RECORDS)
    assert [column.verdict for column in found.columns] == ["conformant", "nonconformant", "inconclusive"]
    assert found.columns[1].counts == {"pass": 131, "fail": 5, "excluded": 11}


def test_runs_of_one_target_are_told_apart_by_their_time() -> None:
    later = replace(sample.perfect(), started_at="2026-01-03T04:05:06+00:00")
    names = [column.name for column in compare.matrix([sample.perfect(), later]).columns]
    assert names == ["staging, 2026-01-02 03:04:00", "staging, 2026-01-03 04:05:06"]


def test_a_line_has_a_clause_in_every_run() -> None:
    assert line(NAME, compare.matrix(RECORDS)).statuses == ("pass", "fail", "inconclusive")


def test_a_clause_that_only_one_edition_has_is_absent_from_the_other() -> None:
    lacking = replace(sample.perfect(), clauses=sample.clauses()[1:])
    clause = sample.clauses()[0].id
    assert line(clause, compare.matrix([lacking, sample.perfect()])).statuses == ("absent", "pass")


def test_lines_differ_or_agree() -> None:
    found = compare.matrix(RECORDS[:2])
    assert [one.clause for one in found.lines if one.differs] == [
        clause.id for clause in sample.clauses() if clause.id in sample.FAULTS
    ]


def test_markdown_lists_what_does_not_pass_everywhere() -> None:
    rendered = compare.to_markdown(compare.matrix(RECORDS[:2]))
    assert f"| <code>{NAME}</code> | MUST | pass | fail |" in rendered
    assert "142 more clauses pass everywhere." in rendered


def test_markdown_lists_what_fails_everywhere() -> None:
    rendered = compare.to_markdown(compare.matrix([sample.five_faults()] * 2))
    assert f"| <code>{NAME}</code> | MUST | fail | fail |" in rendered


def test_json_has_the_whole_matrix() -> None:
    document = json.loads(compare.to_json(compare.matrix(RECORDS)))
    assert (len(document["columns"]), len(document["lines"])) == (3, len(sample.clauses()))


def test_html_says_in_how_many_clauses_they_differ() -> None:
    assert "differ in 5 of 147 clauses." in compare.to_html(compare.matrix(RECORDS[:2]))


def test_hostile_targets_are_inert_in_html() -> None:
    assert "<script>window.pwned" not in compare.to_html(compare.matrix([sample.hostile()]))


def test_the_comparison_is_written(tmp_path: Path) -> None:
    compare.write_comparison(RECORDS, tmp_path / "out")
    assert {found.name for found in (tmp_path / "out").iterdir()} == {"compare.html", "compare.json", "compare.md"}
