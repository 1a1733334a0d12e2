"""Under which conditions a run takes place, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from statistics import median

from conformance.engine.lateness import Pause
from conformance.engine.preparation.preflight import Circumstances
from conformance.wire.exchange import Exchange
from spec.clauses.reason import Reason

# An answer within this many seconds is quick: waiting for it costs less than threads do.
_QUICK = 0.01
_MOST_AT_ONCE = 16
# A server that serves one connection at a time gives itself away when a second one waits this long, in seconds and in
# times of what its answers take.
_PATIENCE = 0.5
_SLOWER = 5
_NOWHERE = Circumstances(url="the target", signed=False, identity="the path")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a run is.

    Attributes:
        clause: the clause whose turn it is.
        done: how many cases of the schedule have been sent.
        total: of how many.
    """

    clause: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Under which conditions a run takes place.

    Attributes:
        concurrency: requests under way at once; None for one, and more where answers are slow.
        beside: whether the target answers on a second connection, in so many seconds, while it keeps the first.
        alone: why no second client is tried, or ""; None where `beside` tells.
        in_turn: meanwhile requests go over several connections in turn.
        around: what the preflight's sentences need to know.
        overlapping: an answer may be judged while the next request is under way: worth it where sending means waiting.
        pause: waits so many seconds, or until the run is told to end.
        done: told every exchange, in order.
        stop: asked before every request: why the run is to end now, if it is.
        shown: whether a clause, by its id, is among those that the run verifies.
        apart: gives each later request something of its own to work on, where a case that the target broke on has
            destroyed what they share: that case's id, or "".
        restoring: entered while operations of these names put back what the run has changed.
    """

    concurrency: int | None = 1
    beside: Callable[[float], bool] = lambda _seconds: True
    alone: str | None = None
    in_turn: Callable[[], AbstractContextManager[None]] = nullcontext
    around: Circumstances = _NOWHERE
    overlapping: bool = False
    pause: Pause = lambda _seconds: None
    done: Callable[[Exchange], None] = lambda _exchange: None
    stop: Callable[[], Reason | None] = lambda: None
    shown: Callable[[str], bool] = bool
    apart: Callable[[], str] = str
    restoring: Callable[[Collection[str]], AbstractContextManager[None]] = lambda _operations: nullcontext()


ORDINARY = Conditions()


def several(early: Sequence[Exchange], beside: Callable[[float], bool]) -> int:
    """How many requests are under way at once: more than one where answers are slow and come side by side."""
    latency = median(exchange.elapsed for exchange in early) if early else 0
    wanted = min(_MOST_AT_ONCE, int(latency / _QUICK))
    return wanted if wanted > 1 and beside(max(_PATIENCE, _SLOWER * latency)) else 1
