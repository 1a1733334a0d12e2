"""Provision: what an operation works on is made before, by the operation that creates it.

A planned request names such a resource by a placeholder (`/things/{thingId}`). Here the placeholder is exchanged for
the id of a resource that exists now. Where a request may use a resource up, each request has one of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from conformance.oracle.answer.documents import parse
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange, Failure
from spec.contract import Contract
from spec.expressions import find
from spec.lifecycle import lives, role
from spec.links import links
from spec.operation import Operation
from strategies.bindings import bound, chosen, unbound
from strategies.controls import Values, controls
from strategies.request import Case, Kind

Send = Callable[[Case], Exchange]
# So many attempts are made to create what an operation works on.
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a parameter's value comes from.

    Attributes:
        creator: the operation that creates what it names.
        steps: the members of the creator's answer that lead to it.
    """

    creator: Operation
    steps: tuple[str, ...]


def sources(contract: Contract, operation: Operation) -> dict[str, Source]:
    """The parameters of an operation that another one's answer gives, by the contract's links."""
    found: dict[str, Source] = {}
    for link in links(contract.operations):
        if link.operation == operation.name:
            for name, place in link.created.items():
                if place.location == "body":
                    found.setdefault(name, Source(creator=contract.operations[link.creator], steps=place.steps))
    return found


class Provision:
    """Puts ids into the requests of one operation, and makes what they name.

    Attributes:
        operation: the operation.
        problem: why what it works on could not be made, or "".
    """

    def __init__(self, contract: Contract, oracle: Oracle, send: Send, keep: Send) -> None:
        """Prepare.

        Args:
            contract: the contract.
            oracle: of the operation.
            send: sends a case of the operation.
            keep: sends a case of an operation that creates, and leaves what it made until the run is over.
        """
        self.operation = oracle.operation
        self.problem = ""
        self._given = oracle.given
        self._sources = sources(contract, oracle.operation)
        self._send = send
        self._keep = keep
        self._lock = threading.RLock()
        self._consumes = oracle.operation.method == "DELETE"
        self._configuring = _configuring(contract, oracle.operation)
        self._configured = False
        self._listed = tuple(_listed(contract, oracle.operation))
        self._idle: list[Mapping[str, str]] = []
        self._number = 0

    def exchange(self, case: Case) -> Exchange:
        """Send a case, its placeholders exchanged for ids of what exists."""
        names = unbound(case.request)
        if self._configuring is not None:
            return self._with_configuration(case, self._configuring)
        if not names:
            self._fill()
            return self._send(case)
        # A method that is not the operation's own may be another's: it may delete or change what this one works on.
        alone = self._consumes or case.request.method != self.operation.method
        bindings = self._own(names) if alone else self._shared(names)
        if bindings is None:
            missing = Failure(kind="unprovided", detail=self.problem)
            return Exchange(case=case, request=case.request, outcome=missing, started_at=0, elapsed=0)
        exchange = self._send(replace(case, request=bound(case.request, bindings)))
        refused = exchange.answer is not None and exchange.answer.status >= 400
        if self._consumes and refused and case.request.method == self.operation.method:
            with self._lock:
                self._idle.append(bindings)
        return replace(exchange, case=case, bindings=bindings)

    def forget(self) -> None:
        """What was made is gone: the next request gets something new."""
        with self._lock:
            self._idle.clear()
            self._configured = False

    def _with_configuration(self, case: Case, creator: Operation) -> Exchange:
        """Send a case about what a parent has once; it is put there before, where another case may have removed it."""
        with self._lock:
            if not self._configured:
                answer = self._sent(_extremes(creator, self._given)[0])
                self._configured = answer is not None and 200 <= answer.status < 300
                if not self._configured:
                    self._blame(creator, answer)
            exchange = self._send(case)
            refused = exchange.answer is not None and exchange.answer.status >= 400
            if (self._consumes or case.request.method != self.operation.method) and not refused:
                self._configured = False
            return exchange

    def _own(self, names: tuple[str, ...]) -> Mapping[str, str] | None:
        """The ids of a resource that no other request is given."""
        with self._lock:
            return self._idle.pop() if self._consumes and self._idle else self._new(names)

    def _shared(self, names: tuple[str, ...]) -> Mapping[str, str] | None:
        """The ids of a resource that outlives what is done to it."""
        with self._lock:
            if not self._idle:
                found = self._new(names)
                if found is None:
                    return None
                self._idle.append(found)
            return self._idle[-1]

    def _new(self, names: tuple[str, ...]) -> Mapping[str, str] | None:
        found: dict[str, str] = {}
        for name in names:
            value = self._made(name)
            if value is None:
                return None
            found[name] = value
        return found

    def _fill(self) -> None:
        """Make what a list has to show: the fullest and the plainest resource. Nobody is blamed where that fails."""
        with self._lock:
            wanted, self._listed = self._listed, ()
            for creator in wanted:
                plain, full = _extremes(creator, self._given)
                for case in (full, plain):
                    self._sent(case)

    def _made(self, name: str) -> str | None:
        """The id of a new resource."""
        source = self._sources.get(name)
        if source is None:
            self.problem = f"{self.operation.name} needs a {name}, and no operation of the contract creates one"
            return None
        plain, full = _extremes(source.creator, self._given)
        for case in (full, *[plain] * (_ATTEMPTS - 1)):
            answer = self._sent(case)
            value = find(parse(answer).document, source.steps) if answer is not None else None
            if answer is not None and 200 <= answer.status < 300 and isinstance(value, str):
                return value
        made = answer is not None and 200 <= answer.status < 300
        self._blame(source.creator, answer, f", without {'.'.join(source.steps)}" if made else "")
        return None

    def _blame(self, creator: Operation, answer: Answer | None, missing: str = "") -> None:
        came = "not answered" if answer is None else f"answered {answer.status}"
        self.problem = f"{self.operation.name} needs what {creator.name} creates, and that was {came}{missing}"

    def _sent(self, case: Case) -> Answer | None:
        self._number += 1
        return self._keep(replace(case, id=f"{self.operation.name}.provision/{self._number}", kind=Kind.PROBE)).answer


def _extremes(creator: Operation, given: Values) -> tuple[Case, Case]:
    """The plainest request that creates, and the one that says the most."""
    found = controls(creator, {**chosen(creator), **given})
    return found[0], max(found, key=lambda case: len(case.request.body or b""))


def _listed(contract: Contract, operation: Operation) -> Iterator[Operation]:
    """The operations that create what an operation lists."""
    for link in links(contract.operations):
        if link.operation == operation.name and role(link, operation) == "list":
            yield contract.operations[link.creator]


def _configuring(contract: Contract, operation: Operation) -> Operation | None:
    """The operation that makes what this one changes or removes, where a parent has it once; else None."""
    for life in lives(contract.operations):
        if life.single and operation.name in {found.name for found in life.changing[1:]}:
            return life.creator
    return None
