"""What is sent again, how often, and after which wait; in bounded time, whatever a target asks for."""

from __future__ import annotations

import email.utils
import threading
import time
from collections import Counter
from datetime import UTC

from conformance.wire.exchange import BUSY, Answer, Failure

ATTEMPTS = 8
# What breaks a connection is sent again less often than what was only put off.
_BROKEN_ATTEMPTS = 3
_FIRST_WAIT = 0.1
# The longest wait in seconds, for one answer and for all of them together, even if Retry-After asks for more.
LONGEST_WAIT = 5.0
_PATIENCE = 60.0
_RETRIED = frozenset({"timeout", "closed", "reset", "unreachable"})


class Patience:
    """How much patience is left, and what it was spent on.

    Attributes:
        waited: seconds.
        counts: how often, by status or kind of failure.
    """

    def __init__(self) -> None:
        self.waited = 0.0
        self.counts: Counter[str] = Counter()
        self._answered = False
        # The last request was given up since no answer came in time.
        self._hanging = False
        self._lock = threading.Lock()

    def wait(self, outcome: Answer | Failure, attempts: int) -> float | None:
        """Seconds to wait before a request is sent again, after so many attempts; None where it is not."""
        if not troubled(outcome):
            self._answered = self._answered or isinstance(outcome, Answer)
            self._hanging = False
            return None
        with self._lock:
            self.counts[str(outcome.status) if isinstance(outcome, Answer) else outcome.kind] += 1
            if attempts >= self._limit(outcome) or self.waited >= _PATIENCE:
                self._hanging = hangs(outcome)
                return None
            wait = pause(outcome, attempts)
            self.waited += wait
            return wait

    def _limit(self, outcome: Answer | Failure) -> int:
        if is_busy(outcome):
            return ATTEMPTS
        # A target that has never answered and hangs, or that hung before, is not waited for again and again.
        return 1 if hangs(outcome) and (self._hanging or not self._answered) else _BROKEN_ATTEMPTS


def is_busy(outcome: Answer | Failure) -> bool:
    """Whether the target said "not now"."""
    return isinstance(outcome, Answer) and outcome.status in BUSY


def hangs(outcome: Answer | Failure) -> bool:
    """Whether no answer came in the whole time that one may take."""
    return isinstance(outcome, Failure) and outcome.kind == "timeout"


def troubled(outcome: Answer | Failure) -> bool:
    """Whether sending again may help."""
    return is_busy(outcome) or (isinstance(outcome, Failure) and outcome.kind in _RETRIED)


def pause(outcome: Answer | Failure, attempts: int) -> float:
    """Seconds to wait after so many attempts: what Retry-After asks for, within reason, or twice as long each time."""
    asked = _retry_after(outcome) if isinstance(outcome, Answer) else None
    return min(_FIRST_WAIT * 2 ** (attempts - 1) if asked is None else asked, LONGEST_WAIT)


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
