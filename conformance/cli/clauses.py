"""`clauses`: prints the catalogue."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby

import click
from rich.console import Console
from rich.table import Table

from conformance.errors import UsageError
from spec.catalogue import Catalogue, catalogue
from spec.contract import DEFAULT_EDITION, ContractError


@click.command("clauses")
@click.option("--edition", default=DEFAULT_EDITION, show_default=True, help="edition of the contract")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def command(edition: str, as_json: bool) -> None:  # noqa: FBT001 - a flag of click
    """Print every clause with its level and evidence, and how it is tested or why it cannot be."""
    try:
        found = catalogue(edition)
    except ContractError as error:
        raise UsageError(f"{error}.") from error
    if as_json:
        click.echo(json.dumps([asdict(clause) for clause in found], indent=1))
    else:
        _print(found)


def _print(found: Catalogue) -> None:
    console = Console()
    for section, clauses in groupby(found, key=lambda clause: clause.section):
        table = Table(title=section, title_justify="left", box=None, pad_edge=False, show_header=False)
        for column in ("level", "evidence", "what"):
            table.add_column(column, overflow="fold")
        for clause in clauses:
            tested = f"not tested: {clause.excluded}" if clause.excluded else f"tested: {', '.join(clause.checks)}"
            note = f"\n[dim]{clause.note}[/]" if clause.note else ""
            table.add_row(
                clause.level,
                f"[dim]{clause.evidence}[/]",
                f"[bold]{clause.id}[/]\n{clause.sentence}{note}\n[dim]{clause.place} · {tested}[/]",
            )
        console.print(table, "")
    excluded = sum(bool(clause.excluded) for clause in found)
    console.print(f"{len(found)} clauses: {len(found) - excluded} tested, {excluded} excluded with a reason.")
