"""Puts back what was there: an operation that configures its parent overwrites what the target's owner has set.

What has an id of its own is made and deleted by a run. What has none (a configuration that a parent has once) is read
before the run and written back afterwards, as far as the contract allows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.engine.sequences.playing import Sender
from conformance.oracle.answer.documents import parse
from conformance.oracle.lifecycle.judging import succeeded
from conformance.oracle.lifecycle.standing import standing
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer
from spec.echo import echoes
from spec.expressions import ABSENT, find
from spec.lifecycle import Life, lives
from spec.operation import Operation
from strategies.controls import smallest
from strategies.request import Case, Kind, Request


def configuring(operations: Mapping[str, Operation]) -> tuple[str, ...]:
    """The operations that overwrite something that their parent has once, by name."""
    return tuple(life.creator.name for life in lives(operations) if not life.identity)


class Restoration:
    """What the parents of a contract's configurations had before a run."""

    def __init__(self, oracles: Mapping[str, Oracle], sender: Sender) -> None:
        """Prepare.

        Args:
            oracles: of all operations of the contract, by name.
            sender: sends requests.
        """
        self._oracles = oracles
        self._sender = sender
        self._before: dict[str, dict[str, Any] | None] = {}
        self._lives = {
            life.creator.name: life
            for life in lives({name: oracle.operation for name, oracle in oracles.items()})
            if not life.identity
        }

    def configures(self, operation: str) -> bool:
        """Whether an operation overwrites something that its parent has once."""
        return operation in self._lives

    def remember(self, operation: str) -> None:
        """Read what an operation is going to overwrite, unless that is known already."""
        life = self._lives.get(operation)
        if life is not None and operation not in self._before:
            self._before[operation] = self._read(life)

    def restore(self, operation: str) -> None:
        """Write back what was there, or delete what was not; where neither can be, leave the plainest there is."""
        life = self._lives.get(operation)
        if life is None or operation not in self._before:
            return
        before, delete = self._before[operation], life.operation("delete")
        if before is None and delete is not None:
            self._send(delete, self._plain(delete))
            return
        plain = self._plain(life.creator)
        self._send(life.creator, plain if before is None else plain.with_json(self._asked(life, before)))

    def _read(self, life: Life) -> dict[str, Any] | None:
        read = life.operation("read")
        answer = self._send(read, self._plain(read)) if read is not None else None
        if read is None or answer is None or not succeeded(answer):
            return None
        return standing(life, read).resource(parse(answer).document)

    def _asked(self, life: Life, shown: Mapping[str, Any]) -> dict[str, Any]:
        """The body that makes an answer show this: each echo read backwards."""
        where, body = standing(life, life.creator), {}
        for echo in echoes(life.creator.response_schema):
            path = where.within(echo.path)
            value = find(shown, path) if path else ABSENT
            if echo.source.location == "body" and value is not ABSENT and value is not None:
                body[echo.source.name] = value
        return body

    def _plain(self, operation: Operation) -> Request:
        return smallest(operation, self._oracles[operation.name].given)

    def _send(self, operation: Operation, request: Request) -> Answer | None:
        case = Case(
            id=f"{operation.prefix}restoration",
            clause=operation.success,
            request=request,
            operation=operation.name,
            kind=Kind.SEQUENCE,
        )
        return self._sender.keep(case, {}).answer
