"""What a fault is."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.hooks import Hooks
from conformance.selftest.pairs import Mixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One deliberate deviation of the reference.

    Attributes:
        name: unique in its contract: `RULE:CLAUSE` where a rule made it.
        clauses: on one of these it must be found: the clause that it breaks, or several where one cause breaks them.
        kind: the rule that made it, or what the hand-written ones of a module have in common.
        summary: what the reference does wrong, in plain words.
        hooks: how it does so.
        mixes: of the answers to two requests that are under way together, the one that the second gets; None where the
            fault shows in any request alone.
        signed: it shows only where signatures are demanded.
        near: the clause whose requests show it first, where that is another one; "" where not.
        literals: the texts that it was given, beside what the contract says.
    """

    name: str
    clauses: tuple[str, ...]
    kind: str
    summary: str
    hooks: Hooks
    mixes: Mixed | None = None
    signed: bool = False
    near: str = ""
    literals: tuple[str, ...] = ()

    @property
    def clause(self) -> str:
        """The clause that it breaks first of all."""
        return self.clauses[0]
