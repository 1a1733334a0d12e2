"""Runs side by side: a matrix of clauses and runs, of several targets or of one over time."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reports.archive.history import target_name
from reports.files import codec, store
from reports.markdown import code, escape
from reports.page.html import render_template
from reports.run import outcomes
from reports.run.outcomes import DEVIATING, JUDGED, Outcome
from reports.run.record import ClauseResult, Record
from reports.taken import taken
from reports.wording.deviations import deviations, sentence
from spec.reading.files import is_folder

ABSENT = "absent"
# So many differences are shown to a terminal: a screen.
_LINES = 30


class Trend(StrEnum):
    """What became of a clause from the first run to the last."""

    REGRESSED = "regressed"
    FIXED = "fixed"
    MIXED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One run of the comparison.

    Attributes:
        name: the target's, with the date where several runs are of one target.
        counts: the number of clauses by outcome.
        report: the path of the run's `report.html` from the comparison, or "" where nobody knows.
    """

    name: str
    target: str
    contract: str
    started_at: str
    seed: int
    depth: str
    verdict: str
    reason: str
    counts: dict[str, int]
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One clause of the comparison.

    Attributes:
        statuses: its outcomes in the order of the columns; `absent` where a run has it not.
        trend: what became of it from the first run to the last.
    """

    clause: str
    section: str
    level: str
    sentence: str
    statuses: tuple[str, ...]
    trend: Trend

    @property
    def differs(self) -> bool:
        """Whether the runs disagree."""
        return self.trend is not Trend.UNCHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Clauses × runs; `unjudged` clauses, which no run judged, are counted and left out."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    unjudged: int

    @property
    def differing(self) -> tuple[Line, ...]:
        """The clauses in which the runs disagree: what regressed first."""
        order = list(Trend)
        return tuple(sorted((line for line in self.lines if line.differs), key=lambda line: order.index(line.trend)))

    @property
    def alike(self) -> dict[str, tuple[Line, ...]]:
        """The clauses in which they agree, by outcome, the worst first."""
        found: dict[str, list[Line]] = {outcome.value: [] for outcome in Outcome}
        for line in self.lines:
            if not line.differs:
                found.setdefault(line.statuses[0], []).append(line)
        return {status: tuple(lines) for status, lines in found.items() if lines}

    @property
    def summary(self) -> str:
        """What the runs differ in, in one sentence."""
        kinds = Counter(line.trend.value for line in self.differing)
        details = ", ".join(f"{kinds[trend]} {trend}" for trend in Trend if kinds[trend])
        clauses = f"{len(self.differing)} of {len(self.lines)} judged clauses"
        return f"{len(self.columns)} runs differ in {clauses}" + (f": {details}." if details else ".")


def matrix(records: Sequence[Record], reports: Sequence[str] = ()) -> Matrix:
    """The comparison of `records`, in the order given.

    Args:
        records: the runs.
        reports: for each run the path of its report from the comparison, or "".
    """
    by_id = [{clause.id: clause for clause in record.clauses} for record in records]
    known: dict[str, ClauseResult] = {}
    for clauses in by_id:
        known = clauses | known
    lines = [_line(clause, records, [clauses.get(clause.id) for clauses in by_id]) for clause in known.values()]
    judged = tuple(line for line in lines if any(status in JUDGED for status in line.statuses))
    columns = tuple(_columns(records, reports or [""] * len(records)))
    return Matrix(columns=columns, lines=judged, unjudged=len(lines) - len(judged))


def to_json(found: Matrix) -> str:
    """The matrix as JSON: `columns`, `lines` and `unjudged`."""
    return codec.dumps(found, indent=1) + "\n"


def to_markdown(found: Matrix) -> str:
    """The matrix as Markdown: where the runs differ, what deviates in all of them, and the others as counts."""
    rows = [
        "| Clause | Level | Change | " + " | ".join(_heading(column) for column in found.columns) + " |",
        "| --- | --- | --- |" + " --- |" * len(found.columns),
        "| **Verdict** | | | " + " | ".join(f"**{column.verdict}**" for column in found.columns) + " |",
        "| Run | | | " + " | ".join(escape(_run(column)) for column in found.columns) + " |",
        *(_row(line, found.columns) for line in found.differing),
        *(_row(line, found.columns) for status in DEVIATING for line in found.alike.get(status, ())),
    ]
    agreed = [f"{len(lines)} {status}" for status, lines in found.alike.items() if status not in DEVIATING]
    rest = f"The runs agree on the others: {', '.join(agreed)}." if agreed else ""
    unjudged = f"{found.unjudged} clauses that no run judged are left out." if found.unjudged else ""
    return "\n".join(["## " + found.summary, "", *rows, "", " ".join(filter(None, (rest, unjudged))), ""])


def to_lines(found: Matrix) -> Iterator[str]:
    """The matrix for a terminal: the runs, then what became of the clauses in which they differ."""
    yield found.summary
    yield ""
    yield from (f"{column.name}: {column.verdict}. {column.reason}" for column in found.columns)
    if found.differing:
        yield ""
    for line in found.differing[:_LINES]:
        yield f"{line.trend:10} {line.clause}: {', '.join(line.statuses)}"
    if more := found.differing[_LINES:]:
        yield f"{len(more)} more differ."


def to_html(found: Matrix) -> str:
    """The matrix as one self-contained page."""
    return render_template("compare.html.j2", matrix=found)


def write_comparison(records: Sequence[Record], output: Path, sources: Sequence[Path] = ()) -> Matrix:
    """Write `compare.json`, `compare.html` and `compare.md` to the folder `output`; returns what they show.

    Args:
        records: the runs.
        output: the folder, which is made if need be.
        sources: where each record was read, so that the cells lead to the evidence in the report beside it.

    Raises:
        OSError: they cannot be written.
    """
    found = matrix(records, [_report(source, output) for source in sources])
    texts = {"compare.json": to_json(found), "compare.html": to_html(found), "compare.md": to_markdown(found)}
    output.mkdir(parents=True, exist_ok=True)
    store.replace_texts({output / name: text for name, text in texts.items()})
    return found


def foreign(output: Path) -> Path | None:
    """A file in a folder that a comparison would take the place of although none was written there, or None.

    Raises:
        OSError: the folder or a file in it cannot be read.
    """
    return taken(output, ("compare.html", "compare.json", "compare.md", "scoreboard.md"))


def _report(source: Path, output: Path) -> str:
    """The report beside a record, as a path from `output`; "" where there is none, or none can be named."""
    report = (source if is_folder(source) else source.parent) / "report.html"
    try:
        return Path(os.path.relpath(report, output)).as_posix() if report.is_file() else ""
    except ValueError:
        return ""


def _columns(records: Sequence[Record], reports: Sequence[str]) -> Iterator[Column]:
    runs_of = Counter(map(target_name, records))
    for record, report in zip(records, reports, strict=True):
        target = target_name(record)
        yield Column(
            name=target if runs_of[target] == 1 else f"{target}, {record.started_at[:19].replace('T', ' ')}",
            target=target,
            contract=record.contract,
            started_at=record.started_at,
            seed=record.seed,
            depth=record.depth,
            verdict=record.verdict,
            reason=sentence(record, deviations(record)),
            counts={kind.value: count for kind, count in outcomes.counts(record.clauses, record).items()},
            report=report,
        )


def _line(clause: ClauseResult, records: Sequence[Record], found: Sequence[ClauseResult | None]) -> Line:
    pairs = zip(found, records, strict=True)
    statuses = tuple(ABSENT if one is None else outcomes.outcome(one, record).value for one, record in pairs)
    return Line(
        clause=clause.id,
        section=clause.section,
        level=clause.level,
        sentence=clause.sentence,
        statuses=statuses,
        trend=_trend(statuses),
    )


def _trend(statuses: Sequence[str]) -> Trend:
    """What became of a clause; what was waived counts as deviating."""
    if len(set(statuses)) == 1:
        return Trend.UNCHANGED
    bad = DEVIATING | {Outcome.WAIVED}
    if statuses[0] == Outcome.PASS and statuses[-1] in bad:
        return Trend.REGRESSED
    return Trend.FIXED if statuses[0] in bad and statuses[-1] == Outcome.PASS else Trend.MIXED


def _heading(column: Column) -> str:
    return code(column.name)


def _row(line: Line, columns: Sequence[Column]) -> str:
    cells = (_cell(line.clause, status, column) for status, column in zip(line.statuses, columns, strict=True))
    return f"| {code(line.clause)} | {line.level} | {line.trend} | " + " | ".join(cells) + " |"


def _cell(clause: str, status: str, column: Column) -> str:
    """An outcome with a link to its evidence."""
    return f"[{status}](<{column.report}#{clause}>)" if column.report and _is_plain(column.report) else status


def _is_plain(path: str) -> bool:
    """Whether a path can stand in a link as it is."""
    return not set(path) & set("<>|()[]\\`\n") and path.isprintable()


def _run(column: Column) -> str:
    return f"{column.contract}, {column.started_at[:10]}, {column.depth}, seed {column.seed}"
