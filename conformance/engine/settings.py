"""The settings of a run: from options, environment variables and a TOML file, checked before anything is sent."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.errors import UsageError
from spec.catalogue import catalogue
from spec.contract import DEFAULT_EDITION, EDITIONS, load
from strategies.plan import DEPTHS

PREFIX = "CHIME_CONFORMANCE_"
CONFIG_FILE = "chime-conformance.toml"
# Requests per second at most against a target that is not on this machine, unless told otherwise.
GENTLE = 5.0
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _option(help_text: str, default: Any = None, **more: Any) -> Any:
    """A dataclass field that is also an option: its help, its choices and its metavariable."""
    return field(default=default, metadata={"help": help_text, **more})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that a run may be told. Each field is an option of the same name, a variable and a TOML key."""

    target: str | None = _option("base URL of the target, or its name in the TOML file", metavar="URL|NAME")
    voice_connector_id: str | None = _option("a connector that exists there", metavar="ID")
    edition: str = _option("edition of the contract", DEFAULT_EDITION, choices=EDITIONS)
    auth: str | None = _option(
        "how requests are signed; by default sigv4 for the reference, none for other targets", choices=("none", "sigv4")
    )
    region: str = _option("AWS region to sign for", "us-east-1", metavar="R")
    service: str = _option("AWS service name to sign for", "chime", metavar="S")
    aws_profile: str | None = _option("profile of the AWS configuration", metavar="P")
    depth: str = _option("how much is sent", "standard", choices=tuple(DEPTHS))
    examples: int | None = _option("generated requests", type=int, metavar="N")
    seed: int = _option("seed of the generated requests", 0, type=int, metavar="N")
    rate: float | None = _option(
        "requests per second at most; 5 for a target that is not on this machine", type=float, metavar="N"
    )
    concurrency: int | None = _option(
        "requests under way at once; by default one, and more where answers are slow", type=int, metavar="N"
    )
    timeout: float = _option("seconds that one answer may take", 10.0, type=float, metavar="S")
    select: str | None = _option("only clauses that match; may be given again", metavar="GLOB", several=True)
    strict: bool = _option("SHOULD findings decide the verdict, too", default=False)
    waivers: Path | None = _option("known exceptions (TOML or YAML)", type=Path, metavar="FILE")
    baseline: Path | None = _option("an earlier run.json to compare with", type=Path, metavar="FILE")
    fail_on: str | None = _option("exit with 1 only for new findings", choices=("new",))
    history: Path | None = _option("SQLite file that keeps every run's outcome", type=Path, metavar="DB")
    output: Path = _option("folder for the reports", Path("conformance-report"), type=Path, metavar="DIR")
    max_sessions: int | None = _option("sessions that may be created", type=int, metavar="N")
    safe: bool = _option("send only requests that create nothing", default=False)
    dry_run: bool = _option("print what would be sent, and send nothing", default=False)
    yes: bool = _option("do not ask before the first run against a host that is not this machine", default=False)
    label: str = _option("how the report calls the target", "", metavar="TEXT")

    @property
    def signed(self) -> bool:
        """Whether requests are signed; those to the built-in reference are, unless told otherwise."""
        return (self.auth or ("sigv4" if self.target is None else "none")) == "sigv4"

    @property
    def connector(self) -> str:
        """The connector id: as given, or the one of the documentation's example."""
        return self.voice_connector_id or str(load(self.edition).operation.parameter.example)

    def selects(self, clause: str) -> bool:
        """Whether one of the globs matches the clause's id, or none is given."""
        return self.select is None or any(fnmatchcase(clause, glob) for glob in _globs(self.select))

    @property
    def loopback(self) -> bool:
        """Whether the target is on this machine."""
        return self.target is None or urlsplit(self.target).hostname in _LOOPBACK


