"""When exchanges took place, gathered in a bounded number of stretches while the run is under way."""

from __future__ import annotations

from reports.run.measured import Timeline

# When more stretches than this are needed, each takes the time of two.
_MOST = 120
_FIRST_STEP = 0.125


class Clock:
    """Counts exchanges by stretches of time; the stretches grow with the run."""

    def __init__(self) -> None:
        self._start: float | None = None
        self._step = _FIRST_STEP
        self._exchanges: list[int] = []
        self._throttled: list[int] = []

    def add(self, at: float, *, throttled: bool = False) -> None:
        """Count one exchange that was over at `at`, in seconds since the epoch."""
        if self._start is None:
            self._start = at
        while (at - self._start) // self._step >= _MOST:
            self._step *= 2
            self._exchanges, self._throttled = _halved(self._exchanges), _halved(self._throttled)
        position = max(0, int((at - self._start) // self._step))
        missing = position + 1 - len(self._exchanges)
        self._exchanges += [0] * missing
        self._throttled += [0] * missing
        self._exchanges[position] += 1
        self._throttled[position] += throttled

    def timeline(self) -> Timeline | None:
        """What was counted; None where nothing was."""
        if self._start is None:
            return None
        return Timeline(
            start=self._start,
            step=self._step,
            exchanges=tuple(self._exchanges),
            throttled=tuple(self._throttled),
        )


def _halved(numbers: list[int]) -> list[int]:
    """Two stretches as one."""
    return [sum(numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
