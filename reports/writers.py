"""Writes all reports of a run into one folder."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from reports.files import exchanges, store
from reports.run.record import Record
from reports.taken import taken

_NAMES = ("run.json", "report.html", "junit.xml", "summary.md", "badge.svg")

# So many characters `tempfile` puts into a name.
_RANDOM = 8


def foreign(output: Path) -> Path | None:
    """A file in a folder that reports would take the place of although no run wrote it, or None.

    Raises:
        OSError: the folder or a file in it cannot be read.
    """
    return taken(output, (*_NAMES, exchanges.NAME))


def sweep(output: Path) -> None:
    """Remove what a run that was killed had not put in its place yet; nobody else may be writing to the folder."""
    for name in (exchanges.NAME, *_NAMES):
        for left in output.glob(f".{name}.{'[a-z0-9_]' * _RANDOM}.tmp"):
            with contextlib.suppress(OSError):
                left.unlink()


def write_all(record: Record, output: Path, recording: Path | None = None) -> None:
    """Write `run.json`, `report.html`, `junit.xml`, `summary.md` and `badge.svg` to `output`, beside the recording.

    Everything is rendered before anything is written, and written before anything is replaced. The recording of an
    earlier run never stays beside the record of this one, nor this one beside an earlier record.

    Args:
        record: of the run.
        output: the folder.
        recording: the file in it that holds the run's exchanges, which is put in its place; None where there is none.

    Raises:
        OSError: the folder or a file in it cannot be written; then earlier reports stay as they are, and where there
            are none, those that can be written are.
    """
    texts = {output / name: text for name, text in zip(_NAMES, _rendered(record), strict=True)}
    ready = {} if recording is None else {output / exchanges.NAME: recording}
    output.mkdir(parents=True, exist_ok=True)
    try:
        store.replace_texts(texts, ready)
    except OSError:
        if not any(path.exists() for path in texts):
            _write_each(texts, ready)
        raise
    if recording is None:
        (output / exchanges.NAME).unlink(missing_ok=True)


def _rendered(record: Record) -> tuple[str, ...]:
    """Every report of a record, in the order of their names."""
    # Imported late: nothing is rendered before everything has been sent.
    from reports import badge, junit, markdown  # noqa: PLC0415 - see above
    from reports.page import html  # noqa: PLC0415 - see above

    return (store.dump(record), *(each.render(record) for each in (html, junit, markdown, badge)))


def _write_each(texts: Mapping[Path, str], ready: Mapping[Path, Path]) -> None:
    """Write what can be written."""
    for path, text in texts.items():
        with contextlib.suppress(OSError):
            store.replace_text(path, text)
    for path, temporary in ready.items():
        with contextlib.suppress(OSError):
            temporary.replace(path)