def resolve(
    given: Mapping[str, Any], *, config: Path | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """The settings: what was `given` on the command line, else the environment, else the TOML file, else the default.

    Raises:
        UsageError: a value, a file or the configuration is wrong; the message names it.
    """
    environment = os.environ if environ is None else environ
    written = _read(config)
    targets = written.pop("targets", {})
    names = {item.name: item for item in fields(Settings)}
    unknown = sorted(written.keys() - names.keys())
    if unknown:
        raise UsageError(f"unknown setting {unknown[0]!r} in the configuration file.", f"Known: {', '.join(names)}.")
    values: dict[str, Any] = dict(written)
    values |= {name: environment[PREFIX + name.upper()] for name in names if environment.get(PREFIX + name.upper())}
    values |= {name: value for name, value in given.items() if value is not None and name in names}
    named = targets.get(values.get("target"))
    if named is not None:
        values = _named(str(values["target"]), named, names, values, given)
    converted = {name: _converted(names[name], value) for name, value in values.items()}
    return _checked(Settings(**converted))


def lasting(settings: Settings) -> dict[str, Any]:
    """What it takes to reach the same target again, as plain data that `resolve` takes; it holds no secret."""
    names = ("target", "edition", "auth", "region", "service", "aws_profile", "timeout", "rate")
    kept = {name: getattr(settings, name) for name in names}
    return {name: value for name, value in kept.items() if value is not None} | {
        "voice_connector_id": settings.connector
    }


def _named(
    name: str,
    table: Mapping[str, Any],
    names: Mapping[str, Any],
    values: Mapping[str, Any],
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """The settings of a target named in the TOML file; the command line still has the last word."""
    table = {"label": name, **table}
    url = table.pop("url", None)
    unknown = sorted(table.keys() - names.keys())
    if unknown or not isinstance(url, str):
        what = f"unknown setting {unknown[0]!r}" if unknown else "no url"
        raise UsageError(f"{what} in [targets.{name}].", "A target needs a url, and may have any setting of a run.")
    typed = {key: value for key, value in given.items() if value is not None}
    return {**values, **table, **typed, "target": url}


def _read(config: Path | None) -> dict[str, Any]:
    path = config or Path(CONFIG_FILE)
    if config is None and not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        return {key.replace("-", "_"): value for key, value in tomllib.loads(text).items()}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}.") from error


def _converted(item: Any, value: Any) -> Any:
    if isinstance(item.default, bool):
        return _boolean(item.name, value)
    kind = item.metadata.get("type", str)
    if isinstance(value, bool) or not isinstance(value, str | int | float | Path):
        raise UsageError(f"{_spelled(item.name)} cannot be {value!r}.")
    try:
        converted = kind(value)
    except ValueError as error:
        raise UsageError(f"{_spelled(item.name)} must be a number, not {value!r}.") from error
    choices = item.metadata.get("choices")
    if choices and converted not in choices:
        raise UsageError(f"{_spelled(item.name)} cannot be {value!r}.", f"Choose one of {', '.join(choices)}.")
    return converted


def _boolean(name: str, value: Any) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if isinstance(value, bool):
        return value
    if str(value).lower() not in words:
        raise UsageError(f"{_spelled(name)} must be true or false, not {value!r}.")
    return words[str(value).lower()]


def _spelled(name: str) -> str:
    return "--" + name.replace("_", "-")


def _checked(settings: Settings) -> Settings:
    if settings.target is not None:
        settings = replace(settings, target=_url(settings.target))
    for name, least in (
        ("timeout", 0.001),
        ("concurrency", 1),
        ("rate", 0.001),
        ("examples", 0),
        ("max_sessions", 0),
    ):
        value = getattr(settings, name)
        if value is not None and not least <= value < float("inf"):
            raise UsageError(f"{_spelled(name)} must be at least {least}, not {value}.")
    if settings.rate is None and not settings.loopback:
        settings = replace(settings, rate=GENTLE)
    for glob in _globs(settings.select or ""):
        _matching(glob, settings)
    if settings.fail_on and settings.baseline is None:
        raise UsageError("--fail-on new needs --baseline.", "Name an earlier run.json.")
    if settings.connector.strip() == "" or len(settings.connector) > 128:
        raise UsageError("--voice-connector-id must have 1 to 128 characters and not be blank.")
    if settings.connector in {".", ".."}:
        raise UsageError(f"--voice-connector-id {settings.connector} means another path to most servers and routers.")
    return settings


def _globs(text: str) -> list[str]:
    return [glob.strip() for glob in text.split(",") if glob.strip()]


def _matching(glob: str, settings: Settings) -> None:
    """Raises UsageError where no clause that can be tested matches."""
    found = [clause for clause in catalogue(settings.edition) if fnmatchcase(clause.id, glob) and not clause.excluded]
    if not found:
        raise UsageError(f"no clause that can be tested matches {glob!r}.", "`chime-conformance clauses` lists them.")
    if not settings.signed and all(clause.section == "Signature" for clause in found):
        raise UsageError(f"what matches {glob!r} is about signed requests.", "Add --auth sigv4.")


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong:
        raise UsageError(f"the target {text!r} is no http or https URL.", "Example: --target http://localhost:8080")
    if parts.username is not None or parts.query or parts.fragment:
        raise UsageError(
            "the target's URL must have no user, query or fragment.", "Credentials come from the AWS chain."
        )
    return text.rstrip("/")
