"""Recollection: what a recording states, on disk until it is asked for. A recording may be larger than memory."""

from __future__ import annotations

import tempfile
import threading
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Self

from conformance.engine.recordings.recording import replayed
from reports.files import codec
from reports.files.exchanges import Entry
from strategies.request import Case


class Recollection:
    """Recorded exchanges in a file without a name; any thread may ask for them. Use it as a context manager."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Take in what a recording states.

        Args:
            entries: its exchanges, in their order.

        Raises:
            OSError: the disk is full.
        """
        self._file = tempfile.TemporaryFile(prefix="conformance-")  # noqa: SIM115 - closed by `__exit__`
        self._lock = threading.Lock()
        self._ends = array("Q", [0])
        # By a case's id the number of its exchange; most have one, so only the others have a queue.
        self._waiting: dict[str, int | deque[int]] = {}
        try:
            for entry in entries:
                self.add(entry)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, entry: Entry) -> None:
        """Take in one exchange.

        Raises:
            OSError: the disk is full.
        """
        number = len(self._ends) - 1
        data = codec.dumps(entry).encode("ascii")
        self._file.seek(self._ends[-1])
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))
        before = self._waiting.setdefault(entry.case, number)
        if isinstance(before, deque):
            before.append(number)
        elif before != number:
            self._waiting[entry.case] = deque((before, number))

    def take(self, case: str) -> int | None:
        """The number of the next exchange of a case, by its id; each is handed out once, and None after the last."""
        with self._lock:
            found = self._waiting.pop(case, None)
            if not isinstance(found, deque):
                return found
            number = found.popleft()
            if found:
                self._waiting[case] = found
            return number

    def read(self, number: int) -> Entry:
        """The exchange of a number."""
        start, end = self._ends[number], self._ends[number + 1]
        with self._lock:
            self._file.seek(start)
            data = self._file.read(end - start)
        return codec.loads(data, Entry)

    def cases(self) -> Iterator[Case]:
        """The cases of all exchanges, in their order, with their controls."""
        controls: dict[str, Case] = {}
        for number in range(len(self._ends) - 1):
            yield replayed(self.read(number), controls).case
