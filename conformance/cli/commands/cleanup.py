"""`cleanup`: deletes what a killed run left behind.

A journal may come from anybody. It names a target and ids, and authorises nothing: how to sign, which headers to
send and a target that is not on this machine come from the command line or the user's own configuration.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import Any

import click

from conformance.cli import streams
from conformance.cli.options import config_option, settings_options
from conformance.engine.configuration import resolve
from conformance.engine.configuration.values import FIELDS, converted
from conformance.engine.settings import REACHING, Settings
from conformance.engine.target import reach
from conformance.errors import OutputError, UnreachableError, UsageError
from conformance.resources import journal
from conformance.resources.kinds import kinds
from conformance.resources.naming import nameable
from conformance.resources.recovery import Cleaned, clean
from reports.wording.text import one_line
from spec.contract import SHIPPED, Contract, load
from spec.reading.files import is_folder
from spec.words import counted

# By these the user says where to send to, as by --target and --config.
_TELLING = ("CHIME_CONFORMANCE_TARGET", "CHIME_CONFORMANCE_CONFIG")


@click.command("cleanup")
@click.argument("path", type=click.Path(path_type=Path), metavar="JOURNAL")
@settings_options("target", "contract", "parameter", *REACHING, "timeout", "rate", "yes")
@config_option
def command(path: Path, config: Path | None, **given: Any) -> None:
    """Delete what the run of JOURNAL created and left behind.

    What it had overwritten, such as the proxy of a connector, is not in the journal and stays as it is.
    """
    if is_folder(path):
        raise UsageError(f"{path} is a folder.", _instead(path))
    entries = journal.read(path)
    settings = _settings(entries, given, config)
    _confirm(settings, entries)
    with reach(settings) as target, journal.claimed(path):
        contract = load(settings.source)
        known = kinds(contract, contract.given(settings.given))
        cleaned = clean(path, entries, target.send, known, target.claim)
        target.close()
        trouble = target.trouble
    if trouble:
        raise OutputError(f"{trouble}.", "The journal is kept.")
    if cleaned.problem:
        again = ", ".join(option for option in entries.reached_with if option.isascii() and option.isprintable())
        hint = f"The run was told {again}; tell cleanup as well." if again else "The journal is kept."
        raise UnreachableError(f"{settings.target} does not answer: {cleaned.problem}.", hint)
    _tell(path, cleaned)
    changing = ", ".join(name for name in entries.changing if name in contract.operations)
    if changing:
        streams.say(f"Check what {changing} may have changed: the journal does not tell, and it is not put back.")
    sys.exit(0 if cleaned.complete else 1)


def _instead(folder: Path) -> str:
    """Which journals a folder has, as lines to paste."""
    found = journal.left_in(folder)
    if not found:
        return "No journal of a killed run lies in it: nothing is left behind."
    return " ".join(("Name a journal in it:", *(f"chime-conformance cleanup {quote(str(each))}" for each in found)))


def _settings(entries: journal.Entries, given: dict[str, Any], config: Path | None) -> Settings:
    """The settings: the user's own, with the target and the connector of the journal where that is harmless.

    Raises:
        UsageError: it is not, or one of them is wrong.
    """
    own = given.pop("parameter") or ()
    theirs = _theirs(entries.target.get("parameter"), own)
    named = {"contract": _contract(entries, given), "parameter": (*own, *theirs) or None}
    given = {name: value for name, value in given.items() if value is not None and value != ()}
    settings = resolve({**named, **given}, config=config)
    _check_names(theirs, load(settings.source))
    if settings.target is not None:
        told = given.get("target") or config or any(map(os.environ.get, _TELLING))
        if told or settings.loopback:
            return settings
        raise UsageError(
            f"only a file of this directory names {settings.target}, which is not on this machine.",
            f"Add --target {settings.target}.",
        )
    found = resolve({**named, **given, "target": entries.target["target"]}, config=config)
    personal = found.header or found.client_cert or found.auth == "sigv4"
    if not found.loopback or personal:
        raise UsageError(
            f"the journal names {found.target}, and only you can say that this is where to send to.",
            f"Add --target {found.target}.",
        )
    return found


def _theirs(told: Any, own: Iterable[str]) -> list[str]:
    """The parameters that the journal tells, and the user does not.

    Raises:
        UsageError: they are not as a run writes them.
    """
    pairs = () if told is None else converted(FIELDS["parameter"], told)
    names = {pair.partition("=")[0] for pair in own}
    return [pair for pair in pairs if pair.partition("=")[0] not in names]


def _check_names(parameters: Iterable[str], contract: Contract) -> None:
    """Raises UsageError where a value of the journal, which is anybody's, would make a path another one."""
    in_paths = {name for operation in contract.operations.values() for name in operation.identifiers}
    for pair in parameters:
        name, _, value = pair.partition("=")
        # An ARN names something with its slashes.
        steps = value.split("/") if value.startswith("arn:") else [value]
        if name in in_paths and not all(map(nameable, steps)):
            raise UsageError(
                f"the journal says {json.dumps(pair)}, which could lead a deletion elsewhere.",
                f"Add --parameter {quote(one_line(pair))} if that is what your run was told.",
            )


def _contract(entries: journal.Entries, given: dict[str, Any]) -> str:
    """The contract whose operations delete: a shipped one, or the one that the user names."""
    name = given["contract"] or entries.target.get("contract")
    if given["contract"] is None and name not in SHIPPED:
        raise UsageError(
            f"the journal is of the contract {name!r}, which only you can trust.", "Add --contract to name it."
        )
    return str(name)


def _confirm(settings: Settings, entries: journal.Entries) -> None:
    if settings.loopback or settings.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("the target is not on this machine.", "Add --yes to send to it all the same.")
    left = counted(len(entries.resources), "resource")
    click.confirm(f"Delete {left} at {settings.target}, and look for others?", abort=True, err=True)


def _tell(path: Path, cleaned: Cleaned) -> None:
    streams.say(f"{counted(len(cleaned.deleted), 'resource')} deleted.")
    for resource in cleaned.left:
        streams.say(f"not deleted: {json.dumps(resource)}")
    if cleaned.unseen:
        streams.say(f"{counted(cleaned.unseen, 'request')} went unanswered, and the target does not list what it has.")
    if cleaned.complete:
        streams.say("Nothing is left behind; the journal is removed.")
    else:
        streams.say(f"Look for them at the target, then delete the journal: {json.dumps(str(path))}")
