"""What changes the configuration of a target that is not on this machine is sent only where its owner has agreed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from conformance.engine.permission.inside import changes_unnamed, unnamed
from conformance.engine.permission.sparing import changed
from conformance.engine.sequences.restoration import configuring
from conformance.engine.settings import Settings
from conformance.errors import UsageError
from reports.wording.text import one_line, shorten
from spec.contract import load
from spec.derive.model.naming import names_at
from spec.operation import Operation
from spec.relations.links import IN_BODY
from strategies.bindings import created

# So many names of a model are told, and so many characters of what every request says.
_NAMED, _LONGEST = 3, 200


def configurable(settings: Settings) -> tuple[str, ...]:
    """The operations that a run may send so that another has something to show: those agreed to; none with `--safe`."""
    return () if settings.safe else _agreed(settings)


def _agreed(settings: Settings) -> tuple[str, ...]:
    """The operations that may overwrite what a target's owner has configured, by name.

    All of them on this machine; elsewhere those that the user has named and, with `--yes`, agreed to.
    """
    changing = configuring(load(settings.source).operations)
    agreed = settings.operation or () if settings.yes else ()
    return tuple(name for name in changing if settings.loopback or name in agreed)


def explained(settings: Settings, wanted: Collection[str]) -> Iterator[str]:
    """What a contract of others makes the run send to a target elsewhere, one line an operation, to be agreed to.

    Args:
        settings: of the run or the replay.
        wanted: the names of the operations whose requests are to be sent.
    """
    contract = load(settings.source)
    if settings.loopback or contract.shipped:
        return
    signed = f", signed for {settings.service} in {settings.region}" if settings.signed else ""
    host = settings.host_header or urlsplit(settings.target or "").netloc.rpartition("@")[2]
    for name in wanted:
        operation = contract.operations[name]
        line = f"{name} is {operation.method} {operation.template}{_constants(operation)} at {host}{signed}"
        others = _named_otherwise(settings, operation)
        yield one_line(f"{line}; the SDK's model calls it {others}." if others else f"{line}.")


def _named_otherwise(settings: Settings, operation: Operation) -> str:
    """What the installed SDK's model calls an operation that a contract of others calls otherwise; "" elsewhere."""
    if load(settings.source).shipped or not settings.signed:
        return ""
    names = names_at(settings.service, operation.method, operation.template)
    if not names or operation.name in names:
        return ""
    more = f" or one of {len(names) - _NAMED} others" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _constants(operation: Operation) -> str:
    """What an operation says in each of its requests, in words: ` with action=delete`; "" for nothing."""
    stated = {item.name: item.schema for where in ("path", "query", "header") for item in operation.at(where)}
    stated |= {f"{IN_BODY}{name}": schema for name, schema in operation.request_schema.get("properties", {}).items()}
    fixed = [(name, schema.get("enum", [schema.get("const")])) for name, schema in stated.items()]
    said = [f"{name}={values[0]}" for name, values in fixed if len(values) == 1 and values[0] is not None]
    return f" with {shorten(', '.join(said), _LONGEST)}" if said else ""


def check(settings: Settings, wanted: Collection[str]) -> None:
    """Refuse operations that change what a target's owner has configured, unless each is named, with `--yes`.

    Refused as well are operations that change what their body or query names, until the user says what that is. A
    target on this machine needs no consent.

    Args:
        settings: of the run or the replay; its `operation` has the names that the user gave.
        wanted: the names of the operations whose requests are to be sent.

    Raises:
        UsageError: an operation is not named, what it changes is not, or `--yes` is missing.
    """
    if settings.loopback:
        return
    for name in wanted:
        _own(settings, load(settings.source).operations[name])
    agreed = _agreed(settings)
    for name in configuring(load(settings.source).operations):
        if name in wanted and name not in agreed:
            raise UsageError(
                f"{name} changes what the target's owner has configured, and the target is not on this machine.",
                f"Add --yes and --operation {name}, or name only the other operations.",
            )


def _own(settings: Settings, operation: Operation) -> None:
    """Raises UsageError where nobody says what an operation may change that changes what its request names.

    What a stranger's contract gives as an example is nobody's word.
    """
    shipped = load(settings.source).shipped
    if not shipped and changes_unnamed(operation) and operation.name not in (settings.operation or ()):
        raise UsageError(
            f"{operation.name} changes something that no request of it names, and the target is not on this machine.",
            f"Add --operation {operation.name} if you know what that is.",
        )
    others = _named_otherwise(settings, operation)
    if others and operation.name not in (settings.operation or ()):
        raise UsageError(
            f"what the contract calls {operation.name}, {operation.method} {operation.template}, is {others} in the "
            "SDK's model, and the target is not on this machine.",
            f"Add --operation {operation.name} if that is what you want to send.",
        )
    said = settings.given if shipped else settings.named
    known = {*said, *created(operation)}
    missing = [*(name for name in changed(operation) if name not in known), *unnamed(operation, known)]
    if missing:
        raise UsageError(
            f"{operation.name} changes what its request names, and the target is not on this machine.",
            f"Name something of your own: --parameter {missing[0]}=VALUE.",
        )
