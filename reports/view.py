"""What the HTML report shows, worked out from the run record; the templates only lay it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports.grouping import Group, failing, group, sections
from reports.highlighting import Marked, mark_difference, mark_response
from reports.history import flickers
from reports.record import Change, ClauseResult, Finding, Latency, Record, Verdict
from spec.status import Status

# Bounds the page: so many groups of findings over all clauses, at most so many for one.
_GROUPS_IN_ALL = 90
_GROUPS_PER_CLAUSE = 6
_OTHERS = 12
# With more failing clauses than this, the table is easier to survey closed.
_OPEN = 8
_LEVELS = ("MUST", "SHOULD", "MAY")
_CONFORMS = {
    Verdict.CONFORMANT: "conforms to",
    Verdict.NONCONFORMANT: "does not conform to",
    Verdict.INCONCLUSIVE: "could not be judged against",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One cause of failing (or of not being judged), with the messages marked; `others` may be cut short."""

    finding: Finding
    count: int
    others: tuple[Finding, ...]
    request: Marked
    control: Marked | None
    response: Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One clause of the table with its evidence.

    Attributes:
        entries: the causes that are shown.
        hidden: how many causes are left out.
        kept: how many findings all causes together stand for; the clause may have failed more often.
        change: `new` or `remaining` against the baseline, or "".
        trend: the statuses of the latest runs, oldest first.
    """

    clause: ClauseResult
    entries: tuple[Entry, ...]
    hidden: int
    kept: int
    change: str
    trend: tuple[str, ...]
    flickers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The clauses of one section and level, for the picture."""

    level: str
    clauses: tuple[ClauseResult, ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the latency histogram: `share` is its height from 0 to 1."""

    below: float
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that the report's template needs beside the record; `survey` leaves all clauses closed."""

    name: str
    conforms: str
    parts: tuple[tuple[str, tuple[Row, ...]], ...]
    failing: tuple[Row, ...]
    flickering: tuple[Row, ...]
    picture: tuple[tuple[str, tuple[Cell, ...]], ...]
    counts: tuple[tuple[str, int], ...]
    unjudged: tuple[tuple[str, str, tuple[str, ...]], ...]
    excluded: tuple[tuple[str, str, tuple[str, ...]], ...]
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    bars: tuple[Bar, ...]
    judged: int
    survey: bool
    subject: str
    changes: Mapping[str, tuple[Change, ...]]
    percentiles: Mapping[str, float]


def page(record: Record) -> Page:
    """The view of `record`."""
    rows = tuple(_rows(record))
    order = {clause.id: position for position, clause in enumerate(failing(record))}
    worst = sorted((row for row in rows if row.clause.id in order), key=lambda row: order[row.clause.id])
    return Page(
        name=str(record.target.get("label") or record.target["url"]),
        conforms=_CONFORMS[Verdict(record.verdict)],
        parts=tuple(_parts(worst, rows)),
        failing=tuple(worst),
        flickering=tuple(row for row in rows if row.flickers),
        picture=tuple(_picture(record.clauses)),
        counts=_counts(record.clauses),
        unjudged=(*_reasons(record.clauses, Status.INCONCLUSIVE), *_reasons(record.clauses, Status.SKIPPED)),
        excluded=_reasons(record.clauses, Status.EXCLUDED),
        choices=tuple(_choices(record.clauses)),
        bars=_bars(record.latency),
        judged=sum(clause.cases for clause in record.clauses),
        survey=len(worst) > _OPEN,
        subject=subject(record),
        changes={kind: getattr(record.changes, kind, ()) for kind in ("new", "fixed", "remaining", "unjudged")},
        percentiles={name: getattr(record.latency, name, 0) for name in ("p50", "p90", "p99", "max")},
    )


def subject(record: Record) -> str:
    """What the target was judged by: `CreateProxySession of chime-2018-05-01`."""
    count = len(record.operations)
    operations = record.operations[0] if count == 1 else f"{count} operations"
    return f"{operations} of {record.contract}"


def _rows(record: Record) -> Iterator[Row]:
    failures = group(record.findings)
    undecided = group(record.findings, Status.INCONCLUSIVE)
    shown = max(1, min(_GROUPS_PER_CLAUSE, _GROUPS_IN_ALL // max(1, len(failures) + len(undecided))))
    changes = {change.clause: kind for kind in ("new", "remaining") for change in getattr(record.changes, kind, ())}
    for clause in record.clauses:
        groups = failures.get(clause.id, ()) or undecided.get(clause.id, ())
        trend = tuple(record.trend.get(clause.id, ()))
        yield Row(
            clause=clause,
            entries=tuple(map(_entry, groups[:shown])),
            hidden=len(groups[shown:]),
            kept=sum(found.count for found in groups),
            change=changes.get(clause.id, ""),
            trend=trend,
            flickers=flickers(trend),
        )


def _entry(found: Group) -> Entry:
    finding = found.finding
    return Entry(
        finding=finding,
        count=found.count,
        others=found.others[:_OTHERS],
        request=mark_difference(finding.request, finding.control),
        control=None if finding.control is None else mark_difference(finding.control, finding.request),
        response=mark_response(finding.response, finding.pointer),
    )


def _parts(worst: list[Row], rows: tuple[Row, ...]) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The table in the order in which it is needed: what fails, what is waived, then the rest by section."""
    waived = tuple(row for row in rows if row.clause.status == Status.WAIVED)
    if worst:
        yield "Deviations", tuple(worst)
    if waived:
        yield "Waived deviations", waived
    rest = [row for row in rows if row.clause.status not in {Status.FAIL, Status.WAIVED}]
    for section in dict.fromkeys(row.clause.section for row in rest):
        yield section, tuple(row for row in rest if row.clause.section == section)


def _picture(clauses: Iterable[ClauseResult]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    for section, found in sections(clauses).items():
        yield section, tuple(_cell(level, found) for level in _LEVELS[:2])


def _cell(level: str, clauses: Iterable[ClauseResult]) -> Cell:
    found = tuple(clause for clause in clauses if clause.level == level)
    return Cell(level=level, clauses=found, counts=_counts(found))


def _counts(clauses: Iterable[ClauseResult]) -> tuple[tuple[str, int], ...]:
    counted = Counter(clause.status for clause in clauses)
    return tuple((status.value, counted[status]) for status in Status if counted[status])


def _reasons(clauses: Iterable[ClauseResult], status: Status) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Status, reason and clause ids of the clauses with `status`, by reason."""
    found: dict[str, list[str]] = {}
    for clause in clauses:
        if clause.status == status:
            found.setdefault(clause.reason or "no reason given", []).append(clause.id)
    return tuple((status.value, reason, tuple(ids)) for reason, ids in found.items())


def _choices(clauses: Iterable[ClauseResult]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in ("section", "level", "evidence", "status"):
        yield name, tuple(dict.fromkeys(getattr(clause, name) for clause in clauses))


def _bars(latency: Latency | None) -> tuple[Bar, ...]:
    histogram = latency.histogram if latency else ()
    highest = max((count for _, count in histogram), default=1) or 1
    return tuple(Bar(below=below, count=count, share=count / highest) for below, count in histogram)
