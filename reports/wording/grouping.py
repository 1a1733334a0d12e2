"""Findings grouped by clause and by cause, so that one deviation is one entry with its count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.run.finding import Finding
from reports.run.record import ClauseResult
from reports.wording.differing import size
from spec.clauses.status import Status

_INDEX = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings on one clause with the same cause.

    Attributes:
        finding: the plainest of them: that which differs least from its control, was sent again, is shortest.
        others: the rest, in the order of the run.
    """

    finding: Finding
    others: tuple[Finding, ...]

    @property
    def count(self) -> int:
        """How many findings it stands for."""
        return 1 + len(self.others)


def group(findings: Iterable[Finding], status: Status = Status.FAIL) -> dict[str, tuple[Group, ...]]:
    """The findings with `status` by clause id; the groups of a clause with the most findings first."""
    causes: dict[str, dict[tuple[str, ...], list[Finding]]] = {}
    for finding in findings:
        if finding.status == status:
            causes.setdefault(finding.clause, {}).setdefault(_cause(finding), []).append(finding)
    return {
        clause: tuple(sorted(map(_group, found.values()), key=lambda one: -one.count))
        for clause, found in causes.items()
    }


def _cause(finding: Finding) -> tuple[str, ...]:
    """What findings of one cause share: the kind of answer, and where in it the deviation shows."""
    return finding.response.start, _INDEX.sub("/*", finding.pointer), finding.waived


def sections(clauses: Iterable[ClauseResult]) -> dict[str, list[ClauseResult]]:
    """The clauses by section, in the order of the catalogue."""
    found: dict[str, list[ClauseResult]] = {}
    for clause in clauses:
        found.setdefault(clause.section, []).append(clause)
    return found


def _group(findings: Sequence[Finding]) -> Group:
    plainest = min(findings, key=_plainness)
    return Group(finding=plainest, others=tuple(one for one in findings if one is not plainest))


def _plainness(finding: Finding) -> tuple[bool, bool, int, bool, int]:
    """What comes first: what some identical requests did not show, then the smallest difference from a control.

    A wrong part of an answer to a plain request needs no control beside it: no change of the request is its cause.
    """
    control = finding.control
    apart = 0 if control is None else size(finding.request, control)
    alone = control is None and finding.pointer in {"status", ""}
    return not finding.intermittent, alone, apart, finding.tries == 1, len(finding.request.body)
