"""Variants that write instants in other ways: ISO 8601 in any precision and offset, or seconds since the epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from conformance.reference.call import Call
from conformance.reference.hooks import Hooks
from conformance.selftest.variants.particular import sessions
from conformance.selftest.variants.variant import Variant

FREEDOM = "timestamps"
_MEMBERS = ("CreatedTimestamp", "UpdatedTimestamp", "EndedTimestamp")
_INDIA = timezone(timedelta(hours=5, minutes=30))
_DENVER = timezone(timedelta(hours=-7))

Write = Callable[[datetime], Any]


def variants() -> Iterator[Variant]:
    """One variant for each notation."""
    for name, summary, write in _NOTATIONS:
        yield Variant(name=f"time-{name}", freedom=FREEDOM, summary=summary, hooks=_written(write))
    for name, summary, write in _NUMBERS:
        yield Variant(
            name=f"time-{name}", freedom=FREEDOM, summary=summary, hooks=_written(write), edition="2018-05-01"
        )
    yield Variant(
        name="time-number-and-text",
        freedom=FREEDOM,
        hooks=sessions(_number_and_text),
        edition="2018-05-01",
        summary="A session is created at a number with microseconds and updated at a text with milliseconds.",
    )
    yield Variant(
        name="time-mixed-precision",
        freedom=FREEDOM,
        hooks=sessions(_mixed),
        summary="A session is created to the millisecond and updated to the second.",
    )


def _written(write: Write) -> Hooks:
    def change(_call: Call, session: dict[str, Any]) -> dict[str, Any]:
        given = {name: datetime.fromisoformat(session[name]) for name in _MEMBERS if session[name] is not None}
        return {**session, **{name: write(moment) for name, moment in given.items()}}

    return sessions(change)


def _mixed(_call: Call, session: dict[str, Any]) -> dict[str, Any]:
    moment = datetime.fromisoformat(session["UpdatedTimestamp"])
    return {**session, "UpdatedTimestamp": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}


def _number_and_text(_call: Call, session: dict[str, Any]) -> dict[str, Any]:
    moment = datetime.fromisoformat(session["UpdatedTimestamp"])
    return {**session, "CreatedTimestamp": moment.timestamp() + 0.000417}


def _milliseconds(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00")


_NOTATIONS: tuple[tuple[str, str, Write], ...] = (
    ("offset-zero", "Instants end in +00:00.", lambda moment: moment.isoformat(timespec="milliseconds")),
    ("offset-east", "Instants are written at +05:30.", lambda moment: moment.astimezone(_INDIA).isoformat()),
    ("offset-west", "Instants are written at -07:00.", lambda moment: moment.astimezone(_DENVER).isoformat()),
    ("offset-without-colon", "Instants end in +0000.", lambda moment: f"{_milliseconds(moment)}+0000"),
    ("no-offset", "Instants have no offset.", _milliseconds),
    ("microseconds", "Instants have microseconds.", lambda moment: f"{_milliseconds(moment)}417Z"),
    ("nanoseconds", "Instants have nanoseconds.", lambda moment: f"{_milliseconds(moment)}417009Z"),
    ("tenths", "Instants have tenths of a second.", lambda moment: f"{_milliseconds(moment)[:-2]}Z"),
    ("seconds", "Instants have whole seconds.", lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}"),
    ("minutes", "Instants have whole minutes.", lambda moment: f"{moment:%Y-%m-%dT%H:%MZ}"),
    (
        "minutes-fraction",
        "Instants have a fraction of the minute.",
        lambda moment: f"{moment:%Y-%m-%dT%H:%M}.{moment.second * 1000 // 6:04}Z",
    ),
    ("day", "Instants have the day only.", lambda moment: f"{moment:%Y-%m-%d}"),
    ("basic", "Instants are in the basic format.", lambda moment: f"{moment:%Y%m%dT%H%M%SZ}"),
    ("lower-case", "Instants have a small t and z.", lambda moment: f"{_milliseconds(moment)}z".replace("T", "t")),
    ("blank", "A blank stands for the T.", lambda moment: f"{_milliseconds(moment)}Z".replace("T", " ")),
    ("comma", "A comma stands before the fraction.", lambda moment: f"{_milliseconds(moment)}Z".replace(".", ",")),
)
_NUMBERS: tuple[tuple[str, str, Write], ...] = (
    ("epoch-seconds", "Instants are whole seconds since the epoch.", lambda moment: int(moment.timestamp())),
    ("epoch-fraction", "Instants are seconds since the epoch.", lambda moment: moment.astimezone(UTC).timestamp()),
)
