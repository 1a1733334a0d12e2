"""Pairs: requests that are sent two at a time, to a target that may mix up the answers to both."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from conformance.engine.stages.sending import Send
from conformance.wire.exchange import Answer, Exchange
from strategies.request import Case

# From the answers to two requests that are under way together, what the second one gets.
Mixed = Callable[[Answer, Answer], Answer]
# So long does each of a pair take, in seconds, as their instants say.
_LASTING = 0.001
# The answers of every third pair are mixed.
_THIRD = 3


class Paired:
    """Sends requests two at a time, as their instants say; identical ones are sent alone.

    Nothing here depends on how fast the machine is: the two are sent one after the other.
    """

    def __init__(self, send: Send, mixed: Mixed) -> None:
        """Prepare; `send` sends a case."""
        self._send = send
        self._mixed = mixed
        self._first: Exchange | None = None
        self._window, self._since = 0, time.time()

    def __call__(self, case: Case) -> Exchange:
        """Send a case, as the first or the second of a pair."""
        first, self._first = self._first, None
        self._window += first is None or bool(case.repetition)
        exchange = replace(self._send(case), started_at=self._since + self._window * 2 * _LASTING, elapsed=_LASTING)
        if case.repetition:
            return exchange
        if first is None:
            self._first = exchange
            return exchange
        if self._window % _THIRD or first.answer is None or exchange.answer is None:
            return exchange
        return replace(exchange, outcome=self._mixed(first.answer, exchange.answer))
