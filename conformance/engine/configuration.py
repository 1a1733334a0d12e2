"""Where settings come from: the command line, the environment and a TOML file, checked before anything is sent."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, fields, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from conformance.engine.settings import Settings, spelled
from conformance.errors import UsageError
from conformance.wire.access import basic
from conformance.wire.address import address
from reports.text import one_line
from spec.catalogue import catalogue
from spec.contract import ContractError, load
from spec.files import FileError, read_text
from strategies.bindings import created, new

PREFIX = "CHIME_CONFORMANCE_"
CONFIG_FILE = "chime-conformance.toml"
# Requests per second at most against a target that is not on this machine, unless told otherwise.
GENTLE = 5.0
# Variables that are no settings.
_OTHER = frozenset({"CACHE"})
# What a file that was only found in the current directory may not decide: consent and credentials.
_NAMED_ONLY = (
    *("yes", "auth", "aws_profile"),
    *("header", "proxy", "insecure", "ca_bundle", "client_cert", "client_key"),
)
# What the file may read a secret from.
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,127})\}")
_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_FIELDS: Mapping[str, Field[Any]] = {item.name: item for item in fields(Settings)}
# So long a value of a parameter may be at most.
_LONGEST_VALUE = 128
_WHOLE = re.compile(r"[+-]?\d{1,18}")


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
        config: the TOML file that was named; else one is looked for in the current directory.
        environ: the environment's variables.
        announce: told in one line of a file that was found.

    Raises:
        UsageError: a value, a file or the configuration is wrong; the message names it.
    """
    typed = {name: value for name, value in given.items() if value is not None and name in _FIELDS}
    path = _file(config)
    written, targets = _written(path, found=config is None)
    values = {**written, **_environment(os.environ if environ is None else environ), **typed}
    target = values.get("target")
    if isinstance(target, str) and target in targets and "://" not in target:
        values = {**values, "label": target, **_target(target, targets[target], found=config is None), **typed}
        values["target"] = targets[target]["url"]
    elif isinstance(target, str) and "://" not in target and targets:
        known = ", ".join(map(one_line, targets))
        raise UsageError(f"no target is called {target!r}.", f"{path} has {known}; or give an http or https URL.")
    if {"contract", "edition"} <= typed.keys():
        raise UsageError("--contract and --edition name the same thing.", "Give one of them.")
    converted = {name: _converted(_FIELDS[name], value) for name, value in values.items()}
    try:
        settings = _checked(_of_contract(Settings(**converted), converted))
    except ContractError as error:
        raise UsageError(f"{error}.", error.hint) from error
    if path is not None and config is None:
        announce(f"chime-conformance: using {path} of this directory")
    return settings


def _of_contract(settings: Settings, told: Mapping[str, Any]) -> Settings:
    """The settings with what the contract says where nobody else does: the service to sign for."""
    service = load(settings.source).service
    return settings if "service" in told or not service else replace(settings, service=service)


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
        if name.lower() not in _FIELDS:
            near = _nearest(name, [known.upper() for known in _FIELDS], PREFIX)
            raise UsageError(f"there is no variable {variable}.", near)
        if value:
            found[name.lower()] = value
    return found


def _nearest(name: str, known: Sequence[str], prefix: str = "") -> str:
    near = get_close_matches(name, known, 1)
    return f"Did you mean {prefix}{near[0]}?" if near else f"Known: {', '.join(prefix + item for item in known)}."


def _file(config: Path | None) -> Path | None:
    """The TOML file that was named, or the one that is found in the current directory, or None."""
    try:
        return config or (Path(CONFIG_FILE) if Path(CONFIG_FILE).is_file() else None)
    except OSError:
        return None


