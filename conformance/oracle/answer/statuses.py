"""Judges the status of an answer by what its request may be answered, and hands an answer of success on.

A request breaks a clause, names what does not exist, is valid, or is one that the documentation says nothing about.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.answer import refusals
from conformance.oracle.answer.answers import AnswerOracle
from conformance.oracle.answer.documents import resembles, structured_like
from conformance.oracle.expectation import Breach, Expectation
from conformance.oracle.judgement import (
    CONTROL_REFUSED,
    NOT_CALLED_FOR,
    Context,
    Judgement,
    failed,
    follows,
    passed,
    undecided,
)
from conformance.wire.exchange import Answer
from spec.clauses import clause_ids
from spec.clauses.catalogue import Catalogue
from spec.clauses.ledger import allowances, vocabulary
from spec.clauses.reason import Reason, Why
from spec.contract import Contract
from spec.operation import NO_CONTENT, SERVER_ERROR, Operation

# Refusals that may mean a wrong set-up rather than a deviation, as long as nothing was accepted.
_SET_UP = frozenset({401, 403, 404})
_NAMED_OTHERWISE = Reason(
    Why.NAMED_OTHERWISE, "refused; of several optional members one may be needed, or no more than one allowed"
)
_SAYS_NOTHING = Reason(Why.LIKE_CONTROL, "answered with a success that does not say whether anything was done")
_NOTHING_ACCEPTED = Reason(Why.NOTHING_ACCEPTED, "nothing was accepted in this run")


class StatusOracle:
    """What the statuses of one operation's answers show."""

    def __init__(self, contract: Contract, operation: Operation, catalogue: Catalogue, answers: AnswerOracle) -> None:
        """Prepare.

        Args:
            contract: the contract.
            operation: the operation.
            catalogue: the operation's clauses.
            answers: judges what an answer of success contains.
        """
        self._contract = contract
        self._operation = operation
        self._catalogue = catalogue
        self._answers = answers
        self._status = operation.success_status
        self._accepted = operation.success
        self._bad, self._missing = operation.invalid, operation.missing
        self._only_paths = not operation.request_schema and {p.location for p in operation.parameters} == {"path"}
        self._robust = operation.clause_id(clause_ids.ROBUSTNESS)
        # Where no clause says how what is unknown is refused, only an error of the server is wrong.
        self._on_unknown = self._missing if self._missing in catalogue else self._robust
        self._combination = operation.clause_id(clause_ids.COMBINATION)
        self._repeatable = operation.clause_id(clause_ids.REPEATABLE)
        self._resource = vocabulary(contract, operation)["resource"]
        self._members = frozenset(operation.response_schema.get("properties", {}))
        self._open_conditions = "documented-conditions" in allowances(contract)

    def judge(
        self, clause: str, answer: Answer, expectation: Expectation, context: Context, now: float
    ) -> Iterator[Judgement]:
        """Every clause that an answer decides, or that it was to decide and could not.

        Args:
            clause: at which the request aimed.
            answer: to the request.
            expectation: what the request may be answered.
            context: what else the target answered.
            now: when the answer had come, in seconds since the epoch.
        """
        status = answer.status
        if "other-operation" in expectation.unspecified:
            return
        if status >= 500 and not expectation.allows(status):
            for offended in self._crashed(clause, expectation):
                yield failed(offended, expectation.but_no_crash(), str(status))
        elif status in _SET_UP and not context.accepted and not expectation.any_answer:
            words = f"answered {status}, and nothing was accepted in this run"
            yield undecided(clause, Reason(Why.NOTHING_ACCEPTED, words))
        elif expectation.forged:
            yield refusals.unauthorized(answer, expectation, context)
        elif expectation.breaches:
            if not self._is_another(answer, expectation):
                yield from self._refused(answer, expectation, context)
        elif not expectation.known:
            yield from self._unknown(clause, answer, expectation, context)
        else:
            yield from self._acceptance(clause, answer, expectation, context, now)
        if clause == self._robust and status < 500:
            yield passed(self._robust)

    def _crashed(self, clause: str, expectation: Expectation) -> list[str]:
        """The clauses that an error of the server offends: for one cause the one that tells it best."""
        # A value that only robustness speaks of tells nothing about the clause that it breaks. A request with two
        # faults tells nothing about either, but for one value: `""` breaks a minimum and a pattern at once.
        broken = dict.fromkeys(breach.clause for breach in expectation.binding or expectation.breaches)
        if clause in broken and len({each.rpartition(".")[0] for each in broken}) == 1:
            broken = {clause: None}
        if expectation.robustness or "existence-order" in expectation.unspecified or len(broken) > 1:
            return [self._robust]
        if broken:
            return list(broken)
        if expectation.relies and not expectation.unspecified:
            return list(expectation.relies)
        left_open = expectation.unspecified and not expectation.valid
        if left_open or (expectation.may_be_refused and expectation.known):
            return [self._robust]
        return [self._about(clause, expectation)]

    def _about(self, clause: str, expectation: Expectation) -> str:
        """The clause that a wrong answer to a request without any breach offends: what it is about, in general."""
        if clause == self._robust and expectation.valid:
            return self._combination if self._combination in self._catalogue else self._accepted
        if clause == self._repeatable:
            return self._accepted if expectation.valid else self._robust
        return clause

    def _refused(self, answer: Answer, expectation: Expectation, context: Context) -> Iterator[Judgement]:
        """The request breaks a clause: was it refused, as documented, beside an accepted control?"""
        breaches: tuple[Breach, ...] = expectation.binding or expectation.breaches
        status = answer.status
        lenient = expectation.any_answer or expectation.any_refusal
        # Where another success may be right, an answer with the operation's own members still says that it was done.
        done = 200 <= status < 300 and (not lenient or self._resembles(answer))
        if (done and status not in expectation.allowed) or (not expectation.allows(status) and lenient):
            for breach in breaches:
                yield failed(breach.clause, f"{expectation.words()}, because {breach.detail}", f"{status}: accepted")
            return
        if context.control is False or not context.accepted:
            for breach in breaches:
                yield undecided(breach.clause, CONTROL_REFUSED)
            return
        # An operation whose own answer is empty is done as silently.
        silent = status < 300 and not answer.body and not self._operation.has_json_response
        yield from (undecided(each.clause, _SAYS_NOTHING) if silent else passed(each.clause) for each in breaches)
        if lenient:
            yield from self._not_called_for()
            return
        if not expectation.allows(status):
            yield failed(self._bad, f"{expectation.words()}, because {breaches[0].detail}", str(status))
        elif status in self._operation.invalid_statuses:
            yield passed(self._bad)
            # What names nothing may be refused as unknown: which of the two it is then called, nothing says.
            unknown = expectation.allowed & self._operation.missing_statuses and refusals.of_unknown(answer)
            if "large" not in expectation.unspecified and not unknown:
                yield from refusals.judge(self._operation, answer, self._operation.invalid_error)

    def _not_called_for(self) -> Iterator[Judgement]:
        """The clauses on invalid input, where only the path can be invalid: no answer to such a path decides them."""
        named = self._operation.clause_id(clause_ids.error_type(self._operation.invalid_error))
        for clause in (self._bad, named) if self._only_paths else ():
            if clause in self._catalogue:
                yield undecided(clause, NOT_CALLED_FOR)

    def _is_another(self, answer: Answer, expectation: Expectation) -> bool:
        """Whether another document stands at another address: a home page, or the list that an item without id is."""
        reads = self._operation.method == "GET" and bool(self._operation.response_schema)
        lenient = expectation.any_answer or expectation.any_refusal
        return reads and lenient and answer.status == self._status and not self._resembles(answer)

    def _resembles(self, answer: Answer) -> bool:
        """Whether an answer has a structure that only the operation's own answer has."""
        return structured_like(answer, self._operation.response_schema.get("properties", {}))

    def _unknown(self, clause: str, answer: Answer, expectation: Expectation, context: Context) -> Iterator[Judgement]:
        """A resource in the path does not exist, and nothing else is wrong."""
        # Accepting it overlooks that it does not exist; refusing it as invalid overlooks that its form is right.
        on_path = clause_ids.on_parameter(self._operation.local(clause))
        about = clause if on_path and answer.status >= 400 else self._on_unknown
        if 200 <= answer.status < 300 and expectation.allows(self._status) and not expectation.allows(answer.status):
            yield failed(self._accepted, expectation.words(), str(answer.status))
        elif not expectation.allows(answer.status):
            if context.control is False or not context.accepted:
                yield undecided(about, CONTROL_REFUSED)
            else:
                words = f"{expectation.words()}, because the {self._resource} does not exist"
                yield failed(about, words, str(answer.status))
        elif not context.accepted:
            yield undecided(about, _NOTHING_ACCEPTED)
        elif not expectation.unspecified:
            yield passed(self._on_unknown)
            if about != self._on_unknown:
                yield passed(about)
            yield from refusals.judge(self._operation, answer, self._operation.missing_error)

    def _acceptance(
        self, clause: str, answer: Answer, expectation: Expectation, context: Context, now: float
    ) -> Iterator[Judgement]:
        """The request is valid, or the documentation is silent about it."""
        status = answer.status
        if status == self._status and expectation.allows(status):
            if expectation.any_answer:
                return  # another method or path, which a server may read as the operation's
            yield passed(self._accepted)
            if expectation.valid and clause not in (self._accepted, self._robust):
                yield passed(clause)
            yield from self._answers.judge(expectation, answer, now)
        elif expectation.allows(status):
            return
        elif 200 <= status < 300:
            yield from self._otherwise(clause, answer, expectation, now)
        elif context.control is False:
            yield undecided(clause, CONTROL_REFUSED)
        elif excuse := self._excuse(expectation, answer, context):
            yield undecided(clause, excuse)
        elif not expectation.valid and 400 <= status < 500:
            # It may be refused, as invalid input is.
            yield failed(self._bad, expectation.words(), refusals.shown_as(answer))
        else:
            for offended in expectation.relies or (self._about(clause, expectation),):
                yield failed(offended, f"{expectation.words()}, since the request is valid", refusals.shown_as(answer))

    def _excuse(self, expectation: Expectation, answer: Answer, context: Context) -> Reason | None:
        """Why the refusal of a valid request may be right, or None."""
        if answer.status >= SERVER_ERROR:
            return None
        # What a model states may be too little for a right value: words may ask for an ARN, say.
        if not (context.accepted or self._contract.shipped):
            return _NOTHING_ACCEPTED
        if expectation.named_otherwise or (expectation.choice is not None and not context.same_choice):
            return _NAMED_OTHERWISE
        return refusals.condition(self._operation, answer) if expectation.valid and self._open_conditions else None

    def _otherwise(self, clause: str, answer: Answer, expectation: Expectation, now: float) -> Iterator[Judgement]:
        """Another status of success: one deviation; what else is documented of the answer holds all the same."""
        yield failed(self._accepted, str(self._status), str(answer.status))
        if resembles(answer, self._members):
            if expectation.valid and clause not in (self._accepted, self._robust):
                yield passed(clause)
            # A body is no second deviation where nothing follows the right status by itself.
            empty = self._operation.clause_id(clause_ids.RESPONSE_EMPTY) if self._status == NO_CONTENT else ""
            for judgement in self._answers.judge(expectation, answer, now):
                yield undecided(empty, follows(self._accepted)) if judgement.clause == empty else judgement
