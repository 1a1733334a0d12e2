"""The target's profile: what it chose where the documentation is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.oracle.expectation import BUSY, Expectation
from conformance.oracle.representation import QUESTIONS, style
from conformance.oracle.sessions import ROOT
from conformance.wire.exchange import Answer, Exchange
from reports.record import Observation
from spec.operation import Operation, Schema

_SILENCES = {
    "null-for-optional": "null for an optional member",
    "unknown-member": "a member that the page does not know",
    "empty-list": "an empty list of capabilities",
    "repeated-item": "a capability or a participant given twice",
    "integral-float": "an integer written with a point or an exponent",
    "rounding": "a number that only rounding makes an integer",
    "big-integer": "an integer beyond 32 bits",
    "content-type-missing": "no Content-Type",
    "content-type-other": "another Content-Type",
    "content-type-parameters": "an odd Content-Type parameter or case",
    "accept-other": "an Accept without JSON",
    "other-header": "a header that concerns other operations",
    "byte-order-mark": "a byte order mark",
    "duplicate-member": "a member that stands twice",
    "query": "a query string",
    "large": "a very large request",
    "deep": "very deep nesting",
    "existence-order": "an invalid request for an unknown connector",
    "odd-path": "an odd connector id",
    "other-path": "another path",
    "other-method": "another method",
    "signature": "how a wrong signature is refused",
}


class Profile:
    """Counts a target's choices."""

    def __init__(self, operation: Operation) -> None:
        self._known: Schema = operation.response_schema["properties"][ROOT]["properties"]
        self._choices: dict[str, Counter[str]] = {}
        self._cases: dict[str, str] = {}

    def observe(self, exchange: Exchange, expectation: Expectation) -> None:
        """Note what this exchange shows."""
        answer = exchange.answer
        if answer is None or answer.status in BUSY:
            return
        for name, choice in (*_silent(answer, expectation), *style(answer, expectation, self._known)):
            self._choices.setdefault(name, Counter())[choice] += 1
            self._cases.setdefault(name, exchange.case.id)

    def observations(self) -> tuple[Observation, ...]:
        """The choices so far, in a fixed order."""
        questions = _SILENCES | QUESTIONS
        return tuple(
            Observation(
                id=name,
                question=questions[name],
                case=self._cases[name],
                choices=dict(self._choices[name].most_common()),
            )
            for name in questions
            if name in self._choices
        )


def _silent(answer: Answer, expectation: Expectation) -> Iterator[tuple[str, str]]:
    """The choice that an answer makes, where exactly one silence left it open."""
    if expectation.forged:
        yield "signature", "accepted" if 200 <= answer.status < 300 else f"answered {answer.status}"
    asked = expectation.silences - {"existence-order"} if expectation.known else expectation.silences
    if len(asked) == 1 and (not expectation.breaches or "existence-order" in asked or expectation.any_answer):
        yield next(iter(asked)), "accepted" if 200 <= answer.status < 300 else f"answered {answer.status}"
