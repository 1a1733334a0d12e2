"""`history`: lists and prunes the recorded runs, and accepts one as the baseline."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from conformance.cli import streams
from conformance.errors import UsageError
from reports.archive import history
from reports.archive.listing import listing
from spec.reading.files import is_file

_LATEST = "latest"
# SQLite's own numbers end not far above.
_MOST = 10**9


@click.command("history")
@click.argument("db", type=click.Path(path_type=Path))
@click.argument("action", required=False, default="list", type=click.Choice(["list", "accept"]))
@click.argument("run", required=False, default=_LATEST, metavar="[RUN]")
@click.option(
    "--keep", type=click.IntRange(0, _MOST), metavar="N", help="forget all but the latest N runs of each target"
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, _MOST), metavar="N", help="runs to list")
def command(db: Path, action: str, run: str, keep: int | None, limit: int) -> None:
    """List the runs in DB, newest first; or accept RUN (by default the latest) as the baseline of its target.

    `run --history DB --baseline history` compares with the run accepted last.
    """
    if not is_file(db):
        raise UsageError(f"there is no history at {db}.", "`run --history` makes one.")
    try:
        if action == "accept":
            _accept(db, run)
            return
        if keep is not None:
            streams.say(f"{history.prune(db, keep=keep)} runs forgotten.", err=True)
        _list(history.runs(db, limit=limit))
    except history.HistoryError as error:
        raise UsageError(f"{error}.") from error


def _accept(db: Path, run: str) -> None:
    if run != _LATEST and not re.fullmatch("[0-9]{1,9}", run):
        raise UsageError(f"{run!r} is no number of a run.", f"`chime-conformance history {db}` lists them.")
    found = history.accept(db, None if run == _LATEST else int(run))
    streams.say(f"Run {found.id} of {found.target} ({found.verdict}) is the baseline from now on.")


def _list(found: Sequence[history.Run]) -> None:
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    streams.write("".join(f"{line}\n" for line in listing(found, width)))
