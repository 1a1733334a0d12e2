"""`history`: lists and prunes the recorded runs."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from conformance.errors import UsageError
from reports import history


@click.command("history")
@click.argument("db", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(0), metavar="N", help="forget all but the latest N runs of each target")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), metavar="N", help="runs to list")
def command(db: Path, keep: int | None, limit: int) -> None:
    """List the runs in DB, newest first."""
    if not db.is_file():
        raise UsageError(f"there is no history at {db}.", "`run --history` makes one.")
    try:
        if keep is not None:
            click.echo(f"{history.prune(db, keep=keep)} runs forgotten.", err=True)
        found = history.runs(db, limit=limit)
    except history.HistoryError as error:
        raise UsageError(f"{error}.") from error
    table = Table(box=None, pad_edge=False)
    for heading in ("started", "target", "edition", "depth", "seed", "verdict", "exchanges", "seconds"):
        table.add_column(heading)
    for run in found:
        table.add_row(
            run.started_at,
            run.target,
            run.edition,
            run.depth,
            str(run.seed),
            run.verdict,
            str(run.exchanges),
            f"{run.duration_seconds:.1f}",
        )
    Console().print(table)
