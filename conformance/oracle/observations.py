"""The target's profile: what it chose where the documentation is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.oracle.choices import ERROR_NAME, choices, questions
from conformance.oracle.expectation import BUSY, Expectation
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.ledger import observations

_SILENCES = {
    "null-for-optional": "null for an optional member",
    "unknown-member": "a member that the documentation does not know",
    "empty-list": "an empty list",
    "repeated-item": "an item of a list given twice",
    "integral-float": "an integer written with a point or an exponent",
    "rounding": "a number that only rounding makes an integer",
    "big-integer": "an integer beyond 32 bits",
    "empty-body": "no body where no member is required",
    "unexpected-body": "a body where none is documented",
    "content-type-missing": "no Content-Type",
    "content-type-other": "another Content-Type",
    "content-type-parameters": "an unusual Content-Type parameter or case",
    "accept-other": "an Accept without JSON",
    "chunked": "a chunked body",
    "other-header": "a header that concerns other operations",
    "byte-order-mark": "a byte order mark",
    "duplicate-member": "a member that stands twice",
    "query": "a query string that is not documented",
    "empty-parameter": "a parameter without a value",
    "repeated-parameter": "a parameter that stands twice",
    "unusual-number": "a number or a boolean in an unusual form outside a body",
    "page-token": "a token of a page that the target has not given",
    "name-in-body": "a body that names something which may not exist",
    "large": "a very large request",
    "deep": "very deep nesting",
    "existence-order": "an invalid request for an unknown resource",
    "unusual-id": "an unusual id in the path",
    "path-case": "the path in another case",
    "trailing-slash": "a slash after the path",
    "path-spelling": "the path with more slashes, dots or escapes than are needed",
    "other-path": "another path",
    "method-case": "the method in lower case",
    "other-method": "another method",
    "pattern-in-part": "a text of which only a part matches its pattern",
    "number-in-words": "a number to which no source states a bound, below 1 or above 100",
    "arrival": "what was made a moment before, and was unknown at first",
    "destroyed": "what a request works on that the target breaks on",
    "other-operation": "the method and path of another operation",
    "signature": "how a wrong signature is refused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What a target chose in one respect.

    Attributes:
        id: the question's name.
        question: the question in plain words.
        choices: how often each choice was seen, the commonest first.
        cases: a case that shows it, for each choice.
    """

    id: str
    question: str
    choices: Mapping[str, int]
    cases: Mapping[str, str]


class Profile:
    """Counts a target's choices on one operation."""

    def __init__(self, oracle: Oracle) -> None:
        """Prepare; what is worth telling is the operation's."""
        self._questions = questions(oracle.operation, observations(oracle.contract, oracle.operation))
        self._choices: dict[str, Counter[str]] = {}
        self._cases: dict[str, dict[str, str]] = {}

    def observe(self, exchange: Exchange, expectation: Expectation) -> None:
        """Note what this exchange shows."""
        answer = exchange.answer
        if answer is None or answer.status in BUSY:
            return
        shown = choices(answer, expectation, self._questions)
        for name, choice in (*_late(exchange), *_silent(answer, expectation), *shown):
            self.note(name, choice, exchange.case.id)

    def note(self, name: str, choice: str, case: str) -> None:
        """Count a choice that the case of this id has shown."""
        self._choices.setdefault(name, Counter())[choice] += 1
        self._cases.setdefault(name, {}).setdefault(choice, case)

    def observations(self) -> tuple[Observed, ...]:
        """The choices so far, in a fixed order."""
        texts = _SILENCES | {question.id: question.text for question in (*self._questions, ERROR_NAME)}
        return tuple(
            Observed(
                id=name,
                question=text,
                choices=dict(self._choices[name].most_common()),
                cases=dict(self._cases[name]),
            )
            for name, text in texts.items()
            if name in self._choices
        )


def _late(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """How long it took a target to know what was made a moment before, where it did not know it at once."""
    if exchange.waited:
        yield "arrival", f"known {exchange.waited:.1f} s later"


def _silent(answer: Answer, expectation: Expectation) -> Iterator[tuple[str, str]]:
    """The choice that an answer makes, where exactly one unspecified thing left it open."""
    if expectation.forged:
        yield "signature", "accepted" if 200 <= answer.status < 300 else f"answered {answer.status}"
    asked = expectation.unspecified - {"existence-order"} if expectation.known else expectation.unspecified
    if len(asked) == 1 and (not expectation.breaches or "existence-order" in asked or expectation.any_answer):
        yield next(iter(asked)), "accepted" if 200 <= answer.status < 300 else f"answered {answer.status}"
