"""Variants that use several freedoms at once, composed by program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise

from conformance.reference.hooks import Hooks
from conformance.selftest.variants.variant import Variant

_STRIDE = 7
_TRIPLES = 10


def combined(variants: Sequence[Variant]) -> Iterator[Variant]:
    """Pairs and triples of variants that do not exclude each other.

    Steps through the variants so that neighbours in the list, which resemble each other, do not meet.
    """
    ordered = [variants[start] for first in range(_STRIDE) for start in range(first, len(variants), _STRIDE)]
    pairs = [group for group in pairwise(ordered) if _compatible(group)]
    triples = [group for group in zip(ordered, ordered[3:], ordered[6:], strict=False) if _compatible(group)]
    for group in (*pairs[::4], *triples[:_TRIPLES]):
        # Bodies are written last: what changes members must come before.
        yield _together(sorted(group, key=variants.index))


def _compatible(group: Sequence[Variant]) -> bool:
    return len({variant.freedom for variant in group}) == len(group)


def _together(group: Sequence[Variant]) -> Variant:
    return Variant(
        name="+".join(variant.name for variant in group),
        freedom=" and ".join(variant.freedom for variant in group),
        summary=" ".join(variant.summary for variant in group),
        hooks=reduce(Hooks.then, (variant.hooks for variant in group)),
        signed=any(variant.signed for variant in group),
        edition=next((variant.edition for variant in group if variant.edition), None),
    )
