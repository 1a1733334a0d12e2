from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reports import compare, scoreboard
from tests.reports import sample

NAME = "response.body.ProxySession.Name.echo"
RECORDS = [sample.perfect(), sample.five_faults(), sample.unreachable()]


def line(clause: str, found: compare.Matrix) -> compare.Line:
    return next(one for one in found.lines if one.clause == clause)


def test_a_terminal_reads_the_runs_and_what_became_of_each_clause() -> None:
    found = list(compare.to_lines(compare.matrix([sample.perfect(), sample.five_faults()])))
    assert found[0] == "2 runs differ in 5 of 138 judged clauses: 5 regressed."
    assert "regressed  request.body.Name.pattern: pass, fail" in found


def test_a_terminal_reads_a_screen_of_differences_and_how_many_more_there_are() -> None:
    many = [clause.id for clause in sample.clauses() if clause.status == "pass"][:33]
    other = sample.record(sample.clauses(**dict.fromkeys(many, "fail")))
    assert list(compare.to_lines(compare.matrix([sample.perfect(), other])))[-1] == "3 more differ."


def test_the_columns_are_the_runs_in_order() -> None:
    found = compare.matrix(RECORDS)
    assert [column.verdict for column in found.columns] == ["conformant", "nonconformant", "inconclusive"]
    assert found.columns[1].counts == {
        "fail": 4,
        "warning": 1,
        "pass": sample.TESTED - 5,
        "excluded": sample.EXCLUDED,
    }


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


def test_markdown_lists_where_the_runs_differ() -> None:
    rendered = compare.to_markdown(compare.matrix(RECORDS[:2]))
    assert f"| <code>{NAME}</code> | MUST | regressed | pass | fail |" in rendered
    assert f"The runs agree on the others: {sample.TESTED - 5} pass." in rendered
    assert f"{sample.EXCLUDED} clauses that no run judged are left out." in rendered


def test_markdown_lists_what_deviates_in_all_runs() -> None:
    rendered = compare.to_markdown(compare.matrix([sample.five_faults()] * 2))
    assert f"| <code>{NAME}</code> | MUST | unchanged | fail | fail |" in rendered
    assert "| SHOULD | unchanged | warning | warning |" in rendered


def test_json_has_the_whole_matrix() -> None:
    document = json.loads(compare.to_json(compare.matrix(RECORDS)))
    assert (len(document["columns"]), len(document["lines"]), document["unjudged"]) == (
        3,
        sample.TESTED,
        sample.EXCLUDED,
    )


def test_html_and_markdown_say_the_same_number() -> None:
    found = compare.matrix(RECORDS[:2])
    sentence = f"2 runs differ in 5 of {sample.TESTED} judged clauses: 5 regressed."
    assert f">{sentence}</h1>" in compare.to_html(found)
    assert compare.to_markdown(found).startswith(f"## {sentence}")


@pytest.mark.parametrize(
    ("statuses", "trend"),
    [
        (("pass", "fail"), "regressed"),
        (("pass", "inconclusive", "waived"), "regressed"),
        (("fail", "pass"), "fixed"),
        (("pass", "fail", "pass"), "changed"),
        (("pass", "inconclusive"), "changed"),
        (("fail", "fail"), "unchanged"),
    ],
)
def test_what_became_of_a_clause(statuses: tuple[str, ...], trend: str) -> None:
    found = compare.matrix([sample.record(sample.clauses(**{NAME: status})) for status in statuses])
    assert line(NAME, found).trend == trend


def test_what_regressed_comes_before_what_was_fixed() -> None:
    other = "request.body.Name.pattern"
    before, after = sample.clauses(**{other: "fail"}), sample.clauses(**{NAME: "fail"})
    found = compare.matrix([sample.record(before), sample.record(after)])
    assert [one.clause for one in found.differing] == [NAME, other]


def test_the_cells_lead_to_the_evidence(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        (folder / "report.html").write_text("", encoding="utf-8")
    found = compare.write_comparison(RECORDS[:2], tmp_path / "out", [folders[0] / "run.json", folders[1]])
    assert [column.report for column in found.columns] == ["../first/report.html", "../second/report.html"]
    assert f'href="../second/report.html#{NAME}"' in compare.to_html(found)
    assert f"[fail](<../second/report.html#{NAME}>)" in compare.to_markdown(found)


def test_a_run_without_a_report_has_no_links(tmp_path: Path) -> None:
    found = compare.write_comparison(RECORDS[:2], tmp_path / "out", [tmp_path / "run.json"] * 2)
    assert [column.report for column in found.columns] == ["", ""]
    assert "report.html" not in compare.to_html(found)


def test_hostile_targets_are_inert_in_html() -> None:
    assert "<script>window.pwned" not in compare.to_html(compare.matrix([sample.hostile()]))


def test_the_comparison_is_written(tmp_path: Path) -> None:
    compare.write_comparison(RECORDS, tmp_path / "out")
    assert {found.name for found in (tmp_path / "out").iterdir()} == {"compare.html", "compare.json", "compare.md"}


def test_an_earlier_comparison_is_replaced_and_notes_beside_it_are_not(tmp_path: Path) -> None:
    compare.write_comparison(RECORDS, tmp_path)
    (tmp_path / "scoreboard.md").write_text(scoreboard.to_markdown(RECORDS), encoding="utf-8")
    assert compare.foreign(tmp_path) is None
    (tmp_path / "compare.md").write_text("# Notes\n", encoding="utf-8")
    assert compare.foreign(tmp_path) == tmp_path / "compare.md"
