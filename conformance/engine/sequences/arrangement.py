"""Which sequences a run plays: those of the operations that a target offers, where a clause on them is verified."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection

from conformance.engine.operations import Beyond, oracles
from conformance.engine.sequences.playing import Sender, Stage
from conformance.engine.sequences.restoration import Restoration
from conformance.engine.sequences.running import Extent, Sequences
from conformance.engine.settings import Settings
from conformance.wire.exchange import Exchange
from spec.catalogue import catalogue
from spec.checks import SEQUENCE
from spec.contract import load
from spec.reason import Reason
from strategies.depths import DEPTHS


def beyond(
    settings: Settings,
    sender: Sender,
    *,
    selected: Collection[str] | None = None,
    done: Callable[[Exchange], None] = lambda _exchange: None,
    stop: Callable[[], Reason | None] = lambda: None,
) -> Beyond:
    """What concerns several operations of a run together: what is put back, and the sequences that are wanted.

    Args:
        settings: of the run.
        sender: sends requests.
        selected: the ids of the clauses that are verified; None for those that the settings select.
        done: told every exchange of a sequence, one at a time.
        stop: asked before every sequence: why the run is to end now, if it is.
    """
    known, lock = oracles(settings), threading.Lock()
    restoration = Restoration(known, sender)

    def noted(exchange: Exchange) -> None:
        with lock:
            done(exchange)

    def sequences(names: tuple[str, ...]) -> Sequences | None:
        clauses, depth = catalogue(settings.source, names), DEPTHS[settings.depth]
        wanted = settings.selects if selected is None else selected.__contains__
        if settings.safe or not any(SEQUENCE in clause.checks and wanted(clause.id) for clause in clauses):
            return None
        stage = Stage(
            contract=load(settings.source),
            oracles={name: known[name] for name in names},
            clauses=clauses,
            sender=sender,
            done=noted,
        )
        extent = Extent(rounds=depth.clients, sequences=depth.sequences, seed=settings.seed)
        return Sequences(stage, extent, stop=stop, restore=restoration.restore)

    return Beyond(before=restoration.remember, after=restoration.restore, sequences=sequences)
