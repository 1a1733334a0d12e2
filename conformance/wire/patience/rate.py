"""How often a target is asked at most."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable


class Rate:
    """Gives every request its turn, over all threads."""

    def __init__(self, per_second: float | None, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Prepare; None is without a limit."""
        self._interval = 1 / per_second if per_second else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self, more: float = 0.0, most: float = math.inf) -> float | None:
        """Wait for a turn, after which others wait `more` seconds longer.

        Returns:
            How many seconds that took; None where it would take more than `most`: then no turn is taken.
        """
        if not self._interval and not more:
            return 0.0
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            if turn - now > most:
                return None
            self._next = turn + self._interval + more
        if turn > now:
            self._sleep(turn - now)
        return turn - now
