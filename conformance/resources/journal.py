"""The journal of a run: what may create something is written down before it is sent, so that nothing is lost.

One JSON object a line: first the target, then `creating` before each request, `created` after its answer, `deleted`
once what was created is gone; `changing` before the first request of an operation that overwrites what was there. A
killed run leaves its journal; `chime-conformance cleanup` does what it could not do any more.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from conformance.errors import UsageError
from conformance.resources.kinds import Resource
from spec.reading.documents import parse_json
from spec.reading.files import FileError, read_bytes

_FORMAT, _MOST = 2, 256 << 20
_PATTERN = "sessions-*.journal"
# Seconds since the epoch; a number may be longer than can be calculated with.
_LATEST = 1e11


class Journal:
    """Writes the journal; each line is with the operating system before the request is.

    Attributes:
        path: the file.
        entries: what it says.
    """

    def __init__(
        self,
        folder: Path,
        target: Mapping[str, Any],
        redact: Callable[[str], str] = lambda text: text,
        overwriting: Iterable[str] = (),
    ) -> None:
        """Start a journal in `folder`.

        Args:
            folder: made if it does not exist.
            target: the settings that `cleanup` needs to reach the target again; no secrets.
            redact: removes secrets from an id, which is the target's own text.
            overwriting: the operations that overwrite or remove what was there, by name.

        Raises:
            OSError: it cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.path, self._file = _created(folder)
        # Locked as long as the run lives: `cleanup` then knows that the run was not killed.
        _lock(self._file)
        self._numbers = itertools.count(1)
        self._redact, self._overwriting = redact, frozenset(overwriting)
        self._lines = Lock()
        self.entries = Entries(target=dict(target))
        try:
            self._write({"journal": _FORMAT, "target": dict(target)})
        except OSError:
            self.discard()
            raise

    def creating(self, operation: str, own: Mapping[str, str], given: Mapping[str, Any]) -> int:
        """A request is about to be sent; the number by which its outcome is told.

        Args:
            operation: the name of its operation.
            own: the values in its path, by parameter.
            given: the members of its body that tell what it creates from other resources.
        """
        number = next(self._numbers)
        at = round(time.time(), 3)
        self._write({"number": number, "creating": operation, "own": dict(own), "given": dict(given), "at": at})
        return number

    def sending(self, operation: str) -> None:
        """A request of this operation is about to be sent: written down, once, where it overwrites what was there."""
        if operation in self._overwriting - self.entries.changing.keys():
            self._write({"changing": operation})

    def answered(self, number: int) -> None:
        """An answer came; if something was created, `created` has been told."""
        self._write({"number": number, "answered": True})

    def created(self, resource: Resource) -> None:
        """Something was created."""
        self._write({"created": _plain(resource, self._redact)})

    def deleted(self, resource: Resource) -> None:
        """It is gone."""
        self._write({"deleted": _plain(resource, self._redact)})

    def discard(self) -> None:
        """Remove the journal: nobody can delete what it names."""
        self._file.close()
        self._remove()

    def close(self) -> None:
        """End the journal; if nothing is left behind, remove it."""
        self._file.close()
        if self.entries.settled:
            self._remove()

    def _remove(self) -> None:
        # The folder may be gone, or another file, by now.
        with contextlib.suppress(OSError):
            self.path.unlink()

    def _write(self, line: Mapping[str, Any]) -> None:
        data = json.dumps(line).encode() + b"\n"
        with self._lines:
            _replayed(self.entries, line)
            if os.fstat(self._file.fileno()).st_nlink == 0:
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
            if self._file.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _created(folder: Path) -> tuple[Path, FileIO]:
    """A new file; a name that is taken, even by a link to elsewhere, is not this run's to write to."""
    started = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for more in itertools.chain(("",), (f"-{number}" for number in range(2, 100))):
        path = folder / f"sessions-{started}-{os.getpid()}{more}.journal"
        with contextlib.suppress(FileExistsError):
            return path, path.open("xb", buffering=0)
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


@dataclass(slots=True, kw_only=True)
class Attempt:
    """A request whose answer nobody saw.

    Attributes:
        operation: the name of its operation.
        own: the values in its path, by parameter.
        given: the members of its body that tell what it creates from other resources.
        at: seconds since the epoch when it was sent.
    """

    operation: str
    own: dict[str, str]
    given: dict[str, Any]
    at: float


