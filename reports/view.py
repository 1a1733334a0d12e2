"""What the HTML report shows, worked out from the run record; the templates only lay it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports import outcomes
from reports.deviations import Deviation, deviations, sentence
from reports.grouping import Group, group, sections
from reports.headlines import headline
from reports.highlighting import Marked, mark_difference, mark_response
from reports.history import flickers
from reports.outcomes import Outcome, outcome
from reports.record import Change, ClauseResult, Finding, Latency, PastRun, Record, Timeline, Verdict
from reports.remarks import remarks
from reports.remedies import remedy
from spec.reason import Why
from spec.status import Status

# Bounds the page: so many groups of findings over all clauses, at most so many for one.
_GROUPS_IN_ALL = 90
_GROUPS_PER_CLAUSE = 6
_OTHERS = 12
# With more failing clauses than this, the table is easier to survey closed.
_OPEN = 8
_LEVELS = ("MUST", "SHOULD")
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
    steps: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One request of a sequence and its answer, to be laid out."""

    note: str
    request: Marked
    response: Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One clause of the table with its evidence.

    Attributes:
        outcome: what became of it.
        headline: the deviation in one line, or "" where there is none.
        entries: the causes that are shown.
        hidden: how many causes are left out.
        kept: how many findings all causes together stand for; the clause may have failed more often.
        change: `new` or `remaining` against the baseline, or "".
        trend: the statuses of the latest runs, oldest first.
    """

    clause: ClauseResult
    outcome: Outcome
    headline: str
    entries: tuple[Entry, ...]
    hidden: int
    kept: int
    change: str
    trend: tuple[str, ...]
    flickers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The clauses of one section and level with their outcomes, for the picture."""

    level: str
    clauses: tuple[tuple[ClauseResult, Outcome], ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The sections of one operation; `operation` is "" where the run is about one alone."""

    operation: str
    sections: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One bar of the timeline.

    Attributes:
        after: seconds from the start of the run to the end of the stretch.
        exchanges: how many exchanges there were.
        throttled: how many of them were answered with "not now".
        share: the height from 0 to 1.
        found: the headlines of the deviations that showed for the first time.
    """

    after: float
    exchanges: int
    throttled: int
    share: float
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One column of the history's chart: how many clauses fail and warn, and the height of each part from 0 to 1."""

    run: PastRun
    fails: int
    warnings: int
    fail: float
    warning: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the latency histogram: `share` is its height from 0 to 1."""

    below: float
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """Clauses that were not judged for the same reason; `advice` says what would make them conclusive, or is ""."""

    status: Status
    reason: str
    advice: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that the report's template needs beside the record; `survey` leaves all clauses closed."""

    name: str
    conforms: str
    parts: tuple[tuple[str, tuple[Row, ...]], ...]
    failing: tuple[Row, ...]
    flickering: tuple[Row, ...]
    picture: tuple[Picture, ...]
    counts: tuple[tuple[str, int], ...]
    unjudged: tuple[Unjudged, ...]
    excluded: tuple[Unjudged, ...]
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    bars: tuple[Bar, ...]
    judged: int
    survey: bool
    subject: str
    sentence: str
    timeline: tuple[Stretch, ...]
    nights: tuple[Night, ...]
    changes: Mapping[str, tuple[Change, ...]]
    percentiles: Mapping[str, float]
    throttling: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def page(record: Record) -> Page:
    """The view of `record`."""
    found = deviations(record)
    rows = tuple(_rows(record, found))
    order = {one.clause.id: position for position, one in enumerate(found)}
    worst = sorted((row for row in rows if row.clause.id in order), key=lambda row: order[row.clause.id])
    return Page(
        name=str(record.target.get("label") or record.target["url"]),
        conforms=_CONFORMS[record.verdict],
        parts=tuple(_parts(worst, rows, several=len(record.operations) > 1)),
        failing=tuple(worst),
        flickering=tuple(row for row in rows if row.flickers),
        picture=tuple(_picture(record)),
        counts=_counts(record.clauses, record),
        unjudged=(*_reasons(record.clauses, Status.INCONCLUSIVE), *_reasons(record.clauses, Status.SKIPPED)),
        excluded=_reasons(record.clauses, Status.EXCLUDED),
        choices=tuple(_choices(rows)),
        bars=_bars(record.latency),
        judged=sum(clause.cases for clause in record.clauses),
        survey=len(worst) > _OPEN,
        subject=subject(record),
        sentence=sentence(record, found),
        timeline=_timeline(record.timeline, found),
        nights=_nights(record.past),
        changes={kind: getattr(record.changes, kind, ()) for kind in ("new", "fixed", "remaining", "unjudged")},
        throttling=tuple((name.replace("_", " "), f"{value:g}") for name, value in record.throttling.items() if value),
        remarks=tuple(remarks(record)),
        percentiles={name: getattr(record.latency, name, 0) for name in ("p50", "p90", "p99", "max")},
    )


def subject(record: Record) -> str:
    """What the target was judged by: `CreateProxySession of chime-2018-05-01`."""
    count = len(record.operations)
    operations = record.operations[0] if count == 1 else f"{count} operations"
    return f"{operations} of {record.contract}"


def _rows(record: Record, found: Iterable[Deviation]) -> Iterator[Row]:
    headlines = {one.clause.id: one.headline for one in found}
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
            headline=headlines.get(clause.id, "") or _waived(clause, groups),
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
        steps=tuple(
            Stage(
                note=step.note,
                request=mark_difference(step.request, None),
                response=mark_response(step.response, ""),
            )
            for step in finding.sequence
        ),
    )


