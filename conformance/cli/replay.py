"""`replay`: the same requests as in a recorded run, sent again."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import Path

import click

from conformance.cli.recorded import conclude, read
from conformance.engine.rerun import exchanges, resent, settings_of
from conformance.engine.settings import resolve
from conformance.engine.target import reach
from conformance.errors import UsageError
from strategies.request import Case


@click.command("replay")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.json")
@click.option("--case", "wanted", metavar="ID", help="only cases whose id matches, with their controls")
@click.option("--target", metavar="URL", help="another target than the recorded one")
@click.option("--aws-profile", metavar="P", help="profile of the AWS configuration")
@click.option(
    "--output",
    default=Path("conformance-report"),
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="folder for the reports",
)
def command(run: Path, wanted: str | None, target: str | None, aws_profile: str | None, output: Path) -> None:
    """Send the requests that RUN.json recorded again, and write the reports."""
    record, recording = read(run)
    recorded = settings_of(record, output=output)
    settings = resolve(
        {
            "target": target or recorded.target,
            "voice_connector_id": recorded.voice_connector_id,
            "edition": recorded.edition,
            "auth": recorded.auth,
            "region": recorded.region,
            "service": recorded.service,
            "aws_profile": aws_profile,
            "output": output,
            "strict": recorded.strict or None,
        },
        environ={},
    )
    cases = _chosen([exchange.case for exchange in exchanges(recording)], wanted)
    with reach(settings) as reached:
        part = resent(cases, settings, reached)
    sys.exit(conclude(settings, part, settings.target or "the built-in reference"))


def _chosen(cases: list[Case], wanted: str | None) -> list[Case]:
    """The wanted cases and the controls, without which a refusal proves nothing.

    Raises:
        UsageError: none matches.
    """
    if wanted is None:
        return cases
    matching = [case for case in cases if case.id == wanted or fnmatchcase(case.id, wanted)]
    if not matching:
        raise UsageError(f"no recorded case matches {wanted!r}.", "The report and run.json name the cases.")
    controls = [case for case in cases if case.control is None and case.clause.startswith("response.status")]
    return list({case.id: case for case in (*controls, *matching)}.values())
