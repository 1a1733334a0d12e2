"""What the commands on recorded runs share: reading the record, and ending with reports and a summary."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from conformance.cli.progress import console, summarise
from conformance.engine.recordings.recording import Recorder
from conformance.engine.results.conclusion import comparison, status
from conformance.engine.results.conclusion import conclude as write
from conformance.engine.results.result import Result
from conformance.engine.results.run_record import record
from conformance.engine.settings import Settings
from conformance.errors import OutputError, UsageError
from reports.files import exchanges, formats
from reports.files.exchanges import Entry
from reports.files.store import RecordError, load
from reports.run.record import Record


def read(path: Path) -> tuple[Record, Iterator[Entry]]:
    """The record at `path`, and its exchanges one by one.

    Raises:
        UsageError: it is no record, or it has no exchanges.
    """
    try:
        known = load(path)
        recording = exchanges.read(formats.located(path))
        first = next(recording, None)
    except RecordError as error:
        raise UsageError(f"{error}.") from error
    if first is None:
        raise UsageError(
            f"{path} has no recording.",
            f"A run that reached its target leaves one beside it, {exchanges.NAME}.",
        )
    return known, chain((first,), recording)


def conclude(
    settings: Settings, result: Result, recorder: Recorder, url: str, began: float, seconds: float | None = None
) -> int:
    """Write the reports, print the summary, return the exit status.

    Args:
        settings: of the run.
        result: what was found out.
        recorder: of the exchanges.
        url: of the target.
        began: when, in seconds since the epoch.
        seconds: how long it took; by default until now.

    Raises:
        ConformanceError: the reports cannot be written.
    """
    duration = time.time() - began if seconds is None else seconds
    plain = record(settings, result, url=url, started_at=began, duration=duration)
    done = write(plain, settings, comparison(settings), recorder)
    summarise(console(), done.record, settings, reported=done.reported)
    if trouble := result.trouble or recorder.trouble or done.trouble:
        raise OutputError(f"{trouble}.", "What could be written is in the reports.")
    return status(done.record, settings)
