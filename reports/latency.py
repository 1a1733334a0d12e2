"""Latency of a run's exchanges as percentiles and a histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.measured import Latency

_FIRST_BOUND_MS = 0.5
_PERCENTILES = {"p50": 0.50, "p90": 0.90, "p99": 0.99, "max": 1.0}


def summarise(seconds: Sequence[float]) -> Latency | None:
    """The latencies in `seconds` as milliseconds.

    The bars of the histogram run without a gap from the fastest exchange to the slowest. None for no exchange.
    """
    if not seconds:
        return None
    ordered = sorted(1000 * value for value in seconds)
    figures = {name: round(_percentile(ordered, part), 2) for name, part in _PERCENTILES.items()}
    return Latency(count=len(ordered), histogram=_histogram(ordered), **figures)


def _percentile(ordered: Sequence[float], part: float) -> float:
    """The nearest-rank percentile: a latency that did occur."""
    return ordered[math.ceil(part * len(ordered)) - 1]


def _histogram(ordered: Sequence[float]) -> tuple[tuple[float, int], ...]:
    steps = [_step(value) for value in ordered]
    return tuple((_FIRST_BOUND_MS * 2**step, steps.count(step)) for step in range(steps[0], steps[-1] + 1))


def _step(milliseconds: float) -> int:
    return max(0, math.ceil(math.log2(max(milliseconds, _FIRST_BOUND_MS) / _FIRST_BOUND_MS)))
