"""The response index: what the target has answered so far, by case, by value, and in all."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from conformance.engine.stages.classification import values_of
from conformance.oracle.expectation import BUSY, REFUSALS, Expectation
from conformance.oracle.recent import Recent
from conformance.wire.exchange import Exchange
from spec.clauses import clause_ids
from spec.operation import SERVER_ERROR, Operation
from strategies.controls import is_control
from strategies.request import Case, Kind

# So many exchanges of drawn cases are kept, the latest ones: an id that is given again was rarely given long ago.
_DRAWN = 1_000
# So many accepted values are known one by one; those of the controls come first.
_VALUES = 20_000


class ResponseIndex:
    """The answers of one run.

    Attributes:
        accepted: some valid request was accepted.
        anchor: the first control that was accepted, or None.
        violated: violations were answered: of the body, or of the path where there is no body.
        refused: one of them was refused.
        refuses_input: one at what is there was refused for its input: not because there is no such thing, nor because a
            framework could not read the body.
    """

    def __init__(self, operation: Operation) -> None:
        self.accepted = False
        self.anchor: Case | None = None
        self.violated = False
        self.refused = False
        self.refuses_input = False
        self._has_body = operation.has_json_request
        self._local = operation.local
        self._controls: list[Case] = []
        # How often each name was set in an accepted request, of how many.
        self._set: Counter[str] = Counter()
        self._accepted = 0
        self._exchanges: dict[str, Exchange] = {}
        self._drawn: Recent[str, Exchange] = Recent(_DRAWN)
        # Every value, by its member, that accepted requests had, and how many of them.
        self._taken: Counter[tuple[str, str]] = Counter()
        # Each name that a valid request set which met an error of the server, with the status.
        self._broken_on: set[tuple[str, int]] = set()

    def see(self, exchange: Exchange, expectation: Expectation) -> None:
        """Note an answer, be it to a case or to a repetition of one."""
        answer = exchange.answer
        if answer is None:
            return
        if expectation.valid and 200 <= answer.status < 300:
            self.accepted = True
            values = values_of(exchange.case.request)
            self._accepted += 1
            self._set.update(values.keys())
            if len(self._taken) < _VALUES:
                self._taken.update(values.items())
        elif expectation.valid and answer.status >= SERVER_ERROR:
            self._broken_on |= {(name, answer.status) for name in values_of(exchange.case.request)}
        # That a signature, a path, a method or a size is refused says nothing about what stands behind it.
        front = expectation.forged or expectation.any_answer or "large" in expectation.unspecified
        breaks, known = bool(expectation.breaches), expectation.known
        violates = breaks and known if self._has_body else breaks or not known
        if violates and not front and answer.status not in BUSY:
            refused = answer.status in REFUSALS
            self.violated = True
            self.refused = self.refused or refused
            self.refuses_input = self.refuses_input or (refused and known and self._is_read(expectation))

    def _is_read(self, expectation: Expectation) -> bool:
        """Whether a violation shows only once the body, if there is one, has been read: it is of a member."""
        on_body = (clause_ids.on_request_body(self._local(breach.clause)) for breach in expectation.breaches)
        return not self._has_body or (expectation.document is not None and any(on_body))

    def finish(self, exchange: Exchange) -> None:
        """Keep the exchange that its case is known by from now on; nobody asks for that of a drawn case."""
        case = exchange.case
        if not case.drawn or case.kind is Kind.PROBE:
            self._exchanges[case.id] = exchange.truncated
        else:
            self._drawn[case.id] = exchange.truncated
        if is_control(case) and self.was_accepted(case):
            self.anchor = self.anchor or case
            self._controls.append(case)

    def exchange(self, case: Case) -> Exchange | None:
        """The exchange of a case, or None where it has not been sent."""
        return self._exchanges.get(case.id)

    def known_as(self, name: str) -> Exchange | None:
        """The exchange of a case by its id, also of a drawn one that was sent a short time ago."""
        return self._exchanges.get(name) or self._drawn.get(name)

    def status(self, case: Case) -> int:
        """The status that a case was answered with; 0 where there is no answer."""
        exchange = self.exchange(case)
        return exchange.answer.status if exchange is not None and exchange.answer is not None else 0

    def was_accepted(self, case: Case) -> bool:
        """Whether a case was answered with a success."""
        return 200 <= self.status(case) < 300

    def was_refused(self, case: Case) -> bool:
        """Whether a case was answered with a refusal."""
        return self.status(case) in REFUSALS

    @property
    def controls(self) -> tuple[Case, ...]:
        """The accepted controls, in the order in which they were sent."""
        return tuple(self._controls)

    def control_with(self, member: str) -> Case | None:
        """The first accepted control that sets a member, or None."""
        return next((case for case in self._controls if member in values_of(case.request)), None)

    def takes(self, member: str) -> bool:
        """Whether some value of a member was accepted."""
        return self._set[member] > 0

    def breaks_on(self, member: str, status: int) -> bool:
        """Whether no value of a member was accepted, and a valid one met this error of the server."""
        return not self.takes(member) and (member, status) in self._broken_on

    def taken(self, member: str) -> list[Any]:
        """The values of a member that are known to have been accepted."""
        return [json.loads(value) for name, value in self._taken if name == member]

    def times(self, member: str, value: str) -> int:
        """How many accepted requests had this value of a member, as `values_of` writes it."""
        return self._taken[member, value]

    def took(self, member: str, value: str | None) -> bool:
        """Whether this value of a member was accepted, as `values_of` writes it; None where it is not set."""
        return self._set[member] < self._accepted if value is None else (member, value) in self._taken
