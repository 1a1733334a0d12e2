"""What `run` shows in a terminal: progress while it runs, a summary when it is done, one line where it cannot."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import Any

import pytest
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from conformance.engine.conclusion import status as exit_status
from conformance.engine.settings import Settings
from conformance.errors import ConformanceError
from conformance.resources.journal import left_in
from conformance.suite import plugin
from reports.grouping import failing, group
from reports.record import ClauseResult, Finding, Record, Verdict
from reports.text import one_line
from spec.words import counted

_COLOURS = {Verdict.CONFORMANT: "green", Verdict.NONCONFORMANT: "red", Verdict.INCONCLUSIVE: "yellow"}
_INTERRUPTED = 130
# So many failing clauses are shown with their evidence; a screen or two.
_DETAILED = 10
_REASONS = 5


class Front:
    """A pytest plugin that gives the session its settings, shows how far it is, and sums it up."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._console = Console(stderr=True, highlight=False)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._state: plugin.State | None = None
        self._error: BaseException | None = None
        self._interrupted = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand the settings over."""
        config.stash[plugin.SETTINGS] = self._settings
        self._state = plugin.state_of(config)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Show the bar."""
        self._progress.start()
        self._task = self._progress.add_task("preparing", total=len(session.items))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Name the clause that is being verified."""
        self._progress.update(self._task, description=nodeid.partition("[")[2].rstrip("]")[:60].ljust(60))

    def pytest_runtest_logfinish(self) -> None:
        """One clause more."""
        self._progress.advance(self._task)

    def pytest_exception_interact(self, call: pytest.CallInfo[Any]) -> None:
        """Keep the first error that is no failure of a clause."""
        error = call.excinfo.value if call.excinfo else None
        if error is not None and not isinstance(error, pytest.fail.Exception) and self._error is None:
            self._error = error

    def pytest_keyboard_interrupt(self) -> None:
        """Remember Ctrl-C."""
        self._interrupted = True

    def pytest_sessionfinish(self) -> None:
        """Take the bar away."""
        self._progress.stop()

    def status(self, status: int) -> int:
        """Print the summary; return the exit status of design.md.

        Raises:
            ConformanceError: the run could not be done; where the target does not answer, the reports say so.
        """
        state = self._state
        if isinstance(self._error, ConformanceError):
            raise self._error
        if self._error is not None:
            raise self._error
        if state is None or state.record is None:
            return _INTERRUPTED if self._interrupted else status
        summarise(self._console, state.record, self._settings)
        return _INTERRUPTED if self._interrupted else exit_status(state.record, self._settings)

    @property
    def record(self) -> Record | None:
        """The run's record, once there is one."""
        return self._state.record if self._state else None


def summarise(console: Console, record: Record, settings: Settings) -> None:
    """Print the verdict, a line per section, the failing clauses and where the reports are."""
    console.print()
    table = Table(box=None, pad_edge=False)
    for heading in ("", "holds", "fails", "warns", "inconclusive", "not tested"):
        table.add_column(heading, justify="left" if not heading else "right")
    sections: dict[str, list[ClauseResult]] = {}
    for clause in record.clauses:
        sections.setdefault(clause.section, []).append(clause)
    for section, clauses in sections.items():
        counts = Counter(_column(clause) for clause in clauses)
        table.add_row(section, *(_cell(counts[name], name) for name in _COLUMNS))
    console.print(table)
    _failures(console, record)
    _undecided(console, record)
    if record.stopped:
        case_id = record.stopped.partition(" (")[0]
        replay = shlex.join(["chime-conformance", "replay", str(settings.output / "run.json"), "--case", case_id])
        console.print(
            f"[yellow]The target stopped answering[/] at {escape(one_line(record.stopped))}.\n"
            f"  [dim]{'again':9}[/]{escape(one_line(replay))}",
            soft_wrap=True,
        )
    if record.leaked_sessions:
        sessions = counted(len(record.leaked_sessions), "session")
        console.print(f"[yellow]{sessions} could not be deleted; the report lists them.[/]")
    for journal in left_in(settings.output):
        console.print(
            f"[yellow]Sessions may be left behind:[/] chime-conformance cleanup {escape(shlex.quote(str(journal)))}",
            soft_wrap=True,
        )
    if record.changes:
        kinds = ("new", "remaining", "fixed", "unjudged")
        became = ", ".join(f"{len(getattr(record.changes, kind))} {kind}" for kind in kinds)
        console.print(f"Since {escape(record.changes.baseline)}: {became}.", soft_wrap=True)
    tested = [clause for clause in record.clauses if clause.status in ("pass", "fail", "inconclusive", "waived")]
    holding = sum(clause.status == "pass" for clause in tested)
    colour = _COLOURS[Verdict(record.verdict)]
    console.print(
        f"\n[bold {colour}]{record.verdict}[/]: {holding} of {len(tested)} clauses hold. {escape(record.reason)}\n"
        f"{counted(record.exchanges, 'exchange')} in {record.duration_seconds:.1f} s, seed {record.seed}. "
        f"Report: {escape(str(settings.output / 'report.html'))}"
    )


_COLUMNS = ("pass", "fail", "warn", "inconclusive", "untested")


def _column(clause: ClauseResult) -> str:
    if clause.status == "fail" and clause.level != "MUST":
        return "warn"
    return "untested" if clause.status in ("excluded", "skipped") else str(clause.status)


def _cell(count: int, name: str) -> str:
    colour = {"pass": "green", "fail": "red", "warn": "yellow", "inconclusive": "yellow"}.get(name, "dim")
    return f"[{colour}]{count}[/]" if count else "[dim]·[/]"


def _failures(console: Console, record: Record) -> None:
    """The first failing clauses with their evidence, the others in one line each: the report has it all."""
    groups = group(record.findings)
    rows = [(clause, groups[clause.id][0].finding) for clause in failing(record)]
    for clause, finding in rows[:_DETAILED]:
        _failure(console, clause, finding)
    if rows[_DETAILED:]:
        console.print("\nAnd these, with their evidence in the report:")
    for clause, finding in rows[_DETAILED:]:
        colour = "red" if clause.level == "MUST" else "yellow"
        actual = escape(one_line(finding.actual))
        console.print(f"  [{colour}]{clause.level:6}[/] {clause.id}  [dim]{actual}[/]", soft_wrap=True)


def _undecided(console: Console, record: Record) -> None:
    """Why clauses could not be judged, the most frequent reasons first."""
    reasons = Counter(clause.reason for clause in record.clauses if clause.status == "inconclusive")
    for reason, count in reasons.most_common(_REASONS):
        clauses = counted(count, "clause")
        console.print(f"[yellow]{clauses} inconclusive:[/] {escape(one_line(reason))}", soft_wrap=True)


def _failure(console: Console, clause: ClauseResult, finding: Finding) -> None:
    colour = "red" if clause.level == "MUST" else "yellow"
    times = f" ({finding.failures} of {finding.tries} identical requests)" if finding.intermittent else ""
    console.print(
        f"\n[bold {colour}]{clause.level}[/] [bold]{clause.id}[/]  {clause.failed} of {clause.cases} exchanges",
        soft_wrap=True,
    )
    for name, text in (
        ("", clause.sentence),
        ("place", f"{clause.place} ({clause.evidence})"),
        ("change", finding.change),
        ("expected", finding.expected),
        ("actual", finding.actual + times),
        ("again", next(iter(finding.reproduce.values()), "")),
    ):
        if text:
            console.print(f"  [dim]{name:9}[/]{escape(one_line(text))}", soft_wrap=True)
