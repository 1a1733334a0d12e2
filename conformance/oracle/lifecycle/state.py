"""What a sequence has shown so far: its resources, and which clause decides what about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from conformance.oracle.answer.members import told
from conformance.oracle.expectation import REFUSALS
from conformance.oracle.judgement import Judgement, failed, follows, passed, undecided
from conformance.oracle.lifecycle.model import Held, Path, Resource, Wanted
from conformance.oracle.lifecycle.standing import Standing, standing
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause import Clause
from spec.clauses.clause_ids import ROBUSTNESS
from spec.clauses.lifecycle import Life
from spec.operation import SERVER_ERROR, Operation
from spec.relations.expressions import find
from strategies.request import Request
from strategies.sequences.moves import Move

Judgements = Iterator[Judgement]


class Asked(NamedTuple):
    """What a restricted list asks for.

    Attributes:
        operation: the one that lists.
        parent: the number of the parent whose resources it lists.
        parameter: the parameter that restricts it.
        member: the member that the parameter is about.
        value: the value that the member must have.
    """

    operation: str
    parent: int
    parameter: str
    member: str
    value: str


class State:
    """The resources of one kind, and the clauses on them.

    Attributes:
        life: the operations on the kind.
        oracles: the oracle of every operation, by name.
        resources: by their number in the sequence.
        standing: where the answers of an operation have a resource, by the operation's name.
        deletions: how many resources were deleted; the others have to be found again before they are known to be left.
        taken: the creations that were accepted, each with the number of its parent.
        restricted: the restricted lists since the last whole one, by what was asked for.
        unpaged_right: whether the last list that was not paged had everything once.
        living: what there is, of this sequence and of others at the same time.
        unique: the clause that each resource has an id of its own, or None.
    """

    def __init__(self, life: Life, oracles: Mapping[str, Oracle], clauses: Catalogue, living: set[Held | None]) -> None:
        """Begin without resources; `clauses` is the catalogue of the contract."""
        self.living = living
        self.life = life
        self.oracles = oracles
        self.resources: dict[int, Resource] = {}
        self.standing: dict[str, Standing] = {
            operation.name: standing(life, operation)
            for operation in (life.creator, *(found for linked in life.others.values() for _, found in linked))
        }
        self.deletions = 0
        self.taken: set[tuple[int, Request]] = set()
        self.restricted: dict[Asked, tuple[str | None, ...]] = {}
        self.unpaged_right = True
        creator = life.creator.name
        self.unique = next((one for one in clauses if (one.operation, one.check) == (creator, "unique")), None)
        self._clauses = {
            (clause.operation, clause.check): clause
            for clause in clauses
            if clause.arguments.get("creator") == life.creator.name and clause.checks
        }

    def there(self, parent: int) -> set[str | None]:
        """The ids of what is there in a parent, by its number."""
        return {one.identity for one in self.resources.values() if one.exists and one.parent == parent}

    def before_reading(self) -> Callable[[], None]:
        """What puts the state back as it is now, after something was read and judged."""
        resources = {number: replace(one, dated=dict(one.dated)) for number, one in self.resources.items()}
        restricted, unpaged_right = dict(self.restricted), self.unpaged_right

        def put_back() -> None:
            self.resources = {number: replace(one, dated=dict(one.dated)) for number, one in resources.items()}
            self.restricted, self.unpaged_right = dict(restricted), unpaged_right

        return put_back

    def clause(self, operation: str, check: str) -> Clause | None:
        """The clause of an operation that a check decides, or None."""
        return self._clauses.get((operation, check))

    @property
    def constant(self) -> frozenset[str]:
        """The members that the contract says never change."""
        found = (clause for (_, check), clause in self._clauses.items() if check == "constant")
        return frozenset(clause.arguments["member"].rpartition(".")[2] for clause in found)

    def after_deletion(self) -> Clause | None:
        """The clause that a resource which was there before breaks, once another one has been deleted."""
        delete = self.life.operation("delete")
        return self.clause(delete.name, "others-kept") if delete and self.deletions else None

    def is_ended(self, shown: Mapping[str, Any] | None) -> bool:
        """Whether a resource that was deleted is shown as ended, where the contract lets it be (`x-ended`)."""
        delete = self.life.operation("delete")
        allowed: Mapping[str, Any] = delete.definition.get("x-ended", {}) if delete else {}
        return bool(allowed) and shown is not None and shown.get(allowed["member"]) == allowed["value"]

    def passes(self, checks: Iterable[tuple[str, str]]) -> Judgements:
        """The clauses of these operations and checks hold."""
        for operation, check in checks:
            clause = self.clause(operation, check)
            if clause is not None:
                yield passed(clause.id)


def differing(resource: Resource, shown: Mapping[str, Any]) -> dict[Path, Wanted]:
    """What a resource must show, and does not."""
    return {path: wanted for path, wanted in resource.wanted.items() if not wanted.holds(find(shown, path))}


def gone(state: State, move: Move, answer: Answer, shown: Mapping[str, Any] | None) -> Judgements:
    """A move is about a resource that was deleted: it is refused as documented, or shown as ended."""
    clause, operation = state.clause(move.operation, "gone"), state.oracles[move.operation].operation
    if clause is None:
        yield from broken(operation, answer, f"{operation.success_status}, or a refusal because it is not there")
        return
    # Where no error is documented for what is unknown, 404 says it all the same.
    documented = {*operation.errors.values(), *operation.missing_statuses} if operation.errors else REFUSALS
    if answer.status in REFUSALS.intersection(documented) or state.is_ended(shown):
        yield passed(clause.id)
        return
    resource = state.resources[move.resource]
    if succeeded(answer) and resource.left:
        yield undecided(clause.id, follows(resource.left))
        return
    actual = f"{answer.status}: accepted" if succeeded(answer) else told(answer.status)
    resource.left = clause.id if succeeded(answer) else resource.left
    yield failed(clause.id, "a documented refusal, because it was deleted", actual)


def broken(operation: Operation, answer: Answer, expected: str) -> Judgements:
    """A request that is to be refused, or may be, is answered with an error of the server."""
    if answer.status >= SERVER_ERROR:
        yield failed(operation.clause_id(ROBUSTNESS), expected, told(answer.status))


def succeeded(answer: Answer) -> bool:
    """Whether a request was answered with a success."""
    return 200 <= answer.status < 300


def status_told(answer: Answer) -> str:
    """A status in words."""
    return f"{answer.status}: accepted" if succeeded(answer) else told(answer.status)
