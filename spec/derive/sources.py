"""What a keyword rests on: evidence and place, as `x-sources` states it."""

from __future__ import annotations

Source = dict[str, str]


def cite(evidence: str, place: str, *, url: str = "", anchor: str = "") -> Source:
    """A source of a keyword; without what is not known."""
    stated = {"evidence": evidence, "place": place, "url": url, "anchor": anchor}
    return {key: value for key, value in stated.items() if value}
