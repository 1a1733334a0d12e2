"""Instants as the contract allows them: ISO 8601 in any precision and offset, or seconds since the epoch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from dateutil.parser import isoparser

_parse = isoparser().isoparse
_TIME = re.compile(r"[T ](?P<clock>[0-9:]+)(?P<fraction>[.,]\d+)?(?P<zone>Z|[+-][0-9:]+)?$")
# Digits beyond microseconds are allowed; what they say does not matter to any clause.
_EXCESS = re.compile(r"([.,]\d{6})\d+")


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
    whole = isinstance(seconds, int) or seconds.is_integer()
    return Instant(moment, timedelta(seconds=1) if whole else timedelta(milliseconds=1))


@lru_cache(maxsize=256)
def _iso(text: str) -> Instant | None:
    shape = _TIME.search(text.upper())
    if shape is None:
        return None
    normal = _EXCESS.sub(r"\1", text.upper())
    try:
        moment = _parse(normal)
    except ValueError:
        return None
    zoned = moment.tzinfo is not None
    return Instant(_utc(moment), _resolution(shape["clock"], shape["fraction"]), zoned)


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:  # at either end of the calendar some hours more or less do not matter
        return moment.replace(tzinfo=UTC)


def _resolution(clock: str, fraction: str | None) -> timedelta:
    if fraction:
        return timedelta(seconds=10.0 ** -(len(fraction) - 1))
    digits = len(clock.replace(":", ""))
    return timedelta(seconds=1) if digits >= 6 else timedelta(minutes=1) if digits >= 4 else timedelta(hours=1)
