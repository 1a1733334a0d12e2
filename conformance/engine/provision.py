"""Provision: what an operation works on is made before, by the operation that creates it.

A planned request names such a resource by a placeholder (`/things/{thingId}`). Here the placeholder is exchanged for
the id of a resource that exists now. Where a request may use a resource up, each request has one of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from conformance.oracle.answer.documents import parse
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Exchange, Failure
from spec.contract import Contract
from spec.expressions import find
from spec.expressions import parse as expression
from spec.operation import Operation
from strategies.bindings import bound, unbound
from strategies.controls import controls
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
    for creator in contract.operations.values():
        for link in creator.response.get("links", {}).values():
            if link.get("operationId") != operation.name:
                continue
            for name, text in link.get("parameters", {}).items():
                place = expression(str(text))
                if (place.side, place.location) == ("response", "body"):
                    found.setdefault(name, Source(creator=creator, steps=place.steps))
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
        self._idle: list[Mapping[str, str]] = []
        self._number = 0

    def exchange(self, case: Case) -> Exchange:
        """Send a case, its placeholders exchanged for ids of what exists."""
        names = unbound(case.request)
        if not names:
            return self._send(case)
        bindings = self._borrowed(names)
        if bindings is None:
            missing = Failure(kind="unprovided", detail=self.problem)
            return Exchange(case=case, request=case.request, outcome=missing, started_at=0, elapsed=0)
        exchange = self._send(replace(case, request=bound(case.request, bindings)))
        refused = exchange.answer is not None and exchange.answer.status >= 400
        if self._consumes and refused:
            with self._lock:
                self._idle.append(bindings)
        return replace(exchange, case=case, bindings=bindings)

    def forget(self) -> None:
        """What was made is gone: the next request gets something new."""
        with self._lock:
            self._idle.clear()

    def _borrowed(self, names: tuple[str, ...]) -> Mapping[str, str] | None:
        """The ids of a resource; one that may be used up is given to one request only."""
        with self._lock:
            if self._idle:
                return self._idle.pop() if self._consumes else self._idle[-1]
            found: dict[str, str] = {}
            for name in names:
                value = self._made(name)
                if value is None:
                    return None
                found[name] = value
            if not self._consumes:
                self._idle.append(found)
            return found

    def _made(self, name: str) -> str | None:
        """The id of a new resource."""
        source = self._sources.get(name)
        if source is None:
            self.problem = f"{self.operation.name} needs a {name}, and no operation of the contract creates one"
            return None
        plain = controls(source.creator, self._given)[0]
        for _ in range(_ATTEMPTS):
            self._number += 1
            case = replace(plain, id=f"{self.operation.name}.provision/{self._number}", kind=Kind.PROBE)
            answer = self._keep(case).answer
            value = find(parse(answer).document, source.steps) if answer is not None else None
            if answer is not None and 200 <= answer.status < 300 and isinstance(value, str):
                return value
        came = f"answered {answer.status}" if answer is not None else "not answered"
        self.problem = f"{self.operation.name} needs what {source.creator.name} creates, and that was {came}"
        return None
