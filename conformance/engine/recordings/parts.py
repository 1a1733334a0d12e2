"""The parts of a run, and the answers that they recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import reports.run.record
from conformance.engine.recordings.foreign import stated
from conformance.engine.recordings.recollection import Recollection
from conformance.engine.recordings.recording import replayed
from conformance.engine.recordings.rerun import answering
from conformance.engine.stages.classification import GONE, LEFT_OUT
from conformance.errors import UsageError
from conformance.wire.exchange import Exchange, Failure
from reports.files.exchanges import Entry
from reports.run.record import Record
from spec.contract import load
from strategies.request import Case

_UNRECORDED = Failure(kind="unrecorded", detail="no part of the run recorded an answer to this request")
# A part that ended early did not send what was still to come.
_UNSENT = Failure(kind=LEFT_OUT, detail="the part of the run that was to send this ended before")


@dataclass(frozen=True, slots=True)
class Part:
    """One shard of a run.

    Attributes:
        path: where its record is, for people.
        record: the record.
        recording: its exchanges.
    """

    path: Path
    record: Record
    recording: Iterable[Entry]

    @property
    def shard(self) -> reports.run.record.Shard:
        """Which part it is.

        Raises:
            UsageError: the record is no part of a run.
        """
        if self.record.shard is None:
            raise UsageError(f"{self.path} is of a whole run, not of a part.", "run --shard I/N makes parts.")
        return self.record.shard


class Answers:
    """The recorded exchanges of several parts, on disk until they are asked for. Use it as a context manager.

    Attributes:
        count: how many there are.
    """

    def __init__(self, shares: Mapping[str, int]) -> None:
        """Prepare.

        Args:
            shares: the number of the part that each clause belongs to.
        """
        self.count = 0
        self._shares = shares
        self._ended: set[int] = set()
        self._open = ExitStack()
        # Those of the part that a case belongs to, then those of the others.
        self._own = self._open.enter_context(Recollection())
        self._others = self._open.enter_context(Recollection())
        self._last: dict[str, Entry] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, part: Part) -> None:
        """Take in what a part recorded, as long as its target was what it had been.

        Raises:
            UsageError: it is not what a run writes.
        """
        number = part.shard.number
        self._ended |= {number} if part.shard.ended else set()
        for entry in _before_the_stop(stated(part.recording, load(part.record.contract)), part.record.stopped):
            self.count += 1
            (self._own if self._shares.get(entry.clause) == number else self._others).add(entry)

    def recall(self, case: Case) -> Exchange:
        """The next recorded exchange of a case; the last one again where a part sent it less often than is asked."""
        # What was answered only when it was sent again stands there under the name of the first attempt.
        for name in (case.id, case.planned):
            for known in (self._own, self._others):
                number = known.take(name)
                if number is not None:
                    return self._answered(case, known.read(number))
        if case.repetition and case.id in self._last:
            return self._answered(case, self._last[case.id])
        missing = _UNSENT if self._shares.get(case.clause) in self._ended else _UNRECORDED
        return Exchange(case=case, request=case.request, outcome=missing, started_at=0, elapsed=0)

    def _answered(self, case: Case, entry: Entry) -> Exchange:
        if case.repetition:
            self._last[case.id] = entry
        return answering(case, replayed(entry, {}))


def _before_the_stop(entries: Iterable[Entry], stopped: str) -> Iterator[Entry]:
    """The entries that say something of a target as it was: those up to a case, and later ones of the same case.

    Args:
        entries: of one part, in their order.
        stopped: the case at which its target stopped answering or changed for the worse, by its id and its change,
            or "".
    """
    over, culprit = False, stopped.partition(" ")[0].partition("!")[0]
    for entry in entries:
        own = bool(culprit) and entry.case.partition("!")[0] == culprit
        over = over or own
        if (own or not over) and (entry.failure is None or entry.failure.kind != GONE):
            yield entry
