"""Exchanges on record: complete enough to send and to judge them again, without secrets."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from conformance.errors import OutputError
from conformance.wire.exchange import BUSY, Answer, Exchange, Failure
from reports.files.exchanges import NAME, Body, Entry, Received, Sent, Unanswered, Writer
from reports.run.latency import summarise
from reports.run.measured import Latency, Timeline
from reports.run.timeline import Clock
from strategies.bindings import bound
from strategies.request import Case, Hazard, Kind, Request

# A longer body counts against the budget.
_LONG = 1024
# Bytes that the long answers of a run may take in all.
_BUDGET = 32 << 20
# Characters that the placeholders of one id may take in a path.
_PLACEHOLDERS_MOST = 4096


class Recorder:
    """Puts the exchanges of a run on record as they pass, and keeps none of them.

    Attributes:
        trouble: why the recording cannot be written, or "".
    """

    def __init__(self, writer: Writer | None = None) -> None:
        """Prepare.

        Args:
            writer: takes the recording; without one there is none.
        """
        self.trouble = ""
        self._writer = writer
        self._seconds = array("d")
        self._clock = Clock()
        self._left = _BUDGET

    @classmethod
    def into(cls, folder: Path) -> Recorder:
        """A recorder that writes to a folder, which is made if need be.

        Raises:
            OutputError: nothing can be written there.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return cls(Writer(folder / NAME))
        except OSError as error:
            raise OutputError(f"cannot write to {folder}: {error.strerror}.", "Choose another --output.") from error

    @property
    def latency(self) -> Latency | None:
        """How long the answers took."""
        return summarise(self._seconds)

    @property
    def timeline(self) -> Timeline | None:
        """When the exchanges took place."""
        return self._clock.timeline()

    def add(self, exchange: Exchange) -> None:
        """Record one exchange; once long answers have used up their budget, only the beginning of further ones."""
        entry, answer = recorded(exchange if self._left > 0 else exchange.truncated), exchange.answer
        size = len(entry.response.body.text) if entry.response else 0
        self._left -= size if size > _LONG else 0
        self._clock.add(entry.at, throttled=answer is not None and answer.status in BUSY)
        if answer is not None:
            self._seconds.append(exchange.elapsed)
        if self._writer is None or self.trouble:
            return
        try:
            self._writer.add(entry)
        except OSError as error:
            self._fail(error)

    def close(self) -> Path | None:
        """Complete the recording; the file that holds it, beside its place, or None where there is none.

        It is for the writer of the record to put it in its place: one is nothing without the other.
        """
        if self._writer is None or self.trouble:
            return None
        try:
            return self._writer.complete()
        except OSError as error:
            self._fail(error)
            return None

    def discard(self) -> None:
        """Take away what was written and is not in its place; an earlier recording stays."""
        if self._writer is not None:
            self._writer.discard()

    def _fail(self, error: OSError) -> None:
        self.trouble = self.trouble or f"the recording cannot be written ({error.strerror})"
        # Where the disk is full, the reports need its room.
        self.discard()


@contextlib.contextmanager
def recording(folder: Path) -> Iterator[Recorder]:
    """A recorder that writes to a folder; what is not put in its place by the end is taken away.

    Raises:
        OutputError: nothing can be written there.
    """
    recorder = Recorder.into(folder)
    try:
        yield recorder
    finally:
        recorder.discard()


def recorded(exchange: Exchange) -> Entry:
    """One exchange as plain data: the case, what was asked and what came back."""
    case, request = exchange.case, bound(exchange.case.request, exchange.bindings)
    answer, failure = exchange.answer, exchange.failure
    return Entry(
        case=case.id,
        clause=case.clause,
        change=case.change,
        control=case.control.id if case.control else None,
        operation=case.operation,
        kind=case.kind,
        repetition=case.repetition,
        drawn=case.drawn,
        hazard=case.hazard,
        bindings=dict(exchange.bindings),
        waited=exchange.waited,
        at=round(exchange.started_at + exchange.elapsed, 3),
        elapsed=round(exchange.elapsed, 6),
        request=Sent(
            method=request.method,
            path=request.path,
            headers=request.headers,
            body=Body.of(request.body),
            forgery=request.forgery,
        ),
        response=None if answer is None else _received(answer),
        failure=None if failure is None else Unanswered(kind=failure.kind, detail=failure.detail),
    )


def _received(answer: Answer) -> Received:
    return Received(
        status=answer.status,
        headers=answer.headers,
        body=Body.of(answer.body),
        truncated=answer.truncated,
    )


def replayed(entry: Entry, controls: dict[str, Case]) -> Exchange:
    """The exchange that `entry` states.

    Args:
        entry: one exchange on record.
        controls: the cases before it, by id, but for the drawn ones: none is another's control. The new one is added.
    """
    asked = entry.request
    request = Request(
        method=asked.method,
        path=_planned(asked.path, entry.bindings),
        headers=asked.headers,
        body=asked.body.content,
        forgery=asked.forgery,
    )
    case = Case(
        id=entry.case,
        clause=entry.clause,
        change=entry.change,
        request=request,
        control=controls.get(entry.control or ""),
        operation=entry.operation,
        kind=Kind(entry.kind),
        repetition=entry.repetition,
        drawn=entry.drawn,
        hazard=Hazard(entry.hazard),
    )
    if not case.drawn:
        controls[case.id] = case
    return Exchange(
        case=case,
        request=replace(request, path=asked.path),
        outcome=_outcome(entry),
        started_at=entry.at - entry.elapsed,
        elapsed=entry.elapsed,
        waited=entry.waited,
        bindings=entry.bindings,
    )


def _planned(path: str, bindings: Mapping[str, str]) -> str:
    """The path with placeholders for the ids that were put into it.

    An id whose placeholders would make it much longer stays: a few such as "a" would multiply it again and again.
    """
    for name, value in bindings.items():
        put, placeholder = quote(value, safe=""), f"{{{name}}}"
        if path.count(put) * len(placeholder) <= _PLACEHOLDERS_MOST:
            path = path.replace(put, placeholder)
    return path


def _outcome(entry: Entry) -> Answer | Failure:
    if entry.response is None:
        failure = entry.failure or Unanswered(kind="unrecorded", detail="nothing is known of the answer")
        return Failure(kind=failure.kind, detail=failure.detail)
    came = entry.response
    return Answer(status=came.status, headers=came.headers, body=came.body.content, truncated=came.truncated)
