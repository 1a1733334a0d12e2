"""Renewal: a value that must not have been used before (`x-fresh`) is another one in every request that is sent.

A plan has one such value, so that it is the same in every run. A target that keeps what it made would refuse it from
the second request on: the name is taken.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count

from conformance.engine.sequences.playing import Sender
from conformance.engine.settings import Settings
from conformance.engine.stages.sending import Send
from conformance.wire.exchange import Exchange
from spec.contract import load
from spec.operation import Operation
from strategies.adapting.pinning import pinned
from strategies.bindings import Fresh
from strategies.request import Case


def beginning(settings: Settings) -> int:
    """Where a run's fresh values begin.

    A target outlives a run, and so do the names that it gave away: each run has its own. The built-in reference begins
    empty, so that its runs can be the same.
    """
    return settings.seed if settings.target is None else time.time_ns()


class Renewal:
    """Exchanges the fresh values of the requests of a contract's operations."""

    def __init__(self, operations: Iterable[Operation], seed: int) -> None:
        """Prepare; runs with different seeds share no values."""
        self._fresh = {operation.name: Fresh(operation, seed) for operation in operations}
        self._numbers = count()

    @classmethod
    def of(cls, settings: Settings) -> Renewal:
        """For the operations of a run; what the user gave a value keeps it."""
        operations = load(settings.source).operations.values()
        return cls([pinned(operation, settings.given) for operation in operations], beginning(settings))

    def renewed(self, case: Case) -> Case:
        """The case with values of its own; the same one where its operation has none that must be new."""
        fresh = self._fresh.get(case.operation)
        if not fresh:
            return case
        request = fresh.renewed(case.request, self._number())
        return case if request == case.request else replace(case, request=request)

    def _number(self) -> int:
        """A number far from all others: a case that is sent again begins with the value that it had before."""
        return int.from_bytes(hashlib.sha256(str(next(self._numbers)).encode()).digest()[:6])

    def sending(self, send: Send) -> Send:
        """`send` with renewed cases; the exchange has the case as it was sent."""

        def sent(case: Case) -> Exchange:
            return send(self.renewed(case))

        return sent

    def keeping(self, sender: Sender) -> Sender:
        """The same for what sequences consist of."""
        return _Renewed(sender, self)


class _Renewed:
    """Sends what sequences consist of with fresh values of its own."""

    def __init__(self, sender: Sender, renewal: Renewal) -> None:
        self._sender = sender
        self._renewal = renewal

    def keep(self, case: Case, bindings: Mapping[str, str]) -> Exchange:
        """Send a case; what it makes is deleted by `release`."""
        return self._sender.keep(self._renewal.renewed(case), bindings)

    def release(self) -> None:
        """Delete what was made and is still there."""
        self._sender.release()
