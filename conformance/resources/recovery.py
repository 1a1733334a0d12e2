"""Deletes what a killed run left behind: what its journal names, and what requests created whose answer nobody saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.resources.deletion import Send, delete
from conformance.resources.journal import Entries, append
from conformance.resources.kinds import Kind
from conformance.resources.listing import created_by
from conformance.resources.naming import path as path_of
from conformance.wire.exchange import Failure
from strategies.request import Request


@dataclass(slots=True, kw_only=True)
class Cleaned:
    """What became of the resources of a journal.

    Attributes:
        deleted: ids that are gone now.
        left: ids that could not be deleted.
        unseen: requests whose resources could not be looked for.
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


def clean(
    path: Path,
    entries: Entries,
    send: Send,
    kinds: Mapping[str, Kind],
    claim: Callable[[Iterable[str]], None] = lambda _values: None,
) -> Cleaned:
    """Delete what the journal at `path` names, and what its unanswered requests created; keep the journal up to date.

    Args:
        path: of the journal, which is removed when nothing is left.
        entries: what it says.
        send: sends one request to the target of its run.
        kinds: what the operations of its contract create, by operation.
        claim: told the names of each resource before it is deleted.
    """
    found = Cleaned()
    probe = next((send(request) for request in _probes(kinds)), None)
    if isinstance(probe, Failure) and probe.kind in {"unreachable", "tls"}:
        found.problem = probe.detail
        return found
    resources = dict(entries.resources)
    created, whole = created_by(entries.attempts.values(), kinds, send)
    resources |= created
    found.unseen = 0 if whole else len(entries.attempts)
    # The newest goes first: what others lie in may be deleted only once it is empty.
    for resource in reversed(list(resources)):
        kind = kinds.get(resource.operation)
        claim(dict(resource.values).values())
        if kind is not None and delete(send, kind, resource):
            found.deleted.append(resource.identity)
            append(path, resource)
        else:
            found.left.append(resource.identity)
    if found.complete:
        path.unlink()
    return found


def _probes(kinds: Mapping[str, Kind]) -> Iterator[Request]:
    """Requests that create nothing, to see whether there is somebody."""
    for kind in kinds.values():
        if kind.lister is not None:
            yield Request(method="GET", path=path_of(kind.lister, kind.given))
