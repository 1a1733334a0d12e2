from __future__ import annotations

from dataclasses import replace

from conformance.selftest.matrix import Matrix, Row
from conformance.selftest.page import render, to_markdown
from conformance.selftest.trial import Trial
from reports.wording.text import visible

NAME = "request.body.Name.pattern"
FOUND = Row(
    kind="fault",
    name=f"dropped:{NAME}",
    group="dropped",
    clause=NAME,
    contract="chime-2018-05-01",
    operation="",
    seed=0,
    trial=Trial(
        failing=(NAME,),
        verdict="nonconformant",
        passing=0.9,
        requests=41,
        found_after=41,
        found_by=f"{NAME}/near-miss@minimal",
        seconds=0.14,
    ),
    ok=True,
)
QUIET = replace(FOUND.trial, failing=(), verdict="conformant", found_after=None, found_by="")
FAITHFUL = replace(FOUND, kind="variant", name="lists-backwards", clause="", group="", trial=QUIET)
MISSED = replace(FOUND, name=f"moved:{NAME}", ok=False, trial=QUIET)


def page(*rows: Row, idle: tuple[str, ...] = ()) -> str:
    return render(Matrix(rows=rows, idle=idle))


def test_a_proof_that_holds_says_so_with_its_numbers() -> None:
    found = page(FOUND, FAITHFUL)
    assert '<p class="verdict conformant">proven</p>' in found
    assert "1 fault found on the right clause, 1 faithful run without a finding." in found


def test_what_is_wrong_comes_first() -> None:
    found = page(FOUND, MISSED)
    assert '<p class="verdict nonconformant">not proven</p>' in found
    assert found.index("What is wrong") < found.index(f"not found on {NAME}") < found.index("1 of 2 right")


def test_checks_that_found_no_fault_are_named() -> None:
    assert "Checks that found no fault" in page(FOUND, idle=(NAME,))
    assert "Checks that found no fault" not in page(FOUND)


def test_the_page_needs_nothing_and_hides_nothing() -> None:
    found = page(replace(FOUND, name="<script>\x1b"))
    assert "default-src &#39;none&#39;" in found
    assert "<script>\x1b" not in found
    assert visible(found) == found


def test_the_table_has_a_line_for_each_kind() -> None:
    assert to_markdown(Matrix(rows=(FOUND, FAITHFUL))).splitlines()[2:] == [
        "| faults: one deliberate deviation each | 1 | 1 | 1 | 41 |",
        "| faithful variants of the reference | 1 | 1 | 1 |  |",
    ]
