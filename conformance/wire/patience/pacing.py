"""Sends cases patiently, but in bounded time: at a rate, again when it helps, slower meanwhile, not for ever."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from conformance.wire.exchange import Answer, Exchange, Failure, Transport
from conformance.wire.patience.liveness import Liveness
from conformance.wire.patience.rate import Rate
from conformance.wire.patience.retry import ATTEMPTS, LONGEST_WAIT, Patience, is_busy, troubled
from conformance.wire.patience.slowing import Slowing
from strategies.request import Case, Request

_LATE = Failure(kind="left-out", detail="not sent: the time limit of the run was over before its turn")


class Pacer:
    """Sends cases through a transport."""

    def __init__(
        self,
        transport: Transport,
        *,
        rate: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        left: Callable[[], float] = lambda: math.inf,
    ) -> None:
        """Prepare.

        Args:
            transport: sends one request once.
            rate: requests per second at most, over all threads; None without a limit.
            clock: monotonic seconds.
            sleep: waits.
            left: seconds of the run that are left. Nothing waits longer, but a deletion is sent all the same.
        """
        self._transport = transport
        self._rate = Rate(rate, clock, sleep)
        self._slowing = Slowing()
        self._patience = Patience()
        # Deletions have a patience of their own: a run may have used up the other one before it cleans up.
        self._tidying = Patience()
        self._liveness = Liveness()
        self._clock = clock
        self._sleep = sleep
        self._left = left
        self._lock = threading.Lock()
        self._number = 0

    @property
    def is_over(self) -> bool:
        """Whether the target is known to be dead."""
        return self._liveness.over is not None

    def exchange(self, case: Case) -> Exchange:
        """Send a case until it is answered, at most so often and so long."""
        request = self._sent(case.request)
        attempts, broken = 0, False
        while True:
            attempts += 1
            started, begin, outcome = self._once(request)
            if not self._again(outcome, attempts):
                break
            broken = broken or (isinstance(outcome, Failure) and outcome.kind != "unreachable")
        elapsed = self._clock() - begin
        with self._lock:
            self._number += 1
            number = self._number
        # The other threads go on meanwhile: only what is known to be dead is not asked any more.
        if self._liveness.see(request, outcome):
            self._liveness.ask(self._dispatched, self._sleep)
        return Exchange(
            case=case,
            request=request,
            outcome=outcome,
            started_at=started,
            elapsed=elapsed,
            attempts=attempts,
            broken=broken,
            number=number,
        )

    def send(self, request: Request) -> Answer | Failure:
        """Send a deletion, a listing or another request of our own; again where the target says "not now"."""
        whole = self._sent(request)
        for attempt in range(1, ATTEMPTS + 1):
            self._gets_turn(max(self._left(), LONGEST_WAIT))
            outcome = self._dispatched(whole)
            wait = self._tidying.wait(outcome, attempt) if is_busy(outcome) else None
            if wait is None:
                break
            self._sleep(wait)
        return outcome

    def throttling(self) -> dict[str, float]:
        """How often the target put us off or failed, and how many seconds were waited for it; empty if it never did."""
        counts = self._patience.counts + self._tidying.counts
        return {**counts, "waited_seconds": round(self._patience.waited, 3)} if counts else {}

    def _sent(self, request: Request) -> Request:
        sent: Callable[[Request], Request] | None = getattr(self._transport, "sent", None)
        return sent(request) if sent else request

    def _once(self, request: Request) -> tuple[float, float, Answer | Failure]:
        if self._liveness.over is not None:
            return time.time(), self._clock(), self._liveness.over
        in_time = self._gets_turn(max(self._left(), 0.0))
        started, begin = time.time(), self._clock()
        if not in_time:
            return started, begin, _LATE
        return started, begin, self._dispatched(request)

    def _dispatched(self, request: Request) -> Answer | Failure:
        send: Callable[[Request], Answer | Failure] = getattr(self._transport, "send_as_is", self._transport.send)
        return send(request)

    def _gets_turn(self, most: float) -> bool:
        """Wait for a turn, so many seconds at most; whether it came."""
        waited = self._rate.wait(self._slowing.delay, most)
        if waited is None:
            self._sleep(most)
            return False
        self._slowing.waited(waited)
        return True

    def _again(self, outcome: Answer | Failure, attempts: int) -> bool:
        """Whether to try once more, after waiting for it."""
        wait = self._patience.wait(outcome, attempts)
        if wait is None:
            if not troubled(outcome):
                self._slowing.ordinary()
            return False
        if is_busy(outcome) and wait:
            self._slowing.busy()
        left = max(self._left(), 0.0) if is_busy(outcome) else math.inf
        if wait:
            self._sleep(min(wait, left))
        return wait <= left
