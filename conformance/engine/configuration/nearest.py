"""The name that somebody most likely meant."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


def nearest(name: str, known: Sequence[str], prefix: str = "") -> str:
    """A hint: the nearest of the known names, or all of them."""
    near = get_close_matches(name, known, 1)
    return f"Did you mean {prefix}{near[0]}?" if near else f"Known: {', '.join(prefix + item for item in known)}."
