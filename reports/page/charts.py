"""The pictures of a report: clauses by section, the timeline, the history, and the latencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.run import outcomes
from reports.run.measured import Latency, Timeline
from reports.run.outcomes import Outcome, outcome
from reports.run.record import ClauseResult, PastRun, Record
from reports.wording.deviations import Deviation
from reports.wording.grouping import sections

_LEVELS = ("MUST", "SHOULD")


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
    counts: tuple[tuple[str, int], ...]
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


def pictures(record: Record) -> Iterator[Picture]:
    """The clauses of each operation by section and level."""
    several = len(record.operations) > 1
    for operation in dict.fromkeys(clause.operation if several else "" for clause in record.clauses):
        own = [clause for clause in record.clauses if not several or clause.operation == operation]
        shown = (
            (name, tuple(_cell(level, found, record) for level in _LEVELS)) for name, found in sections(own).items()
        )
        yield Picture(operation=operation, counts=labelled(own, record), sections=tuple(shown))


def stretches(timeline: Timeline | None, found: Iterable[Deviation]) -> tuple[Stretch, ...]:
    """The bars of the timeline, with the deviations of `found` where they first showed."""
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


def nights(past: tuple[PastRun, ...]) -> tuple[Night, ...]:
    """The runs of the history as columns; one run alone is no history."""
    if len(past) < 2:
        return ()
    numbers = [(run, run.counts.get(Outcome.FAIL, 0), run.counts.get(Outcome.WARNING, 0)) for run in past]
    highest = max(fails + warnings for _, fails, warnings in numbers) or 1
    return tuple(
        Night(run=run, fails=fails, warnings=warnings, fail=fails / highest, warning=warnings / highest)
        for run, fails, warnings in numbers
    )


def bars(latency: Latency | None) -> tuple[Bar, ...]:
    """The bars of the latency histogram; none where nothing was answered."""
    histogram = latency.histogram if latency else ()
    highest = max((count for _, count in histogram), default=1) or 1
    return tuple(Bar(below=below, count=count, share=count / highest) for below, count in histogram)


def _cell(level: str, clauses: Iterable[ClauseResult], record: Record) -> Cell:
    found = [clause for clause in clauses if clause.level == level]
    shown = tuple((clause, outcome(clause, record)) for clause in found)
    return Cell(level=level, clauses=shown, counts=labelled(found, record))


def labelled(clauses: Iterable[ClauseResult], record: Record) -> tuple[tuple[str, int], ...]:
    """How many of `clauses` have each outcome, worst first."""
    return tuple((kind.value, count) for kind, count in outcomes.counts(clauses, record).items())
