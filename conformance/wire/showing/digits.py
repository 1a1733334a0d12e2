"""A set of rows of sixteen hexadecimal digits, small enough for those of every request of a long run."""

from __future__ import annotations

from array import array
from threading import Lock

ROW = 16
# The table is at most so full: the more there is in it, the longer is looked for a free place.
_FULL = 2


class Rows:
    """Rows of sixteen digits, to which more may be added while others ask; a row of zeros is never one of them.

    A table of numbers of eight bytes takes a tenth of what a set of texts does.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._table = array("Q", bytes(8 << 10))
        self._count = 0

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self._count > 0

    def __contains__(self, row: bytes) -> bool:
        """Whether this row, of sixteen digits, is one of them."""
        number, table = int(row, 16), self._table
        return number != 0 and table[_place(table, number)] == number

    def add(self, row: bytes) -> None:
        """Keep this row as well."""
        number = int(row, 16)
        with self._lock:
            if number == 0 or self._table[_place(self._table, number)] == number:
                return
            if self._count * _FULL >= len(self._table):
                larger = array("Q", bytes(16 * len(self._table)))
                for kept in filter(None, self._table):
                    larger[_place(larger, kept)] = kept
                self._table = larger
            self._table[_place(self._table, number)] = number
            self._count += 1


def _place(table: array[int], number: int) -> int:
    """Where a number stands in a table whose size is a power of two, or where it belongs."""
    last = len(table) - 1
    # Digits of a signature are as good as drawn by lot: no hash is needed.
    place = number & last
    while table[place] not in (0, number):
        place = (place + 1) & last
    return place
