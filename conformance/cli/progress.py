"""What a terminal or a pipe gets of a run: its progress on standard error, its result on standard output."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from conformance.cli import streams
from conformance.engine.conditions import Step
from conformance.engine.results.conclusion import status as exit_status
from conformance.engine.settings import Settings
from conformance.resources.journal import left_in
from reports import terminal
from reports.run.record import Record
from reports.terminal import Outlook

# Columns of a pipe or a file: a table there is as wide as what stands in it.
_UNBOUNDED: Final = 10_000


class _Console(Console):
    """A console whose reader may go away: the exit status is the verdict's all the same."""

    def on_broken_pipe(self) -> None:
        """Print nothing more; the reports are written."""
        self.quiet = True
        streams.unread()


def console(*, err: bool = False) -> Console:
    """Standard output, for the result of a command, or standard error, for its progress and its remarks.

    Width and colour are those of the stream itself, whatever the other one is.
    """
    stream = sys.stderr if err else sys.stdout
    return _Console(stderr=err, highlight=False, width=None if stream.isatty() else _UNBOUNDED)


def progress(*before: ProgressColumn) -> Progress:
    """A bar on standard error, in a terminal that can show it; nothing is left of it afterwards.

    Args:
        before: columns in front of the name of what is under way.
    """
    shown = console(err=True)
    # FORCE_COLOR makes no terminal of a job's log.
    moves = sys.stderr.isatty() and shown.is_terminal
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*before, *columns, console=shown, transient=True, disable=not moves)


class Bar:
    """How far a run is."""

    def __init__(self) -> None:
        self._progress = progress(SpinnerColumn())
        self._task = self._progress.add_task("preparing", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, step: Step) -> None:
        """Name the clause whose turn it is."""
        description = (step.clause or "preparing")[:60].ljust(60)
        self._progress.update(self._task, description=description, completed=step.done, total=step.total)


def summarise(shown: Console, record: Record, settings: Settings, *, reported: bool = True) -> None:
    """Print what the run found out, and where the reports are, if they are there."""
    outlook = Outlook(
        output=settings.output,
        status=exit_status(record, settings),
        journals=left_in(settings.output),
        reported=reported,
    )
    terminal.summarise(shown, record, outlook)
