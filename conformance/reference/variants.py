"""Faithful variants of the reference: each uses a freedom that the documentation leaves."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.reference.call import Hooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A reference that is as faithful as the plain one, and different.

    Attributes:
        name: unique.
        freedom: what it does, in plain words.
        hooks: how it does so.
        edition: the only edition in which it is faithful, or None.
    """

    name: str
    freedom: str
    hooks: Hooks
    edition: str | None = None


VARIANTS: dict[str, Variant] = {}
