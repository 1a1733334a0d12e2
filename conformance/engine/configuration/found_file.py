"""What a file that was found, not named, may not decide: mostly about a target that is not on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

from conformance.engine.permission.inside import changes_unnamed, unnamed
from conformance.engine.permission.sparing import changed
from conformance.engine.sequences.restoration import configuring
from conformance.engine.settings import Settings
from conformance.errors import UsageError
from spec.contract import load

# Elsewhere a run is gentle until its user says otherwise.
_HURRYING = frozenset({"rate", "concurrency"})


def check(settings: Settings, stated: AbstractSet[str], path: Path) -> None:
    """Refuse settings that lend someone else's file the credentials or the consent of its reader.

    Args:
        settings: of the run.
        stated: the names of the settings that the file decided.
        path: the file.

    Raises:
        UsageError: the file chose where credentials go, what is sent to a target elsewhere, or what is changed there.
    """
    for what in _decided(settings, stated):
        raise UsageError(
            f"{path} was found, not named, and may not choose {what}.", f"Name it with --config {path} to allow that."
        )


def _decided(settings: Settings, stated: AbstractSet[str]) -> Iterator[str]:
    contract = load(settings.source)
    if {"target", "contract"} <= stated and not contract.shipped:
        # Here as well: some programs that run what they are told listen on this machine only.
        yield f"both what is sent and that it goes to {settings.target}"
    if settings.loopback:
        return
    if "target" in stated and (settings.signed or settings.header or settings.client_cert):
        yield f"that credentials go to {settings.target}"
    if not _HURRYING.isdisjoint(stated):
        yield f"how fast {settings.target} is sent to"
    if "contract" in stated and not contract.shipped:
        yield f"what is sent to {settings.target}"
    unnamed_changes = [item.name for item in settings.operations if changes_unnamed(item)]
    configured = {*configuring(contract.operations), *unnamed_changes} & set(settings.operation or ())
    if "operation" in stated and configured:
        yield f"that {min(configured)} is sent to {settings.target}"
    # Where the file chooses the operation, it chooses also what becomes of a name that the user gave.
    own = ("parameter", "voice_connector_id") if "operation" not in stated else ()
    others = {name: None for name in own if name not in stated}
    named = replace(settings, **others).named  # type: ignore[arg-type] # - both may be None
    for operation in settings.operations:
        if not named.keys().isdisjoint((*changed(operation), *unnamed(operation, ()))):
            yield f"what {operation.name} changes at {settings.target}"
