"""`derive`: reads an AWS API Reference action page and prints the OpenAPI description that it states."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.errors import UsageError
from spec.derive import PageError, derive, render


@click.command("derive")
@click.argument("page", type=click.Path(path_type=Path))
@click.option("--types", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="a type page it links to")
def command(page: Path, types: tuple[Path, ...]) -> None:
    """Print the OpenAPI 3.1 description of the operation that PAGE documents, with the conflicts found in it."""
    try:
        text = render(derive(page, types=types))
    except PageError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {error.strerror}.") from error
    click.echo(text, nl=False)
