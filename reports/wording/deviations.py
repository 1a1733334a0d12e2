"""What deviates, one entry a clause, in the order in which it is best read: by cause, then by how often it showed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.run.finding import Finding
from reports.run.outcomes import DEVIATING, Outcome, outcome
from reports.run.record import ClauseResult, Record, Verdict
from reports.wording.grouping import Group, group
from reports.wording.headlines import Kind, headline, kind
from reports.wording.repairs import repair
from reports.wording.rules import rule
from spec.words import counted

_KINDS = tuple(Kind)
_OUTCOMES = tuple(Outcome)
_HIDING = (Kind.SILENT, Kind.REFUSES, Kind.STATUS, Kind.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A clause that does not hold.

    Attributes:
        clause: the clause.
        outcome: `fail` or `warning`.
        kind: what is wrong; None where no finding was kept.
        headline: the deviation in one line, with the operation before it where there are several; the clause's sentence
            where no finding was kept.
        repair: what to do about it, in the same form.
        groups: the findings by cause, the most frequent first.
    """

    clause: ClauseResult
    outcome: Outcome
    kind: Kind | None
    headline: str
    repair: str
    groups: tuple[Group, ...]

    @property
    def rule(self) -> str:
        """What the documentation says instead."""
        return rule(self.clause, self.finding)

    @property
    def finding(self) -> Finding | None:
        """The plainest finding of the most frequent cause."""
        return self.groups[0].finding if self.groups else None


def deviations(record: Record) -> list[Deviation]:
    """The clauses of `record` that fail and are not waived: failures, then warnings, each by cause and plainness."""
    groups, bare = group(record.findings), unprefixed(record) if len(record.operations) > 1 else None
    found = [
        _deviation(
            clause, outcome(clause, record), groups.get(clause.id, ()), bare if len(record.operations) > 1 else None
        )
        for clause in record.clauses
        if outcome(clause, record) in DEVIATING
    ]
    return sorted(found, key=_order)


def lead(found: Iterable[Deviation]) -> str:
    """Deviations by what is wrong, the most frequent first: `accepts invalid input 9, wrong status 2`."""
    kinds = Counter(one.kind.value for one in found if one.kind is not None)
    return ", ".join(f"{name} {count}" for name, count in kinds.most_common())


def sentence(record: Record, found: Sequence[Deviation]) -> str:
    """Why the verdict is what it is; where clauses fail, what is wrong with how many of them."""
    failing = [one for one in found if one.outcome is Outcome.FAIL]
    if record.verdict is not Verdict.NONCONFORMANT or not failing:
        return record.reason
    warnings = len(found) - len(failing)
    verb = "fails" if len(failing) == 1 else "fail"
    causes = f": {causes}" if (causes := lead(failing)) else ""
    return f"{counted(len(failing), 'clause')} {verb}{causes}" + (
        f"; {counted(warnings, 'warning')}." if warnings else "."
    )


def unprefixed(record: Record) -> str:
    """The operation whose clauses and cases have no prefix: the contract's default one; "" where the run has it not."""
    return next((clause.operation for clause in record.clauses if not clause.id.startswith(f"{clause.operation}.")), "")


def _deviation(clause: ClauseResult, became: Outcome, groups: tuple[Group, ...], bare: str | None) -> Deviation:
    """What is told of a clause.

    Args:
        clause: the clause.
        became: its outcome.
        groups: its findings.
        bare: the operation whose cases have no prefix; None where the run is of one operation, which need not be named.
    """
    first = groups[0].finding if groups else None
    operation = clause.operation if bare is not None else ""
    return Deviation(
        clause=clause,
        outcome=became,
        kind=kind(first) if first else None,
        headline=_named(first, operation, bare or "") if first else clause.sentence,
        repair=(f"{operation}: " if operation else "") + (repair(first) if first else clause.sentence),
        groups=groups,
    )


def _named(finding: Finding, operation: str, bare: str) -> str:
    """The deviation in one line; where another operation answered than the clause's, both are named."""
    name, sequence, _ = finding.case.partition("lifecycle/")
    answering = (name.rstrip(".") or bare) if operation and sequence else operation
    after = f" after {operation}" if answering != operation else ""
    return f"{answering} {headline(finding)}{after}".lstrip()


def _order(one: Deviation) -> tuple[int, int, int, int, int]:
    cause = len(_KINDS) if one.kind is None else _KINDS.index(one.kind)
    request = one.finding.request if one.finding else None
    size = len(request.start) + len(request.body) if request else 0
    # Until these are mended, they hide or explain much of the rest; of the rest, what settles most comes first.
    first = min(cause, len(_HIDING))
    return _OUTCOMES.index(one.outcome), first, _coarse(one.clause.failed), cause, size


def _coarse(failed: int) -> int:
    """More failures first, by powers of four: whether 50 or 53 requests showed it says nothing."""
    return -((failed.bit_length() + 1) // 2)
