"""The pages of the site that are made from the program: a hook of MkDocs.

The commands come from click, the clauses from the catalogue, and the record's pages from its JSON Schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from inspect import cleandoc
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from conformance.cli.main import cli
from spec.clauses.catalogue import catalogue
from spec.clauses.checks import KINDS
from spec.clauses.clause import Clause
from spec.contract import SHIPPED

_SCHEMA = Path(__file__).parents[2] / "reports" / "run.schema.json"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made, to those that are written."""
    made = {"commands": commands(), "record": record(), **{name: clauses(name) for name in SHIPPED}}
    for name, text in made.items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    return files


def commands() -> str:
    """Every command with its options, as `--help` has them."""
    context = click.Context(cli, info_name="chime-conformance")
    parts = [
        "# Commands",
        "Every command is called as `chime-conformance COMMAND`, and `--help` prints what stands here.",
    ]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join(["chime-conformance", name, *command.collect_usage_pieces(inner)])
        parts += [
            f"## {name}",
            f"```text\n{usage}\n```",
            _escaped(cleandoc(command.help or "")),
            _table(_options(command, inner)),
        ]
    return "\n\n".join(parts) + "\n"


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, ...]]:
    yield "option", "meaning"
    for parameter in command.get_params(context):
        found = parameter.get_help_record(context)
        # What an argument is, the usage and the text above the table say.
        if found and found[1]:
            yield f"`{found[0].replace('|', chr(0x2502))}`", _escaped(found[1])


def clauses(contract: str) -> str:
    """Every clause of a contract, by operation and section."""
    found = catalogue(contract, ("all",))
    excluded = sum(bool(clause.excluded) for clause in found)
    parts = [
        f"# Clauses of {contract}",
        f"{len(found)} clauses: {len(found) - excluded} tested, {excluded} excluded with a reason.",
        "The last column says which exchanges decide a clause:",
        "\n".join(f"- *{kind}*: {said}" for kind, said in KINDS.items() if any(kind in each.checks for each in found)),
    ]
    for operation, of_operation in groupby(found, key=lambda clause: clause.operation):
        parts.append(f"## {operation}")
        for section, members in groupby(of_operation, key=lambda clause: clause.section):
            parts += [f"### {section}", _table(_rows(members))]
    return "\n\n".join(parts) + "\n"


def _rows(members: Iterator[Clause]) -> Iterator[tuple[str, ...]]:
    yield "clause", "level", "evidence", "what it says", "tested"
    for clause in members:
        tested = f"no: {clause.excluded}" if clause.excluded else ", ".join(clause.checks)
        # A long id is broken after its dots only.
        shown = f"<code>{clause.id.replace('.', '.<wbr>')}</code>"
        yield shown, clause.level, clause.evidence, _escaped(clause.sentence), _escaped(tested)


def record() -> str:
    """The members of `run.json`, by type."""
    types: dict[str, dict[str, Any]] = json.loads(_SCHEMA.read_text(encoding="utf-8"))["$defs"]
    parts = ["# The run record", "`run.json` validates against `reports/run.schema.json`. These are its types."]
    for name, schema in types.items():
        parts += [f"## {name}", _escaped(schema.get("description", ""))]
        if "enum" in schema:
            parts.append(", ".join(f"`{value}`" for value in schema["enum"]))
        if "properties" in schema:
            parts.append(_table(_members(schema)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _members(schema: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    yield "member", "type", "meaning"
    for member, of_member in schema["properties"].items():
        shown = f"`{member}`" if member in schema.get("required", ()) else f"`{member}` (optional)"
        yield shown, _type(of_member), _escaped(of_member.get("description", ""))


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if schema.get("type") == "array":
        items = schema.get("items")
        return f"list of {_type(items)}" if isinstance(items, dict) else "list"
    found = schema.get("type", "any")
    return " or ".join(found) if isinstance(found, list) else str(found)


def _table(rows: Iterator[tuple[str, ...]]) -> str:
    heading, *others = rows
    lines = [heading, ("---",) * len(heading), *others]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in lines)


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is; what stands between back ticks already does."""
    outside = text.replace("\b", "").split("`")
    for index in range(0, len(outside), 2):
        outside[index] = outside[index].replace("<", "&lt;").replace(">", "&gt;")
        for character in "\\*_[]|":
            outside[index] = outside[index].replace(character, f"\\{character}")
    return "`".join(outside)
