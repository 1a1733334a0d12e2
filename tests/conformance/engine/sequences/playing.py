"""Plays sequences on the mock of the family."""

from __future__ import annotations

from typing import Any

from conformance.engine.sequences.playing import Stage
from conformance.engine.sequences.restoration import Restoration
from conformance.engine.sequences.running import Extent, Sequences
from conformance.oracle.oracle import Oracle
from spec.clauses.catalogue import catalogue
from spec.contract import load
from tests.conformance.engine.family import Family, Reply

CONTRACT = load("chime-sdk-voice-2022-08-03")
NAMES = tuple(CONTRACT.operations)
ORACLES = {name: Oracle.of(CONTRACT.name, operation=name) for name in NAMES}
FAILED = (500, {"__type": "ServiceFailureException"})
OTHER = "zyxwvu9tsrq8ponm7lkji6"


def played(target: Family, extent: Extent | None = None, names: tuple[str, ...] = NAMES) -> Sequences:
    second = {"voiceConnectorId": target.beside.connector} if target.beside else {}
    clauses, offered = catalogue(CONTRACT.name, names), {name: ORACLES[name] for name in names}
    stage = Stage(contract=CONTRACT, oracles=offered, clauses=clauses, sender=target, second=second)
    restoration = Restoration(ORACLES, target, second)
    for name in names:
        restoration.remember(name)
    sequences = Sequences(stage, extent or Extent(), restore=restoration.restore)
    for _ in sequences.run():
        pass
    return sequences


class Remembering(Family):
    """Keeps what was deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.dead: dict[str, dict[str, Any]] = {}

    def delete(self, identity: str) -> Reply:
        self.dead |= {identity: session} if (session := self.sessions.get(identity)) else {}
        return super().delete(identity)


def two(kind: type[Family] = Family) -> Family:
    """A target with two connectors, the first of which may deviate."""
    return kind(beside=Family(connector=OTHER, mark="other-"))
