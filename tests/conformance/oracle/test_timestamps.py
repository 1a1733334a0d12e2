"""Instants: ISO 8601 in any precision and offset, or seconds since the epoch; nothing else."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from conformance.oracle.answer.timestamps import Instant, is_iso, parse

MOMENT = datetime(2020, 4, 15, 16, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-15T16:10:10Z",
        "2020-04-15T16:10:10+00:00",
        "2020-04-15T18:10:10+02:00",
        "2020-04-15T14:10:10-0200",
        "2020-04-15T18:10:10+02",
        "20200415T161010Z",
        "2020-04-15t16:10:10z",
        "2020-04-15 16:10:10Z",
        "2020-W16-3T16:10:10Z",
        "2020-04-15T16:10,1666666667Z",
        "2020-04-15T18.1694444444+02",
        "2020-106T16:10:10Z",
        "2020-04-15T16:10:10.000Z",
        "2020-04-15T16:10:10,000000000Z",
        "2020-04-15T16:10:10",
    ],
)
def test_every_notation_of_a_moment_is_read(text: str) -> None:
    instant = parse(text)
    assert instant is not None
    assert abs(instant.moment - MOMENT) < timedelta(milliseconds=1)


def test_a_date_alone_is_an_instant_of_that_day() -> None:
    assert parse("2020-04-15") == Instant(datetime(2020, 4, 15, tzinfo=UTC), timedelta(days=1), zoned=False)


@pytest.mark.parametrize("number", [1586967010, 1586967010.0])
def test_seconds_since_the_epoch_are_an_instant(number: float) -> None:
    instant = parse(number)
    assert instant is not None
    assert instant.moment == MOMENT


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "Wed, 15 Apr 2020 16:10:10 GMT",
        "2020-04",
        "2020",
        "202004",
        "2020-04-15T1Z",
        "2020-04-15T16:10:10.\u0663Z",
        "2020-02-30",
        "2020-13-15T16:10:10Z",
        "2020-04-15T25:10:10Z",
        "1586967010",
        "15/04/2020 16:10:10",
        "2020-04-15T16:10:10Zx",
        "T16:10:10Z",
        True,
        None,
        [],
        {},
        1e300,
        float("inf"),
    ],
)
def test_what_is_no_instant_is_told(value: object) -> None:
    assert parse(value) is None
    assert not (isinstance(value, str) and is_iso(value))


@pytest.mark.parametrize(
    ("text", "resolution"),
    [
        ("2020-04-15T16:10:10.288Z", timedelta(milliseconds=1)),
        ("2020-04-15T16:10:10.288123Z", timedelta(microseconds=1)),
        ("2020-04-15T16:10:10Z", timedelta(seconds=1)),
        ("2020-04-15T16:10Z", timedelta(minutes=1)),
        ("2020-04-15T16Z", timedelta(hours=1)),
        ("2020-04-15T16:10.5Z", timedelta(seconds=6)),
    ],
)
def test_the_resolution_is_what_the_notation_can_express(text: str, resolution: timedelta) -> None:
    instant = parse(text)
    assert instant is not None
    assert instant.resolution == resolution


@pytest.mark.parametrize(
    ("number", "resolution"),
    [
        (1586967010, timedelta(seconds=1)),
        (1586967010.0, timedelta(seconds=1)),
        (1586967010.5, timedelta(milliseconds=1)),
        (1586967010.288, timedelta(milliseconds=1)),
        (1586967010.2881, timedelta(microseconds=1)),
        (-0.25, timedelta(milliseconds=1)),
    ],
)
def test_a_number_expresses_what_its_decimals_say(number: float, resolution: timedelta) -> None:
    instant = parse(number)
    assert instant is not None
    assert (instant.resolution, instant.zoned) == (resolution, True)


@pytest.mark.parametrize(("text", "zoned"), [("2020-04-15T16:10:10", False), ("2020-04-15T16:10:10+00:00", True)])
def test_a_time_without_offset_is_utc_but_not_zoned(text: str, *, zoned: bool) -> None:
    instant = parse(text)
    assert instant is not None
    assert (instant.moment, instant.moment.tzinfo, instant.zoned) == (MOMENT, UTC, zoned)


# Notations that no other test uses: what was read once is remembered.
@pytest.mark.parametrize("text", ["2020-04-15T16:10:10.0000", "2020-04-15T18:10:10.0000+02:00"])
def test_the_zone_of_this_machine_does_not_matter(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as here:
        here.setenv("TZ", "XXX-9")
        time.tzset()
        instant = parse(text)
    time.tzset()
    assert instant is not None
    assert (instant.moment, instant.moment.tzinfo) == (MOMENT, UTC)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("9999-12-31T23:59:59-14:00", 9999),
        ("9999-12-31T23:59:59Z", 9999),
        ("0001-01-01T00:00:00+14:00", 1),
    ],
)
def test_an_instant_at_the_end_of_the_calendar_is_one(text: str, year: int) -> None:
    instant = parse(text)
    assert instant is not None
    assert (instant.moment.year, instant.moment.tzinfo) == (year, UTC)
