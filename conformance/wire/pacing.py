"""How often a target is asked: at a given rate, again when it says "not now", slower meanwhile, not for ever."""

from __future__ import annotations

import email.utils
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC

from conformance.oracle.expectation import BUSY, REFUSALS
from conformance.wire.exchange import Answer, Exchange, Failure, Transport
from strategies.request import Case, Request

_ATTEMPTS = 8
_FIRST_WAIT = 0.1
# No single wait is longer, whatever Retry-After says, and all waits together are not either.
_LONGEST_WAIT = 5.0
_PATIENCE = 60.0
# Nor does going slower, so that a target need not put anything off, take longer than this in all.
_LONGEST_SLOW = 240.0
# After so many exchanges in a row that failed for good, and some more patience, the target counts as gone: it may be
# restarting.
_GIVE_UP = 5
_LAST_PAUSES = (0.0, 0.1, 1.0, 5.0)
_GONE = Failure(kind="gone", detail="not sent: the target stopped answering earlier in this run")
_RETRIED = frozenset({"timeout", "closed", "reset", "unreachable"})
# What breaks a connection is sent again less often than what was only put off.
_BROKEN_ATTEMPTS = 3


class Pacer:
    """Sends cases through a transport, patiently but in bounded time."""

    def __init__(
        self,
        transport: Transport,
        *,
        rate: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare.

        Args:
            transport: sends one request once.
            rate: requests per second at most, over all threads; None without a limit.
            clock: monotonic seconds.
            sleep: waits.
        """
        self._transport = transport
        self._interval = 1 / rate if rate else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0
        self._slower = 0.0
        self._waited = 0.0
        self._slowed = 0.0
        self._tidied = 0.0
        self._refused: Request | None = None
        self._lost = 0
        self._dead = False
        self._counts: Counter[str] = Counter()
        self._number = 0

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
            self._lost = self._lost + 1 if _unserved(outcome) else 0
            number, doubtful = self._number, self._lost == _GIVE_UP and not self._dead
            if isinstance(outcome, Answer) and outcome.status in REFUSALS:
                self._refused = request
        if doubtful:
            # The other threads go on meanwhile: only what is known to be dead is not asked any more.
            self._dead = not self._alive()
            self._lost = 0
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
        """Send a request of our own housekeeping; again where the target says "not now", with a patience of its own."""
        whole = self._sent(request)
        for attempt in range(1, _ATTEMPTS + 1):
            self._wait_for_turn()
            outcome = self._dispatched(whole)
            if isinstance(outcome, Failure) or outcome.status not in BUSY or self._tidied >= _PATIENCE:
                break
            wait = self._pause(outcome, attempt)
            with self._lock:
                self._counts[str(outcome.status)] += 1
                self._tidied += wait
            self._sleep(wait)
        return outcome

    @staticmethod
    def _pause(outcome: Answer | Failure, attempt: int) -> float:
        """How long to wait before the next attempt."""
        asked = _retry_after(outcome) if isinstance(outcome, Answer) else None
        return min(_FIRST_WAIT * 2 ** (attempt - 1) if asked is None else asked, _LONGEST_WAIT)

    def _alive(self) -> bool:
        """Whether the target still answers what it refused before; that creates nothing."""
        if self._refused is None:
            return False
        for pause in _LAST_PAUSES:
            if pause:
                self._sleep(pause)
            if not _unserved(self._dispatched(self._refused)):
                return True
        return False

    def throttling(self) -> dict[str, float]:
        """How often the target put us off or failed, and how many seconds were waited for it; empty if it never did."""
        if not self._counts:
            return {}
        return {**self._counts, "waited_seconds": round(self._waited, 3)}

    def _sent(self, request: Request) -> Request:
        sent: Callable[[Request], Request] | None = getattr(self._transport, "sent", None)
        return sent(request) if sent else request

    def _once(self, request: Request) -> tuple[float, float, Answer | Failure]:
        if self._dead:
            return time.time(), self._clock(), _GONE
        self._wait_for_turn()
        started, begin = time.time(), self._clock()
        return started, begin, self._dispatched(request)

    def _dispatched(self, request: Request) -> Answer | Failure:
        send: Callable[[Request], Answer | Failure] = getattr(self._transport, "send_as_is", self._transport.send)
        return send(request)

    def _wait_for_turn(self) -> None:
        if not self._interval and not self._slower:
            return
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._interval + self._slower
            self._slowed += min(self._slower, turn - now)
            if self._slowed >= _LONGEST_SLOW:
                self._slower = 0.0
        if turn > now:
            self._sleep(turn - now)

    def _again(self, outcome: Answer | Failure, attempts: int) -> bool:
        """Whether to try once more, after waiting for it."""
        reason = str(outcome.status) if isinstance(outcome, Answer) else outcome.kind
        busy = isinstance(outcome, Answer) and outcome.status in BUSY
        if not busy and not (isinstance(outcome, Failure) and outcome.kind in _RETRIED):
            # Speed up again, a little with every ordinary answer.
            self._slower = self._slower * 0.8 if self._slower > 0.001 else 0.0
            return False
        with self._lock:
            self._counts[reason] += 1
        limit = _ATTEMPTS if busy else _BROKEN_ATTEMPTS
        if attempts >= limit or self._waited >= _PATIENCE:
            return False
        wait = self._pause(outcome, attempts)
        with self._lock:
            self._waited += wait
            if busy and wait and self._slowed < _LONGEST_SLOW:
                self._slower = min(max(self._slower * 2, 0.002), 0.5)
        if wait:
            self._sleep(wait)
        return True


def _unserved(outcome: Answer | Failure) -> bool:
    return isinstance(outcome, Failure) or outcome.status in BUSY


def _retry_after(answer: Answer) -> float | None:
    """The seconds that Retry-After asks for; None where it asks for nothing that can be understood."""
    value = (answer.header("retry-after") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - time.time())
