"""Ctrl-C, SIGTERM and SIGHUP: a run that is told to end ends in order, with everything deleted and its report written.

A signal may arrive between any two instructions. It breaks off only what may be broken off: preparing, and waiting for
an answer. Everywhere else it is noted, and the run asks for it before the next request.
"""

from __future__ import annotations

import contextlib
import math
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

from spec.clauses.reason import Reason, Why

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
INTERRUPTED = Reason(Why.INTERRUPTED, "the run was interrupted")


def lacks(trouble: str) -> Reason | None:
    """Why a run ends on a machine that lacks something, or None where `trouble` is ""."""
    return Reason(Why.MACHINE, trouble) if trouble else None


class Interrupted(BaseException):
    """A signal broke off what may be broken off."""


class Interruption:
    """Whether a run was told to end.

    Attributes:
        asked: it was.
    """

    def __init__(self) -> None:
        self.asked = False
        self._breakable = 0
        self._woken = threading.Event()
        self._end = math.inf

    @property
    def reason(self) -> Reason | None:
        """Why the run ends, if it was told to."""
        return INTERRUPTED if self.asked else None

    @property
    def left(self) -> float:
        """The seconds that the run may still take: negative where its time is over, infinite without a limit."""
        return self._end - time.monotonic()

    def limit(self, seconds: float) -> None:
        """Let the run take so many seconds from now on."""
        self._end = time.monotonic() + seconds

    def ask(self) -> None:
        """Tell the run to end."""
        self.asked = True
        self._woken.set()

    def sleep(self, seconds: float) -> None:
        """Wait, but no longer than until the run is told to end."""
        self._woken.wait(seconds)

    @contextlib.contextmanager
    def breakable(self) -> Iterator[None]:
        """What stands inside is broken off by a signal.

        Raises:
            Interrupted: the run was told to end.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._breakable += 1
        try:
            if self.asked:
                raise Interrupted
            yield
        finally:
            self._breakable -= 1

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Listen for signals; what was told about them before is put back at the end."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        # What is ignored stays so: `nohup` and a shell's background rely on it.
        heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        before = {number: signal.signal(number, self._told) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _told(self, _number: int, _frame: FrameType | None) -> None:
        first, self.asked = not self.asked, True
        self._woken.set()
        if first and self._breakable:
            raise Interrupted
