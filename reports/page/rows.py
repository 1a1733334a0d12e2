"""The table of clauses: one row each with its evidence marked, in the order in which it is needed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from reports.archive.history import flickers
from reports.page.highlighting import Marked, mark_difference, mark_response
from reports.page.relations import masked, related, settled
from reports.run.finding import Finding, Message, Step
from reports.run.outcomes import Outcome, outcome
from reports.run.record import ClauseResult, Record
from reports.wording.deviations import Deviation
from reports.wording.grouping import Group, group
from reports.wording.headlines import Kind, headline, kind
from reports.wording.rules import pattern, rule
from reports.wording.text import elide
from spec.clauses.status import Status

# Bounds the page: so many groups of findings over all clauses, at most so many for one.
_GROUPS_IN_ALL = 90
_GROUPS_PER_CLAUSE = 6
_OTHERS = 6
_LINE = 160
_NUMBER = re.compile(r"\d+|\bone\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One cause of failing (or of not being judged), with the messages marked.

    Attributes:
        finding: the plainest finding.
        count: how many findings it stands for.
        others: some of the others, one of each kind.
        request: what was sent.
        control: the control, where there is one.
        response: what came back.
        steps: the requests of a sequence.
        vanishes: failing clauses whose repair may settle this: the request of a crash should be refused for them.
        repeated: the clause at which the same control stood before, by its id, or "".
    """

    finding: Finding
    count: int
    others: tuple[Finding, ...]
    request: Marked
    control: Marked | None
    response: Marked
    steps: tuple[Stage, ...]
    vanishes: tuple[str, ...] = ()
    repeated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One request of a sequence and its answer, to be laid out.

    Attributes:
        note: what it does, in a few words.
        line: the request and the answer in one line: `GET /sessions/1: 200`.
        request: what was sent.
        response: what came back; of the last request with the decisive part marked.
    """

    note: str
    line: str
    request: Marked
    response: Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One clause of the table with its evidence.

    Attributes:
        outcome: what became of it.
        headline: the deviation in one line, or "" where there is none.
        rule: what the documentation says.
        pattern: the documented pattern, where the rule is about one and does not show it; else "".
        entries: the causes that are shown.
        hidden: how many causes are left out.
        kept: how many findings all causes together stand for; the clause may have failed more often.
        change: `new` or `remaining` against the baseline, or "".
        trend: the statuses of the latest runs, oldest first.
        repair: what to do about it, or "" where it does not deviate.
        related: the other clauses on the same member of the answer, of a deviation.
        settles: how many clauses are undecided because of it.
        masked: how many refusals were not looked at because their status is wrong.
    """

    clause: ClauseResult
    outcome: Outcome
    headline: str
    rule: str
    pattern: str
    entries: tuple[Entry, ...]
    hidden: int
    kept: int
    change: str
    trend: tuple[str, ...]
    flickers: bool
    repair: str = ""
    related: tuple[ClauseResult, ...] = ()
    settles: int = 0
    masked: int = 0

    @property
    def vanishes(self) -> tuple[str, ...]:
        """Failing clauses whose repair may settle this one."""
        return self.entries[0].vanishes if self.entries else ()


def rows(record: Record, found: Iterable[Deviation]) -> Iterator[Row]:
    """A row for each clause of `record`, in the order of the catalogue; `found` are its deviations."""
    deviating = {one.clause.id: one for one in found}
    failures = group(record.findings)
    undecided = group(record.findings, Status.INCONCLUSIVE)
    shown = max(1, min(_GROUPS_PER_CLAUSE, _GROUPS_IN_ALL // max(1, len(failures) + len(undecided))))
    changes = {change.clause: kind for kind in ("new", "remaining") for change in getattr(record.changes, kind, ())}
    for clause in record.clauses:
        groups = failures.get(clause.id, ()) or undecided.get(clause.id, ())
        trend = tuple(record.trend.get(clause.id, ()))
        yield Row(
            clause=clause,
            outcome=outcome(clause, record),
            headline=deviating[clause.id].headline if clause.id in deviating else _waived(clause, groups),
            rule=rule(clause, groups[0].finding if groups else None),
            pattern=pattern(clause),
            entries=tuple(_entry(one, deviating) for one in groups[:shown]),
            hidden=len(groups[shown:]),
            kept=sum(found.count for found in groups),
            change=changes.get(clause.id, ""),
            trend=trend,
            flickers=flickers(trend),
            repair=deviating[clause.id].repair if clause.id in deviating else "",
            related=related(clause, record) if clause.id in deviating else (),
            settles=settled(clause, record) if clause.id in deviating else 0,
            masked=masked(clause, record),
        )


def once(found: Iterable[Row]) -> Iterator[Row]:
    """The rows, in which a control that stood before is marked as repeated."""
    seen: dict[Message, str] = {}
    for row in found:
        entries: list[Entry] = []
        for entry in row.entries:
            control = entry.finding.control
            entries.append(replace(entry, repeated=seen.get(control, "") if control else ""))
            if control:
                seen.setdefault(control, row.clause.id)
        yield replace(row, entries=tuple(entries))


def parts(worst: list[Row], table: tuple[Row, ...], *, several: bool) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The table in the order in which it is needed: what deviates, what is waived, then the rest by section."""
    waived = tuple(row for row in table if row.outcome is Outcome.WAIVED)
    if worst:
        yield "Deviations", tuple(worst)
    if waived:
        yield "Waived deviations", waived
    rest: dict[str, list[Row]] = {}
    for row in table:
        if row.clause.status not in {Status.FAIL, Status.WAIVED}:
            operation = f"{row.clause.operation}: " if several and row.clause.operation else ""
            rest.setdefault(operation + row.clause.section, []).append(row)
    yield from ((title, tuple(found)) for title, found in rest.items())


def _entry(found: Group, deviating: Collection[str]) -> Entry:
    finding = found.finding
    crashes = kind(finding) is Kind.BREAKS
    return Entry(
        finding=finding,
        count=found.count,
        others=_shown(found.others),
        vanishes=tuple(clause for clause in finding.breaks if crashes and clause in deviating),
        request=mark_difference(finding.request, finding.control),
        control=None if finding.control is None else mark_difference(finding.control, finding.request),
        response=mark_response(finding.response, finding.pointer),
        steps=tuple(
            _stage(step, finding.pointer if at == len(finding.sequence) else "")
            for at, step in enumerate(finding.sequence, 1)
        ),
    )


def _shown(others: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Some of each kind; all where only one more would be left out."""
    kinds = tuple(_kinds(others))[:_OTHERS]
    return others if len(others) == len(kinds) + 1 else kinds


def _kinds(others: Iterable[Finding]) -> Iterator[Finding]:
    """Of findings that tell the same but for a number or a value, the first."""
    seen: set[str] = set()
    for other in others:
        told = _NUMBER.sub("9", other.change.rpartition(": ")[2] or other.change)
        if told not in seen:
            seen.add(told)
            yield other


def _stage(step: Step, pointer: str) -> Stage:
    return Stage(
        note=step.note,
        line=f"{elide(step.request.start, _LINE)}: {elide(step.response.start, _LINE)}",
        request=mark_difference(step.request, None),
        response=mark_response(step.response, pointer),
    )


def _waived(clause: ClauseResult, groups: tuple[Group, ...]) -> str:
    return headline(groups[0].finding) if groups and clause.status is Status.WAIVED else ""
