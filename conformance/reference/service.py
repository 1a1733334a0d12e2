"""The reference without HTTP: proxy sessions of voice connectors in memory, and the documented operations on them.

CreateProxySession follows the edition's page; its siblings (get, list, update, delete) follow botocore's model of
`chime-sdk-voice`.
"""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.reference.errors import bad_request, not_found

DEFAULT_EXPIRY = 60
STATUSES = ("Open", "InProgress", "Closed")
_ECHOED = ("ExpiryMinutes", "GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior")
_UPDATED = {"Capabilities", "ExpiryMinutes"}
# An expiry beyond the last year that a calendar knows never comes.
_LAST = datetime.max.replace(tzinfo=UTC)


def stamp(moment: datetime) -> str:
    """An instant as the page's example writes it: ISO 8601 with milliseconds, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


@dataclass(slots=True)
class Session:
    """One proxy session."""

    connector: str
    members: dict[str, Any]
    created: datetime
    updated: datetime
    ended: datetime | None = None
    identity: str = field(default_factory=lambda: str(uuid.uuid4()))

    def close_if_expired(self, now: datetime) -> None:
        """An open session whose minutes are over is closed."""
        minutes = self.members["ExpiryMinutes"]
        if self.ended is None and minutes < (_LAST - self.updated) / timedelta(minutes=1):
            end = self.updated + timedelta(minutes=minutes)
            self.ended = end if end <= now else None

    @property
    def status(self) -> str:
        """Open or Closed; no call is ever in progress here."""
        return "Closed" if self.ended else "Open"

    def to_json(self) -> dict[str, Any]:
        """The session as the answer shows it."""
        return {
            "Capabilities": self.members["Capabilities"],
            "CreatedTimestamp": stamp(self.created),
            "EndedTimestamp": stamp(self.ended) if self.ended else None,
            **{name: self.members.get(name) for name in _ECHOED},
            "Participants": self.members["Participants"],
            "ProxySessionId": self.identity,
            "Status": self.status,
            "UpdatedTimestamp": stamp(self.updated),
            "VoiceConnectorId": self.connector,
        }


class Service:
    """Voice connectors and their sessions.

    Attributes:
        connectors: the ids of the connectors that exist.
    """

    def __init__(self, connectors: Collection[str], *, max_open_sessions: int | None = None) -> None:
        """Start without sessions.

        Args:
            connectors: the ids of the connectors that exist.
            max_open_sessions: a connector's open sessions at most; one more is refused with BadRequestException.
        """
        self.connectors = frozenset(connectors)
        self._limit = max_open_sessions
        self._sessions: dict[str, dict[str, Session]] = {connector: {} for connector in connectors}
        self._numbers = itertools.count(100)
        self._lock = threading.Lock()

    def know(self, connector: str) -> None:
        """Refuse a connector that does not exist."""
        if connector not in self.connectors:
            raise not_found("The voice connector does not exist.")

    def create(self, connector: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """A new session, from members that are valid.

        Raises:
            Refusal: too many sessions are open.
        """
        now = datetime.now(UTC)
        with self._lock:
            sessions = self._sessions.setdefault(connector, {})
            if self._limit is not None and self._open(sessions, now) >= self._limit:
                raise bad_request("The voice connector has too many open proxy sessions.")
            session = Session(connector=connector, members=self._members(document), created=now, updated=now)
            sessions[session.identity] = session
        return session.to_json()

    def get(self, connector: str, identity: str) -> dict[str, Any]:
        """A session by its id."""
        return self._find(connector, identity).to_json()

    def list(self, connector: str, query: Mapping[str, str]) -> dict[str, Any]:
        """A page of a connector's sessions, oldest first."""
        self.know(connector)
        limit, start = _number(query.get("max-results", "100")), _number(query.get("next-token", "0"))
        status = query.get("status")
        if not 1 <= limit <= 100 or start < 0 or (status is not None and status not in STATUSES):
            raise bad_request("A query parameter is out of range.")
        with self._lock:
            sessions = list(self._sessions[connector].values())
        for session in sessions:
            session.close_if_expired(datetime.now(UTC))
        matching = [session for session in sessions if status in (None, session.status)]
        page = matching[start : start + limit]
        more = {"NextToken": str(start + limit)} if start + limit < len(matching) else {}
        return {"ProxySessions": [session.to_json() for session in page], **more}

    def update(self, connector: str, identity: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Change a session's capabilities and expiry, from members that are valid."""
        session = self._find(connector, identity)
        with self._lock:
            session.members |= {name: document[name] for name in _UPDATED & document.keys()}
            session.updated = datetime.now(UTC)
        return session.to_json()

    def delete(self, connector: str, identity: str) -> None:
        """Forget a session."""
        self._find(connector, identity)
        with self._lock:
            self._sessions[connector].pop(identity, None)

    def _find(self, connector: str, identity: str) -> Session:
        self.know(connector)
        session = self._sessions[connector].get(identity)
        if session is None:
            raise not_found("The proxy session does not exist.")
        session.close_if_expired(datetime.now(UTC))
        return session

    def _open(self, sessions: Mapping[str, Session], now: datetime) -> int:
        for session in sessions.values():
            session.close_if_expired(now)
        return sum(session.ended is None for session in sessions.values())

    def _members(self, document: Mapping[str, Any]) -> dict[str, Any]:
        proxy = f"+1913555{next(self._numbers) % 100 + 100:04}"
        numbers = document.get("ParticipantPhoneNumbers")
        expiry = document.get("ExpiryMinutes")
        return {
            **{name: document.get(name) for name in _ECHOED},
            "Capabilities": document.get("Capabilities"),
            "ExpiryMinutes": int(expiry) if isinstance(expiry, int | float) else DEFAULT_EXPIRY,
            "Participants": [
                {"PhoneNumber": number, "ProxyPhoneNumber": proxy}
                for number in (numbers if isinstance(numbers, list) else ())
            ],
        }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
