from __future__ import annotations

import pytest

from reports.run.latency import summarise, waiting


def test_percentiles_are_latencies_that_occurred() -> None:
    found = summarise([number / 1000 for number in range(100, 0, -1)])
    assert {name: getattr(found, name) for name in ("count", "p50", "p90", "p99", "max")} == {
        "count": 100,
        "p50": 50.0,
        "p90": 90.0,
        "p99": 99.0,
        "max": 100.0,
    }


@pytest.mark.parametrize(
    ("milliseconds", "histogram"),
    [
        ([0.1], ((0.5, 1),)),
        ([1.0, 1.1], ((1.0, 1), (2.0, 1))),
        ([0.5, 3.0, 3.5], ((0.5, 1), (1.0, 0), (2.0, 0), (4.0, 2))),
        ([0.0], ((0.5, 1),)),
    ],
)
def test_the_bars_double_without_a_gap(milliseconds: list[float], histogram: tuple[tuple[float, int], ...]) -> None:
    found = summarise([value / 1000 for value in milliseconds])
    assert found is not None
    assert found.histogram == histogram


def test_nothing_measured_is_empty() -> None:
    assert summarise([]) is None


@pytest.mark.parametrize(
    ("seconds", "duration", "expected"),
    [
        ([0.01] * 100, 5, ""),
        ([0.01] * 5000, 200, ""),
        ([0.01] * 9000, 100, "90 s of it for the target"),
        (
            [0.008] * 1000 + [0.02] * 4000,
            90,
            "88 s of it for the target, which became slower (from 8 to 20 ms an answer)",
        ),
    ],
)
def test_what_a_long_run_waited_for_is_said(seconds: list[float], duration: float, expected: str) -> None:
    assert expected == waiting(summarise(seconds), duration)
