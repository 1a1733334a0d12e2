"""`run`: verifies a target. A thin front of `pytest --pyargs conformance` with a progress bar and a summary."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest

from conformance.cli.options import settings_options
from conformance.cli.progress import Front
from conformance.engine.conclusion import comparison, status
from conformance.engine.schedule import plan
from conformance.engine.settings import Settings, resolve
from conformance.errors import UsageError
from conformance.oracle.judge import Oracle
from conformance.suite import plugin
from reports import annotations as github
from reports import waivers
from reports.record import Record
from strategies.request import Case


@click.command("run")
@settings_options
@click.option("--config", type=Path, default=None, metavar="FILE", help="TOML file [chime-conformance.toml]")
@click.option("--waivers-template", is_flag=True, help="print waivers for what fails now")
def command(config: Path | None, waivers_template: bool, **given: Any) -> None:  # noqa: FBT001 - a flag of click
    """Verify a target, or the built-in reference, and write the reports."""
    settings = resolve(given, config=config)
    comparison(settings)
    if settings.dry_run:
        _print_plan(settings)
        return
    _confirm(settings)
    _writable(settings.output)
    status, record = verify(settings)
    if record is not None:
        _tell_github(record, settings)
        if waivers_template:
            click.echo(waivers.template(record, datetime.now(UTC).date()), nl=False)
    sys.exit(status)


def _print_plan(settings: Settings) -> None:
    """What would be sent, one line a request."""
    cases = plan(settings).cases
    for case in cases:
        request = case.request
        click.echo(f"{request.method} {request.path[:100]} {len(request.body)} bytes  {case.id}")
    click.echo(f"{len(cases)} requests, {_creating(settings, cases)} of them may create a session.", err=True)
    click.echo("What fails is sent again, to see whether it always does: some hundred requests at most.", err=True)


def _creating(settings: Settings, cases: Sequence[Case]) -> int:
    oracle = Oracle.of(settings.edition, settings.connector)
    return sum(oracle.expect(case.request).allows(201) for case in cases)


def _confirm(settings: Settings) -> None:
    """Say what will be sent where that matters, and ask before sending it to a target that is not on this machine.

    Raises:
        UsageError: nobody can be asked.
        click.Abort: the answer is no.
    """
    if settings.loopback and settings.max_sessions is None:
        return
    cases = plan(settings).cases
    most = "" if settings.max_sessions is None else f", {settings.max_sessions} at most"
    rate = "" if settings.rate is None else f", at most {settings.rate:g} a second"
    creating = _creating(settings, cases)
    who = settings.target or "the built-in reference"
    click.echo(f"{who}: {len(cases)} requests, {creating} of them may create a session{most}{rate}.", err=True)
    if settings.loopback or settings.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("the target is not on this machine.", "Add --yes to send to it all the same.")
    click.confirm("Send them?", abort=True, err=True)


def verify(settings: Settings) -> tuple[int, Record | None]:
    """Run the suite with `settings`: the exit status of design.md, and the record if there is one."""
    # Only the suite's own plugin: others cost start-up time and may change what a run means.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    front = Front(settings)
    arguments = [
        "--pyargs",
        plugin.SUITE,
        "-p",
        "no:terminal",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:logging",
        "-p",
        "no:faulthandler",
        "-p",
        "no:unraisableexception",
        "-p",
        "no:threadexception",
        "-c",
        os.devnull,
        "--rootdir",
        str(Path(plugin.__file__).parent),
        "--capture=no",
        "--assert=plain",
    ]
    status = pytest.main(arguments, plugins=[plugin, front])
    return front.status(int(status)), front.record


def _tell_github(record: Record, settings: Settings) -> None:
    """Inside a GitHub workflow: annotations, and the summary of the step."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in github.lines(record, status=status(record, settings)):
            click.echo(line)
    if os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
            summary.write((settings.output / "summary.md").read_text(encoding="utf-8"))


def _writable(output: Path) -> None:
    """Refuse an output folder that cannot be written, before anything is sent.

    Raises:
        UsageError: it cannot.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        probe = output / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(
            f"cannot write to {output}: {error.strerror}.", "Choose another folder with --output."
        ) from error
