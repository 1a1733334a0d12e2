"""`merge`: the parts of one run, made by `run --shard` on several machines, as the run that they are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from conformance.cli.options import config_option, settings_options
from conformance.cli.recorded import conclude, read
from conformance.engine.configuration import resolve
from conformance.engine.permission.reservation import reserved
from conformance.engine.recordings.merging import merged, merged_settings, times, whole
from conformance.engine.recordings.parts import Part
from conformance.engine.recordings.recording import recording
from conformance.engine.results.conclusion import comparison

# What is said of the whole run and not of its parts.
_OPTIONS = ("label", "waivers", "baseline", "fail_on", "history", "strict", "output")


@click.command("merge")
@click.argument("runs", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="RUN.json...")
@settings_options(*_OPTIONS)
@config_option
def command(runs: tuple[Path, ...], config: Path | None, **given: Any) -> None:
    """Put the parts of a run together, and write the reports of the whole run."""
    parts = whole([Part(path, *read(path)) for path in runs])
    record = parts[0].record
    told = resolve({**given, "strict": given["strict"] or record.strict or None}, config=config)
    changes = {name: getattr(told, name) for name in _OPTIONS}
    settings = merged_settings(parts, **{**changes, "label": told.label or record.target.get("label", "")})
    comparison(settings)
    began, seconds = times(parts)
    with reserved(settings.output), recording(settings.output) as recorder:
        found = merged(parts, settings, recorder)
        status = conclude(settings, found, recorder, record.target["url"], began, seconds)
    sys.exit(status)
