"""What a fault is."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.call import Hooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One deliberate deviation of the reference.

    Attributes:
        name: unique.
        clause: the clause that it breaks.
        kind: the kind of deviation, for the kill matrix.
        summary: what the reference does wrong, in plain words.
        hooks: how it does so.
        edition: the only edition in which it is a deviation, or None.
        signed: it shows only where signatures are demanded.
    """

    name: str
    clause: str
    kind: str
    summary: str
    hooks: Hooks
    edition: str | None = None
    signed: bool = False
