"""Deletes the sessions that a run creates, while it runs, and remembers those that it could not delete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.refusals import error_name
from conformance.wire.exchange import Answer, Failure
from conformance.wire.redaction import HIDDEN
from strategies.request import Request

_PAGE, _PAGES = 99, 100
_HEADERS = (("Accept", "application/json"),)
# After so many refusals and not one deletion, the target offers none.
_REFUSALS = 3
# No id that a server makes is longer.
_LONGEST = 1024
# What ends a path segment, or is one more encoding of what does, to whoever decodes or normalises a path.
_STEERING = frozenset("/\\?#%;")


class Deleter:
    """Deletes sessions as it is told of them, in the thread that tells: a target may answer one connection at a time.

    Attributes:
        leaked: ids that could not be deleted, each once, in order.
    """

    def __init__(
        self,
        collection: str,
        send: Callable[[Request], Answer | Failure],
        deleted: Callable[[str], None] = lambda _session: None,
    ) -> None:
        """Prepare.

        Args:
            collection: the path of the connector's sessions.
            send: sends one request.
            deleted: told each id that is gone.
        """
        self.leaked: dict[str, None] = {}
        self._collection = collection
        self._send = send
        self._told = deleted
        self._deletions = 0
        self._open: dict[str, None] = {}

    def note(self, session: str) -> None:
        """A session was created: whatever happens next, it is to be deleted."""
        self._open[session] = None

    def created(self, session: str) -> None:
        """A session was created: delete it."""
        self.note(session)
        if self._deletions == 0 and len(self.leaked) >= _REFUSALS:
            self.leaked[session] = None
        elif delete(self._send, self._collection, session):
            self._deletions += 1
            self._told(session)
        else:
            self.leaked[session] = None
        self._open.pop(session, None)

    def close(self) -> None:
        """Delete what an interrupt left open."""
        for session in list(self._open):
            self.created(session)


def nameable(session: str) -> bool:
    """Whether an id can stand in a path without making it another one: of the collection, of the connector, or beyond.

    An id is a target's own text. `..`, the empty one or `../x` would turn a deletion into that of something else.
    """
    if not session.strip(". ") or len(session) > _LONGEST or HIDDEN in session:
        return False
    return session.isprintable() and not _STEERING & set(session)


def delete(send: Callable[[Request], Answer | Failure], collection: str, session: str) -> bool:
    """Delete one session; whether it is gone. Nothing is sent for an id that is not `nameable`."""
    if not nameable(session):
        return False
    path = f"{collection}/{quote(session, safe='')}"
    outcome = send(Request(method="DELETE", path=path, headers=_HEADERS))
    if not isinstance(outcome, Answer):
        return False
    # 404 also answers a path that a target does not know at all; only the error's name tells that it is gone.
    gone = outcome.status == 404 and error_name(outcome) == "NotFoundException"
    return 200 <= outcome.status < 300 or gone


def listed(send: Callable[[Request], Answer | Failure], collection: str) -> Iterator[dict[str, Any]]:
    """All sessions of the connector, as ListProxySessions shows them page by page.

    Raises:
        ListingError: the target does not list them.
    """
    token, seen = "", set[str]()
    while token not in seen and len(seen) < _PAGES:
        seen.add(token)
        query = f"?max-results={_PAGE}" + (f"&next-token={quote(token, safe='')}" if token else "")
        answer = send(Request(method="GET", path=collection + query, headers=_HEADERS))
        document = parse(answer).document if isinstance(answer, Answer) and answer.status == 200 else None
        sessions = document.get("ProxySessions") if isinstance(document, dict) else None
        if not isinstance(document, dict) or not isinstance(sessions, list):
            raise ListingError
        yield from (session for session in sessions if isinstance(session, dict))
        following = document.get("NextToken")
        if not isinstance(following, str) or not following:
            return
        token = following


class ListingError(Exception):
    """The target does not list its sessions."""