def _written(path: Path | None, *, found: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the TOML file says: the settings, and the tables of its targets."""
    if path is None:
        return {}, {}
    written = _underscored(_read(path))
    targets = written.pop("targets", {})
    if not isinstance(targets, dict) or not all(isinstance(table, dict) for table in targets.values()):
        raise UsageError(f"{path}: targets must be tables.", 'Write [targets.NAME] with url = "…".')
    parameters = written.pop("parameters", {})
    if not isinstance(parameters, dict) or not all(isinstance(value, str) for value in parameters.values()):
        raise UsageError(f"{path}: [parameters] must be a table of texts.", 'Example: name = "abc"')
    if parameters:
        written["parameter"] = [f"{name}={value}" for name, value in parameters.items()]
    unknown = sorted(written.keys() - _FIELDS.keys())
    if unknown:
        raise UsageError(f"{path}: unknown setting {unknown[0]!r}.", _nearest(unknown[0], list(_FIELDS)))
    if found:
        _restricted(written, path)
        _unread({**written, **targets}, path)
        return written, targets
    return _expanded(written, path), _expanded(targets, path)


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


def _is_inside(path: Path) -> bool:
    here = Path.cwd()
    return (here / path).resolve().is_relative_to(here.resolve())


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except FileError as error:
        raise UsageError(f"{error}.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{path} is not TOML: {' '.join(str(error).split())[:200]}.") from error


def _target(name: str, table: Mapping[str, Any], *, found: bool) -> dict[str, Any]:
    """The settings of a target that is named in the TOML file."""
    settings = {key: value for key, value in _underscored(table).items() if key != "url"}
    unknown = sorted(settings.keys() - _FIELDS.keys() | settings.keys() & {"target"})
    if unknown or not isinstance(table.get("url"), str):
        what = f"unknown setting {unknown[0]!r}" if unknown else "no url"
        raise UsageError(f"{what} in [targets.{name}].", "A target needs a url, and may have any setting of a run.")
    if found:
        _restricted(settings, Path(CONFIG_FILE))
    return settings


def _underscored(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with its keys written as settings are: `max-sessions` and `max_sessions` are the same."""
    return {key.replace("-", "_"): value for key, value in table.items()}


# Values


def _converted(item: Field[Any], value: Any) -> Any:
    if isinstance(item.default, bool):
        return _boolean(item.name, value)
    if item.metadata.get("several"):
        return _several(item.name, value)
    kind = item.metadata.get("type", str)
    converted = _CONVERSIONS[kind](item.name, value)
    choices = item.metadata.get("choices")
    if choices and converted not in choices:
        raise UsageError(f"{spelled(item.name)} cannot be {value!r}.", f"Choose one of {', '.join(choices)}.")
    return converted


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{spelled(name)} must be text, not {_shown(value)}.")
    if "\0" in value:
        raise UsageError(f"{spelled(name)} must not contain a NUL character.")
    return value


def _path(name: str, value: Any) -> Path:
    return value if isinstance(value, Path) else Path(_text(name, value))


def _whole(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    raise UsageError(f"{spelled(name)} must be a whole number, not {_shown(value)}.")


def _number(name: str, value: Any) -> float:
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    raise UsageError(f"{spelled(name)} must be a number, not {_shown(value)}.")


_CONVERSIONS: Mapping[type, Callable[[str, Any], Any]] = {str: _text, Path: _path, int: _whole, float: _number}


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in _WORDS:
        raise UsageError(f"{spelled(name)} must be true or false, not {_shown(value)}.")
    return _WORDS[value.lower()]


def _several(name: str, value: Any) -> tuple[str, ...]:
    """Several texts: a list, or one text with commas between them; of headers, with line feeds."""
    whole = _FIELDS[name].metadata["several"] == "whole"
    parts = value.split("\n" if whole else ",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise UsageError(f"{spelled(name)} must be a text or a list of texts, not {_shown(value)}.")
    found = [part.strip() for text in parts for part in ([text] if whole else text.split(","))]
    return tuple(part for part in found if part)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


# Checks


_LEAST = {"timeout": 0.001, "time_limit": 0.001, "concurrency": 1, "rate": 0.001, "examples": 0, "max_sessions": 0}


def _checked(settings: Settings) -> Settings:
    if settings.target is not None:
        settings = _addressed(settings, settings.target)
    _scoped(settings)
    for name, least in _LEAST.items():
        value = getattr(settings, name)
        if value is not None and not least <= value < float("inf"):
            raise UsageError(f"{spelled(name)} must be at least {least}, not {value}.")
    if settings.rate is None and not settings.loopback:
        settings = replace(settings, rate=GENTLE)
    for glob in settings.select or ():
        _matching(glob, settings)
    if settings.fail_on and settings.baseline is None:
        raise UsageError("--fail-on new needs --baseline.", "Name an earlier run.json, or `history`.")
    if settings.from_history and settings.history is None:
        raise UsageError("--baseline history needs --history.", "Name its file, or write ./history for a folder.")
    _parameters(settings)
    return settings


def _scoped(settings: Settings) -> None:
    for name in ("region", "service"):
        if not _SCOPE.fullmatch(getattr(settings, name)):
            raise UsageError(f"{spelled(name)} must be letters, digits and hyphens.", "Example: --region us-east-1")


def _parameters(settings: Settings) -> None:
    """Raises UsageError where a parameter is unknown, has no value that can stand in a path, or has none at all."""
    contract = load(settings.source)
    known = {item.name: item for operation in contract.operations.values() for item in operation.parameters}
    for text in settings.parameter or ():
        name = text.partition("=")[0]
        if "=" not in text or name not in known:
            raise UsageError(f"--parameter {text!r} names no parameter of the contract.", _nearest(name, list(known)))
    for name, value in settings.named.items():
        label = "--voice-connector-id" if value == settings.voice_connector_id else f"--parameter {name}"
        if not value.strip() or len(value) > _LONGEST_VALUE:
            raise UsageError(f"{label} must have 1 to {_LONGEST_VALUE} characters and not be blank.")
        if value in {".", ".."}:
            raise UsageError(f"{label} {value} means another path to most servers and routers.")
    for operation in settings.operations:
        own = {item.name for item in operation.at("path")} - created(operation) - new(operation)
        missing = sorted(own - settings.given.keys())
        if missing:
            raise UsageError(
                f"{operation.name} needs a {missing[0]} that exists.", f"Add --parameter {missing[0]}=VALUE."
            )


def _matching(glob: str, settings: Settings) -> None:
    """Raises UsageError where no clause that can be tested matches."""
    found = [
        clause
        for clause in catalogue(settings.source, settings.operation or ())
        if fnmatchcase(clause.id, glob) and not clause.excluded
    ]
    if not found:
        raise UsageError(f"no clause that can be tested matches {glob!r}.", "`chime-conformance clauses` lists them.")
    if not settings.signed and all(clause.section == "Signature" for clause in found):
        raise UsageError(f"what matches {glob!r} is about signed requests.", "Add --auth sigv4.")


def _addressed(settings: Settings, text: str) -> Settings:
    """The settings with the target's URL in one spelling, and the password that stood in it as a header."""
    found = address(text)
    given = settings.header or ()
    if found.user or found.password:
        given = (*given, f"Authorization: {basic(found.user, found.password)}")
    if settings.auth == "sigv4" and any(header.lower().startswith("authorization:") for header in given):
        raise UsageError("requests cannot be signed and carry another Authorization.", "Leave out --auth sigv4.")
    settings = replace(settings, target=found.url, header=given or None)
    _ = settings.access
    return settings
