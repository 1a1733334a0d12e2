"""Runs side by side: a matrix of clauses and runs, of several targets or of one over time."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from reports import store
from reports.history import target_name
from reports.html import render_template
from reports.markdown import code, escape
from spec.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reports.record import ClauseResult, Record

ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One run of the comparison.

    Attributes:
        name: the target's, with the date where several runs are of one target.
        counts: the number of clauses by status.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One clause of the comparison, its statuses in the order of the columns; `absent` where a run has it not."""

    clause: str
    section: str
    level: str
    sentence: str
    statuses: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the runs disagree."""
        return len(set(self.statuses)) > 1

    @property
    def notable(self) -> bool:
        """Whether any run did not simply pass."""
        return self.differs or self.statuses[0] not in {Status.PASS, Status.EXCLUDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Clauses × runs."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def matrix(records: Sequence[Record]) -> Matrix:
    """The comparison of `records`, in the order given."""
    by_id = [{clause.id: clause for clause in record.clauses} for record in records]
    known: dict[str, ClauseResult] = {}
    for clauses in by_id:
        known = clauses | known
    lines = [_line(clause, [clauses.get(clause.id) for clauses in by_id]) for clause in known.values()]
    return Matrix(columns=tuple(_columns(records)), lines=tuple(lines))


def to_json(found: Matrix) -> str:
    """The matrix as JSON: `columns` and `lines`."""
    return json.dumps(asdict(found), indent=1) + "\n"


def to_markdown(found: Matrix) -> str:
    """The matrix as Markdown: the clauses that do not pass everywhere, the others as a count."""
    notable = [line for line in found.lines if line.notable]
    rows = [
        "| Clause | Level | " + " | ".join(code(column.name) for column in found.columns) + " |",
        "| --- | --- |" + " --- |" * len(found.columns),
        "| **Verdict** | | " + " | ".join(f"**{column.verdict}**" for column in found.columns) + " |",
        "| Run | | " + " | ".join(escape(_run(column)) for column in found.columns) + " |",
        *(f"| {code(line.clause)} | {line.level} | " + " | ".join(line.statuses) + " |" for line in notable),
    ]
    passing = len(found.lines) - len(notable)
    return "\n".join(["## CreateProxySession, compared", "", *rows, "", f"{passing} more clauses pass everywhere.", ""])


def to_html(found: Matrix) -> str:
    """The matrix as one self-contained page."""
    return render_template("compare.html.j2", matrix=found)


def write_comparison(records: Sequence[Record], output: Path) -> None:
    """Write `compare.json`, `compare.html` and `compare.md` to the folder `output`.

    Raises:
        OSError: they cannot be written.
    """
    found = matrix(records)
    texts = {"compare.json": to_json(found), "compare.html": to_html(found), "compare.md": to_markdown(found)}
    output.mkdir(parents=True, exist_ok=True)
    store.replace_texts({output / name: text for name, text in texts.items()})


def _columns(records: Sequence[Record]) -> Iterator[Column]:
    runs_of = Counter(map(target_name, records))
    for record in records:
        target = target_name(record)
        yield Column(
            name=target if runs_of[target] == 1 else f"{target}, {record.started_at[:19].replace('T', ' ')}",
            target=target,
            contract=record.contract,
            started_at=record.started_at,
            seed=record.seed,
            depth=record.depth,
            verdict=record.verdict,
            reason=record.reason,
            counts=dict(Counter(clause.status for clause in record.clauses)),
        )


def _line(clause: ClauseResult, found: Sequence[ClauseResult | None]) -> Line:
    return Line(
        clause=clause.id,
        section=clause.section,
        level=clause.level,
        sentence=clause.sentence,
        statuses=tuple(ABSENT if one is None else one.status for one in found),
    )


def _run(column: Column) -> str:
    return f"{column.contract}, {column.started_at[:10]}, {column.depth}, seed {column.seed}"
