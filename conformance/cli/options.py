"""The settings of a run as options of a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import click

from conformance.engine.settings import Settings

Command = Callable[..., Any]


def settings_options(command: Command) -> Command:
    """Add every field of `Settings` as an option. Values stay text: `resolve` checks them wherever they come from."""
    for item in reversed(fields(Settings)):
        name = "--" + item.name.replace("_", "-")
        text = item.metadata["help"]
        if isinstance(item.default, bool):
            option = click.option(name, is_flag=True, default=None, help=text)
        elif item.metadata.get("several"):
            option = click.option(
                name,
                item.name,
                multiple=True,
                metavar=item.metadata["metavar"],
                help=text,
                callback=lambda _context, _option, given: ",".join(given) or None,
            )
        else:
            choices = item.metadata.get("choices")
            metavar = "|".join(choices) if choices else item.metadata.get("metavar")
            shown = f" [{item.default}]" if item.default not in (None, "") else ""
            option = click.option(name, item.name, default=None, metavar=metavar, help=f"{text}{shown}")
        command = option(command)
    return command
