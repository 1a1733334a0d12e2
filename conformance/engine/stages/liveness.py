"""Liveness: the moment the target stopped answering, and whether it has stopped for good."""

from __future__ import annotations

from conformance.engine.stages.classification import gone, quiet
from conformance.wire.exchange import Exchange
from strategies.request import Case


class Liveness:
    """Looks at every exchange of a run.

    Attributes:
        stopped: the first case of those that got no answer when the target stopped answering for good, or None.
    """

    def __init__(self) -> None:
        self.stopped: Case | None = None
        self._quiet: Exchange | None = None

    def see(self, exchange: Exchange) -> None:
        """Note whether this one was answered."""
        if gone(exchange):
            self.stopped = self.stopped or (self._quiet or exchange).case
        elif quiet(exchange):
            self._quiet = self._quiet or exchange
        elif exchange.answer is not None and self._quiet is not None and exchange.number >= self._quiet.number:
            # What was under way beside a silent request may be answered after it was sent.
            self._quiet = None