def _waived(clause: ClauseResult, groups: tuple[Group, ...]) -> str:
    return headline(groups[0].finding) if groups and clause.status is Status.WAIVED else ""


def _parts(worst: list[Row], rows: tuple[Row, ...], *, several: bool) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The table in the order in which it is needed: what deviates, what is waived, then the rest by section."""
    waived = tuple(row for row in rows if row.outcome is Outcome.WAIVED)
    if worst:
        yield "Deviations", tuple(worst)
    if waived:
        yield "Waived deviations", waived
    rest: dict[str, list[Row]] = {}
    for row in rows:
        if row.clause.status not in {Status.FAIL, Status.WAIVED}:
            operation = f"{row.clause.operation}: " if several and row.clause.operation else ""
            rest.setdefault(operation + row.clause.section, []).append(row)
    yield from ((title, tuple(found)) for title, found in rest.items())


def _picture(record: Record) -> Iterator[Picture]:
    several = len(record.operations) > 1
    for operation in dict.fromkeys(clause.operation if several else "" for clause in record.clauses):
        own = [clause for clause in record.clauses if not several or clause.operation == operation]
        shown = (
            (name, tuple(_cell(level, found, record) for level in _LEVELS)) for name, found in sections(own).items()
        )
        yield Picture(operation=operation, sections=tuple(shown))


def _cell(level: str, clauses: Iterable[ClauseResult], record: Record) -> Cell:
    found = [clause for clause in clauses if clause.level == level]
    shown = tuple((clause, outcome(clause, record)) for clause in found)
    return Cell(level=level, clauses=shown, counts=_counts(found, record))


def _counts(clauses: Iterable[ClauseResult], record: Record) -> tuple[tuple[str, int], ...]:
    return tuple((kind.value, count) for kind, count in outcomes.counts(clauses, record).items())


def _timeline(timeline: Timeline | None, found: Iterable[Deviation]) -> tuple[Stretch, ...]:
    if timeline is None:
        return ()
    first: dict[int, list[str]] = {}
    for one in found:
        times = [finding.at for cause in one.groups for finding in (cause.finding, *cause.others) if finding.at]
        if times:
            first.setdefault(int((min(times) - timeline.start) // timeline.step), []).append(one.headline)
    highest = max(timeline.exchanges, default=0) or 1
    pairs = zip(timeline.exchanges, timeline.throttled, strict=True)
    return tuple(
        Stretch(
            after=(at + 1) * timeline.step,
            exchanges=exchanges,
            throttled=throttled,
            share=exchanges / highest,
            found=tuple(first.get(at, ())),
        )
        for at, (exchanges, throttled) in enumerate(pairs)
    )


def _nights(past: tuple[PastRun, ...]) -> tuple[Night, ...]:
    """The runs of the history as columns; one run alone is no history."""
    if len(past) < 2:
        return ()
    numbers = [(run, run.counts.get(Outcome.FAIL, 0), run.counts.get(Outcome.WARNING, 0)) for run in past]
    highest = max(fails + warnings for _, fails, warnings in numbers) or 1
    return tuple(
        Night(run=run, fails=fails, warnings=warnings, fail=fails / highest, warning=warnings / highest)
        for run, fails, warnings in numbers
    )


def _reasons(clauses: Iterable[ClauseResult], status: Status) -> tuple[Unjudged, ...]:
    """The clauses with `status` by why they were not judged."""
    found: dict[tuple[str, Why | None], list[str]] = {}
    for clause in clauses:
        if clause.status == status:
            found.setdefault((clause.reason or "no reason given", clause.why), []).append(clause.id)
    return tuple(
        Unjudged(
            status=status,
            reason=reason,
            advice=remedy(why) if status is Status.INCONCLUSIVE else "",
            clauses=tuple(ids),
        )
        for (reason, why), ids in found.items()
    )


def _choices(rows: Iterable[Row]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The filters: what can be chosen for each; an operation only where there are several."""
    known = list(rows)
    yield "status", tuple(kind for kind in Outcome if any(row.outcome is kind for row in known))
    for name in ("operation", "section", "level", "evidence"):
        values = tuple(dict.fromkeys(getattr(row.clause, name) for row in known))
        if name != "operation" or len(values) > 1:
            yield name, values


def _bars(latency: Latency | None) -> tuple[Bar, ...]:
    histogram = latency.histogram if latency else ()
    highest = max((count for _, count in histogram), default=1) or 1
    return tuple(Bar(below=below, count=count, share=count / highest) for below, count in histogram)
