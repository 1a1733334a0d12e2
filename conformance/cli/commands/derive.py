"""`derive`: reads AWS API Reference pages or the SDK's model of a service, and writes the contract that they state."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli import completion, streams
from conformance.cli.options import service_option
from conformance.errors import OutputError, UsageError, lacking
from reports.wording.text import one_line
from spec.derive import DeriveError, render
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write

_FILE = click.Path(path_type=Path)


@click.command("derive")
@click.argument("pages", nargs=-1, type=_FILE, metavar="[PAGE]...")
@click.option("--types", multiple=True, type=_FILE, metavar="FILE", help="a page of a type")
@service_option
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    help="one of its operations, or all",
    shell_complete=completion.modelled,
)
@click.option("--output", type=_FILE, metavar="DIR", help="write a contract there; without, print its OpenAPI document")
def command(
    pages: tuple[Path, ...], types: tuple[Path, ...], service: str, operations: tuple[str, ...], output: Path | None
) -> None:
    """Derive a contract from documentation pages, from the SDK's model of a service, or from both.

    Each PAGE is an action's or a type's, in Markdown or plain text. With pages and a model, the pages' statements are
    kept, the model completes them, and every difference is listed for a decision.
    """
    try:
        derivation, sources = derived(pages, types=types, service_name=service, operations=operations)
        if output is None:
            streams.write(render(derivation))
            return
        made = contents(derivation, sources, str(output))
        write(output, made.files)
    except DeriveError as error:
        wrong = OutputError if error.__cause__ is not None and lacking(error.__cause__) else UsageError
        raise wrong(f"{str(error).rstrip('.')}.") from error
    operations_made = sum(len(item) for item in derivation.document["paths"].values())
    streams.say(f"{output}: {_counted(operations_made, 'operation')}, {_counted(len(made.todo), 'TODO')}.")
    for line in made.todo:
        streams.say(f"TODO {one_line(line)}")
    streams.say(f"Next: chime-conformance run --contract {output} --target URL")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
