"""`run`: verifies a target, shows how far it is, and sums up what was found."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import click

from conformance.cli import streams
from conformance.cli.options import config_option, settings_options
from conformance.engine.configuration import resolve
from conformance.engine.permission import consent
from conformance.engine.planning import dry_run
from conformance.engine.planning.schedule import schedules
from conformance.engine.results.conclusion import comparison, status
from conformance.engine.settings import Settings
from conformance.engine.trackers import remarks
from conformance.engine.verification import Verification, verify
from conformance.errors import UnreachableError, UsageError, writing
from reports import annotations as github
from reports.accepted import waivers
from reports.run.record import Record
from reports.wording.text import one_line
from spec.contract import load
from spec.words import counted


@click.command("run")
@settings_options()
@config_option
@click.option("--waivers-template", is_flag=True, help="print waivers for what fails now")
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST_ARGUMENTS]")
def command(
    config: Path | None,
    waivers_template: bool,  # noqa: FBT001 - a flag of click
    pytest_arguments: tuple[str, ...],
    **given: Any,
) -> None:
    """Verify a target, or the built-in reference, and write the reports.

    What stands behind `--` is handed to pytest, which then shows the outcome of every clause.
    """
    settings = resolve(given, config=config)
    comparison(settings)
    if settings.dry_run and not pytest_arguments:
        _print_plan(settings)
        return
    if not settings.dry_run:
        _confirm(settings)
        _writable(settings.output)
        for line in load(settings.source).todo:
            streams.say(f"TODO {one_line(line)}", err=True)
    if pytest_arguments:
        from conformance.suite.session import run  # noqa: PLC0415 - pytest is loaded only when it is asked for

        sys.exit(run(settings, pytest_arguments))
    for remark in remarks(settings):
        streams.say(remark, err=True)
    done = _verified(settings)
    if not isinstance(done.error, UnreachableError):
        from conformance.cli.progress import console, summarise  # noqa: PLC0415 - see `_verified`

        # Who asks for a template gets it alone on standard output.
        summarise(console(err=waivers_template), done.record, settings, reported=done.reported)
    _tell_github(done.record, settings)
    if waivers_template:
        streams.write(waivers.template(done.record, datetime.now(UTC).date()))
    if done.error is not None:
        raise done.error
    sys.exit(done.exit_status)


def _verified(settings: Settings) -> Verification:
    if not sys.stderr.isatty():
        return verify(settings)
    # Imported late: what draws takes a tenth of the time until the first request, and nothing is drawn in a log.
    from conformance.cli.progress import Bar  # noqa: PLC0415 - see above

    with Bar() as bar:
        return verify(settings, progress=bar.show)


def _print_plan(settings: Settings) -> None:
    """What would be sent, one line a request."""
    plans = schedules(settings)
    for line in dry_run.requests(chain.from_iterable(plans.values())):
        streams.say(line)
    for line in dry_run.totals(settings, plans):
        streams.say(line, err=True)


def _confirm(settings: Settings) -> None:
    """Say what will be sent where that matters, and ask before sending it to a target that is not on this machine.

    Raises:
        UsageError: nobody can be asked.
        click.Abort: the answer is no.
    """
    if settings.loopback and settings.max_sessions is None:
        return
    plans = schedules(settings)
    most = "" if settings.max_sessions is None else f", {settings.max_sessions} at most"
    rate = "" if settings.rate is None else f", at most {settings.rate:g} a second"
    changing = dry_run.changing(settings, plans)
    total = sum(map(len, plans.values()))
    who = settings.target or "the built-in reference"
    streams.say(
        f"{who}: {counted(total, 'request')}, {changing:,} of them may create or change a resource{most}{rate}.",
        err=True,
    )
    if settings.loopback:
        return
    wanted = [operation.name for operation in settings.operations]
    for line in consent.explained(settings, wanted):
        streams.say(line, err=True)
    consent.check(settings, wanted)
    if settings.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("the target is not on this machine.", "Add --yes to send to it all the same.")
    click.confirm("Send them?", abort=True, err=True)


def _tell_github(record: Record, settings: Settings) -> None:
    """Inside a GitHub workflow: annotations, and the summary of the step."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in github.lines(record, status=status(record, settings)):
            streams.say(line, err=True)
    if os.environ.get("GITHUB_STEP_SUMMARY"):
        from reports import markdown  # noqa: PLC0415 - only in such a workflow

        try:
            with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
                summary.write(markdown.render(record))
        except OSError as error:
            streams.say(f"The summary of the step cannot be written ({error.strerror}).", err=True)


def _writable(output: Path) -> None:
    """Refuse an output folder that cannot be written, before anything is sent.

    Raises:
        UsageError: it cannot.
    """
    with writing(output):
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            pass
