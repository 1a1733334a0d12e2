"""Requests that got no answer: which are sent once more, and about which clauses no more is sent."""

from __future__ import annotations

from collections import Counter

from conformance.engine.stages.classification import hung, large_enough, silenced
from conformance.oracle.expectation import Expectation
from conformance.wire.exchange import Exchange
from strategies.request import Case

# After so many requests about a clause that the target let time out, no more are sent about it.
_HANGS = 5


class Unanswered:
    """The requests of a run that got no answer."""

    def __init__(self) -> None:
        self._waiting: list[Case] = []
        self._hanging: Counter[str] = Counter()
        # The largest body that was answered, in bytes.
        self._largest = 0

    def see(self, exchange: Exchange) -> None:
        """Note how large a request the target has answered."""
        self._largest = max(self._largest, large_enough(exchange))

    def has(self, exchange: Exchange, expectation: Expectation) -> bool:
        """Whether a request counts as one that got no answer."""
        return silenced(exchange, expectation, self._largest)

    def add(self, exchange: Exchange) -> None:
        """Note a request that got no answer."""
        self._waiting.append(exchange.case)
        self._hanging[exchange.case.clause] += hung(exchange)

    def taken(self) -> list[Case]:
        """The cases that were noted since the last call: chance, or do they never get an answer?"""
        waiting, self._waiting = self._waiting, []
        return waiting

    def gives_up(self, clause: str) -> bool:
        """Whether the target lets requests about this clause time out."""
        return self._hanging[clause] >= _HANGS
