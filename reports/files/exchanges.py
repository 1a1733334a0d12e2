"""The exchanges of a run on disk, `exchanges.jsonl.gz`: one JSON object a line, written and read as they come."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from reports.files import codec, formats
from reports.files.permissions import as_any_new_file
from spec.reading.files import is_file

NAME = "exchanges.jsonl.gz"
# What repeats is near: a higher level takes three times as long for a tenth less.
_LEVEL = 3
# Bytes that one exchange, and all of them, unpack to at most: a small file may hold a great many.
_LINE, _MOST = 64 << 20, 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body without loss.

    Attributes:
        text: the bytes, read as `encoding` says.
        encoding: `utf-8`, or `base64` where they are not UTF-8.
    """

    text: str = ""
    encoding: Literal["utf-8", "base64"] = "utf-8"

    @classmethod
    def of(cls, content: bytes) -> Body:
        """The body that holds `content`."""
        try:
            return cls(text=content.decode())
        except UnicodeDecodeError:
            return cls(text=base64.b64encode(content).decode(), encoding="base64")

    @property
    def content(self) -> bytes:
        """The bytes."""
        return base64.b64decode(self.text) if self.encoding == "base64" else self.text.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request as it was sent, without secrets.

    Attributes:
        path: with the query, percent-encoded, bindings filled in.
        forgery: the way in which its signature was spoilt, or "".
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: Body
    forgery: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An answer, without secrets."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: Body
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Why there is no answer: a kind such as `timeout`, and a sentence."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One exchange on record.

    Attributes:
        case: the case's id.
        clause: the clause that the case is about.
        change: the one point in which the request differs from its control, or "".
        control: the id of that control, or None.
        at: when it was over, in seconds since the epoch.
        elapsed: seconds from the first byte sent to the last one received.
        request: what was sent.
        outcome: what came back, or why nothing did.
        operation: the operation's name, or "" for the contract's default.
        kind: why the case was planned, by the names of `strategies.request.Kind`.
        repetition: 0 for a planned case; n for the n-th identical request.
        drawn: whether the request depends on the seed.
        hazard: how much it may harm the target, by the numbers of `strategies.request.Hazard`.
        waited: seconds that passed before the target knew what the request names, which was made a moment before.
        bindings: the values that were filled in for created and fresh parameters, by name.
    """

    case: str
    clause: str
    change: str
    control: str | None
    at: float
    elapsed: float
    request: Sent
    response: Received | None = None
    failure: Unanswered | None = None
    operation: str = ""
    kind: str = "violation"
    repetition: int = 0
    drawn: bool = False
    hazard: int = 0
    waited: float = 0.0
    bindings: dict[str, str] = field(default_factory=dict)


class Writer:
    """Writes a recording to a file beside its final place, and puts it there when it is complete.

    Use it as a context manager. What an interrupted run has written so far is kept as well; where the disk is full,
    the file is taken away and nothing is replaced. `complete` alone leaves it to somebody else to put the file there.
    """

    def __init__(self, path: Path) -> None:
        """Begin a recording that will be at `path`.

        Raises:
            OSError: nothing can be written there.
        """
        self._path = path
        self._raw = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed by close()
            dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False
        )
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._raw, mtime=0)
        self._text = io.TextIOWrapper(packed, encoding="ascii", newline="\n")

    def add(self, entry: Entry) -> None:
        """Add one exchange."""
        self._text.write(codec.dumps(entry) + "\n")

    def complete(self) -> Path:
        """Complete the recording; the file that holds it, beside its place.

        Raises:
            OSError: it cannot be written; then nothing is left behind.
        """
        temporary = Path(self._raw.name)
        try:
            self._text.close()
            self._raw.close()
            as_any_new_file(temporary)
        except OSError:
            self.discard()
            raise
        return temporary

    def close(self) -> None:
        """Complete the recording and put it in its place.

        Raises:
            OSError: it cannot be written; then nothing is replaced, and nothing is left behind.
        """
        try:
            self.complete().replace(self._path)
        finally:
            self.discard()

    def discard(self) -> None:
        """Take the file away, unless it is in its place; what stood there before stays."""
        # The disk may be full, the folder gone or another file by now: there is nothing left to lose.
        with contextlib.suppress(OSError):
            Path(self._raw.name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._text.close()
        with contextlib.suppress(OSError):
            self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def write(entries: Iterable[Entry], path: Path) -> None:
    """Write a whole recording.

    Raises:
        OSError: it cannot be written; then nothing is replaced.
    """
    with Writer(path) as writer:
        for entry in entries:
            writer.add(entry)


def read(record: Path) -> Iterator[Entry]:
    """The exchanges of the run whose record is at `record`, one after the other; none if there is no recording.

    Raises:
        RecordError: the recording is damaged. What was read before it has been handed out.
    """
    path = record.parent / NAME
    # Some of a kernel's files, to which a link may lead, are empty and never end.
    if not is_file(path) or not path.stat().st_size:
        yield from map(partial(_typed, record), formats.recording(record))
        return
    try:
        with gzip.open(path, "rb") as lines:
            left = _MOST
            while line := lines.readline(_LINE + 1):
                left -= len(line)
                if len(line) > _LINE or left < 0:
                    raise formats.RecordError(path, "unpacks to more than any run writes", "name another run.json")
                yield codec.loads(line, Entry)
    except (OSError, EOFError, zlib.error, codec.CodecError) as error:
        raise formats.RecordError(path, f"is damaged ({error})", "the run has to be repeated") from error


def _typed(path: Path, entry: object) -> Entry:
    """An exchange of the first format as one of today's.

    Raises:
        RecordError: the line is no exchange.
    """
    try:
        return codec.typed(entry, Entry)
    except codec.CodecError as error:
        raise formats.RecordError(path, "has an exchange that no run writes", "name another run.json") from error
