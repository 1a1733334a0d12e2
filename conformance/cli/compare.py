"""`compare`: several runs side by side: targets, or one target over time."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli import streams
from conformance.errors import UsageError
from reports.compare import to_markdown, write_comparison
from reports.store import RecordError, load


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN.json|DIR ...")
@click.option(
    "--output",
    default=Path("conformance-comparison"),
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="folder for the comparison",
)
def command(runs: tuple[Path, ...], output: Path) -> None:
    """Write a matrix of clauses and runs as HTML, Markdown and JSON, and print the Markdown.

    A folder stands for the run.json in it.
    """
    if len(runs) < 2:
        raise UsageError("compare needs at least two runs.", "Name several run.json files or their folders.")
    try:
        records = [load(path) for path in runs]
        found = write_comparison(records, output, runs)
    except RecordError as error:
        raise UsageError(f"{error}.") from error
    except OSError as error:
        raise UsageError(
            f"cannot write to {output}: {error.strerror}.", "Choose another folder with --output."
        ) from error
    streams.write(to_markdown(found))
