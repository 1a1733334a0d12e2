"""Instants as the contract allows them: ISO 8601 in any precision and offset, or seconds since the epoch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from dateutil.parser import isoparser

_parse = isoparser().isoparse
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}")
_TIME = re.compile(r"(?P<before>.+[T ](?P<clock>[0-9:]+))(?P<fraction>[.,][0-9]+)?(?P<zone>Z|[+-][0-9:]+)?")
# By its decimals, the smallest step that a number of seconds expresses.
_STEPS = {0: timedelta(seconds=1), 3: timedelta(milliseconds=1), 6: timedelta(microseconds=1)}
# By the digits of a clock, what a fraction after it is a part of.
_UNITS = {2: timedelta(hours=1), 4: timedelta(minutes=1), 6: timedelta(seconds=1)}


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment in time, as exactly as it was written.

    Attributes:
        moment: in UTC.
        resolution: the smallest step that the notation can express.
        zoned: whether the notation says how far it is from UTC.
    """

    moment: datetime
    resolution: timedelta
    zoned: bool = True


def parse(value: object) -> Instant | None:
    """The instant that a JSON value denotes, or None where it denotes none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch(value)
    return _iso(value) if isinstance(value, str) else None


def is_iso(text: str) -> bool:
    """Whether `text` is an ISO 8601 date and time."""
    return _iso(text) is not None


def _epoch(seconds: float) -> Instant | None:
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    # A double of today's date holds microseconds at most; fewer digits are a coarser instant.
    decimals = len(f"{seconds:.6f}".rstrip("0").partition(".")[2])
    return Instant(moment, _STEPS[0 if decimals == 0 else 3 if decimals <= 3 else 6])


@lru_cache(maxsize=256)
def _iso(text: str) -> Instant | None:
    normal = text.upper()
    if _DATE.fullmatch(normal):
        return _read(normal, timedelta(0), timedelta(days=1))
    shape = _TIME.fullmatch(normal)
    unit = _UNITS.get(len(shape["clock"].replace(":", ""))) if shape else None
    if shape is None or unit is None:
        return None
    digits = (shape["fraction"] or ".")[1:]
    # The library reads fractions of seconds only, and of no more digits than six.
    part = unit * float(f"0.{digits or 0}")
    return _read(shape["before"] + (shape["zone"] or ""), part, unit * 10.0 ** -len(digits))


def _read(text: str, part: timedelta, resolution: timedelta) -> Instant | None:
    try:
        moment = _parse(text)
    except ValueError:
        return None
    return Instant(_utc(moment, part), resolution, moment.tzinfo is not None)


def _utc(moment: datetime, part: timedelta) -> datetime:
    try:
        return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)) + part
    except OverflowError:  # at either end of the calendar some hours more or less do not matter
        return moment.replace(tzinfo=UTC)
