"""A shelf for drawn cases: there may be a hundred thousand of them, so they wait on disk until their turn comes."""

from __future__ import annotations

import errno
import os
import pickle
import tempfile
import weakref
from array import array
from collections.abc import Sequence
from dataclasses import replace
from operator import eq
from typing import overload

from strategies.request import Case


class Shelf:
    """Cases in a file without a name, which is gone when the shelf is. Any thread or forked process may read it."""

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(prefix="conformance-")
        os.unlink(name)  # noqa: PTH108 - of a name that nobody needs as a path
        self._handle = handle
        self._ends = array("Q", [0])
        self._controls: dict[str, Case] = {}
        weakref.finalize(self, os.close, handle)

    def put(self, case: Case) -> int:
        """Put a case on the shelf; its number."""
        if case.control is not None:
            self._controls.setdefault(case.control.id, case.control)
        control = case.control.id if case.control else None
        content = pickle.dumps((replace(case, control=None), control), pickle.HIGHEST_PROTOCOL)
        start = self._ends[-1]
        if os.pwrite(self._handle, content, start) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._ends.append(start + len(content))
        return len(self._ends) - 2

    def get(self, number: int) -> Case:
        """The case of a number."""
        start, end = self._ends[number], self._ends[number + 1]
        case, control = pickle.loads(os.pread(self._handle, end - start, start))  # noqa: S301 - written by `put`
        whole: Case = case if control is None else replace(case, control=self._controls[control])
        return whole


class Shelved(Sequence[Case]):
    """Cases in order, some of them by their numbers on a shelf; equal objects, but not the same, each time."""

    def __init__(self, shelf: Shelf, items: Sequence[Case | int]) -> None:
        """Prepare.

        Args:
            shelf: where the cases are that `items` names by number.
            items: the cases.
        """
        self._shelf = shelf
        self._items = items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment] # equal to any sequence of the same cases

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> Case: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Case]: ...
    def __getitem__(self, place: int | slice) -> Case | Sequence[Case]:
        if isinstance(place, slice):
            return Shelved(self._shelf, self._items[place])
        item = self._items[place]
        return self._shelf.get(item) if isinstance(item, int) else item
