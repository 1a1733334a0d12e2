"""Latency of a run's exchanges as percentiles and a histogram."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_BOUND_MS = 0.5
_PERCENTILES = {"p50": 0.50, "p90": 0.90, "p99": 0.99, "max": 1.0}


def summarise(seconds: Sequence[float]) -> dict[str, Any]:
    """The latencies in `seconds` as milliseconds: `count`, `p50`, `p90`, `p99`, `max` and `histogram`.

    The histogram is a list of [upper bound, count]; each bound is twice the one before, and the bars run
    without a gap from the fastest exchange to the slowest. Empty for no exchange.
    """
    if not seconds:
        return {}
    ordered = sorted(1000 * value for value in seconds)
    figures = {name: round(_percentile(ordered, part), 2) for name, part in _PERCENTILES.items()}
    return {"count": len(ordered), **figures, "histogram": _histogram(ordered)}


def _percentile(ordered: Sequence[float], part: float) -> float:
    """The nearest-rank percentile: a latency that did occur."""
    return ordered[math.ceil(part * len(ordered)) - 1]


def _histogram(ordered: Sequence[float]) -> list[list[float | int]]:
    steps = [_step(value) for value in ordered]
    return [[_FIRST_BOUND_MS * 2**step, steps.count(step)] for step in range(steps[0], steps[-1] + 1)]


def _step(milliseconds: float) -> int:
    return max(0, math.ceil(math.log2(max(milliseconds, _FIRST_BOUND_MS) / _FIRST_BOUND_MS)))
