from __future__ import annotations

from reports.run.timeline import Clock


def test_nothing_counted_is_no_timeline() -> None:
    assert Clock().timeline() is None


def test_exchanges_are_counted_where_they_belong() -> None:
    clock = Clock()
    for at, throttled in [(100.0, False), (100.1, False), (100.3, True), (100.01, False)]:
        clock.add(at, throttled=throttled)
    found = clock.timeline()
    assert found is not None
    assert (found.start, found.step, found.exchanges, found.throttled) == (100.0, 0.125, (3, 0, 1), (0, 0, 1))


def test_a_long_run_has_no_more_stretches_than_a_short_one() -> None:
    clock = Clock()
    for second in range(7200):
        clock.add(float(second))
    found = clock.timeline()
    assert found is not None
    assert len(found.exchanges) <= 120
    assert sum(found.exchanges) == 7200
    assert set(found.exchanges[:-1]) == {64}


def test_a_clock_that_was_set_back_loses_nothing() -> None:
    clock = Clock()
    clock.add(100.0)
    clock.add(40.0)
    found = clock.timeline()
    assert found is not None
    assert found.exchanges == (2,)
