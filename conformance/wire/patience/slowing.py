"""Goes slower while a target says "not now", so that it need not, and faster again with every ordinary answer."""

from __future__ import annotations

import threading

_FIRST, _LONGEST = 0.002, 0.5
_FASTER = 0.8
_NONE = 0.001
# All of it together takes no longer than this.
_IN_ALL = 240.0


class Slowing:
    """How much slower.

    Attributes:
        delay: seconds between two requests beside what the rate asks for.
    """

    def __init__(self) -> None:
        self.delay = 0.0
        self._lock = threading.Lock()
        self._spent = 0.0

    def ordinary(self) -> None:
        """An ordinary answer came."""
        with self._lock:
            self.delay = self.delay * _FASTER if self.delay > _NONE else 0.0

    def busy(self) -> None:
        """The target said "not now"."""
        with self._lock:
            if self._spent < _IN_ALL:
                self.delay = min(max(self.delay * 2, _FIRST), _LONGEST)

    def waited(self, seconds: float) -> None:
        """So long was waited for a turn, partly for our own slowness."""
        with self._lock:
            self._spent += min(self.delay, seconds)
            if self._spent >= _IN_ALL:
                self.delay = 0.0
