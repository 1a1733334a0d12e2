from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from reports.accepted.known import Change, Changes
from reports.run.finding import Message, Step
from reports.run.record import Record
from reports.terminal import Outlook, summarise
from reports.wording.remedies import REMEDIES
from spec.clauses.clause import Level
from spec.clauses.reason import Why
from spec.clauses.status import Status
from tests.reports import sample


def said(record: Record, **values: Any) -> str:
    stream = io.StringIO()
    outlook = replace(Outlook(output=Path("out"), status=1), **values)
    summarise(Console(file=stream, highlight=False, width=80), record, outlook)
    return stream.getvalue()


def lines(record: Record, **values: Any) -> list[str]:
    return [line.rstrip() for line in said(record, **values).splitlines()]


def test_a_conformant_run_is_a_table_and_two_lines() -> None:
    number, must = sample.TESTED, sample.MUST
    assert lines(sample.perfect(), status=0)[-2:] == [
        f"conformant: {number} of {number} clauses hold. All {must} judged clauses of level MUST hold.",
        "4,181 exchanges in 11.4 s, seed 20260102. Report: out/report.html",
    ]


def test_a_report_that_could_not_be_written_is_not_named() -> None:
    assert lines(sample.perfect(), status=0, reported=False)[-1] == "4,181 exchanges in 11.4 s, seed 20260102."


def test_a_deviation_is_named_with_its_rule_and_its_evidence() -> None:
    found = lines(sample.five_faults())
    at = found.index("FAIL    answers 422 for invalid input")
    assert [line[:13].strip() for line in found[at + 1 : at + 8]] == [
        "rule",
        "clause",
        "difference",
        "expected",
        "actual",
        "response",
        "reproduce",
    ]
    assert '{"Code": "BadRequest", "Message": "Capabilities is required"}' in found[at + 6]


def test_a_should_is_a_warning_after_the_failures() -> None:
    found = said(sample.five_faults())
    assert found.index("FAIL    returns") < found.index("WARNING sends ValidationException")


def test_the_counts_are_those_of_the_other_reports() -> None:
    assert "4 clauses fail: accepts invalid input 2, wrong status 1, wrong echo 1; 1 warning." in said(
        sample.five_faults()
    )


def test_an_interrupted_run_says_so() -> None:
    assert "interrupted: the plan was not finished" in said(replace(sample.perfect(), interrupted=True), status=130)


def test_waivers_that_are_not_in_force_are_named() -> None:
    waived = tuple(
        sample.waiver(clause=state, state=state, expires="2025-12-31" if state == "expired" else "")
        for state in ("in force", "matched nothing", "no longer fails", "expired")
    )
    found = lines(replace(sample.perfect(), waived=waived))
    assert [line for line in found if line.startswith("A waive")] == [
        "A waiver matches no clause: matched nothing; correct or remove it.",
        "A waived clause no longer fails: no longer fails; remove the waiver.",
        "A waiver expired on 2025-12-31: expired; renew or remove it.",
    ]


def test_a_night_with_nothing_new_says_exit_0() -> None:
    remaining = tuple(Change(clause=clause, level=Level.MUST) for clause in sample.FAULTS)
    record = replace(sample.five_faults(), changes=Changes(baseline="run 3", remaining=remaining))
    assert "exit 0: nothing new; 5 known deviations of the baseline remain (4 clauses fail" in said(record, status=0)
    assert "nonconformant:" not in said(record, status=0)


def test_what_could_not_be_judged_is_said_with_its_reason() -> None:
    assert f"{sample.TESTED} clauses inconclusive: The target could not be reached." in said(
        sample.unreachable(), status=3
    )


def test_what_is_left_behind_is_said_with_what_to_do() -> None:
    found = said(sample.five_faults(), journals=(Path("a b.journal"),))
    assert "2 resources could not be deleted; the report lists them." in found
    assert "Resources may be left behind: chime-conformance cleanup 'a b.journal'" in found


def test_several_operations_have_rows_of_their_own() -> None:
    found = [line.split()[0] for line in lines(sample.family()) if "ProxySession  " in line]
    assert found == ["CreateProxySession", "GetProxySession"]


