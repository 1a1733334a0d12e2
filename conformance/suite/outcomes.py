"""What became of each clause in the end: the run decides it once, and every test only says it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from rich.text import Text

from reports.run.record import ClauseResult, Record
from reports.run.verdict import decisive_levels
from reports.terminal import evidence
from reports.wording.deviations import Deviation, deviations
from reports.wording.remedies import advice
from spec.clauses.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The final result of one clause.

    Attributes:
        status: a `Status`.
        decisive: a failure decides the verdict.
        text: why it failed, was waived or is inconclusive, for a terminal.
    """

    status: str
    decisive: bool
    text: str


Outcomes = Mapping[str, Outcome]


def outcomes_of(record: Record) -> Outcomes:
    """Every clause's outcome in a record, by its id."""
    levels = decisive_levels(strict=record.strict)
    texts = {one.clause.id: _text(one) for one in deviations(record)}
    return {
        clause.id: Outcome(
            status=clause.status,
            decisive=clause.level in levels,
            text=texts.get(clause.id) or _open(clause) or clause.sentence,
        )
        for clause in record.clauses
    }


def _text(one: Deviation) -> str:
    """What the terminal of `run` shows of a deviation."""
    return "\n".join(Text.from_markup(line).plain.strip("\n") for line in evidence(one))


def _open(clause: ClauseResult) -> str:
    """Why a clause was not judged, and what would make it conclusive; "" where it was."""
    todo = advice(clause.reason, clause.why) if clause.status is Status.INCONCLUSIVE else ""
    return f"{clause.reason}. {todo}" if todo else clause.reason


def confirm(outcome: Outcome) -> None:
    """Say the outcome to pytest: fail, warn (SHOULD or waived: xfail) or skip (inconclusive).

    Raises:
        pytest.fail.Exception: the clause failed, and that decides the verdict.
        pytest.xfail.Exception: it failed, and that does not.
        pytest.skip.Exception: it is inconclusive.
    """
    if outcome.status == Status.FAIL and outcome.decisive:
        pytest.fail(outcome.text, pytrace=False)
    if outcome.status in (Status.FAIL, Status.WAIVED):
        pytest.xfail(outcome.text)
    if outcome.status != Status.PASS:
        pytest.skip(outcome.text)


def write(outcomes: Outcomes, path: Path) -> None:
    """Hand the outcomes over to the workers of pytest-xdist."""
    text = json.dumps({clause: asdict(outcome) for clause, outcome in outcomes.items()})
    path.write_text(text, encoding="utf-8")


def read(path: Path) -> Outcomes:
    """What the controller of pytest-xdist has found out."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return {clause: Outcome(**outcome) for clause, outcome in found.items()}
