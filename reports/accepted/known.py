"""What is known about deviations beforehand: those of a baseline, and those that a waiver accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spec.clauses.clause import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A clause whose outcome matters beside the baseline's.

    Attributes:
        clause: the clause's id.
        level: the clause's level.
    """

    clause: str
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of deviations since a baseline.

    Attributes:
        baseline: what the run was compared with, for people.
        new: failing now, not failing in the baseline.
        fixed: failing in the baseline, passing now.
        remaining: failing in both.
        unjudged: failing in the baseline, neither passing nor failing now.
    """

    baseline: str
    new: tuple[Change, ...] = ()
    fixed: tuple[Change, ...] = ()
    remaining: tuple[Change, ...] = ()
    unjudged: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedWaiver:
    """A waiver and what became of it.

    Attributes:
        clause: a pattern of clause ids.
        reason: why the deviation is accepted.
        case: a pattern of case ids.
        issue: a link or a number, or "".
        expires: the last day on which it holds, or "".
        kind: `must-fail` or `may-fail`.
        state: `in force`, `matched nothing`, `no longer fails` or `expired`.
        findings: how many findings it covers.
    """

    clause: str
    reason: str
    case: str
    issue: str
    expires: str
    kind: Literal["must-fail", "may-fail"]
    state: Literal["in force", "matched nothing", "no longer fails", "expired"]
    findings: int
