"""`compare`: several runs side by side: targets, or one target over time."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.errors import UsageError
from reports.compare import matrix, to_markdown, write_comparison
from reports.store import RecordError, load


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN.json RUN.json ...")
@click.option(
    "--output",
    default=Path("conformance-comparison"),
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="folder for the comparison",
)
def command(runs: tuple[Path, ...], output: Path) -> None:
    """Write a matrix of clauses and runs as HTML, Markdown and JSON, and print the Markdown."""
    if len(runs) < 2:
        raise UsageError("compare needs at least two runs.", "Name several run.json files.")
    try:
        records = [load(path) for path in runs]
        write_comparison(records, output)
    except RecordError as error:
        raise UsageError(f"{error}.") from error
    except OSError as error:
        raise UsageError(
            f"cannot write to {output}: {error.strerror}.", "Choose another folder with --output."
        ) from error
    click.echo(to_markdown(matrix(records)), nl=False)
