"""Requests that got no answer: which are sent once more, and about which clauses no more is sent."""

from __future__ import annotations

from collections import Counter

from conformance.engine.stages.classification import hung
from conformance.wire.exchange import Exchange
from strategies.request import Case

# After so many requests about a clause that the target let time out, no more are sent about it.
_HANGS = 5


class Unanswered:
    """The requests of a run that got no answer."""

    def __init__(self) -> None:
        self._waiting: list[Case] = []
        self._hanging: Counter[str] = Counter()

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