@dataclass(slots=True, kw_only=True)
class Entries:
    """What a journal says.

    Attributes:
        target: the settings that reach the target.
        resources: what was created and not deleted, in order.
        attempts: requests without an answer: each may have created something.
        changing: the operations sent that overwrite or remove what was there, by name.
    """

    target: dict[str, Any]
    resources: dict[Resource, None] = field(default_factory=dict)
    attempts: dict[int, Attempt] = field(default_factory=dict)
    changing: dict[str, None] = field(default_factory=dict)

    @property
    def reached_with(self) -> list[str]:
        """The options by which the run reached its target, without their values."""
        found = self.target.get("reached_with")
        return [option for option in found if isinstance(option, str)] if isinstance(found, list) else []

    @property
    def settled(self) -> bool:
        """Whether nothing can be left at the target."""
        return not self.resources and not self.attempts


def read(path: Path) -> Entries:
    """The journal at `path`; a line that a killed run left unfinished is overlooked.

    Raises:
        UsageError: it cannot be read, it is no journal, or a line of it is not as a run writes it.
    """
    try:
        first, *lines = read_bytes(path, _MOST).split(b"\n")
    except FileError as error:
        raise UsageError(f"{error}.") from error
    head = _parsed(first) or {}
    target = head.get("target")
    if head.get("journal") != _FORMAT or not isinstance(target, dict) or not isinstance(target.get("target"), str):
        hint = f"They are called {_PATTERN}; a journal is read by the version that wrote it."
        raise UsageError(f"{path} is no journal of a run.", hint)
    entries = Entries(target=target)
    for number, line in enumerate(lines, 2):
        found = _parsed(line)
        if found is not None and not _replayed(entries, found):
            raise UsageError(f"{path}: line {number} is not as a run writes it.", "Nothing was sent.")
    return entries


def left_in(folder: Path) -> list[Path]:
    """The journals that earlier runs left in `folder`, oldest first; those of runs that are under way are not."""
    return [path for path in sorted(folder.glob(_PATTERN)) if not _is_live(path)]


@contextlib.contextmanager
def claimed(path: Path) -> Iterator[None]:
    """The journal at `path`, while nobody else works with it.

    Raises:
        UsageError: the run that writes it is under way, or another cleanup.
    """
    try:
        file = path.open("ab", buffering=0)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}).") from error
    with file:
        if not _lock(file):
            raise UsageError(f"{path} is of a run that is under way.", "It deletes what it creates itself.")
        yield


def _is_live(path: Path) -> bool:
    with contextlib.suppress(OSError), path.open("rb") as file:
        return not _lock(file)
    return False


def _lock(file: BinaryIO | FileIO) -> bool:
    """Lock a file until it is closed; whether nobody else has. Where files cannot be locked, nobody has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return not isinstance(error, BlockingIOError)
    return True


def append(path: Path, deleted: Resource) -> None:
    """Note that something in the journal at `path` is gone."""
    with path.open("ab", buffering=0) as file:
        file.write(b"\n" + json.dumps({"deleted": _plain(deleted)}).encode() + b"\n")


def _plain(resource: Resource, redact: Callable[[str], str] = lambda text: text) -> dict[str, Any]:
    return {
        "operation": resource.operation,
        "identity": redact(resource.identity),
        "values": {name: redact(value) for name, value in resource.values},
    }


def _resource(plain: Mapping[str, Any]) -> Resource | None:
    match plain:
        case {"operation": str(operation), "identity": str(identity), "values": dict(values)} if _texts(values):
            return Resource(operation, identity, tuple(sorted(values.items())))
    return None


def _replayed(entries: Entries, line: Mapping[str, Any]) -> bool:
    """Add what a line says to the entries; whether it is one that a run writes."""
    match line:
        case {
            "number": int(number),
            "creating": str(operation),
            "own": dict(own),
            "given": dict(given),
            "at": int(at) | float(at),
        } if _texts(own) and 0 <= at < _LATEST:
            entries.attempts[number] = Attempt(operation=operation, own=own, given=given, at=float(at))
        case {"number": int(number), "answered": True}:
            entries.attempts.pop(number, None)
        case {"changing": str(operation)}:
            entries.changing[operation] = None
        case {"created": dict(plain)} if (resource := _resource(plain)) is not None:
            entries.resources[resource] = None
        case {"deleted": dict(plain)} if (resource := _resource(plain)) is not None:
            entries.resources.pop(resource, None)
        case _:
            return False
    return True


def _texts(values: Mapping[str, Any]) -> bool:
    return all(isinstance(value, str) for value in values.values())


def _parsed(line: bytes) -> dict[str, Any] | None:
    with contextlib.suppress(ValueError):
        document = parse_json(line)
        return document if isinstance(document, dict) else None
    return None
