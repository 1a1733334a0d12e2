from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reports.accepted import waivers
from reports.accepted.waivers import Waiver, WaiverError
from reports.run.record import Record
from tests.reports import sample

TODAY = date(2026, 1, 2)
NAME = "request.body.Name.pattern"


def applied(*found: Waiver, record: Record | None = None) -> Record:
    return waivers.apply(record or sample.five_faults(), found, TODAY)


def status(record: Record, clause: str = NAME) -> str:
    return next(one.status for one in record.clauses if one.id == clause)


def states(record: Record) -> list[tuple[str, int]]:
    return [(entry.state, entry.findings) for entry in record.waived]


def test_toml_is_read(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(
        '[[waiver]]\nclause = "request.*"\nreason = "known"\nexpires = 2026-05-01\nkind = "may-fail"\n',
        encoding="utf-8",
    )
    expected = Waiver(clause="request.*", reason="known", expires=date(2026, 5, 1), kind="may-fail")
    assert waivers.load(path) == (expected,)


@pytest.mark.parametrize("day", ["2026-05-01", '"2026-05-01"'])
def test_yaml_is_read(day: str, tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(
        f"waiver:\n- clause: request.*\n  reason: known\n  issue: '#7'\n  expires: {day}\n", encoding="utf-8"
    )
    expected = Waiver(clause="request.*", reason="known", issue="#7", expires=date(2026, 5, 1))
    assert waivers.load(path) == (expected,)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("waiver: 1", "expected nothing but a list"),
        ("waivers: []", "expected nothing but a list"),
        ("- 1", "expected nothing but a list"),
        ("waiver: [1]", "waiver 1: expected a table"),
        ("waiver: [{clause: a}]", "waiver 1: reason is missing or empty"),
        ("waiver: [{clause: a, reason: b}, {reason: b}]", "waiver 2: clause is missing"),
        ("waiver: [{clause: a, reason: b, until: c}]", "unknown key until"),
        ("waiver: [{clause: a, reason: b, issue: 7}]", "issue is no text"),
        ("waiver: [{clause: a, reason: b, kind: maybe}]", "kind is neither"),
        ("waiver: [{clause: a, reason: b, expires: soon}]", "expires is no date"),
        ("waiver: [{clause: a, reason: b, expires: 2026}]", "expires is no date"),
        ("waiver: [", "while parsing"),
    ],
)
def test_a_malformed_file_says_where_and_why(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "waivers.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WaiverError, match=problem):
        waivers.load(path)


def test_malformed_toml_says_so(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text("[[waiver", encoding="utf-8")
    with pytest.raises(WaiverError, match="array declaration"):
        waivers.load(tmp_path / "w.toml")


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(WaiverError, match="cannot be read"):
        waivers.load(tmp_path / "none.toml")


def test_a_covered_clause_is_waived_with_the_reason() -> None:
    record = applied(Waiver(clause=NAME, reason="known"))
    assert status(record) == "waived"
    assert {finding.waived for finding in record.findings if finding.clause == NAME} == {"known"}
    assert states(record) == [("in force", 40)]


def test_a_clause_of_which_one_case_is_not_covered_still_fails() -> None:
    record = applied(Waiver(clause=NAME, case="*/near-miss-*", reason="known"))
    assert (status(record), states(record)) == ("fail", [("in force", 39)])


def test_waiving_all_makes_the_run_conformant() -> None:
    record = applied(Waiver(clause="*", reason="all known"))
    assert (record.verdict, record.reason) == (
        "conformant",
        f"All {sample.MUST - 4} judged clauses of level MUST hold; 5 waived.",
    )


def test_the_first_waiver_that_covers_gives_the_reason() -> None:
    record = applied(Waiver(clause=NAME, reason="one"), Waiver(clause="*", reason="two"))
    assert {finding.waived for finding in record.findings} == {"one", "two"}


@pytest.mark.parametrize(
    ("waiver", "state"),
    [
        (Waiver(clause="nothing.*", reason="r"), "matched nothing"),
        (Waiver(clause="request.method", reason="r"), "no longer fails"),
        (Waiver(clause="request.method", reason="r", kind="may-fail"), "in force"),
        (Waiver(clause=NAME, case="other", reason="r"), "no longer fails"),
        (Waiver(clause=NAME, reason="r", expires=date(2026, 1, 1)), "expired"),
        (Waiver(clause=NAME, reason="r", expires=TODAY), "in force"),
    ],
)
def test_the_state_of_a_waiver(waiver: Waiver, state: str) -> None:
    assert [found for found, _ in states(applied(waiver))] == [state]


def test_an_expired_waiver_covers_nothing() -> None:
    assert status(applied(Waiver(clause="*", reason="r", expires=date(2025, 1, 1)))) == "fail"


def test_a_stale_waiver_fails_a_strict_run_only() -> None:
    stale = Waiver(clause="nothing", reason="r")
    strict = sample.record(sample.clauses(), strict=True)
    assert applied(stale, record=strict).verdict == "nonconformant"
    assert applied(stale, record=sample.perfect()).verdict == "conformant"


def test_an_inconclusive_finding_is_not_waived() -> None:
    doubt = sample.finding(NAME, status="inconclusive")
    record = sample.record(sample.clauses(**{NAME: "inconclusive"}), (doubt,))
    assert applied(Waiver(clause="*", reason="r", kind="may-fail"), record=record).findings == (doubt,)


def test_an_inconclusive_run_keeps_its_reason() -> None:
    record = replace(sample.unreachable(), reason="Nothing listens there.")
    found = applied(Waiver(clause="*", reason="r"), record=record)
    assert (found.verdict, found.reason) == ("inconclusive", "Nothing listens there.")


def test_waiving_all_of_an_interrupted_run_leaves_it_inconclusive() -> None:
    record = replace(sample.five_faults(), interrupted=True)
    assert applied(Waiver(clause="*", reason="r"), record=record).verdict == "inconclusive"


def test_applying_again_changes_nothing() -> None:
    once = applied(Waiver(clause=NAME, reason="known"))
    assert applied(Waiver(clause=NAME, reason="known"), record=once) == once


def test_the_template_has_an_entry_per_failing_clause_and_wants_reasons(tmp_path: Path) -> None:
    text = waivers.template(sample.five_faults(), TODAY)
    assert [entry["clause"] for entry in tomllib.loads(text)["waiver"]].count(NAME) == 1
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WaiverError, match="reason is missing or empty"):
        waivers.load(tmp_path / "w.toml")


def test_a_name_in_the_template_is_quoted() -> None:
    hostile = 'a"\nreason = "known" # é'
    plain = sample.five_faults()
    failing = replace(
        plain, clauses=tuple(replace(one, id=hostile) if one.id == NAME else one for one in plain.clauses)
    )
    found = replace(
        failing, findings=tuple(replace(one, clause=hostile) for one in plain.findings if one.clause == NAME)
    )
    assert hostile in [entry["clause"] for entry in tomllib.loads(waivers.template(found, TODAY))["waiver"]]


def test_a_filled_in_template_waives_everything(tmp_path: Path) -> None:
    text = waivers.template(sample.five_faults(), TODAY).replace('reason = ""', 'reason = "known"')
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    assert applied(*waivers.load(tmp_path / "w.toml")).verdict == "conformant"


def test_the_template_of_a_perfect_run_is_a_comment() -> None:
    assert waivers.template(sample.perfect(), TODAY) == "# Nothing fails.\n"
