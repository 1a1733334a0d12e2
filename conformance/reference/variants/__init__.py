"""Faithful variants of the reference, by name: each uses a freedom that the documentation leaves."""

from __future__ import annotations

from itertools import chain

from conformance.reference.variants import instants, sessions
from conformance.reference.variants.variant import Variant

_KINDS = (instants, sessions)


def _collected() -> dict[str, Variant]:
    found: dict[str, Variant] = {}
    for variant in chain.from_iterable(kind.variants() for kind in _KINDS):
        if variant.name in found:
            raise ValueError(f"two variants are called {variant.name}")
        found[variant.name] = variant
    return found


VARIANTS: dict[str, Variant] = _collected()
