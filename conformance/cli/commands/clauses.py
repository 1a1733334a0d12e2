"""`clauses`: prints the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fnmatch import fnmatchcase
from itertools import groupby
from shutil import get_terminal_size
from textwrap import wrap

import click

from conformance.cli import completion, streams
from conformance.errors import UsageError, usable
from spec.clauses.catalogue import catalogue
from spec.clauses.clause import Clause
from spec.contract import DEFAULT, EDITIONS
from spec.words import counted

_INDENT = " " * 8


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
    named = contract or edition or DEFAULT
    with usable(named):
        known = catalogue(named, operations)
    found = [clause for clause in known if not globs or any(fnmatchcase(clause.id, glob) for glob in globs)]
    if not found:
        raise UsageError(f"no clause matches {' or '.join(globs)}.", "Without a GLOB, all are printed.")
    streams.write(_json(found) if as_json else _text(found))


def _json(found: Sequence[Clause]) -> str:
    return json.dumps([asdict(clause) for clause in found], indent=1) + "\n"


def _text(found: Sequence[Clause]) -> str:
    several = len({clause.operation for clause in found}) > 1
    lines: list[str] = []
    for (operation, section), clauses in groupby(found, key=lambda clause: (clause.operation, clause.section)):
        lines += [f"{operation}: {section}" if several else section]
        lines += [line for clause in clauses for line in _lines(clause)] + [""]
    excluded = sum(bool(clause.excluded) for clause in found)
    lines.append(f"{counted(len(found), 'clause')}: {len(found) - excluded} tested, {excluded} excluded with a reason.")
    return "\n".join([*lines, ""])


def _lines(clause: Clause) -> Iterator[str]:
    """A clause: its level and id, which are never broken, and below it what it says, where, and how it is tested."""
    tested = f"not tested: {clause.excluded}" if clause.excluded else f"tested: {', '.join(clause.checks)}"
    pattern = "" if clause.pattern in clause.sentence else f"Documented pattern: {clause.pattern}"
    yield f"{clause.level:8}{clause.id}"
    for text in (clause.sentence, pattern, clause.note, f"{clause.place} ({clause.evidence}) · {tested}"):
        yield from wrap(text, _width(), initial_indent=_INDENT, subsequent_indent=_INDENT, break_long_words=False)


def _width() -> int:
    """Columns of the terminal, or of a usual one where there is none; long lines are hard to read."""
    return min(get_terminal_size().columns, 120)
