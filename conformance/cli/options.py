"""The settings of a run as options of a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click

from conformance.cli import completion
from conformance.engine.settings import Settings, spelled
from conformance.errors import UsageError, usable
from spec.contract import Contract, load

Command = Callable[..., Any]

config_option = click.option(
    "--config", type=Path, default=None, metavar="FILE", help="TOML file [chime-conformance.toml]"
)

service_option = click.option(
    "--service",
    default="",
    metavar="NAME",
    help="the service whose model botocore has, as boto3 spells it",
    shell_complete=completion.services,
)


def settings_options(*names: str) -> Callable[[Command], Command]:
    """Add the fields of `Settings` as options: those of these names, or all of them.

    Values stay text: `resolve` checks them wherever they come from.
    """

    def added(command: Command) -> Command:
        for item in reversed(fields(Settings)):
            if not names or item.name in names:
                command = _option(item)(command)
        return command

    return added


def _option(item: Field[Any]) -> Callable[[Command], Command]:
    name, text = spelled(item.name), item.metadata["help"]
    if isinstance(item.default, bool):
        return click.option(name, is_flag=True, default=None, help=text)
    if item.metadata.get("several"):
        return click.option(
            name,
            item.name,
            multiple=True,
            metavar=item.metadata["metavar"],
            help=text,
            callback=_none_if_empty,
            shell_complete=_completion(item),
        )
    choices = item.metadata.get("choices")
    metavar = "|".join(choices) if choices else item.metadata.get("metavar")
    shown = f" [{item.default}]" if item.default not in (None, "") else ""
    return click.option(
        name, item.name, default=None, metavar=metavar, help=f"{text}{shown}", shell_complete=_completion(item)
    )


def _completion(item: Field[Any]) -> completion.Completion | None:
    if choices := item.metadata.get("choices"):
        return completion.words(choices)
    return completion.BY_SETTING.get(item.name) or completion.BY_METAVAR.get(item.metadata.get("metavar", ""))


def _none_if_empty(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...] | None:
    return given or None


def contract_of(name: str, operations: tuple[str, ...] = ()) -> Contract:
    """The contract of a name, an edition or a folder.

    Raises:
        UsageError: there is none, it has not all of these operations, or a file of it is broken.
    """
    with usable(name):
        loaded = load(name)
        loaded.select(operations)
    return loaded


def refuse_taken(path: Path | None) -> None:
    """Raises UsageError where a file of others stands in the place of one that would be written."""
    if path is not None:
        raise UsageError(f"{path} is there, and this command did not write it.", "Choose another folder with --output.")