def test_a_target_that_stopped_is_said_with_the_case() -> None:
    found = said(replace(sample.perfect(), stopped="a/b (c is d)"), status=3)
    assert "chime-conformance replay out/run.json --target http://localhost:8080 --case a/b" in found


def test_a_sequence_is_told_by_its_requests_and_sent_again_by_its_name() -> None:
    step = Step(note="create", request=sample.request(), response=sample.response())
    steps = (step, step, replace(step, note="read"))
    found = sample.finding(
        sample.FAULTS[4], case="a.lifecycle/b-3", sequence=steps, reproduce={"script": "# 1. create\ncurl 1"}
    )
    shown = lines(sample.record(sample.clauses(**{sample.FAULTS[4]: "fail"}), (found,)))
    assert "  requests   create 2 times, read" in shown
    assert (
        "  reproduce  chime-conformance replay out/run.json --target http://localhost:8080 --case a.lifecycle/b-3"
        in shown
    )


def test_requests_of_several_methods_that_do_the_same_are_told_apart() -> None:
    put = Step(note="create", request=Message(start="PUT /proxy"), response=sample.response())
    post = replace(put, request=Message(start="POST /sessions"))
    found = sample.finding(sample.FAULTS[4], sequence=(put, post), reproduce={})
    shown = lines(sample.record(sample.clauses(**{sample.FAULTS[4]: "fail"}), (found,)))
    assert "  requests   create by PUT, create by POST" in shown


def test_of_several_operations_the_deviating_one_begins_the_headline() -> None:
    assert "FAIL    CreateProxySession returns" in said(sample.family())


def test_hostile_text_neither_steers_the_terminal_nor_is_markup() -> None:
    found = said(replace(sample.hostile(), stopped="[red]x\x1b[31m"))
    assert "\x1b" not in found
    assert "[red]x" in found


def failing(*names: str) -> Record:
    return sample.record(sample.clauses(**dict.fromkeys(names, "fail")), tuple(map(sample.finding, names)))


def many() -> list[str]:
    return [clause.id for clause in sample.clauses() if clause.status == "pass"]


def test_after_ten_deviations_each_has_two_lines_with_what_was_expected() -> None:
    found = lines(failing(*many()[:11]))
    at = found.index("And these, with their evidence in the report:")
    headline, facts = found[at + 1 : at + 3]
    assert headline == "WARNING accepts an invalid request"
    assert facts.startswith("  expected 400 BadRequestException; request.")


def test_where_all_are_shown_none_is_counted() -> None:
    assert "stand in the report" not in said(sample.five_faults())


def test_what_is_not_named_any_more_is_counted() -> None:
    assert "3 more stand in the report." in lines(failing(*many()[:33]))


def test_a_deviation_from_a_pattern_shows_the_documented_pattern() -> None:
    record = failing("request.body.Name.pattern")
    documented = tuple(replace(clause, pattern="^[a-z]*$") for clause in record.clauses)
    assert "  pattern    ^[a-z]*$" in lines(replace(record, clauses=documented))


def test_what_the_headline_says_is_not_said_again() -> None:
    assert 'accepts a request in which Name holds ";"' in said(sample.five_faults())
    assert '  difference Name holds ";"' not in lines(sample.five_faults())


def test_inconclusive_clauses_are_named_with_what_to_do_and_how_to_see_all() -> None:
    clauses = tuple(
        replace(clause, status=Status.INCONCLUSIVE, reason="the control was refused", why=Why.CONTROL_REFUSED)
        if clause.id in many()[:5]
        else clause
        for clause in sample.clauses()
    )
    found = lines(sample.record(clauses), output=Path("/a b"))
    at = found.index("5 clauses inconclusive: the control was refused")
    assert found[at + 1 : at + 4] == [
        f"  clauses    {', '.join(many()[:3])} and 2 more",
        f"  what to do {REMEDIES[Why.CONTROL_REFUSED]}",
        "  see all    file:///a%20b/report.html#status=inconclusive",
    ]


def test_where_nothing_was_judged_no_clause_is_named() -> None:
    assert not any(line.startswith("  clauses") for line in lines(sample.unreachable(), status=3))
