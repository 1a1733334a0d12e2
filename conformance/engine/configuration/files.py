"""The TOML file of a configuration: read, its variables put in, and held to what a found file may decide."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.engine.configuration.nearest import nearest
from conformance.engine.configuration.values import FIELDS
from conformance.errors import UsageError
from spec.reading.documents import parse_toml
from spec.reading.files import FileError, is_file, read_text

CONFIG_FILE = "chime-conformance.toml"
# What a file that was only found in the current directory may not decide: consent and credentials. A signature covers
# the Host header: it would be good for that host.
_NAMED_ONLY = (
    *("yes", "auth", "aws_profile", "host_header"),
    *("header", "proxy", "insecure", "ca_bundle", "client_cert", "client_key"),
)
# What the file may read a secret from.
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,127})\}")


def located(config: Path | None) -> Path | None:
    """The TOML file that was named, or the one that is found in the current directory, or None."""
    return config or (Path(CONFIG_FILE) if is_file(Path(CONFIG_FILE)) else None)


def written(path: Path | None, *, found: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the TOML file says: the settings, and the tables of its targets."""
    if path is None:
        return {}, {}
    stated = _underscored(_read(path))
    targets = stated.pop("targets", {})
    if not isinstance(targets, dict) or not all(isinstance(table, dict) for table in targets.values()):
        raise UsageError(f"{path}: targets must be tables.", 'Write [targets.NAME] with url = "…".')
    parameters = stated.pop("parameters", {})
    if not isinstance(parameters, dict) or not all(isinstance(value, str) for value in parameters.values()):
        raise UsageError(f"{path}: [parameters] must be a table of texts.", 'Example: name = "abc"')
    if parameters:
        stated["parameter"] = [f"{name}={value}" for name, value in parameters.items()]
    unknown = sorted(stated.keys() - FIELDS.keys())
    if unknown:
        raise UsageError(f"{path}: unknown setting {unknown[0]!r}.", nearest(unknown[0], list(FIELDS)))
    if found:
        _restricted(stated, path)
        _unread({**stated, **targets}, path)
        return stated, targets
    return _expanded(stated, path), _expanded(targets, path)


def settings_of(name: str, table: Mapping[str, Any], *, found: bool) -> dict[str, Any]:
    """The settings of a target that is named in the TOML file."""
    settings = {key: value for key, value in _underscored(table).items() if key != "url"}
    unknown = sorted(settings.keys() - FIELDS.keys() | settings.keys() & {"target"})
    if unknown or not isinstance(table.get("url"), str):
        what = f"unknown setting {unknown[0]!r}" if unknown else "no url"
        raise UsageError(f"{what} in [targets.{name}].", "A target needs a url, and may have any setting of a run.")
    if found:
        _restricted(settings, Path(CONFIG_FILE))
    return settings


def _unread(value: Any, path: Path) -> None:
    """Raises UsageError where a file that was only found would send what is in a variable of its reader."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _unread(item, path)
    elif isinstance(value, str) and _VARIABLE.search(value):
        raise UsageError(
            f"{path} was found, not named, and may not read variables.", f"Name it with --config {path} to allow that."
        )


def _expanded(value: Any, path: Path) -> Any:
    """The value with each `${NAME}` in its texts replaced by that variable.

    Raises:
        UsageError: it is not set.
    """
    if isinstance(value, dict):
        return {key: _expanded(item, path) for key, item in value.items()}
    if isinstance(value, list):
        return [_expanded(item, path) for item in value]
    return _VARIABLE.sub(lambda match: _variable(match[1], path), value) if isinstance(value, str) else value


def _variable(name: str, path: Path) -> str:
    if name not in os.environ:
        raise UsageError(f"{path} reads the variable {name}, which is not set.", f"Set {name}.")
    return os.environ[name]


def _restricted(table: Mapping[str, Any], path: Path) -> None:
    """Raises UsageError where a file that was only found decides what its reader must decide."""
    for name in _NAMED_ONLY:
        if name in table:
            raise UsageError(
                f"{path} was found, not named, and may not set {name!r}.",
                f"Name it with --config {path} to allow that.",
            )
    for name in ("output", "history"):
        if isinstance(table.get(name), str) and not _is_inside(Path(table[name])):
            raise UsageError(
                f"{path} was found, not named, and may not write {name} outside this directory.",
                f"Name it with --config {path} to allow that.",
            )
    history = table.get("history")
    if isinstance(history, str) and _is_empty(Path(history)):
        # Such as `__init__.py`: SQLite takes it for a new database.
        raise UsageError(
            f"{path} was found, not named, and may not make a history of {history}, which is an empty file.",
            f"Name it with --config {path} to allow that.",
        )


def _is_empty(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size == 0
    except (OSError, ValueError):
        return False


def _is_inside(path: Path) -> bool:
    here = Path.cwd()
    try:
        return (here / path).resolve().is_relative_to(here.resolve())
    except (OSError, RuntimeError, ValueError):
        # Too long, a NUL, or links in a circle: such a path leads to nothing inside.
        return False


def _read(path: Path) -> dict[str, Any]:
    try:
        return parse_toml(read_text(path))
    except FileError as error:
        raise UsageError(f"{error}.") from error
    except ValueError as error:
        raise UsageError(f"{path} is not TOML: {' '.join(str(error).split())[:200]}.") from error


def _underscored(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with its keys written as settings are: `max-sessions` and `max_sessions` are the same."""
    return {key.replace("-", "_"): value for key, value in table.items()}
