"""What a run measured: how long answers took, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """How long answers took, in milliseconds.

    Attributes:
        count: how many answers.
        p50: half of the answers took at most so long.
        p90: nine of ten took at most so long.
        p99: 99 of 100 took at most so long.
        max: the slowest.
        histogram: upper bound and count of each bar; each bound is twice the one before.
        total: all answers together.
        early: half of the first tenth of the answers took at most so long.
        late: half of the last tenth of the answers took at most so long.
    """

    count: int
    p50: float
    p90: float
    p99: float
    max: float
    histogram: tuple[tuple[float, int], ...]
    total: float = 0
    early: float = 0
    late: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What happened when: equal stretches of the run, one after the other.

    Attributes:
        start: when the first stretch begins, in seconds since the epoch.
        step: how long each is, in seconds.
        exchanges: how many requests were answered or failed in each.
        throttled: how many of them were answered with 429 or 503.
    """

    start: float
    step: float
    exchanges: tuple[int, ...]
    throttled: tuple[int, ...]
