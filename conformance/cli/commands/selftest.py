"""`selftest`: the suite against every fault, every faithful variant and every constant target."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from conformance.cli import completion, streams
from conformance.cli.options import contract_of, refuse_taken
from conformance.cli.progress import console, progress
from conformance.errors import UsageError, usable, writing
from conformance.selftest.matrix import Matrix, Row, names, run, until_found
from conformance.selftest.page import render, sentence, to_markdown
from conformance.selftest.sequences import lives
from conformance.selftest.serving import known
from conformance.selftest.variants import variants as variants_of
from reports.files.store import replace_texts
from reports.taken import taken
from spec.contract import DEFAULT


@click.command("selftest")
@click.option(
    "--contract",
    default=DEFAULT,
    show_default=True,
    metavar="NAME|DIR",
    help="what the targets offer",
    shell_complete=completion.contracts,
)
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME|all",
    help="an operation of the contract, or all; may be given again",
    shell_complete=completion.operations,
)
@click.option(
    "--faults",
    "globs",
    multiple=True,
    metavar="GLOB",
    help="only targets with such a name; repeatable",
    shell_complete=completion.faults,
)
@click.option(
    "--seeds", default=1, show_default=True, type=click.IntRange(1, 1000), metavar="N", help="runs with so many seeds"
)
@click.option(
    "--output",
    default=Path("selftest-report"),
    show_default=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="folder for the matrix",
)
@click.option("--list", "listed", is_flag=True, help="list the targets that match, and end")
def command(
    contract: str,
    operations: tuple[str, ...],
    globs: tuple[str, ...],
    seeds: int,
    output: Path,
    listed: bool,  # noqa: FBT001 - a flag of click
) -> None:
    """Prove the suite: every fault found on the clause it breaks, nothing found on a faithful target."""
    contract = contract_of(contract, operations).name
    wanted = globs or ("*",)
    with usable(contract):
        lines = list(_listed(contract, operations, wanted)) if listed else []
        total = 0 if listed else len(names(contract, wanted, seeds, operations))
    if listed:
        for line in lines:
            streams.say(line)
        return
    if not total:
        raise UsageError(
            f"no target matches {' or '.join(wanted)}.", "`chime-conformance selftest --list` names the faults."
        )
    _check(output)
    with progress() as bar:
        task = bar.add_task("preparing", total=total)

        def shown(row: Row) -> None:
            bar.update(task, advance=1, description=row.name[:40].ljust(40))

        matrix = run(contract=contract, operations=operations, faults=wanted, seeds=range(seeds), progress=shown)
    _write(matrix, output)
    _summarise(console(), matrix, output)
    sys.exit(0 if matrix.ok else 1)


def _listed(contract: str, operations: tuple[str, ...], globs: Sequence[str]) -> Iterator[str]:
    """The faults and variants whose name matches: a line with the kind of each, and one with what it does.

    Raises:
        UsageError: none does.
    """
    faults = ((fault.name, fault.kind, fault.summary) for fault in known(contract, operations).values())
    kept = {**variants_of(contract), **lives(contract).variants}
    variants = ((variant.name, "variant", variant.summary) for variant in kept.values())
    found = [one for one in chain(faults, variants) if any(fnmatchcase(one[0], glob) for glob in globs)]
    if not found:
        raise UsageError(f"no target matches {' or '.join(globs)}.", "Without --faults, --list names all.")
    for name, kind, summary in found:
        yield f"{name:60} {kind}"
        yield f"    {summary}"


def _check(output: Path) -> None:
    with writing(output):
        refuse_taken(taken(output, ("selftest.html", "selftest.json", "selftest.md")))


def _write(matrix: Matrix, output: Path) -> None:
    with writing(output):
        output.mkdir(parents=True, exist_ok=True)
        replace_texts(
            {
                output / "selftest.html": render(matrix),
                output / "selftest.json": json.dumps(matrix.to_json(), indent=1),
                output / "selftest.md": to_markdown(matrix),
            }
        )


def _summarise(shown: Console, matrix: Matrix, output: Path) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("", "targets", "right", "requests until found (median)", "seconds (median)"):
        table.add_column(heading, justify="left" if not heading else "right")
    for kind, rows in matrix.by_kind().items():
        right = sum(row.ok for row in rows)
        colour = "green" if right == len(rows) else "red"
        seconds = sorted(row.trial.seconds for row in rows)
        table.add_row(
            kind,
            str(len(rows)),
            f"[{colour}]{right}[/]",
            str(until_found(rows) or ""),
            f"{seconds[len(seconds) // 2]:.2f}",
        )
    shown.print(table)
    for row in matrix.rows:
        if not row.ok:
            shown.print(f"[bold red]{row.kind}[/] [bold]{escape(row.name)}[/] seed {row.seed}: {escape(_wrong(row))}")
    if matrix.idle:
        shown.print(f"[yellow]checks that killed no fault:[/] {', '.join(matrix.idle)}")
    shown.print(f"\n{escape(sentence(matrix))} Matrix: {escape(str(output / 'selftest.html'))}", soft_wrap=True)


def _wrong(row: Row) -> str:
    if row.kind == "fault":
        others = f"; failing: {', '.join(row.trial.failing)}" if row.trial.failing else ""
        return f"not found on {row.clause}{others}"
    if row.kind == "constant":
        return f"verdict {row.trial.verdict}, {row.trial.passing:.0%} of the clauses pass"
    return f"verdict {row.trial.verdict}; {'; '.join(f'{name}: {text}' for name, text in row.trial.examples.items())}"
