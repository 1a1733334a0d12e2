"""Sends cases, and takes every session that they create into custody: written down, counted, deleted again."""

from __future__ import annotations

import threading
import time

from conformance.engine.settings import Settings, lasting
from conformance.engine.target import Target
from conformance.oracle.oracle import Oracle
from conformance.resources.deletion import Deleter, ListingError, delete
from conformance.resources.journal import Journal, read
from conformance.resources.recovery import created_by
from conformance.wire.exchange import Answer, Exchange, Failure
from strategies.controls import path
from strategies.request import Case

# No request went out, so none can have created anything.
_NEVER_SENT = frozenset({"unreachable", "tls", "gone"})


class Tracker:
    """The way from cases to exchanges that leaves nothing behind."""

    def __init__(
        self, target: Target, oracle: Oracle, *, most: int | None = None, journal: Journal | None = None
    ) -> None:
        """Prepare.

        Args:
            target: what is sent to.
            oracle: tells which requests may create a session, and where sessions stand.
            most: sessions that may be created, or None without a limit.
            journal: what survives this process, or None.
        """
        self._target = target
        self._oracle = oracle
        self._most = most
        self._journal = journal
        self._lock = threading.Lock()
        self._sessions = 0
        self._collection = path(oracle.operation, oracle.given)
        told = journal.deleted if journal else lambda _session: None
        self._deleter = Deleter(self._collection, target.send, told)

    @property
    def leaked(self) -> list[str]:
        """Ids of sessions that could not be deleted."""
        return list(dict.fromkeys(map(self._target.redactor.redact_text, self._deleter.leaked)))

    def exchange(self, case: Case) -> Exchange:
        """Send a case, unless it may create a session and no more may be created."""
        if self._most is not None and self._sessions >= self._most and self._oracle.expect(case.request).allows(201):
            spent = Failure(kind="budget", detail=f"the budget of {self._most} sessions is used up")
            return Exchange(case=case, request=case.request, outcome=spent, started_at=time.time(), elapsed=0)
        number = self._journal.creating(case.request) if self._journal else 0
        # Only memory may hold an id as it came: it may be a secret that the target echoes.
        ids = list[str | None]()
        exchange = self._target.exchange(case, lambda seen: ids.append(self._oracle.identity(seen.answer)))
        (session,) = ids
        if session is not None:
            self._deleter.note(session)
            with self._lock:
                self._sessions += 1
            if self._journal:
                self._journal.created(session)
        outcome = exchange.outcome
        known = isinstance(outcome, Answer) or outcome.kind in _NEVER_SENT
        # What broke off before may have created a session that nobody has seen.
        if self._journal and known and not exchange.broken:
            self._journal.answered(number)
        if session is not None:
            self._deleter.created(session)
        return exchange

    def close(self) -> None:
        """Delete what is open, look for what unanswered requests created, and end the journal."""
        self._deleter.close()
        if self._journal:
            # A target that never created a session is not asked for its sessions.
            if self._sessions:
                self._settle(self._journal)
            self._journal.close()

    def _settle(self, journal: Journal) -> None:
        attempts = read(journal.path).attempts
        try:
            found = created_by(list(attempts.values()), self._target.send, self._collection) if attempts else []
        except ListingError:
            return
        for session in found:
            journal.created(session)
            if delete(self._target.send, self._collection, session):
                journal.deleted(session)
            else:
                self._deleter.leaked[session] = None
        for number in attempts:
            journal.answered(number)


def custody(settings: Settings, target: Target, oracle: Oracle) -> Tracker:
    """The custody of a run; the built-in reference needs no journal: it ends with the run, and its sessions with it."""
    journal = (
        None if settings.target is None else Journal(settings.output, lasting(settings), target.redactor.redact_text)
    )
    return Tracker(target, oracle, most=settings.max_sessions, journal=journal)
