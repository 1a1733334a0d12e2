"""What `run` shows in a terminal: progress while it runs, a summary when it is done, one line where it cannot."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from conformance.engine.conditions import Step
from conformance.engine.results.conclusion import status as exit_status
from conformance.engine.settings import Settings
from conformance.resources.journal import left_in
from reports import terminal
from reports.run.record import Record
from reports.terminal import Outlook


class Bar:
    """How far a run is, in a terminal that can show it.

    Attributes:
        console: where it is shown.
    """

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
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


def summarise(console: Console, record: Record, settings: Settings) -> None:
    """Print what the run found out, and where the reports are."""
    outlook = Outlook(output=settings.output, status=exit_status(record, settings), journals=left_in(settings.output))
    terminal.summarise(console, record, outlook)
