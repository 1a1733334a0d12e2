"""Latency of a run's exchanges as percentiles and a histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.run.measured import Latency

_FIRST_BOUND_MS = 0.5
# A run of fewer seconds is not long; one that became so many times slower suffers from what was sent before.
_LONG, _SLOWER = 30, 2
_PERCENTILES = {"p50": 0.50, "p90": 0.90, "p99": 0.99, "max": 1.0}


def summarise(seconds: Sequence[float]) -> Latency | None:
    """The latencies in `seconds` as milliseconds.

    The bars of the histogram run without a gap from the fastest exchange to the slowest. None for no exchange.
    """
    if not seconds:
        return None
    ordered = sorted(1000 * value for value in seconds)
    figures = {name: round(_percentile(ordered, part), 2) for name, part in _PERCENTILES.items()}
    tenth = math.ceil(len(seconds) / 10)
    return Latency(
        count=len(ordered),
        histogram=_histogram(ordered),
        total=round(sum(ordered), 2),
        early=_median(seconds[:tenth]),
        late=_median(seconds[-tenth:]),
        **figures,
    )


def waiting(latency: Latency | None, duration: float) -> str:
    """What a user waited for in a long run, as a clause of a sentence: "82 s of it for the target"; "" of a short run.

    Args:
        latency: of the run's answers.
        duration: of the run, in seconds.
    """
    if latency is None or duration < _LONG or latency.total < 500 * duration:
        return ""
    slower = latency.late > _SLOWER * latency.early
    words = f", which became slower (from {latency.early:g} to {latency.late:g} ms an answer)" if slower else ""
    return f"{min(latency.total / 1000, duration):.0f} s of it for the target{words}"


def _median(seconds: Sequence[float]) -> float:
    """In milliseconds."""
    return round(1000 * _percentile(sorted(seconds), _PERCENTILES["p50"]), 2)


def _percentile(ordered: Sequence[float], part: float) -> float:
    """The nearest-rank percentile: a latency that did occur."""
    return ordered[math.ceil(part * len(ordered)) - 1]


def _histogram(ordered: Sequence[float]) -> tuple[tuple[float, int], ...]:
    steps = [_step(value) for value in ordered]
    return tuple((_FIRST_BOUND_MS * 2**step, steps.count(step)) for step in range(steps[0], steps[-1] + 1))


def _step(milliseconds: float) -> int:
    return max(0, math.ceil(math.log2(max(milliseconds, _FIRST_BOUND_MS) / _FIRST_BOUND_MS)))
