"""Whether a target still answers, and whether its answers can be read at all; else nothing more is sent to it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from conformance.wire.broken import LACKING
from conformance.wire.exchange import REFUSALS, SPARED, Answer, Failure
from conformance.wire.patience.retry import hangs, is_busy
from strategies.request import Request

# After so many exchanges in a row that failed for good, and some more patience, the target counts as gone: it may be
# restarting.
_GIVE_UP = 5
_LAST_PAUSES = (0.0, 0.1, 1.0, 5.0)
# What hangs takes the whole time that an answer may take, each time: it is asked earlier, and less often.
_GIVE_UP_HANGING, _LAST_HANGING = 3, 2
_GONE = Failure(kind="gone", detail="not sent: the target stopped answering earlier in this run")
# Where not one of so many answers in a row can be read for its size, no more are asked for: each costs time and memory.
_IN_A_ROW = 20
UNREADABLE = f"{_IN_A_ROW} answers of the target in a row were too large to be read"
_OVERSIZE = Failure(kind="gone", detail=f"not sent: {UNREADABLE}")


class Liveness:
    """What is known of a target from its outcomes.

    Attributes:
        over: why nothing more is sent, or None.
    """

    def __init__(self) -> None:
        self.over: Failure | None = None
        self._lock = threading.Lock()
        self._lost = 0
        self._hung = 0
        self._oversize = 0
        self._refused: Request | None = None

    def see(self, request: Request, outcome: Answer | Failure) -> bool:
        """Note what a request finally met with; whether the target is to be asked if it is alive."""
        with self._lock:
            self._lost = self._lost + 1 if _unserved(outcome) else 0
            self._hung = self._hung + 1 if hangs(outcome) else 0
            if isinstance(outcome, Answer) and outcome.status in REFUSALS:
                self._refused = request
            self._oversize = self._oversize + 1 if _too_large(outcome) else 0
            if self._oversize == _IN_A_ROW:
                self.over = _OVERSIZE
            return (self._lost == _GIVE_UP or self._hung == _GIVE_UP_HANGING) and self.over is None

    def ask(self, send: Callable[[Request], Answer | Failure], sleep: Callable[[float], None]) -> None:
        """Ask what the target refused before, which creates nothing; where even that is not answered, it is over."""
        self.over = None if self._alive(send, sleep) else _GONE
        self._lost = self._hung = 0

    def _alive(self, send: Callable[[Request], Answer | Failure], sleep: Callable[[float], None]) -> bool:
        if self._refused is None:
            return False
        hung = 0
        for pause in _LAST_PAUSES:
            if pause:
                sleep(pause)
            outcome = send(self._refused)
            if not _unserved(outcome):
                return True
            hung += hangs(outcome)
            if hung == _LAST_HANGING:
                return False
        return False


def _unserved(outcome: Answer | Failure) -> bool:
    return is_busy(outcome) or (isinstance(outcome, Failure) and outcome.kind not in {"too-large", LACKING, SPARED})


def _too_large(outcome: Answer | Failure) -> bool:
    if isinstance(outcome, Failure):
        return outcome.kind == "too-large"
    return outcome.truncated
