"""What a faithful variant is."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.hooks import Hooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A reference that is as faithful as the plain one, and different.

    Attributes:
        name: unique.
        freedom: what the documentation leaves open; two variants of one freedom exclude each other.
        summary: the choice in plain words.
        hooks: how it makes that choice.
        edition: the only edition in which it is faithful, or None.
        signed: it shows only where signatures are demanded.
    """

    name: str
    freedom: str
    summary: str
    hooks: Hooks
    edition: str | None = None
    signed: bool = False
