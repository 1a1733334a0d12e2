"""`cleanup`: deletes the sessions that a killed run left behind."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from conformance.engine.configuration import resolve
from conformance.engine.target import reach
from conformance.errors import UnreachableError
from conformance.resources import journal
from conformance.resources.recovery import clean
from spec.contract import load
from spec.words import counted
from strategies.controls import path as collection


@click.command("cleanup")
@click.argument("path", type=click.Path(path_type=Path), metavar="JOURNAL")
def command(path: Path) -> None:
    """Delete what the run of JOURNAL created and left behind."""
    entries = journal.read(path)
    settings = resolve(entries.target, environ={})
    with reach(settings) as target:
        operation = load(settings.edition).operation
        values = {operation.parameter.name: settings.connector}
        cleaned = clean(path, entries, target.send, collection(operation, values))
        target.close()
    if cleaned.problem:
        raise UnreachableError(f"{settings.target} does not answer: {cleaned.problem}.", "The journal is kept.")
    click.echo(f"{counted(len(cleaned.deleted), 'session')} deleted.")
    for session in cleaned.left:
        click.echo(f"not deleted: {json.dumps(session)}")
    if cleaned.unseen:
        click.echo(f"{counted(cleaned.unseen, 'request')} went unanswered, and the target does not list its sessions.")
    if cleaned.complete:
        click.echo("Nothing is left behind; the journal is removed.")
    else:
        click.echo(f"Look for them at the target, then delete the journal: {path}")
    sys.exit(0 if cleaned.complete else 1)
