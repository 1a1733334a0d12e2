"""`compare`: several runs side by side: targets, or one target over time."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.cli import streams
from conformance.cli.options import refuse_taken
from conformance.errors import UsageError, writing
from reports import scoreboard
from reports.compare import foreign, to_lines, to_markdown, write_comparison
from reports.files.store import RecordError, load, replace_texts


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN.json|DIR ...")
@click.option(
    "--output",
    default=Path("conformance-comparison"),
    show_default=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="folder for the comparison",
)
def command(runs: tuple[Path, ...], output: Path) -> None:
    """Write a matrix of clauses and runs as HTML, Markdown and JSON.

    A terminal shows what differs, a pipe gets the Markdown. A folder stands for
    the run.json in it. Runs of different operations have no clause in common:
    of those, a scoreboard is written and shown as well.
    """
    if len(runs) < 2:
        raise UsageError("compare needs at least two runs.", "Name several run.json files or their folders.")
    try:
        records = [load(path) for path in runs]
        with writing(output):
            refuse_taken(foreign(output))
            found = write_comparison(records, output, runs)
            board = scoreboard.to_markdown(records) if scoreboard.is_board(records) else ""
            if board:
                replace_texts({output / "scoreboard.md": board})
    except RecordError as error:
        raise UsageError(f"{error}.") from error
    if sys.stdout.isatty():
        shown = (*to_lines(found), "", *board.splitlines(), f"Comparison: {output / 'compare.html'}")
        streams.write("".join(f"{line}\n" for line in shown))
    else:
        streams.write(board or to_markdown(found))
