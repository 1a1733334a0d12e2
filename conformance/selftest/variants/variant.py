"""What a faithful variant is."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.hooks import Hooks
from conformance.selftest.pairs import Mixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A reference that is as faithful as the plain one, and different.

    Attributes:
        name: unique.
        freedom: what the documentation leaves open; two variants of one freedom exclude each other.
        summary: the choice in plain words.
        hooks: how it makes that choice.
        mixes: it is sent two requests at a time, and the second gets this one of the answers to both; or None.
        edition: the only edition in which it is faithful, or None.
        signed: it shows only where signatures are demanded.
    """

    name: str
    freedom: str
    summary: str
    hooks: Hooks
    mixes: Mixed | None = None
    edition: str | None = None
    signed: bool = False
