"""The history as lines of text: readable at 80 columns, and complete where another program reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.archive.history import Run
from reports.wording.text import one_line

_HEADINGS = ("run", "started", "target", "verdict", "fail", "warn", "took")
_TARGET = 2
_NARROWEST = 12
_GAP = "  "
# Seconds of which tenths tell nothing.
_LONG = 100
_RIGHT = frozenset({"run", "fail", "warn", "took"})


def listing(runs: Sequence[Run], width: int | None) -> Iterator[str]:
    """A heading, a line for each run, and what the star means.

    Args:
        runs: in the order of the lines.
        width: columns of the terminal; None where nothing is to be left out.
    """
    baselines = _baselines(runs)
    rows = [_HEADINGS, *(_row(run, baseline=run.id in baselines) for run in runs)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS))]
    if width is not None:
        others = sum(widths) - widths[_TARGET] + len(_GAP) * (len(widths) - 1)
        widths[_TARGET] = min(widths[_TARGET], max(_NARROWEST, width - others))
    for row in rows:
        yield _GAP.join(_cell(row[at], heading, widths[at]) for at, heading in enumerate(_HEADINGS)).rstrip()
    if baselines:
        yield "* accepted: `--baseline history` compares with it"


def _baselines(runs: Sequence[Run]) -> set[int]:
    """The runs that were accepted last, one for each target and contract."""
    latest: dict[tuple[str, str], Run] = {}
    for run in runs:
        key = (run.target, run.contract)
        if run.accepted_at and (key not in latest or run.accepted_at > (latest[key].accepted_at or "")):
            latest[key] = run
    return {run.id for run in latest.values()}


def _row(run: Run, *, baseline: bool) -> tuple[str, ...]:
    return (
        f"{run.id}{'*' if baseline else ' '}",
        run.started_at[:16].replace("T", " "),
        one_line(run.target),
        run.verdict,
        str(run.counts.get("fail", "-" if not run.counts else 0)),
        str(run.counts.get("warning", "-" if not run.counts else 0)),
        f"{run.duration_seconds:.{1 if run.duration_seconds < _LONG else 0}f}s",
    )


def _cell(text: str, heading: str, width: int) -> str:
    if heading == "target" and len(text) > width:
        half = (width - 1) // 2
        text = f"{text[: width - half - 1]}~{text[len(text) - half :]}"
    return text.rjust(width) if heading in _RIGHT else text.ljust(width)
