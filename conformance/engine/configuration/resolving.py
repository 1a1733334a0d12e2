"""The one way to settings: from the command line, the environment and a TOML file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.engine.configuration import files, found_file
from conformance.engine.configuration.checks import checked
from conformance.engine.configuration.nearest import nearest
from conformance.engine.configuration.values import FIELDS, converted
from conformance.engine.settings import Settings
from conformance.errors import UsageError, usable
from conformance.wire.address import shown
from reports.wording.text import one_line
from spec.contract import load

PREFIX = "CHIME_CONFORMANCE_"
# Names the TOML file, as --config does.
_CONFIG = "CONFIG"
# Variables that are no settings.
_OTHER = frozenset({"CACHE", _CONFIG})


def resolve(
    given: Mapping[str, Any],
    *,
    config: Path | None = None,
    environ: Mapping[str, str] | None = None,
    announce: Callable[[str], object] = lambda line: sys.stderr.write(f"{line}\n"),
) -> Settings:
    """The settings: what was `given` on the command line, else the environment, else the TOML file, else the default.

    Args:
        given: by the names of the settings; None for what was not given.
        config: the TOML file that was named; else the one that the environment names, or one in the current directory.
        environ: the environment's variables.
        announce: told in one line of a file that was found.

    Raises:
        UsageError: a value, a file or the configuration is wrong; the message names it.
    """
    typed = {name: value for name, value in given.items() if value is not None and name in FIELDS}
    around = os.environ if environ is None else environ
    config = config or _named(around)
    path = files.located(config)
    written, targets = files.written(path, found=config is None)
    variables = _environment(around)
    values = {**written, **variables, **typed}
    stated = written.keys() - variables.keys() - typed.keys()
    target = values.get("target")
    if isinstance(target, str) and target in targets and "://" not in target:
        own = files.settings_of(target, targets[target], found=config is None)
        values = {**values, "label": target, **own, **variables, **typed, "target": targets[target]["url"]}
        stated = {*stated, *(own.keys() - variables.keys() - typed.keys()), "target"}
    elif isinstance(target, str) and "://" not in target and targets:
        known = ", ".join(map(one_line, targets))
        raise UsageError(f"no target is called {shown(target)}.", f"{path} has {known}; or give an http or https URL.")
    if {"contract", "edition"} <= typed.keys():
        raise UsageError("--contract and --edition name the same thing.", "Give one of them.")
    # What is wrong in the file is told also where something else has the last word.
    told = {name: converted(FIELDS[name], value) for name, value in (*written.items(), *values.items())}
    asked = Settings(**told)
    with usable(asked.source):
        settings = checked(_of_contract(asked, told))
    if path is not None and config is None:
        found_file.check(settings, stated, path)
        announce(f"chime-conformance: using {path} of this directory")
    return settings


def _of_contract(settings: Settings, told: Mapping[str, Any]) -> Settings:
    """The settings with what the contract says where nobody else does: the service to sign for."""
    service = load(settings.source).service
    return settings if "service" in told or not service else replace(settings, service=service)


def _named(environ: Mapping[str, str]) -> Path | None:
    name = environ.get(PREFIX + _CONFIG)
    return Path(name) if name else None


def _environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The settings among the environment's variables; an empty one sets nothing.

    Raises:
        UsageError: a variable has our prefix and is no setting.
    """
    found: dict[str, Any] = {}
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX)
        if not variable.startswith(PREFIX) or name in _OTHER:
            continue
        if name.lower() not in FIELDS:
            near = nearest(name, [known.upper() for known in FIELDS], PREFIX)
            raise UsageError(f"there is no variable {variable}.", near)
        if value:
            found[name.lower()] = value
    return found
