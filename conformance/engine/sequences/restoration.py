"""Puts back what was there: an operation that configures its parent overwrites what the target's owner has set.

What has an id of its own is made and deleted by a run. What has none (a configuration that a parent has once) is read
before the run and written back afterwards, as far as the contract allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from conformance.engine.sequences.playing import Sender
from conformance.oracle.answer.documents import parse
from conformance.oracle.lifecycle.standing import standing
from conformance.oracle.lifecycle.state import succeeded
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer
from spec.clauses.lifecycle import Life, lives
from spec.operation import Operation
from spec.relations.echo import echoes
from spec.relations.expressions import ABSENT, find
from strategies.controls import smallest
from strategies.request import Case, Kind, Request

# What a parent had is not known: it could not be read.
_UNKNOWN = object()
_NONE: Mapping[str, str] = MappingProxyType({})
# The values that name another parent than the first one, by parameter.
Parent = tuple[tuple[str, str], ...]


def configuring(operations: Mapping[str, Operation]) -> tuple[str, ...]:
    """The operations that overwrite or remove something that their parent has once, by name."""
    return tuple(name for life in lives(operations) if life.single for name in _names(life))


class Restoration:
    """What the parents of a contract's configurations had before a run."""

    def __init__(
        self,
        oracles: Mapping[str, Oracle],
        sender: Sender,
        second: Mapping[str, str] = _NONE,
        configurable: Collection[str] = (),
        restoring: Callable[[Collection[str]], AbstractContextManager[None]] = lambda _operations: nullcontext(),
    ) -> None:
        """Prepare.

        Args:
            oracles: of all operations of the contract, by name.
            sender: sends requests.
            second: the values that name a second parent, by parameter, as far as one is known.
            configurable: the operations that a run may send to have something to show.
            restoring: entered while operations of these names put back what there was: the user who named one of them
                need not have named the others.
        """
        self._oracles = oracles
        self._sender = sender
        self._second = second
        self._restoring = restoring
        # By the operation that configures and the values that name another parent than the first: the resource as it
        # was, None for nothing, or that it is not known.
        self._before: dict[tuple[str, Parent], Any] = {}
        singles = [life for life in lives({name: one.operation for name, one in oracles.items()}) if life.single]
        # Where an operation only shows it, something is put there if nothing was.
        self._shown = {name for life in singles if life.creator.name in configurable for name in life.reading}
        self._lives = {
            name: life for life in singles for name in (*_names(life), *self._shown.intersection(life.reading))
        }

    def remember(self, operation: str) -> None:
        """Read what an operation is going to change, unless that is known already."""
        life = self._lives.get(operation)
        for parent in self._parents(life) if life is not None else ():
            if life is not None and (life.creator.name, parent) not in self._before:
                self._before[life.creator.name, parent] = self._read(life, parent)

    def restore(self, operation: str) -> None:
        """Write back what was there, or delete what was not; where neither can be, leave the plainest there is."""
        life = self._lives.get(operation)
        for parent in self._parents(life) if life is not None else ():
            if life is not None and (life.creator.name, parent) in self._before:
                with self._restoring(_names(life)):
                    self._put_back(operation, life, parent)

    def _parents(self, life: Life) -> tuple[Parent, ...]:
        """The parents that a run configures: the first, whose values need not be said, and the second one."""
        names = {item.name for item in life.creator.at("path")}
        other = tuple((name, value) for name, value in self._second.items() if name in names)
        return ((), other) if other else ((),)

    def _put_back(self, operation: str, life: Life, parent: Parent) -> None:
        before = self._before[life.creator.name, parent]
        # An operation that only shows it has changed nothing, unless a request with another method did.
        untouched = operation in self._shown and before is not None
        if not (untouched and (before is _UNKNOWN or self._read(life, parent) in (before, _UNKNOWN))):
            self._restored(life, parent, before)

    def _restored(self, life: Life, parent: Parent, before: Any) -> None:
        delete = life.operation("delete")
        if before is None and delete is not None:
            self._send(delete, self._plain(delete, parent))
            return
        plain = self._plain(life.creator, parent)
        known = before is not None and before is not _UNKNOWN
        self._send(life.creator, plain.with_json(self._asked(life, before)) if known else plain)

    def _read(self, life: Life, parent: Parent) -> Any:
        read = life.operation("read")
        answer = self._send(read, self._plain(read, parent)) if read is not None else None
        if read is None or answer is None:
            return _UNKNOWN
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        shown = standing(life, read).resource(parse(answer).document) if succeeded(answer) else None
        return _UNKNOWN if shown is None else shown

    def _asked(self, life: Life, shown: Mapping[str, Any]) -> dict[str, Any]:
        """The body that makes an answer show this: each echo read backwards."""
        where, body = standing(life, life.creator), {}
        for echo in echoes(life.creator.response_schema):
            path = where.within(echo.path)
            value = find(shown, path) if path else ABSENT
            if echo.source.location == "body" and value is not ABSENT and value is not None:
                body[echo.source.name] = value
        return body

    def _plain(self, operation: Operation, parent: Parent) -> Request:
        return smallest(operation, {**self._oracles[operation.name].given, **dict(parent)})

    def _send(self, operation: Operation, request: Request) -> Answer | None:
        case = Case(
            id=f"{operation.prefix}restoration",
            clause=operation.success,
            request=request,
            operation=operation.name,
            kind=Kind.SEQUENCE,
        )
        return self._sender.keep(case, {}).answer


def _names(life: Life) -> tuple[str, ...]:
    return tuple(operation.name for operation in life.changing)
