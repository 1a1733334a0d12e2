"""What the commands on recorded runs share: reading the record, and ending with reports and a summary."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from rich.console import Console

from conformance.cli.progress import summarise
from conformance.engine.conclusion import conclude as write
from conformance.engine.result import Part
from conformance.engine.settings import Settings
from conformance.errors import UsageError
from conformance.suite import plugin
from reports import exchanges, formats
from reports.exchanges import Entry
from reports.record import Record
from reports.store import RecordError, load


def read(path: Path) -> tuple[Record, Iterator[Entry]]:
    """The record at `path`, and its exchanges one by one.

    Raises:
        UsageError: it is none, or it has no exchanges.
    """
    try:
        record = load(path)
        recording = exchanges.read(formats.located(path))
        first = next(recording, None)
    except RecordError as error:
        raise UsageError(f"{error}.") from error
    if first is None:
        raise UsageError(
            f"{path} has no recording.",
            f"A run that reached its target leaves one beside it, {exchanges.NAME}.",
        )
    return record, chain((first,), recording)


def conclude(settings: Settings, part: Part, url: str) -> int:
    """Write the reports, print the summary, return the exit status.

    Raises:
        UsageError: the reports cannot be written.
    """
    state = plugin.State()
    try:
        status = write(settings, state, part, interrupted=False, url=url)
    except OSError as error:
        raise UsageError(f"cannot write to {settings.output}: {error.strerror}.", "Choose another --output.") from error
    if state.record is not None:
        summarise(Console(stderr=True, highlight=False), state.record, settings)
    return status
