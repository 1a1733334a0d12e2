"""The command group; commands are loaded when they are called, so that each starts quickly."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

_COMMANDS = {
    "run": "verify a target and write the reports",
    "serve": "the built-in reference as a stand-alone mock",
    "clauses": "the catalogue: what is tested, and what cannot be, and why",
    "selftest": "the suite against every fault of the reference",
    "merge": "the parts of one run, made on several machines, as one run",
    "compare": "targets side by side, or one target over time",
    "replay": "the same requests again",
    "cleanup": "deletes what a killed run left behind",
    "judge": "the recorded answers judged anew, without a target",
    "history": "lists and prunes the recorded runs, accepts one as the baseline",
    "derive": "pages of an API Reference, or the SDK's model, to a contract",
    "drift": "a contract against a newer page or the SDK's model",
}


class LazyGroup(click.Group):
    """A group whose commands are imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands, in the order of the documentation."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command's object, imported now; None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"conformance.cli.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _hyphened(token: str) -> str:
    """An option as it is declared: `max_sessions` is `max-sessions`. click gives it without the hyphens before it."""
    return token.replace("_", "-")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "token_normalize_func": _hyphened})
@click.version_option(package_name="chime-conformance", prog_name="chime-conformance")
def cli(**_: Any) -> None:
    """Verify any HTTP target against what AWS documents of an action; by default, of CreateProxySession."""
