"""The verdict rule: from the outcome of each clause to that of the run. It stands here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

from reports.run.record import ClauseResult, Verdict
from spec.clauses.status import Status


def decisive_levels(*, strict: bool) -> frozenset[str]:
    """The levels of the clauses that decide the verdict when they fail."""
    return frozenset({"MUST", "SHOULD"} if strict else {"MUST"})


def decide(
    clauses: Sequence[ClauseResult], *, strict: bool, stale_waivers: int = 0, cut_short: bool = False
) -> tuple[Verdict, str]:
    """The verdict on `clauses`, and one sentence that gives its reason.

    Args:
        clauses: the outcome of each clause; a failure that a waiver covers has the status `waived`.
        strict: a SHOULD clause counts like a MUST clause when it fails, and so do stale waivers.
        stale_waivers: how many waivers matched nothing, no longer fail or have expired.
        cut_short: the plan was not finished: what was found counts, what was not found says nothing.
    """
    decisive = decisive_levels(strict=strict)
    failing = [clause for clause in clauses if clause.status == Status.FAIL and clause.level in decisive]
    if failing:
        return Verdict.NONCONFORMANT, _failing_sentence(failing)
    if strict and stale_waivers:
        return (
            Verdict.NONCONFORMANT,
            f"{stale_waivers} waiver{'s are' if stale_waivers > 1 else ' is'} not in force.",
        )
    level = _bearing(clauses)
    bearing = [clause for clause in clauses if clause.level == level]
    passed = [clause for clause in bearing if clause.status == Status.PASS]
    unjudged = [clause for clause in bearing if clause.status == Status.INCONCLUSIVE]
    if not passed and not any(clause.status == Status.FAIL for clause in bearing):
        return Verdict.INCONCLUSIVE, f"No {level} clause could be verified."
    if unjudged:
        return Verdict.INCONCLUSIVE, f"{_count(unjudged)} {level} could not be judged: {_names(unjudged)}."
    if cut_short:
        return Verdict.INCONCLUSIVE, "The run ended before its plan was done."
    return Verdict.CONFORMANT, _conformant_sentence(clauses, passed)


def _bearing(clauses: Sequence[ClauseResult]) -> str:
    """The level that the verdict rests on: MUST, or SHOULD where no MUST clause was selected."""
    chosen = {clause.level for clause in clauses if clause.status not in (Status.SKIPPED, Status.EXCLUDED)}
    return "SHOULD" if "SHOULD" in chosen and "MUST" not in chosen else "MUST"


def _failing_sentence(failing: Sequence[ClauseResult]) -> str:
    levels = " or ".join(level for level in ("MUST", "SHOULD") if any(c.level == level for c in failing))
    verb = "fails" if len(failing) == 1 else "fail"
    return f"{_count(failing)} {levels} {verb}: {_names(failing)}."


def _conformant_sentence(clauses: Sequence[ClauseResult], passed: Sequence[ClauseResult]) -> str:
    warnings = [clause for clause in clauses if clause.status == Status.FAIL and clause.level == "SHOULD"]
    waived = [clause for clause in clauses if clause.status == Status.WAIVED]
    sentence = _holding(passed) if passed else "No clause of level MUST was selected"
    if waived:
        sentence += f"; {len(waived)} waived"
    if warnings:
        sentence += f"; {len(warnings)} SHOULD {'warning' if len(warnings) == 1 else 'warnings'}"
    return sentence + "."


def _holding(passed: Sequence[ClauseResult]) -> str:
    if len(passed) == 1:
        return f"The one judged clause of level {passed[0].level} holds"
    return f"All {len(passed)} judged clauses of level {passed[0].level} hold"


def _count(clauses: Sequence[ClauseResult]) -> str:
    return f"{len(clauses)} {'clause' if len(clauses) == 1 else 'clauses'} of level"


def _names(clauses: Sequence[ClauseResult], limit: int = 3) -> str:
    shown = ", ".join(clause.id for clause in clauses[:limit])
    return shown if len(clauses) <= limit else f"{shown} and {len(clauses) - limit} more"
