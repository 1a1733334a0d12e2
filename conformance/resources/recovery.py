"""Deletes what a killed run left behind: the sessions in its journal, and those of requests whose answer nobody saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.oracle.answer.timestamps import parse
from conformance.resources.deletion import ListingError, delete, listed
from conformance.resources.journal import Attempt, Entries, append
from conformance.wire.exchange import Answer, Failure
from strategies.request import Request

Send = Callable[[Request], Answer | Failure]
# Clocks of a target and of this machine may differ by so many seconds.
_SKEW = 300.0


@dataclass(slots=True, kw_only=True)
class Cleaned:
    """What became of the sessions of a journal.

    Attributes:
        deleted: ids that are gone now.
        left: ids that could not be deleted.
        unseen: requests whose sessions could not be looked for.
        problem: why the target cannot be reached, or "".
    """

    deleted: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    unseen: int = 0
    problem: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return not self.left and not self.unseen and not self.problem


def clean(path: Path, entries: Entries, send: Send, collection: str) -> Cleaned:
    """Delete what the journal at `path` names, and what its unanswered requests created; keep the journal up to date.

    Args:
        path: of the journal, which is removed when nothing is left.
        entries: what it says.
        send: sends one request to the target of its run.
        collection: the path of the connector's sessions.
    """
    found = Cleaned()
    probe = send(Request(method="GET", path=f"{collection}?max-results=1"))
    if isinstance(probe, Failure) and probe.kind in {"unreachable", "tls"}:
        found.problem = probe.detail
        return found
    ids = list(entries.sessions)
    if entries.attempts:
        try:
            attempts = list(entries.attempts.values())
            ids += [session for session in created_by(attempts, send, collection) if session not in entries.sessions]
        except ListingError:
            found.unseen = len(entries.attempts)
    for session in ids:
        if delete(send, collection, session):
            found.deleted.append(session)
            append(path, session)
        else:
            found.left.append(session)
    if found.complete:
        path.unlink()
    return found


def created_by(attempts: Sequence[Attempt], send: Send, collection: str) -> list[str]:
    """The ids of the listed sessions that these requests created: same participants, and not before the request.

    Raises:
        ListingError: the target does not list its sessions.
    """
    found = []
    for session in listed(send, collection):
        identity, moment = session.get("ProxySessionId"), parse(session.get("CreatedTimestamp"))
        if not isinstance(identity, str) or moment is None:
            continue
        created = moment.moment.timestamp()
        numbers = _numbers(session)
        if any(created >= attempt.at - _SKEW and numbers == _bare(attempt.participants) for attempt in attempts):
            found.append(identity)
    return found


def _numbers(session: dict[str, Any]) -> list[str]:
    participants = session.get("Participants")
    items = participants if isinstance(participants, list) else []
    return _bare(
        item["PhoneNumber"] for item in items if isinstance(item, dict) and isinstance(item.get("PhoneNumber"), str)
    )


def _bare(numbers: Iterable[str]) -> list[str]:
    """Phone numbers that compare equal with and without their +, in any order."""
    return sorted(number.lstrip("+") for number in numbers)
