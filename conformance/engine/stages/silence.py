"""Silence: the moment the target stopped answering, and whether it has stopped for good."""

from __future__ import annotations

from conformance.engine.stages.classification import gone, quiet
from conformance.engine.stages.statistics import place
from conformance.wire.exchange import Exchange
from conformance.wire.patience.liveness import UNREADABLE
from spec.clauses.reason import Reason, Why
from strategies.request import Case


class Silence:
    """Looks at every exchange of a run.

    Attributes:
        stopped: the first case of those that got no answer when the target stopped answering for good, or None.
        ended: why nothing more is sent, or None.
    """

    def __init__(self) -> None:
        self.stopped: Case | None = None
        self.ended: Reason | None = None
        self._quiet: Exchange | None = None

    def see(self, exchange: Exchange) -> None:
        """Note whether this one was answered."""
        if gone(exchange):
            self._end(exchange)
        elif quiet(exchange):
            self._quiet = self._quiet or exchange
        elif exchange.answer is not None and self._quiet is not None and exchange.number >= self._quiet.number:
            # What was under way beside a silent request may be answered after it was sent.
            self._quiet = None

    def _end(self, exchange: Exchange) -> None:
        if self.ended is not None:
            return
        if exchange.failure is not None and exchange.failure.detail.endswith(UNREADABLE):
            self.ended = Reason(Why.TOO_LARGE, UNREADABLE)
            return
        self.stopped = (self._quiet or exchange).case
        self.ended = Reason(Why.STOPPED, f"the target stopped answering at {place(self.stopped)}")
