"""Runs of different operations as one page."""

from __future__ import annotations

from dataclasses import replace

from reports.scoreboard import is_board, to_markdown
from tests.reports import sample

OTHER = replace(sample.five_faults(), operations=("OtherOperation",))


def test_runs_of_different_operations_make_a_scoreboard() -> None:
    assert is_board([sample.perfect(), OTHER])
    assert not is_board([sample.perfect(), sample.five_faults()])


def test_an_operation_is_a_line_with_what_holds_by_group_and_what_deviates() -> None:
    rows = [line.split(" | ") for line in to_markdown([sample.perfect(), OTHER]).splitlines() if line.startswith("| ")]
    heads, _rule, perfect, other = rows
    assert len(perfect) == len(other) == len(heads)
    assert (perfect[0], perfect[1], perfect[-1]) == ("| CreateProxySession", "conformant", "nothing |")
    assert (other[0], other[1]) == ("| OtherOperation", "nonconformant")
    assert "accepts invalid input" in other[-1]


def test_the_counts_of_a_line_are_those_of_the_run() -> None:
    other = next(line for line in to_markdown([OTHER]).splitlines() if line.startswith("| OtherOperation"))
    cells = [cell.split(" / ") for cell in other.split(" | ")[2:-1] if cell != "-"]
    assert sum(int(deviating) for _, deviating, _ in cells) == 5


def test_it_says_once_when_and_with_what_runs_were_made_that_were_made_alike() -> None:
    text = to_markdown([sample.perfect(), OTHER])
    assert text.count("2026-01-02, depth standard, seed 20260102") == 1
