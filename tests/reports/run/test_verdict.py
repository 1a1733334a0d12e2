from __future__ import annotations

import pytest

from reports.run.record import ClauseResult
from reports.run.verdict import decide
from spec.clauses.clause import Level
from spec.clauses.status import Status


def clause(name: str, level: str, status: str) -> ClauseResult:
    return ClauseResult(
        id=name,
        section="S",
        level=Level(level),
        evidence="page",
        place="",
        url="",
        sentence="",
        note="",
        status=Status(status),
    )


@pytest.mark.parametrize(
    ("outcomes", "strict", "verdict", "reason"),
    [
        ([("MUST", "pass")], False, "conformant", "The one judged clause of level MUST holds."),
        (
            [("MUST", "skipped"), ("SHOULD", "pass")],
            False,
            "conformant",
            "The one judged clause of level SHOULD holds.",
        ),
        (
            [("MUST", "skipped"), ("SHOULD", "fail")],
            False,
            "conformant",
            "No clause of level MUST was selected; 1 SHOULD warning.",
        ),
        (
            [("MUST", "skipped"), ("SHOULD", "inconclusive")],
            False,
            "inconclusive",
            "No SHOULD clause could be verified.",
        ),
        ([("MUST", "inconclusive"), ("SHOULD", "pass")], False, "inconclusive", "No MUST clause could be verified."),
        (
            [("MUST", "pass"), ("MUST", "pass"), ("SHOULD", "fail"), ("MUST", "waived")],
            False,
            "conformant",
            "All 2 judged clauses of level MUST hold; 1 waived; 1 SHOULD warning.",
        ),
        (
            [("MUST", "pass"), ("SHOULD", "fail")],
            True,
            "nonconformant",
            "1 clause of level SHOULD fails: c1.",
        ),
        (
            [("MUST", "fail")] * 4 + [("SHOULD", "fail")],
            True,
            "nonconformant",
            "5 clauses of level MUST or SHOULD fail: c0, c1, c2 and 2 more.",
        ),
        (
            [("MUST", "fail"), ("MUST", "inconclusive")],
            False,
            "nonconformant",
            "1 clause of level MUST fails: c0.",
        ),
        (
            [("MUST", "pass"), ("MUST", "inconclusive")],
            False,
            "inconclusive",
            "1 clause of level MUST could not be judged: c1.",
        ),
        (
            [("MAY", "fail"), ("MUST", "pass")],
            True,
            "conformant",
            "The one judged clause of level MUST holds.",
        ),
        ([], False, "inconclusive", "No MUST clause could be verified."),
    ],
)
def test_the_verdict(outcomes: list[tuple[str, str]], strict: bool, verdict: str, reason: str) -> None:  # noqa: FBT001 - data
    clauses = [clause(f"c{number}", *outcome) for number, outcome in enumerate(outcomes)]
    assert decide(clauses, strict=strict) == (verdict, reason)


def test_waivers_that_are_not_in_force_fail_a_strict_run() -> None:
    clauses = [clause("c", "MUST", "pass")]
    assert decide(clauses, strict=True, stale_waivers=2) == ("nonconformant", "2 waivers are not in force.")


def test_waivers_that_are_not_in_force_only_warn_otherwise() -> None:
    assert decide([clause("c", "MUST", "pass")], strict=False, stale_waivers=2)[0] == "conformant"


def test_a_run_that_was_cut_short_is_not_conformant() -> None:
    found = decide([clause("c", "MUST", "pass")], strict=False, cut_short=True)
    assert found == ("inconclusive", "The run ended before its plan was done.")


def test_what_a_run_found_before_it_was_cut_short_counts() -> None:
    assert decide([clause("c", "MUST", "fail")], strict=False, cut_short=True)[0] == "nonconformant"
