"""Sends cases, and keeps track of what they create: written down, counted, deleted again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Protocol

from conformance.oracle.answer.documents import parse
from conformance.resources.deletion import Deleter, delete
from conformance.resources.journal import Journal
from conformance.resources.kinds import Kind, Resource
from conformance.resources.listing import created_by, given, is_since
from conformance.wire.broken import LACKING
from conformance.wire.exchange import BUDGET, SPARED, Answer, Exchange, Failure
from conformance.wire.showing.redaction import Redactor
from spec.reading.documents import parse_json
from spec.relations.expressions import find
from spec.words import counted
from strategies.request import Case, Request

# No request went out, so none can have created anything.
_NEVER_SENT = frozenset({"unreachable", "tls", "gone", "left-out", LACKING, SPARED})


class Target(Protocol):
    """The way to a target, as the tracker needs it."""

    redactor: Redactor

    def exchange(self, case: Case, see: Callable[[Exchange], None]) -> Exchange:
        """Send a case; `see` is shown the exchange before secrets are removed from it."""
        ...

    def send(self, request: Request) -> Answer | Failure:
        """Send a deletion, a listing or another request of our own."""
        ...

    def claim(self, values: Iterable[str]) -> None:
        """What these values name, the run made: it may be deleted."""
        ...


class Tracker:
    """The way from cases to exchanges that leaves nothing behind.

    Attributes:
        trouble: why no more may be created: the journal cannot be written; or "".
    """

    def __init__(
        self,
        target: Target,
        kinds: Mapping[str, Kind],
        *,
        default: str = "",
        may_create: Callable[[Case], bool] = lambda _case: True,
        most: int | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Prepare.

        Args:
            target: what is sent to.
            kinds: what operations create, by their names.
            default: the operation of a case that names none.
            may_create: whether a right answer to a case creates something.
            most: resources that may be created, or None without a limit.
            journal: what survives this process, or None.
        """
        self.trouble = ""
        self._target = target
        self._kinds = kinds
        self._default = default
        self._may_create = may_create
        self._most = most
        self._journal = journal
        self._lock = threading.Lock()
        self._created = 0
        self._doubtful: dict[Resource, None] = {}
        self._deleter = Deleter(kinds, target.send, self._deleted)

    @property
    def leaked(self) -> list[str]:
        """Ids of what could not be deleted, or may be somebody else's."""
        ids = (resource.identity for resource in (*self._deleter.leaked, *self._doubtful))
        return list(dict.fromkeys(map(self._target.redactor.redact_text, ids)))

    def exchange(self, case: Case, *, keep: bool = False) -> Exchange:
        """Send a case, unless it may create something and no more may be created.

        Args:
            case: what is sent.
            keep: whether what it creates is left until the end, for other cases to work on.
        """
        makers = self._makers(case)
        self._note(partial(Journal.sending, operation=case.operation or self._default))
        if not makers:
            exchange = self._target.exchange(case, lambda _seen: None)
            self._forget(case, exchange.answer)
            return exchange
        if self._most is not None and self._created >= self._most and self._may_create(case):
            spent = f"the budget of {counted(self._most, 'resource')} is used up"
            return _unsent(case, Failure(kind=BUDGET, detail=spent))
        number = self._announced(*makers[0])
        if self.trouble:
            return _unsent(case, Failure(kind="stopped", detail=f"not sent: {self.trouble}"))
        # Only memory may hold an id as it came: it may be a secret that the target echoes.
        found = list[Resource | None]()
        exchange = self._target.exchange(case, lambda seen: found.append(self._made(case, makers, seen.answer)))
        (resource,) = found
        if resource is not None:
            self._deleter.note(resource)
            with self._lock:
                self._created += 1
            self._note(partial(Journal.created, resource=resource))
        outcome = exchange.outcome
        known = isinstance(outcome, Answer) or outcome.kind in _NEVER_SENT
        # What broke off before may have created something that nobody has seen.
        if known and not exchange.broken:
            self._note(partial(Journal.answered, number=number))
        if resource is not None and not keep:
            self._deleter.delete(resource)
        self._forget(case, exchange.answer)
        return exchange

    def _makers(self, case: Case) -> list[tuple[Kind, Request]]:
        """What a case creates, its own kind first, with the request as the target takes it then.

        A lenient target takes an update with an empty id, `POST /trees/`, for a creation.
        """
        own = self._kinds.get(case.operation or self._default)
        found = [] if own is None else [(own, case.request)]
        for kind in self._kinds.values():
            read = None if kind is own else kind.taken(case.request)
            found += [] if read is None else [(kind, read)]
        return found

    def _made(self, case: Case, makers: Iterable[tuple[Kind, Request]], answer: Answer | None) -> Resource | None:
        """What an answer to a case says was created; by a case of another operation only what was not there before."""
        for kind, request in makers:
            resource = _created(kind, request, answer)
            if resource is None:
                continue
            own = kind.creator.name == (case.operation or self._default)
            if not own and (self._deleter.holds(resource) or kind.names(resource)):
                continue
            # What no creation shows may also be the owner's: something that the target shows for an empty id.
            since = is_since(kind, find(parse(answer).document if answer else None, kind.root), time.time())
            if since:
                self._target.claim([resource.identity])
            if own or since:
                return resource
            if since is None:
                self._doubtful[resource] = None
        return None

    def release(self) -> None:
        """Delete what was kept."""
        self._deleter.close()

    def close(self) -> None:
        """Delete what is open, look for what unanswered requests created, and end the journal."""
        self._deleter.close()
        if self._journal is None:
            return
        # A target that never created anything is not asked for what there is.
        if self._created:
            self._settle(self._journal)
        if self._deleter.refused:
            self._journal.discard()
        else:
            self._journal.close()

    def _forget(self, case: Case, answer: Answer | None) -> None:
        """What a case of a deleting operation has deleted is gone."""
        if answer is not None and 200 <= answer.status < 300:
            for kind in self._kinds.values():
                if kind.deleter is not None and kind.deleter.name == case.operation:
                    self._deleter.gone(kind.deleted(case.request))

    def _announced(self, kind: Kind, request: Request) -> int:
        """Write down that a request is about to be sent; its number, or 0 where nothing is written."""
        numbers = [0]
        # What nobody can delete needs no journal.
        if self._journal is not None and kind.deleter is not None:
            own, members = kind.own(request), given(kind, _document(request))
            self._note(lambda journal: numbers.append(journal.creating(kind.creator.name, own, members)))
        return numbers[-1]

    def _deleted(self, resource: Resource) -> None:
        self._note(partial(Journal.deleted, resource=resource))

    def _note(self, write: Callable[[Journal], object]) -> None:
        """Write something into the journal, if there is one; where that fails, nothing more is created."""
        if self._journal is None:
            return
        try:
            write(self._journal)
        except OSError as error:
            self.trouble = f"the journal {self._journal.path} cannot be written ({error.strerror})"

    def _settle(self, journal: Journal) -> None:
        attempts = dict(journal.entries.attempts)
        found, whole = created_by(attempts.values(), self._kinds, self._target.send)
        for resource in found:
            self._recover(resource)
        for number in attempts if whole else ():
            self._note(partial(Journal.answered, number=number))

    def _recover(self, resource: Resource) -> None:
        """Delete what was found of an unanswered request."""
        self._note(partial(Journal.created, resource=resource))
        self._target.claim(dict(resource.values).values())
        if delete(self._target.send, self._kinds[resource.operation], resource):
            self._deleted(resource)
        else:
            self._deleter.leaked[resource] = None


def _unsent(case: Case, failure: Failure) -> Exchange:
    return Exchange(case=case, request=case.request, outcome=failure, started_at=time.time(), elapsed=0)


def _created(kind: Kind, request: Request, answer: Answer | None) -> Resource | None:
    """What an answer says was created."""
    if answer is None or not 200 <= answer.status < 300:
        return None
    return kind.created(request, parse(answer).document)


def _document(request: Request) -> Any:
    try:
        return parse_json(request.body)
    except ValueError:
        return None
