"""Deletes what a run creates, while it runs, and remembers what it could not delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from conformance.oracle.answer.refusals import error_name
from conformance.resources.kinds import Kind, Resource
from conformance.resources.naming import nameable, path
from conformance.wire.exchange import Answer, Failure
from conformance.wire.patience.retry import hangs
from spec.operation import Operation
from spec.relations.links import IN_BODY
from strategies.controls import smallest
from strategies.request import Request

Send = Callable[[Request], Answer | Failure]
# After so many refusals and not one deletion, the target offers none.
_REFUSALS = 3
# After so many deletions in a row for which no answer came in time, the rest is listed: each takes the whole time.
_SILENCES = 3


class Deleter:
    """Deletes as it is told, in the thread that tells: a target may answer one connection at a time.

    Attributes:
        leaked: what could not be deleted, each once, in order.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        send: Send,
        deleted: Callable[[Resource], None] = lambda _resource: None,
    ) -> None:
        """Prepare.

        Args:
            kinds: what is created, by the creating operation.
            send: sends one request.
            deleted: told everything that is gone.
        """
        self.leaked: dict[Resource, None] = {}
        self._kinds = kinds
        self._send = send
        self._told = deleted
        self._deletions, self._refusals = 0, 0
        self._deleted: set[str] = set()
        self._open: dict[Resource, None] = {}

    @property
    def hopeless(self) -> bool:
        """Whether the target offers no deletion: it refused several and did none."""
        return self._deletions == 0 and len(self.leaked) >= _REFUSALS

    @property
    def refused(self) -> bool:
        """Whether the target answered that it deletes nothing; one that did not answer may delete it later."""
        return self._deletions == 0 and self._refusals >= _REFUSALS

    def holds(self, resource: Resource) -> bool:
        """Whether it is known that this was created, and not yet deleted."""
        return resource in self._open

    def note(self, resource: Resource) -> None:
        """Something was created: whatever happens next, it is to be deleted."""
        self._open[resource] = None

    def delete(self, resource: Resource) -> bool:
        """Delete what was created; whether the target let the time for an answer pass."""
        self.note(resource)
        outcomes: list[Answer | Failure] = []

        def send(request: Request) -> Answer | Failure:
            outcomes.append(self._send(request))
            return outcomes[-1]

        offered = resource.operation in self._deleted
        if not self.hopeless and delete(send, self._kinds[resource.operation], resource, offered=offered):
            self._deletions += 1
            self._deleted.add(resource.operation)
            self._told(resource)
        else:
            self.leaked[resource] = None
            # A target that does not answer has refused nothing.
            self._refusals += any(isinstance(outcome, Answer) for outcome in outcomes)
        self._open.pop(resource, None)
        return any(hangs(outcome) for outcome in outcomes)

    def gone(self, values: Mapping[str, str]) -> None:
        """The run itself deleted what these values name."""
        for resource in [item for item in (*self._open, *self.leaked) if dict(item.values) == values]:
            self._open.pop(resource, None)
            self.leaked.pop(resource, None)
            self._told(resource)

    def close(self) -> None:
        """Delete what is still open; where the target hangs, list it.

        The newest goes first: what others lie in may be deleted only once it is empty.
        """
        hung = 0
        for resource in reversed(list(self._open)):
            if hung < _SILENCES:
                hung = hung + 1 if self.delete(resource) else 0
            else:
                self._open.pop(resource)
                self.leaked[resource] = None


def delete(send: Send, kind: Kind, resource: Resource, *, offered: bool = False) -> bool:
    """Delete one resource; whether it is gone.

    Nothing is sent where an id could stand for something else, or where the contract has no operation to delete with.

    Args:
        send: sends one request.
        kind: what the resource is.
        resource: what is deleted.
        offered: whether the target has deleted one of this kind before: then it knows the path, and its 404 says that
            this one is gone.
    """
    values = dict(resource.values)
    if kind.deleter is None:
        return False
    wanted = {parameter.name for parameter in kind.deleter.at("path")}
    inside = {name for name in kind.deletion if name.startswith(IN_BODY)}
    if not wanted | inside <= values.keys():
        return False
    if not all(nameable(values[name]) or values[name] == kind.given.get(name) for name in wanted):
        return False
    outcome = send(_deletion(kind.deleter, values))
    if not isinstance(outcome, Answer):
        return False
    # 404 also answers a path that a target does not know at all: then the error's name tells that it is gone.
    gone = outcome.status == 404 and (offered or error_name(outcome) in kind.deleter.errors_of(404))
    return 200 <= outcome.status < 300 or gone


def _deletion(deleter: Operation, values: Mapping[str, str]) -> Request:
    """The plainest request that deletes what these values name."""
    plain = smallest(deleter, values)
    _, mark, query = plain.path.partition("?")
    return replace(plain, path=f"{path(deleter, values)}{mark}{query}")
