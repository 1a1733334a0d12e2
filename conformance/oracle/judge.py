"""Judges one exchange: the status against the expectation, then the answer's headers and body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.oracle import refusals
from conformance.oracle.answers import AnswerOracle, parse
from conformance.oracle.expectation import BUSY, Breach, Expectation
from conformance.oracle.judgement import Judgement, failed, passed, undecided
from conformance.oracle.requests import RequestOracle
from conformance.wire.exchange import Answer, Exchange, Failure
from spec.catalogue import Catalogue, catalogue
from spec.contract import load
from spec.operation import Operation
from strategies.request import Request

_ROBUST = "request.robustness"
_COMBINATION = "request.combination"
_REPEATABLE = "response.repeatable"
_BAD = "error.BadRequestException.status"
_MISSING = "error.NotFoundException.status"
# Refusals that may mean a wrong set-up rather than a deviation, as long as nothing was accepted.
_SET_UP = frozenset({401, 403, 404})


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the run knows when an exchange is judged.

    Attributes:
        accepted: some valid request was accepted in this run.
        control: the case's own control was accepted; None where the case has none.
    """

    accepted: bool
    control: bool | None = None


class Oracle:
    """The function from a request to what the documentation allows, and from an exchange to its judgements."""

    def __init__(self, operation: Operation, clauses: Catalogue, connector: str) -> None:
        self.operation = operation
        self.catalogue = clauses
        self.connector = connector
        self._status = operation.success_status
        self._accepted = f"response.status.{self._status}"
        self._requests = RequestOracle(operation, clauses, connector)
        self._answers = AnswerOracle(operation, clauses)

    @classmethod
    def of(cls, edition: str, connector: str) -> Oracle:
        """The oracle of an edition for a target where `connector` exists.

        Raises:
            ContractError: there is no such edition.
        """
        return cls(load(edition).operation, catalogue(edition), connector)

    def expect(self, request: Request) -> Expectation:
        """What `request` may be answered."""
        return self._requests.expect(request)

    def judge(self, exchange: Exchange, expectation: Expectation, context: Context) -> list[Judgement]:
        """Every clause that this exchange decides, or that it was to decide and could not."""
        clause = exchange.case.clause
        answer = exchange.outcome
        if isinstance(answer, Failure):
            return [undecided(clause, f"no answer: {answer.detail}")]
        if answer.status in BUSY and not expectation.allows(answer.status):
            return [undecided(clause, f"answered {answer.status} even after waiting")]
        return list(self._judge(clause, answer, expectation, context, exchange.started_at + exchange.elapsed))

    def _judge(
        self, clause: str, answer: Answer, expectation: Expectation, context: Context, now: float
    ) -> Iterator[Judgement]:
        status = answer.status
        if status >= 500 and not expectation.allows(status):
            for offended in self._crashed(clause, expectation):
                yield failed(offended, f"{expectation.words()}, never a server error", str(status))
        elif status in _SET_UP and not context.accepted and not expectation.any_answer:
            yield undecided(clause, f"answered {status}, and nothing was accepted in this run")
        elif expectation.forged:
            yield _unauthorized(answer, expectation, context)
        elif expectation.breaches:
            yield from self._refused(answer, expectation, context)
        elif not expectation.known:
            yield from self._unknown(clause, answer, expectation, context)
        else:
            yield from self._acceptance(clause, answer, expectation, context, now)
        if clause == _ROBUST and status < 500:
            yield passed(_ROBUST)

    def _crashed(self, clause: str, expectation: Expectation) -> list[str]:
        """The clauses that an error of the server offends: whatever is sent, it is never a mere warning."""
        if "existence-order" in expectation.silences:
            return [_ROBUST]
        if expectation.binding:
            return [breach.clause for breach in expectation.binding]
        should = [*(breach.clause for breach in expectation.breaches), *expectation.relies]
        return [*should, _ROBUST] if should else [self._about(clause, expectation)]

    def _about(self, clause: str, expectation: Expectation) -> str:
        """The clause that a wrong answer to a request without any breach offends: what it is about, in general."""
        if clause == _ROBUST and expectation.valid:
            return _COMBINATION
        if clause == _REPEATABLE:
            return self._accepted if expectation.valid else _ROBUST
        return clause

    def _refused(self, answer: Answer, expectation: Expectation, context: Context) -> Iterator[Judgement]:
        """The request breaks a clause: was it refused, as documented, beside an accepted control?"""
        breaches: tuple[Breach, ...] = expectation.binding or expectation.breaches
        status = answer.status
        lenient = expectation.any_answer or expectation.any_refusal
        # Where another success may be right, a session in the answer still says that one was created.
        created = 200 <= status < 300 and (not lenient or parse(answer).session is not None)
        if (created and status not in expectation.allowed) or (not expectation.allows(status) and lenient):
            for breach in breaches:
                yield failed(breach.clause, f"{expectation.words()}, because {breach.detail}", f"{status}: accepted")
            return
        if context.control is False or not context.accepted:
            for breach in breaches:
                yield undecided(breach.clause, "refused, but its control was not accepted either")
            return
        for breach in breaches:
            yield passed(breach.clause)
        if lenient:
            return
        if not expectation.allows(status):
            yield failed(_BAD, f"{expectation.words()}, because {breaches[0].detail}", str(status))
        elif status == self.operation.errors["BadRequestException"]:
            yield passed(_BAD)
            if "large" not in expectation.silences:
                yield from refusals.judge(self.operation, answer)

    def _unknown(self, clause: str, answer: Answer, expectation: Expectation, context: Context) -> Iterator[Judgement]:
        """The connector does not exist, and nothing else is wrong."""
        # Accepting it overlooks that it does not exist; refusing it as invalid overlooks that its form is right.
        about = clause if clause.startswith("request.path.") and answer.status >= 400 else _MISSING
        if 200 <= answer.status < 300 and expectation.allows(self._status) and not expectation.allows(answer.status):
            yield failed(self._accepted, expectation.words(), str(answer.status))
        elif not expectation.allows(answer.status):
            if context.control is False or not context.accepted:
                yield undecided(about, "its control was not accepted")
            else:
                yield failed(about, f"{expectation.words()}, because the connector does not exist", str(answer.status))
        elif not context.accepted:
            yield undecided(about, "nothing was accepted in this run")
        elif not expectation.silences:
            yield passed(_MISSING)
            if about != _MISSING:
                yield passed(about)
            yield from refusals.judge(self.operation, answer)

    def _acceptance(
        self, clause: str, answer: Answer, expectation: Expectation, context: Context, now: float
    ) -> Iterator[Judgement]:
        """The request is valid, or the documentation is silent about it."""
        status = answer.status
        if status == self._status and expectation.allows(status):
            yield passed(self._accepted)
            if expectation.valid and clause not in (self._accepted, _ROBUST):
                yield passed(clause)
            yield from self._answers.judge(expectation, answer, now)
        elif expectation.allows(status):
            return
        elif 200 <= status < 300:
            yield failed(self._accepted, str(self._status), str(status))
        elif context.control is False:
            yield undecided(clause, "refused, but its control was not accepted either")
        elif not expectation.valid and 400 <= status < 500:
            # It may be refused, as invalid input is.
            yield failed(_BAD, expectation.words(), _refusal(answer))
        else:
            for offended in expectation.relies or (self._about(clause, expectation),):
                yield failed(offended, f"{expectation.words()}, since the request is valid", _refusal(answer))


def _unauthorized(answer: Answer, expectation: Expectation, context: Context) -> Judgement:
    """The request's signature is wrong: was it refused for that, beside an accepted control?"""
    (breach,) = expectation.breaches
    words = f"{expectation.words()}, because {breach.detail}"
    if 200 <= answer.status < 300:
        return failed(breach.clause, words, f"{answer.status}: accepted")
    if context.control is False or not context.accepted:
        return undecided(breach.clause, "refused, but its control was not accepted either")
    return (
        passed(breach.clause) if expectation.allows(answer.status) else failed(breach.clause, words, _refusal(answer))
    )


def _refusal(answer: Answer) -> str:
    name = refusals.error_name(answer)
    return f"{answer.status} {name}" if name else str(answer.status)
