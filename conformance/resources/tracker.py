"""Sends cases, and takes every session that they create into custody: written down, counted, deleted again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from conformance.engine.settings import Settings, lasting
from conformance.engine.target import Target
from conformance.oracle.oracle import Oracle
from conformance.resources.deletion import Deleter, ListingError, delete
from conformance.resources.journal import Journal
from conformance.resources.recovery import created_by
from conformance.wire.exchange import Answer, Exchange, Failure
from strategies.bindings import bound
from strategies.controls import path
from strategies.request import Case

# No request went out, so none can have created anything.
_NEVER_SENT = frozenset({"unreachable", "tls", "gone"})


@dataclass(slots=True)
class Budget:
    """How many resources may be created in all, and how many have been."""

    most: int | None = None
    used: int = 0

    @property
    def spent(self) -> bool:
        """Whether no more may be created."""
        return self.most is not None and self.used >= self.most


class Tracker:
    """The way from cases to exchanges that leaves nothing behind.

    Attributes:
        trouble: why no more may be created: the journal cannot be written; or "".
    """

    def __init__(
        self, target: Target, oracle: Oracle, *, budget: Budget | None = None, journal: Journal | None = None
    ) -> None:
        """Prepare.

        Args:
            target: what is sent to.
            oracle: tells which requests may create a session, and where sessions stand.
            budget: how many sessions may be created, with those of other operations.
            journal: what survives this process, or None.
        """
        self.trouble = ""
        self._target = target
        self._oracle = oracle
        self._budget = budget or Budget()
        self._journal = journal
        self._lock = threading.Lock()
        self._sessions = 0
        self._collection = path(oracle.operation, oracle.given)
        self._deleter = Deleter(
            self._collection, target.send, lambda session: self._note(lambda journal: journal.deleted(session))
        )

    @property
    def leaked(self) -> list[str]:
        """Ids of sessions that could not be deleted."""
        return list(dict.fromkeys(map(self._target.redactor.redact_text, self._deleter.leaked)))

    def exchange(self, case: Case, *, keep: bool = False) -> Exchange:
        """Send a case, unless it may create a session and no more may be created.

        Args:
            case: what is sent.
            keep: what it creates is there until the end.
        """
        success = self._oracle.operation.success_status
        if self._budget.spent and self._oracle.expect(case.request).allows(success):
            spent = Failure(kind="budget", detail=f"the budget of {self._budget.most} sessions is used up")
            return Exchange(case=case, request=case.request, outcome=spent, started_at=time.time(), elapsed=0)
        numbers = list[int]()
        self._note(lambda journal: numbers.append(journal.creating(case.request)))
        if self.trouble:
            lost = Failure(kind="stopped", detail=f"not sent: {self.trouble}")
            return Exchange(case=case, request=case.request, outcome=lost, started_at=time.time(), elapsed=0)
        # Only memory may hold an id as it came: it may be a secret that the target echoes.
        ids = list[str | None]()
        exchange = self._target.exchange(case, lambda seen: ids.append(self._oracle.identity(seen.answer)))
        (session,) = ids
        if session is not None:
            self._deleter.note(session)
            with self._lock:
                self._sessions += 1
                self._budget.used += 1
            self._note(partial(Journal.created, session=session))
        outcome = exchange.outcome
        known = isinstance(outcome, Answer) or outcome.kind in _NEVER_SENT
        # What broke off before may have created a session that nobody has seen.
        if known and not exchange.broken:
            self._note(lambda journal: journal.answered(numbers[0]))
        if session is not None and not keep:
            self._deleter.created(session)
        return exchange

    def release(self) -> None:
        """Delete what was kept."""
        self._deleter.close()

    def close(self) -> None:
        """Delete what is open, and look for what unanswered requests created."""
        self._deleter.close()
        # A target that never created a session is not asked for its sessions.
        if self._journal and self._sessions:
            self._settle(self._journal)

    def _note(self, write: Callable[[Journal], None]) -> None:
        """Write something into the journal, if there is one; where that fails, nothing more is created."""
        if self._journal is None:
            return
        try:
            write(self._journal)
        except OSError as error:
            self.trouble = f"the journal {self._journal.path} cannot be written ({error.strerror})"

    def _settle(self, journal: Journal) -> None:
        attempts = dict(journal.entries.attempts)
        try:
            found = created_by(list(attempts.values()), self._target.send, self._collection) if attempts else []
        except ListingError:
            return
        for session in found:
            self._recover(session)
        for number in attempts:
            self._note(partial(Journal.answered, number=number))

    def _recover(self, session: str) -> None:
        """Delete what was found of an unanswered request."""
        self._note(lambda journal: journal.created(session))
        if delete(self._target.send, self._collection, session):
            self._note(lambda journal: journal.deleted(session))
        else:
            self._deleter.leaked[session] = None


class Custody:
    """The trackers of a run, one for each operation that creates something, with one journal and one budget.

    The built-in reference needs no journal: it ends with the run, and what was created in it as well.
    """

    def __init__(self, settings: Settings, target: Target, oracles: Mapping[str, Oracle]) -> None:
        """Prepare.

        Args:
            settings: of the run.
            target: what is sent to.
            oracles: of the operations, by name.
        """
        self._target = target
        self._journal = (
            None
            if settings.target is None
            else Journal(settings.output, lasting(settings), target.redactor.redact_text)
        )
        budget = Budget(settings.max_sessions)
        self._trackers = {
            name: Tracker(target, oracle, budget=budget, journal=self._journal)
            for name, oracle in oracles.items()
            if oracle.creates
        }

    @property
    def trouble(self) -> str:
        """Why no more may be created, or ""."""
        return next((tracker.trouble for tracker in self._trackers.values() if tracker.trouble), "")

    @property
    def leaked(self) -> list[str]:
        """Ids of what could not be deleted."""
        return [identity for tracker in self._trackers.values() for identity in tracker.leaked]

    def exchange(self, case: Case) -> Exchange:
        """Send a case; what it creates is deleted at once."""
        tracker = self._trackers.get(case.operation)
        return self._target.exchange(case) if tracker is None else tracker.exchange(case)

    def keep(self, case: Case, bindings: Mapping[str, str] = MappingProxyType({})) -> Exchange:
        """Send a case, with these ids in the place of its placeholders; what it creates is there until `release`."""
        whole = replace(case, request=bound(case.request, bindings))
        tracker = self._trackers.get(case.operation)
        exchange = self._target.exchange(whole) if tracker is None else tracker.exchange(whole, keep=True)
        return replace(exchange, case=case, bindings=bindings)

    def release(self) -> None:
        """Delete what was kept."""
        for tracker in self._trackers.values():
            tracker.release()

    def close(self) -> None:
        """Delete what is open, look for what unanswered requests created, and end the journal."""
        for tracker in self._trackers.values():
            tracker.close()
        if self._journal:
            self._journal.close()
