"""Names of what there is at a target, and which others are like one of them, however many there are."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from threading import Lock


class Known:
    """Names that are known, to which more may be added while others ask."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Begin with these names."""
        self._lock = Lock()
        self._names: set[str] = set()
        self._sorted: list[str] = []
        self._lengths: set[int] = set()
        self._letters: set[str] = set()
        self.add(names)

    def __contains__(self, name: str) -> bool:
        """Whether this name is known."""
        return name in self._names

    def add(self, names: Iterable[str]) -> None:
        """Know these names as well."""
        with self._lock:
            for name in names:
                if name not in self._names:
                    self._names.add(name)
                    insort(self._sorted, name)
                    self._lengths.add(len(name))
                    self._letters.update(name)

    def has_like(self, name: str) -> bool:
        """Whether a name is a known one, whole or cut off, or one with another character in one place.

        Ids that grow at their end have such neighbours.
        """
        with self._lock:
            place = bisect_left(self._sorted, name)
            beside, letters = self._sorted[max(place - 1, 0) : place + 1], tuple(self._letters)
        if any(known.startswith(name) for known in beside):
            return True
        if len(name) not in self._lengths:
            return False
        # No known name has more of its beginning than those beside it in order, so a later character is not the only
        # other one.
        same = max(shared(name, known) for known in beside)
        return any(
            f"{name[:place]}{letter}{name[place + 1 :]}" in self._names
            for place in range(min(same + 1, len(name)))
            for letter in letters
        )


def shared(one: str, other: str) -> int:
    """How many characters two names have in common before they differ."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, its) in pairs if mine != its), min(len(one), len(other)))
