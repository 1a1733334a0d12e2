"""The catalogue: every clause of a contract's operations, derived from their schemas or written in a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spec.clauses.clause import Clause
from spec.clauses.derived import Derivation
from spec.clauses.ledger import (
    adjustments,
    lifecycle_clauses,
    own_clauses,
    protocol,
    protocol_clauses,
)
from spec.contract import DEFAULT, Contract, guarded, load
from spec.operation import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The clauses of some operations of one contract, in the order of the report.

    Attributes:
        contract: the contract's name.
        operations: the names of the operations.
        clauses: by id.
    """

    contract: str
    operations: tuple[str, ...]
    clauses: Mapping[str, Clause]

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses.values())

    def __getitem__(self, clause_id: str) -> Clause:
        return self.clauses[clause_id]

    def __contains__(self, clause_id: object) -> bool:
        return clause_id in self.clauses

    def __len__(self) -> int:
        return len(self.clauses)


@cache
def catalogue(contract: str = DEFAULT, operations: tuple[str, ...] = ()) -> Catalogue:
    """The clauses of a contract.

    Args:
        contract: its name, its edition or its folder.
        operations: the names of the operations; `all` for every one, none for the contract's default.

    Raises:
        ContractError: there is no such contract, or no such operation in it.
    """
    loaded = load(contract)
    selected = loaded.select(operations)
    with guarded(contract):
        found = [clause for operation in selected for clause in _clauses(loaded, operation)]
    return Catalogue(
        contract=loaded.name,
        operations=tuple(operation.name for operation in selected),
        clauses={clause.id: clause for clause in found},
    )


def _clauses(contract: Contract, operation: Operation) -> list[Clause]:
    """The clauses of one operation, section by section."""
    own = adjustments(contract)
    written = [*protocol_clauses(contract, operation), *own_clauses(contract, operation)]
    lived = [_adjusted(clause, own.get(clause.id)) for clause in lifecycle_clauses(contract, operation)]
    derived = Derivation(contract, operation).every()
    adjusted = [_adjusted(clause, own.get(operation.local(clause.id)), own.get(clause.id)) for clause in derived]
    sections = protocol()["sections"]
    return sorted(_anchored([*adjusted, *written, *lived]), key=lambda clause: sections.index(clause.section))


def _anchored(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses, each with the anchor of its place where another clause tells the anchor of that place of the page.

    Clauses that are written in words name a place of the page, such as `Response Syntax`, and not its anchor.
    """
    anchors = {(clause.url.partition("#")[0], clause.place): clause.url for clause in clauses if "#" in clause.url}
    for clause in clauses:
        yield replace(clause, url=anchors.get((clause.url, clause.place), clause.url))


def _adjusted(clause: Clause, *own: Mapping[str, str] | None) -> Clause:
    """The derived clause with the ledger's own sentence, exclusion or note, where it has one."""
    for words in filter(None, own):
        excluded = words.get("excluded", clause.excluded)
        clause = replace(
            clause,
            sentence=words.get("sentence", clause.sentence),
            excluded=excluded,
            checks=() if excluded else clause.checks,
            note=words.get("note", clause.note),
        )
    return clause
