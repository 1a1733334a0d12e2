"""Provision: what an operation works on is made before, by the operation that creates it.

A planned request names such a resource by a placeholder (`/things/{thingId}`). Here the placeholder is exchanged for
the id of a resource that exists now. Where a request may use a resource up, each request has one of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from conformance.engine.lateness import Arrival, Pause
from conformance.engine.preparation.creations import extremes, switched_off
from conformance.engine.preparation.needs import configuring, deletes, leading, listed
from conformance.engine.preparation.preflight import quoted
from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.refusals import is_unknown
from conformance.oracle.lifecycle.state import succeeded
from conformance.oracle.oracle import Oracle
from conformance.resources.naming import steers
from conformance.wire.exchange import BUDGET, BUSY, Exchange, Failure
from spec.contract import Contract
from spec.operation import SERVER_ERROR, Operation
from spec.relations.links import Link
from strategies.bindings import bound, created, unbound
from strategies.places import told
from strategies.request import Case, Kind

Send = Callable[[Case], Exchange]
# So many attempts are made to create what an operation works on.
_ATTEMPTS = 3
# The kinds of requests that break nothing.
_RIGHT = frozenset({Kind.CONTROL, Kind.VALID})


class Provision:
    """Puts ids into the requests of one operation, and makes what they name.

    Attributes:
        operation: the operation.
        problem: why what it works on could not be made, or "".
        spent: that is because the run may create no more.
    """

    def __init__(
        self,
        contract: Contract,
        oracle: Oracle,
        send: Send,
        keep: Send,
        configurable: Collection[str] = (),
        pause: Pause = lambda _seconds: None,
    ) -> None:
        """Prepare.

        Args:
            contract: the contract.
            oracle: of the operation.
            send: sends a case of the operation.
            keep: sends a case of an operation that creates, and leaves what it made until the run is over.
            configurable: the operations that may be sent although they overwrite what a parent has once.
            pause: waits so many seconds.
        """
        self._arrival = Arrival(pause)
        self.operation = oracle.operation
        self._oracle = oracle
        self.problem = ""
        self.spent = False
        self._given = oracle.given
        self._contract = contract
        self._send = send
        self._keep = keep
        self._lock = threading.RLock()
        self._consumes = deletes(contract, oracle.operation)
        self._configuring, self._reads = configuring(contract, oracle.operation, configurable)
        self._configured = self._each_its_own = False
        # Whether what a parent has once was there and then was not.
        self._vanished = False
        self._listed = tuple(listed(contract, oracle.operation))
        self._idle: list[Mapping[str, str]] = []
        # The last case that was answered with an error of the server, unless what they share was there afterwards.
        self._breaking = ""
        self._number = 0
        self._known: dict[str, tuple[Case, Case]] = {}

    def exchange(self, case: Case) -> Exchange:
        """Send a case, its placeholders exchanged for ids of what exists."""
        names = unbound(case.request)
        # Of a parent that is made for the request, what it has once is made with it.
        if self._configuring is not None and not names:
            return self._with_configuration(case, self._configuring)
        if not names:
            self._fill()
            return self._send(case)
        # A method that is not the operation's own may be another's: it may delete or change what this one works on.
        alone = self._consumes or self._each_its_own or case.request.method != self.operation.method
        bindings = self._own(names) if alone else self._shared(names)
        if bindings is None:
            missing = Failure(kind=BUDGET if self.spent else "unprovided", detail=self.problem)
            return Exchange(case=case, request=case.request, outcome=missing, started_at=0, elapsed=0)
        whole = replace(case, request=bound(case.request, bindings))
        wanted = case.kind is not Kind.UNKNOWN and case.request.method == self.operation.method
        send = partial(self._send, whole)
        exchange = self._arrival.sent(send, bindings, valid=case.kind in _RIGHT) if wanted else send()
        if not alone:
            self._see(case, exchange)
        refused = exchange.answer is not None and exchange.answer.status >= 400
        if self._consumes and refused and case.request.method == self.operation.method and self._is_wrong(case):
            with self._lock:
                self._idle.append(bindings)
        return replace(exchange, case=case, bindings=bindings)

    def _is_wrong(self, case: Case) -> bool:
        """Whether a request has to be refused: a right one that was refused may have been carried out all the same."""
        return not self._oracle.expect(case.request).valid

    def around(self) -> Mapping[str, str] | None:
        """The ids of something new in which the operation can make a resource; None where it cannot be made."""
        names = unbound(self._extremes(self.operation)[0].request)
        with self._lock:
            return self._new(names) if names else {}

    def apart(self) -> str:
        """Give each later request something of its own, where a case destroyed what they share: its id, or ""."""
        with self._lock:
            if self._breaking:
                self._each_its_own = True
                self._idle.clear()
            breaking, self._breaking = self._breaking, ""
            return breaking

    def _see(self, case: Case, exchange: Exchange) -> None:
        """See what an answer tells of what the requests share; what is refused tells nothing of it."""
        status = 0 if exchange.answer is None else exchange.answer.status
        with self._lock:
            if status >= SERVER_ERROR and status not in BUSY:
                self._breaking = case.id
            elif 0 < status < HTTPStatus.BAD_REQUEST:
                self._breaking = ""

    def forget(self) -> None:
        """What was made is gone: the next request gets something new."""
        with self._lock:
            self._idle.clear()
            self._configured = False
            self._listed = tuple(listed(self._contract, self.operation))

    def unconfigured(self) -> None:
        """What a parent has once may have been put back as it was: the next request looks for it again."""
        with self._lock:
            self._configured = self._vanished = False

    def _with_configuration(self, case: Case, creator: Operation) -> Exchange:
        """Send a case about what a parent has once; it is put there before, where another case may have removed it."""
        with self._lock:
            if not self._configured:
                self._configure(creator)
            if not self._reads or case.request.method != self.operation.method:
                exchange = self._send(case)
                refused = exchange.answer is not None and exchange.answer.status >= 400
                if (self._consumes or case.request.method != self.operation.method) and not refused:
                    self._configured = False
                return exchange
        if case.kind not in _RIGHT:
            return self._send(case)
        exchange = self._shown(case)
        if self._vanished or exchange.answer is None or not is_unknown(exchange.answer):
            return exchange
        # It was there when it was looked for: a removal of before may have come late.
        with self._lock:
            self._vanished = True
            self._configure(creator)
        return self._shown(case)

    def _shown(self, case: Case) -> Exchange:
        """Send a right request that shows what a parent has once, and may have been put there a moment ago."""
        return self._arrival.sent(partial(self._send, case), {"put": str(self._number)})

    def _configure(self, creator: Operation) -> None:
        """Put there what a parent has once; for what only shows it, where there is none by its own answer."""
        if self._reads:
            shown = self._sent(self._extremes(self.operation)[0]).answer
            if shown is None or shown.status != HTTPStatus.NOT_FOUND:
                self._configured = True
                return
        plain, full = self._extremes(creator)
        for case in (switched_off(full), plain) if self._reads else (plain,):
            exchange = self._sent(case)
            self._configured = exchange.answer is not None and succeeded(exchange.answer)
            if self._configured:
                return
        self._blame(creator, exchange)

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

    def _new(self, names: Collection[str]) -> Mapping[str, str] | None:
        """The ids of something new: of everything that these placeholders name."""
        return self._made_for(self.operation, names, ())

    def _made_for(
        self, operation: Operation, names: Collection[str], above: tuple[str, ...]
    ) -> Mapping[str, str] | None:
        """What an operation takes, made by those that create it; what these take themselves is made before.

        Args:
            operation: the operation.
            names: the placeholders in its request.
            above: the operations that wait for this one: none of them is asked.
        """
        found: dict[str, str] = {}
        for link in leading(self._contract, operation, above):
            if set(link.made or link.parameters) & set(names) - found.keys():
                creator = self._contract.operations[link.creator]
                values = self._created(creator, link, (*above, operation.name))
                if values is None:
                    return None
                found = {**values, **found}
        missing = [name for name in names if name not in found]
        if missing:
            self.problem = f"{operation.name} needs {missing[0]}, and no operation of the contract creates one"
            return None
        return found

    def _created(self, creator: Operation, link: Link, above: tuple[str, ...]) -> Mapping[str, str] | None:
        """Something new of an operation that creates: the values that a link takes of it."""
        plain, full = self._extremes(creator)
        names = unbound(plain.request)
        bindings = self._made_for(creator, names, above) if names else {}
        if bindings is None:
            return None
        missing = ""
        for case in (full, *[plain] * (_ATTEMPTS - 1)):
            exchange = self._sent(replace(case, request=bound(case.request, bindings)))
            answer = exchange.answer
            if answer is None or not succeeded(answer):
                missing = ""
                continue
            answered = parse(answer).document
            values = {
                name: told(place, creator, exchange.case.request, answered) for name, place in link.parameters.items()
            }
            texts = {name: value for name, value in values.items() if value is not None}
            if any(steers(value) for value in texts.values()):
                missing = ", with an id that would lead a request elsewhere"
                continue
            if texts.keys() >= link.made:
                return texts
            lacking = next(place for name, place in link.created.items() if name not in texts)
            missing = f", without {'.'.join(lacking.steps)}"
        self._blame(creator, exchange, missing)
        return None

    def _fill(self) -> None:
        """Make what a list has to show: the fullest and the plainest resource. Nobody is blamed where that fails."""
        with self._lock:
            wanted, self._listed = self._listed, ()
            for creator in wanted:
                plain, full = self._extremes(creator)
                names = unbound(plain.request)
                bindings = self._made_for(creator, names, (self.operation.name,)) if names else {}
                for case in (full, plain) if bindings is not None else ():
                    self._sent(replace(case, request=bound(case.request, bindings or {})))

    def _blame(self, creator: Operation, exchange: Exchange, missing: str = "") -> None:
        needs, answer = f"{self.operation.name} needs what {creator.name} creates", exchange.answer
        self.spent = exchange.failure is not None and exchange.failure.kind == BUDGET
        if exchange.failure is not None and self.spent:
            self.problem = f"{needs}, and {exchange.failure.detail}"
            return
        came = "not answered" if answer is None else quoted(answer)
        options = ", ".join(f"--parameter {name}=VALUE" for name in sorted(created(self.operation)))
        named = f"; name one that exists with {options}" if options else ""
        self.problem = f"{needs}, and that was {came}{missing}{named}"

    def _extremes(self, creator: Operation) -> tuple[Case, Case]:
        """The plainest request that creates, and the one that says the most."""
        if creator.name not in self._known:
            self._known[creator.name] = extremes(creator, self._given)
        return self._known[creator.name]

    def _sent(self, case: Case) -> Exchange:
        self._number += 1
        return self._keep(replace(case, id=f"{self.operation.name}.provision/{self._number}", kind=Kind.PROBE))
