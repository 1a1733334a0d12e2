"""Faithful variants of the reference, by name: each uses a freedom that the documentation leaves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain

from conformance.selftest.variants import generic, inputs, instants, messages, sessions, signatures, together
from conformance.selftest.variants.combined import combined
from conformance.selftest.variants.variant import Variant
from spec.contract import DEFAULT, SHIPPED, load

# In the order in which their hooks are to act when several are combined.
_KINDS = (instants, sessions, inputs, signatures, messages)


def _collected() -> dict[str, Variant]:
    single = list(chain.from_iterable(kind.variants() for kind in _KINDS))
    found: dict[str, Variant] = {}
    for variant in (*single, *combined(single), *together.variants()):
        if variant.name in found:
            raise ValueError(f"two variants are called {variant.name}")
        found[variant.name] = variant
    return found


VARIANTS: dict[str, Variant] = _collected()


# Freedoms whose variants know only the operation that creates: its path, its method, its body, the id that it gives.
_OF_CREATION = {"existence", "requests at a time", "content type", "other paths", "other methods", "session id"}


def is_general(variant: Variant) -> bool:
    """Whether a variant is as faithful in operations that work on what another one creates."""
    return not _OF_CREATION.intersection(variant.freedom.split(" and "))


@cache
def variants(contract: str = DEFAULT) -> Mapping[str, Variant]:
    """The variants of a contract, by name: of a shipped one those that its pages leave, else those of any contract."""
    loaded = load(contract)
    return VARIANTS if loaded.name in SHIPPED else {each.name: each for each in generic.variants(loaded)}
