"""Reads files that others wrote: bounded in size and depth, and every trouble is one sentence."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO, Any

from spec.reading.documents import parse_json

# Far more than any file that people write by hand.
SMALL = 4 << 20
# A run record; its recording is a file of its own.
LARGE = 64 << 20
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class FileError(Exception):
    """A file cannot be used.

    Attributes:
        path: the file.
        problem: what is wrong with it, without a full stop.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def is_file(path: Path) -> bool:
    """Whether there is a file at `path`; False also where no file can be: the path is too long or has a NUL."""
    return os.path.isfile(path)  # noqa: PTH113 - pathlib raises for such a path


def is_folder(path: Path) -> bool:
    """Whether there is a folder at `path`; see `is_file`."""
    return os.path.isdir(path)  # noqa: PTH112 - pathlib raises for such a path


def read_bytes(path: Path, most: int = SMALL) -> bytes:
    """What is in `path`.

    Args:
        path: a file, or whatever can be read like one.
        most: how many bytes are read at most.

    Raises:
        FileError: it cannot be read, or it is larger.
    """
    try:
        with _opened(path) as file:
            # None where nothing is there yet.
            data = file.read(most + 1) or b""
    except (OSError, ValueError) as error:
        # A NUL in a path is a ValueError.
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(path, f"cannot be read ({reason.lower()})") from error
    if len(data) > most:
        raise FileError(path, f"is larger than {most >> 20} MiB")
    return data


def _opened(path: Path) -> IO[bytes]:
    """The file, open for reading. A pipe that lies in a folder, where nobody may ever write, is not waited for.

    Nor is what counts as a file and never ends, as /proc/kmsg: of it what is there is read. What a shell makes of
    `<(command)` is a pipe as well, and stands in /dev/fd.

    Raises:
        FileError: it is such a pipe.
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISFIFO(mode) and not path.is_relative_to("/dev"):
        os.close(descriptor)
        raise FileError(path, "is a pipe")
    os.set_blocking(descriptor, not stat.S_ISREG(mode))
    return os.fdopen(descriptor, "rb")


def read_text(path: Path, most: int = SMALL) -> str:
    """The UTF-8 text in `path`, without a byte order mark.

    Raises:
        FileError: it cannot be read, is larger than `most` bytes, or is no UTF-8.
    """
    data = read_bytes(path, most)
    encoding = _BYTE_ORDER_MARKS.get(data[:2])
    if encoding is not None:
        raise FileError(path, f"is in {encoding}; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(path, f"is no UTF-8 (byte {error.start + 1})") from error


def read_json(path: Path, most: int = LARGE) -> Any:
    """The JSON document in `path`.

    Raises:
        FileError: it cannot be read, is larger than `most` bytes, or is no JSON.
    """
    try:
        return parse_json(read_text(path, most))
    except ValueError as error:
        raise FileError(path, f"is no JSON ({error})") from error
