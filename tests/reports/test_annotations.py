from __future__ import annotations

from dataclasses import replace

from reports.accepted.known import Change, Changes
from reports.annotations import lines
from spec.clauses.clause import Level
from tests.reports import sample


def test_what_decides_is_an_error_and_what_warns_a_warning() -> None:
    kinds = [line.split(" ")[0] for line in lines(sample.five_faults())]
    assert kinds == ["::error"] * 4 + ["::warning", "::error"]


def test_in_a_strict_run_a_should_is_an_error() -> None:
    assert "::warning" not in "".join(lines(replace(sample.five_faults(), strict=True)))


def test_a_line_says_deviation_clause_expectation_and_outcome() -> None:
    (line,) = [line for line in lines(sample.five_faults()) if "maxItems" in line]
    assert line == (
        "::error title=accepts three items in ParticipantPhoneNumbers"
        "::request.body.ParticipantPhoneNumbers.maxItems: ParticipantPhoneNumbers has at most 2 items."
        " Expected 400 BadRequestException, got 201 with a new session."
    )


def test_what_was_known_before_warns_where_only_what_is_new_counts() -> None:
    record = sample.five_faults()
    remaining = tuple(Change(clause=clause, level=Level.MUST) for clause in sample.FAULTS)
    known = replace(record, changes=Changes(baseline="last night", remaining=remaining), only_new=True)
    found = lines(known, status=0)
    assert [line.split(" ")[0] for line in found] == ["::warning"] * 5 + ["::notice"]
    assert found[-1].startswith("::notice title=nothing new::4 clauses fail")


def test_a_conformant_run_is_one_notice() -> None:
    assert lines(sample.perfect()) == [
        f"::notice title=conformant::All {sample.MUST} judged clauses of level MUST hold."
    ]


def test_a_clause_without_a_kept_finding_still_shows() -> None:
    assert lines(replace(sample.five_faults(), findings=()))[0].endswith("digits and spaces.")


def test_hostile_text_stays_within_its_line() -> None:
    found = lines(sample.hostile())
    assert not any("\n" in line or "\r" in line for line in found)
    assert [line.split(" ")[0] for line in found] == ["::error", "::error"]


def test_no_more_than_github_shows() -> None:
    failing = {clause.id: "fail" for clause in sample.clauses() if clause.level == "MUST"}
    assert len(lines(sample.record(sample.clauses(**failing)))) == 11
