"""What `run` shows in a terminal: progress while it runs, a summary when it is done, one line where it cannot."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from conformance.engine.conclusion import status as exit_status
from conformance.engine.settings import Settings
from conformance.errors import ConformanceError
from conformance.resources.journal import left_in
from conformance.suite import plugin
from reports import terminal
from reports.record import Record
from reports.terminal import Outlook

_INTERRUPTED = 130


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
    """Print what the run found out, and where the reports are."""
    outlook = Outlook(output=settings.output, status=exit_status(record, settings), journals=left_in(settings.output))
    terminal.summarise(console, record, outlook)
