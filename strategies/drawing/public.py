"""What others import: strategies of valid and of wrong requests for any operation of any contract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from hypothesis import strategies as st

from spec.contract import DEFAULT, Contract, load
from spec.operation import Operation
from strategies.changes.identifiers import identifiers
from strategies.changes.malformed import malformed
from strategies.changes.mutations import Mutation
from strategies.changes.parameters import wrong_parameters
from strategies.controls import request as with_body
from strategies.drawing import invalid as wrong
from strategies.drawing import valid as right
from strategies.request import Kind, Request


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that breaks one clause.

    Attributes:
        clause: the id of the clause, as `chime-conformance clauses` lists it.
        request: the request.
    """

    clause: str
    request: Request


def valid(operation: str, contract: str = DEFAULT, **values: str) -> st.SearchStrategy[Request]:
    """Valid requests for an operation, half of their values at the edges of what is allowed.

    Args:
        operation: its name, for example `CreateProxySession`.
        contract: the contract's name, its edition or its folder.
        values: of the path's parameters and of any other, by name (`voiceConnectorId="..."`); those of the contract
            itself for what is not given. A parameter without any value stays as its placeholder: `/things/{thingId}`.

    Returns:
        A strategy of `strategies.request.Request`: method, path with its query string, headers, body.

    Raises:
        ContractError: there is no such contract, or no such operation in it.
    """
    found = load(contract)
    return right.requests(_operation(found, operation), found.given(values))


def invalid(
    operation: str, contract: str = DEFAULT, *, clause: str = "*", **values: str
) -> st.SearchStrategy[Violation]:
    """Requests that break exactly one clause of an operation, each with the clause's id.

    Args:
        operation: its name.
        contract: the contract's name, its edition or its folder.
        clause: which clauses are broken, as a glob: `request.body.Name.*`.
        values: as for `valid`.

    Raises:
        ContractError: there is no such contract, or no such operation in it.
        ValueError: no clause that can be broken matches the glob.
    """
    found = load(contract)
    broken = violations(_operation(found, operation), found.given(values))
    chosen = [_of(name, strategy) for name, strategy in broken.items() if fnmatchcase(name, clause)]
    if not chosen:
        raise ValueError(f"no request breaks a clause {clause!r} of {operation}; there are: {', '.join(broken)}")
    return st.one_of(chosen)


def violations(operation: Operation, values: Mapping[str, str]) -> dict[str, st.SearchStrategy[Request]]:
    """For every clause that a request can break, a strategy of requests that break it and nothing else."""
    found: dict[str, st.SearchStrategy[Request]] = {
        operation.clause_id(clause): bodies.map(lambda body: with_body(operation, values, body))
        for clause, bodies in wrong.violations(operation).items()
    }
    groups: dict[str, list[Mutation]] = defaultdict(list)
    for mutation in (*malformed(operation), *wrong_parameters(operation), *identifiers(operation, values)):
        if mutation.kind is Kind.VIOLATION:
            groups[operation.clause_id(mutation.clause)].append(mutation)
    for clause, group in groups.items():
        changed = st.builds(_changed, right.requests(operation, values), st.sampled_from(group))
        found[clause] = changed.filter(lambda pair: pair[0] != pair[1]).map(lambda pair: pair[1])
    return found


def _changed(control: Request, mutation: Mutation) -> tuple[Request, Request]:
    """A request before and after its change."""
    return control, mutation.apply(control)


def _of(clause: str, strategy: st.SearchStrategy[Request]) -> st.SearchStrategy[Violation]:
    return strategy.map(lambda request: Violation(clause=clause, request=request))


def _operation(contract: Contract, name: str) -> Operation:
    (selected,) = contract.select((name,))
    return selected
