"""One operation's oracle: from a request to what it may be answered, and from an exchange to its judgements."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from conformance.errors import usable
from conformance.oracle.answer.answers import AnswerOracle
from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.members import split
from conformance.oracle.answer.statuses import StatusOracle
from conformance.oracle.expectation import BUSY, Expectation
from conformance.oracle.judgement import Context, Judgement, unanswered, undecided
from conformance.oracle.request.expecting import RequestOracle
from conformance.wire.exchange import Answer, Exchange, Failure
from spec.clauses.catalogue import Catalogue, catalogue
from spec.clauses.ledger import allowances
from spec.clauses.reason import Reason, Why
from spec.contract import Contract, load
from spec.names import ONCE, creates, verb
from spec.operation import Operation
from spec.relations.expressions import find
from strategies.bindings import Fresh
from strategies.request import Request


class Oracle:
    """The function from a request to what the documentation allows, and from an exchange to its judgements.

    Attributes:
        contract: the contract.
        operation: the operation whose requests it judges.
        catalogue: the operation's clauses.
        given: the values of the parameters that exist at the target, by parameter.
        may_exist: what a valid request would make or bring about may be so already, although no source says how that is
            refused.
        answers: what an answer of success must contain.
    """

    def __init__(self, contract: Contract, operation: Operation, given: Mapping[str, str]) -> None:
        self.contract = contract
        self.operation = operation
        self.catalogue: Catalogue = catalogue(contract.name, (operation.name,))
        self.given = dict(given)
        made = creates(operation) or verb(operation.name) in ONCE
        self.may_exist = (not contract.shipped and made) or bool(Fresh(operation, 0))
        self._requests = RequestOracle(contract, operation, self.catalogue, self.given)
        allowed = allowances(contract)
        self.answers = AnswerOracle(operation, self.catalogue, allowed, self.given.values() if allowed else ())
        self._statuses = StatusOracle(contract, operation, self.catalogue, self.answers)
        self._identity = next(
            (split(clause.arguments["member"]) for clause in self.catalogue if clause.check == "unique"), None
        )

    @classmethod
    def of(cls, contract: str, given: Mapping[str, str] | None = None, *, operation: str = "") -> Oracle:
        """The oracle of one operation.

        Args:
            contract: the contract's name, its edition or its folder.
            given: values that exist at the target, by parameter; the contract's own for what is not given.
            operation: the operation's name; the contract's default without one.

        Raises:
            ContractError: there is no such contract or operation.
        """
        return _oracle(contract, tuple((given or {}).items()), operation)

    def expect(self, request: Request, bindings: Mapping[str, str] | None = None) -> Expectation:
        """What `request` may be answered.

        Args:
            request: as it is sent, or as it is planned: with a placeholder (`{treeId}`) for what another operation
                creates.
            bindings: the ids of resources that exist at the target by now, by the parameter that names them.
        """
        return self._requests.expect(request, bindings or {})

    @property
    def creates(self) -> bool:
        """Whether the operation creates something that has an id."""
        return self._identity is not None

    def identity(self, answer: Answer | None) -> str | None:
        """The id of the resource that an answer of success says it created, or None."""
        if self._identity is None or answer is None or not 200 <= answer.status < 300:
            return None
        found = find(parse(answer).document, self._identity)
        return found if isinstance(found, str) else None

    def judge(self, exchange: Exchange, expectation: Expectation, context: Context) -> list[Judgement]:
        """Every clause that this exchange decides, or that it was to decide and could not."""
        clause = exchange.case.clause
        answer = exchange.outcome
        if isinstance(answer, Failure):
            return [unanswered(clause, answer)]
        if answer.status in BUSY and not expectation.allows(answer.status):
            return [undecided(clause, Reason(Why.THROTTLED, f"answered {answer.status} even after waiting"))]
        now = exchange.started_at + exchange.elapsed
        return list(self._statuses.judge(clause, answer, expectation, context, now))


@lru_cache(maxsize=32)
def _oracle(contract: str, given: tuple[tuple[str, str], ...], operation: str) -> Oracle:
    """An oracle remembers nothing, and to make one takes as long as many requests."""
    with usable(contract):
        loaded = load(contract)
        (selected,) = loaded.select((operation,) if operation else ())
        return Oracle(loaded, selected, loaded.given(dict(given)))
