"""`judge`: the recorded answers of a run judged anew, without a target."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from conformance.cli.recorded import conclude, read
from conformance.engine.permission.reservation import reserved
from conformance.engine.recordings.recording import recording
from conformance.engine.recordings.rerun import judged, settings_of


@click.command("judge")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.json")
@click.option(
    "--output",
    default=Path("conformance-report"),
    show_default=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="folder for the reports",
)
@click.option("--strict", is_flag=True, default=None, help="SHOULD findings decide the verdict, too")
def command(run: Path, output: Path, strict: bool | None) -> None:  # noqa: FBT001 - a flag of click
    """Judge the answers that RUN.json recorded by today's suite, and write the reports."""
    record, exchanges = read(run)
    settings = settings_of(record, output=output, strict=record.strict if strict is None else strict)
    began = time.time()
    with reserved(settings.output), recording(settings.output) as recorder:
        found = judged(record, exchanges, settings, recorder)
        status = conclude(settings, found, recorder, record.target["url"], began)
    sys.exit(status)
