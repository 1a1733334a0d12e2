"""A dictionary that forgets: it bounds what is remembered of a run, however long that is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(OrderedDict[K, V]):
    """Keeps the newest entries; the oldest one makes room.

    >>> recent: Recent[str, int] = Recent(2)
    >>> for name in "bcd":
    ...     recent[name] = 1
    >>> list(recent)
    ['c', 'd']
    """

    def __init__(self, most: int) -> None:
        """An empty one.

        Args:
            most: so many entries are kept.
        """
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self._most:
            self.popitem(last=False)
