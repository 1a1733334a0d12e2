"""The trackers of a run: what its cases create at the target is deleted again, at once or at the end of a sequence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from conformance.engine.sequences.restoration import configuring
from conformance.engine.settings import Settings, lasting
from conformance.engine.target import Target
from conformance.errors import OutputError
from conformance.oracle.oracle import Oracle
from conformance.resources.journal import Journal
from conformance.resources.kinds import Kind, kinds
from conformance.resources.naming import steers
from conformance.resources.tracker import Tracker
from conformance.wire.exchange import Exchange, Failure
from spec.contract import load
from strategies.bindings import bound
from strategies.request import Case

_STEERING = Failure(kind="unprovided", detail="not sent: an id that the target gave would lead the request elsewhere")


class Trackers:
    """The way from a run's cases to exchanges that leaves nothing behind.

    The built-in reference needs no journal: it ends with the run, and what was created in it as well.
    """

    def __init__(self, settings: Settings, target: Target, oracles: Mapping[str, Oracle]) -> None:
        """Prepare.

        Args:
            settings: of the run.
            target: what is sent to.
            oracles: of the operations, by name; the first is of cases that name no operation.
        """
        found = _kinds(settings)
        journal = None
        if settings.target is not None and any(kind.deleter is not None for kind in found.values()):
            journal = _journal(settings, target)
        self._oracles = oracles
        self._default = next(iter(oracles), "")
        self._tracker = Tracker(
            target,
            found,
            default=self._default,
            may_create=self._may_create,
            most=settings.max_sessions,
            journal=journal,
        )

    @property
    def trouble(self) -> str:
        """Why no more may be created, or ""."""
        return self._tracker.trouble

    @property
    def leaked(self) -> list[str]:
        """Ids of what could not be deleted."""
        return self._tracker.leaked

    def exchange(self, case: Case) -> Exchange:
        """Send a case; what it creates is deleted at once."""
        return self._tracker.exchange(case)

    def keep(self, case: Case, bindings: Mapping[str, str] = MappingProxyType({})) -> Exchange:
        """Send a case, with these ids in the place of its placeholders; what it creates is there until `release`.

        An id is the target's own text: where it would lead the request elsewhere, nothing is sent.
        """
        if any(f"{{{name}}}" in case.request.path and steers(value) for name, value in bindings.items()):
            return Exchange(case=case, request=case.request, outcome=_STEERING, started_at=0, elapsed=0)
        whole = replace(case, request=bound(case.request, bindings))
        return replace(self._tracker.exchange(whole, keep=True), case=case, bindings=bindings)

    def release(self) -> None:
        """Delete what was kept."""
        self._tracker.release()

    def close(self) -> None:
        """Delete what is open, look for what unanswered requests created, and end the journal."""
        self._tracker.close()

    def _may_create(self, case: Case) -> bool:
        oracle = self._oracles.get(case.operation or self._default)
        return oracle is not None and oracle.expect(case.request).allows(oracle.operation.success_status)


def _journal(settings: Settings, target: Target) -> Journal:
    try:
        overwriting = configuring(load(settings.source).operations)
        return Journal(settings.output, lasting(settings), target.redactor.redact_text, overwriting)
    except OSError as error:
        raise OutputError(
            f"cannot write to {settings.output}: {error.strerror}.", "Nothing was sent. Choose another --output."
        ) from error


def remarks(settings: Settings) -> Iterator[str]:
    """What a user should know before a run creates anything: what nobody can delete afterwards."""
    wanted = {operation.name for operation in settings.operations}
    for name, kind in _kinds(settings).items():
        if kind.deleter is None and name in wanted:
            yield f"The contract has no operation that deletes what {name} creates: it stays at the target."


def _kinds(settings: Settings) -> dict[str, Kind]:
    contract = load(settings.source)
    return kinds(contract, contract.given(settings.given))
