"""Checks of settings beside each other and beside the contract, before anything is sent."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase

from conformance.engine.configuration.nearest import nearest
from conformance.engine.planning.shards import owners
from conformance.engine.settings import Settings, Shard, spelled
from conformance.errors import UsageError
from conformance.wire.access import basic
from conformance.wire.address import address
from spec.clauses.catalogue import catalogue
from spec.contract import load
from spec.relations.links import IN_BODY
from strategies.adapting.pinning import settable
from strategies.bindings import created, new

# Requests per second at most against a target that is not on this machine, unless told otherwise.
GENTLE = 5.0
# The least and the most of each number: the most is beyond any use, and still fits into memory and a system's clock.
BOUNDS = {
    "timeout": (0.001, 86_400),
    "time_limit": (0.001, 10_000_000),
    "concurrency": (1, 1_000),
    "rate": (0.001, 1_000_000),
    "examples": (0, 1_000_000),
    "max_sessions": (0, 10**9),
}
_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
# So long a value of a parameter may be at most, and one of a member of the body, which may be a document.
_LONGEST_VALUE, _LONGEST_MEMBER = 2_048, 10_000


def checked(settings: Settings) -> Settings:
    """The settings with the target in one spelling and a gentle rate where nobody says another.

    Raises:
        UsageError: they contradict each other or the contract.
    """
    if settings.target is not None:
        settings = _addressed(settings, settings.target)
    _scoped(settings)
    for name, (least, most) in BOUNDS.items():
        value = getattr(settings, name)
        if value is not None and not least <= value <= most:
            raise UsageError(f"{spelled(name)} must be {least} to {most:,}, not {value}.")
    if settings.rate is None and not settings.loopback:
        settings = replace(settings, rate=GENTLE)
    for glob in settings.select or ():
        _matching(glob, settings)
    if settings.fail_on and settings.baseline is None:
        raise UsageError("--fail-on new needs --baseline.", "Name an earlier run.json, or `history`.")
    if settings.from_history and settings.history is None:
        raise UsageError("--baseline history needs --history.", "Name its file, or write ./history for a folder.")
    _parameters(settings)
    if settings.shard is not None:
        _shard(settings, settings.shard)
    return settings


def _shard(settings: Settings, shard: Shard) -> None:
    """Raises UsageError where a part of a run cannot be what the settings ask for."""
    for name in ("history", "baseline"):
        if getattr(settings, name) is not None:
            raise UsageError(
                f"{spelled(name)} is for whole runs, and --shard {shard} is a part.",
                f"Give {spelled(name)} to `chime-conformance merge`.",
            )
    most = max(owners(settings).values(), default=0)
    if shard.number > most:
        raise UsageError(f"--shard {shard} would have no clause of its own.", f"Use {max(most, 1)} parts at most.")


def _scoped(settings: Settings) -> None:
    """Raises UsageError where region or service cannot stand in a signature, or nobody names the service for one."""
    named = load(settings.source).service
    for name, example in (("region", "us-east-1"), ("service", "appconfig")):
        value = getattr(settings, name)
        # The contract of a page without links to the SDKs names no service.
        if not _SCOPE.fullmatch(value) and (value or named or name == "region"):
            raise UsageError(
                f"{spelled(name)} must be letters, digits and hyphens.", f"Example: {spelled(name)} {example}"
            )
    if settings.signed and not settings.signing_name:
        raise UsageError("The contract names no service to sign requests for.", "Add --service NAME.")


def _parameters(settings: Settings) -> None:
    """Raises UsageError where a parameter is unknown, has no value that can stand in a path, or has none at all."""
    contract = load(settings.source)
    known = {name for operation in contract.operations.values() for name in settable(operation)}
    for text in settings.parameter or ():
        name = text.partition("=")[0]
        if "=" not in text or name not in known:
            raise UsageError(f"--parameter {text!r} names no parameter of the contract.", nearest(name, sorted(known)))
    for name, value in (*settings.named.items(), *settings.others.items()):
        label = "--voice-connector-id" if value == settings.voice_connector_id else f"--parameter {name}"
        most = _LONGEST_MEMBER if name.startswith(IN_BODY) else _LONGEST_VALUE
        if not value.strip() or len(value) > most:
            raise UsageError(f"{label} must have 1 to {most:,} characters and not be blank.")
        if value in {".", ".."}:
            raise UsageError(f"{label} {value} means another path to most servers and routers.")
    for operation in settings.operations:
        own = {item.name for item in operation.at("path")} - created(operation) - new(operation)
        missing = sorted(own - settings.given.keys())
        if missing:
            raise UsageError(
                f"{operation.name} needs the {missing[0]} of something that exists.",
                f"Add --parameter {missing[0]}=VALUE.",
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
