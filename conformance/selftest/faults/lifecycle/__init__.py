"""Faults in the life of proxy sessions: what is lost, mixed up or left behind between one request and the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.lifecycle import configuration, connectors, deletions, pages, reads, updates
from conformance.selftest.faults.lifecycle.hooks import CREATE

_ROWS = (updates.ROWS, reads.ROWS, pages.ROWS, deletions.ROWS, connectors.ROWS, configuration.ROWS)


def faults() -> Iterator[Fault]:
    """Every fault of a life, on the clauses of the contract of the family."""
    for name, clauses, summary, hooks in chain.from_iterable(_ROWS):
        operation, *keywords = clauses.split()
        yield Fault(
            name=f"lifecycle:{name}",
            clauses=tuple(_clause(operation, keyword) for keyword in keywords),
            kind="lifecycle",
            summary=summary,
            hooks=hooks,
        )


def _clause(operation: str, keyword: str) -> str:
    """The id of a clause; those of the contract's default operation stand by themselves."""
    local = keyword if keyword.startswith(("request.", "response.")) else f"lifecycle.{keyword}"
    return f"{operation}.{local}".removeprefix(f"{CREATE}.")
