"""`clauses`: prints the catalogue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from fnmatch import fnmatchcase
from itertools import groupby

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from conformance.cli import completion, streams
from conformance.errors import UsageError
from spec.catalogue import catalogue
from spec.clause import Clause
from spec.contract import DEFAULT, EDITIONS, ContractError


@click.command("clauses")
@click.argument("globs", nargs=-1, metavar="[GLOB]...", shell_complete=completion.clauses)
@click.option(
    "--contract",
    metavar="NAME|DIR",
    help=f"a shipped contract, or a folder [{DEFAULT}]",
    shell_complete=completion.contracts,
)
@click.option("--edition", type=click.Choice(EDITIONS), help="edition of the contract")
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME|all",
    help="operations of the contract",
    shell_complete=completion.operations,
)
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def command(
    globs: tuple[str, ...],
    contract: str | None,
    edition: str | None,
    operations: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Print the clauses that match, by default all: level, evidence, how each is tested or why it cannot be."""
    if contract and edition:
        raise UsageError("--contract and --edition name the same thing.", "Give one of them.")
    try:
        known = catalogue(contract or edition or DEFAULT, operations)
    except ContractError as error:
        raise UsageError(f"{error}.", error.hint) from error
    found = [clause for clause in known if not globs or any(fnmatchcase(clause.id, glob) for glob in globs)]
    if not found:
        raise UsageError(f"no clause matches {' or '.join(globs)}.", "Without a GLOB, all are printed.")
    streams.write(_json(found) if as_json else _text(found))


def _json(found: Sequence[Clause]) -> str:
    return json.dumps([asdict(clause) for clause in found], indent=1) + "\n"


def _text(found: Sequence[Clause]) -> str:
    several = len({clause.operation for clause in found}) > 1
    console = Console()
    with console.capture() as captured:
        for (operation, section), clauses in groupby(found, key=lambda clause: (clause.operation, clause.section)):
            console.print(_table(f"{operation}: {section}" if several else section, list(clauses)), "")
        excluded = sum(bool(clause.excluded) for clause in found)
        number = f"{len(found)} {'clause' if len(found) == 1 else 'clauses'}"
        console.print(f"{number}: {len(found) - excluded} tested, {excluded} excluded with a reason.")
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _table(title: str, clauses: Sequence[Clause]) -> Table:
    table = Table(title=escape(title), title_justify="left", box=None, pad_edge=False, show_header=False)
    # Columns of levels and evidence are never wrapped: `SHOU` is no word.
    table.add_column("level", no_wrap=True)
    table.add_column("evidence", no_wrap=True)
    table.add_column("what", overflow="fold")
    for clause in clauses:
        tested = f"not tested: {clause.excluded}" if clause.excluded else f"tested: {', '.join(clause.checks)}"
        where = f"{clause.place} · {tested}"
        note = f"\n[dim]{escape(clause.note)}[/]" if clause.note else ""
        table.add_row(
            clause.level,
            f"[dim]{clause.evidence}[/]",
            f"[bold]{escape(clause.id)}[/]\n{escape(clause.sentence)}{note}\n[dim]{escape(where)}[/]",
        )
    return table
