"""Which sequences a run plays: those of the operations that a target offers, where a clause on them is verified."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext
from dataclasses import replace

from conformance.engine.conditions import ORDINARY, Conditions
from conformance.engine.lateness import Lateness
from conformance.engine.operations import Beyond, oracles
from conformance.engine.permission.consent import configurable
from conformance.engine.planning.left_out import Asked, as_taken
from conformance.engine.planning.parents import second
from conformance.engine.planning.shards import chosen
from conformance.engine.sequences.playing import Sender, Stage
from conformance.engine.sequences.restoration import Restoration
from conformance.engine.sequences.running import Extent, Sequences
from conformance.engine.settings import Settings
from conformance.wire.exchange import Exchange
from spec.clauses.catalogue import catalogue
from spec.clauses.checks import SEQUENCE
from spec.clauses.reason import Reason, Why
from spec.contract import load
from strategies.depths import DEPTHS

# Within so many seconds a target answers on a second connection, if it does while it keeps the first.
_PATIENCE = 3.0
_ELSEWHERE = Reason(Why.NOT_CALLED_FOR, "another shard plays the sequences")


def beyond(
    settings: Settings,
    sender: Sender,
    *,
    conditions: Conditions = ORDINARY,
    selected: Collection[str] | None = None,
    only: tuple[str, ...] | None = None,
    around: Callable[[str], Mapping[str, str] | None] = lambda _creator: {},
) -> Beyond:
    """What concerns several operations of a run together: what is put back, and the sequences that are wanted.

    Args:
        settings: of the run.
        sender: sends requests.
        conditions: under which the run takes place; exchanges are told one at a time.
        selected: the ids of the clauses that are verified; None for those that the settings select.
        only: the names of the sequences that are wanted; None for all.
        around: makes what the resources of an operation are made in, and tells the ids.
    """
    known, other, noted = oracles(settings), second(settings), _one_at_a_time(conditions.done)
    restoration = Restoration(known, sender, other, configurable(settings), conditions.restoring)

    def sequences(names: tuple[str, ...], asked: Mapping[str, Asked]) -> Sequences | None:
        wanted, elsewhere = _wanted(settings, selected, names)
        if not wanted:
            return None
        if elsewhere:
            # Another shard plays them. What comes later must meet what they leave there: nothing.
            sender.release()
        stage = Stage(
            contract=as_taken(load(settings.source), asked),
            oracles={name: known[name] for name in names},
            clauses=catalogue(settings.source, names),
            sender=sender,
            around=around,
            second=other,
            done=noted,
            lateness=Lateness(conditions.pause),
        )
        alone = "" if elsewhere else _alone(settings, conditions)
        several = not alone and settings.concurrency != 1
        return Sequences(
            stage,
            _extent(settings, only, alone, several=several),
            stop=(lambda: _ELSEWHERE) if elsewhere else conditions.stop,
            restore=restoration.restore,
            in_turn=conditions.in_turn if several else nullcontext,
        )

    return Beyond(before=restoration.remember, after=restoration.restore, sequences=sequences)


def _wanted(settings: Settings, selected: Collection[str] | None, names: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether a clause on sequences is verified, in whatever shard; and whether only in another one."""
    on_sequences = [clause.id for clause in catalogue(settings.source, names) if SEQUENCE in clause.checks]
    anywhere = chosen(replace(settings, shard=None), selected if settings.shard is None else None)
    wanted = not settings.safe and any(map(anywhere, on_sequences))
    return wanted, not any(map(chosen(settings, selected), on_sequences))


def _one_at_a_time(done: Callable[[Exchange], None]) -> Callable[[Exchange], None]:
    """What is told exchanges, by several clients at once, one after the other."""
    lock = threading.Lock()

    def noted(exchange: Exchange) -> None:
        with lock:
            done(exchange)

    return noted


def _extent(settings: Settings, only: tuple[str, ...] | None, alone: str, *, several: bool) -> Extent:
    """How much is played: several clients at once only where the target is thought to serve them."""
    depth = DEPTHS[settings.depth]
    return Extent(
        rounds=depth.clients if several else 0,
        sequences=depth.sequences,
        seed=settings.seed,
        only=only,
        alone=alone if depth.clients else "",
    )


def _alone(settings: Settings, conditions: Conditions) -> str:
    """Why no second client is tried, or ""."""
    if conditions.alone is not None:
        return conditions.alone
    if settings.concurrency == 1:
        return "not tried, since --concurrency is 1"
    # A target that serves one connection until it is closed would leave the second client waiting.
    if conditions.stop() is None and not conditions.beside(min(_PATIENCE, settings.timeout)):
        return "not tried, since a second connection was not answered while the first was open"
    return ""
