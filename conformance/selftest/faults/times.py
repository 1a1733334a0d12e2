"""Faults in when a session says that it was created, changed and ended."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.reference.call import Hooks
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import constant, sets

_PREFIX = "response.body.ProxySession"


def faults() -> Iterator[Fault]:
    """Wrong times."""
    for name, clause, summary, hooks in _TIMES:
        yield Fault(name=name, clause=f"{_PREFIX}.{clause}", kind="time", summary=summary, hooks=hooks)


_OLD = "2020-04-15T16:10:10.288Z"
_TIMES: tuple[tuple[str, str, str, Hooks], ...] = (
    (
        "created-long-ago",
        "CreatedTimestamp.now",
        "Every session was created on the same day.",
        sets("CreatedTimestamp", constant(_OLD)),
    ),
    (
        "created-1970",
        "CreatedTimestamp.now",
        "Every session was created in 1970.",
        sets("CreatedTimestamp", constant("1970-01-01T00:00:00Z")),
    ),
    (
        "created-in-milliseconds",
        "CreatedTimestamp.now",
        "The creation time is in milliseconds.",
        sets("CreatedTimestamp", constant(1_795_000_000_000)),
    ),
    (
        "created-tomorrow",
        "CreatedTimestamp.now",
        "Sessions are created in the future.",
        sets("CreatedTimestamp", constant("2099-01-01T00:00:00Z")),
    ),
    (
        "updated-before-created",
        "UpdatedTimestamp.order",
        "Sessions are updated before they are created.",
        sets("UpdatedTimestamp", constant(_OLD)),
    ),
    (
        "updated-in-1970",
        "UpdatedTimestamp.order",
        "The update time is 0.",
        sets("UpdatedTimestamp", constant("1970-01-01T00:00:00.000Z")),
    ),
    (
        "ended-while-open",
        "EndedTimestamp.open",
        "An open session has an end.",
        sets("EndedTimestamp", constant("2030-01-01T00:00:00Z")),
    ),
    ("created-closed", "Status.new", "A new session is closed.", sets("Status", constant("Closed"))),
)
