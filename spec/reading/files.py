"""Reads files that others wrote: bounded in size and depth, and every trouble is one sentence."""

from __future__ import annotations

import os
import re
import select
import stat
from pathlib import Path
from typing import Any

from spec.reading.documents import parse_json

# Far more than any file that people write by hand.
SMALL = 4 << 20
# A run record; its recording is a file of its own.
LARGE = 64 << 20
# The command behind a pipe may need this long, in seconds, before it says anything, and between two parts of it.
PATIENCE = 60.0
_OF_A_SHELL = re.compile(r"/dev/stdin|/(?:dev|proc/self)/fd/\d+")
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


def is_other(path: Path) -> bool:
    """Whether at `path` there is neither a file nor a folder but a pipe or a device, which can be read once at most."""
    return os.path.exists(path) and not is_file(path) and not is_folder(path)  # noqa: PTH110 - see `is_file`


def read_bytes(path: Path, most: int = SMALL) -> bytes:
    """What is in `path`.

    Args:
        path: a file, or whatever can be read like one.
        most: how many bytes are read at most.

    Raises:
        FileError: it cannot be read, or it is larger.
    """
    try:
        descriptor = _opened(path)
        with os.fdopen(descriptor, "rb") as file:
            # None where nothing is there yet.
            data = _told(path, descriptor, most) if _is_pipe(descriptor) else file.read(most + 1) or b""
    except (OSError, ValueError) as error:
        # A NUL in a path is a ValueError.
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(path, f"cannot be read ({reason.lower()})") from error
    if len(data) > most:
        raise FileError(path, f"is larger than {most >> 20} MiB")
    return data


def _opened(path: Path) -> int:
    """The descriptor of a file, to read from. A pipe that lies in a folder, where nobody may ever write, is refused.

    Nor is anything waited for that may never come, as from a terminal or from /proc/kmsg, which counts as a file: what
    is there is read. What a shell makes of `<(command)` is a pipe in /dev/fd.

    Raises:
        FileError: it is such a pipe.
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if _is_pipe(descriptor) and not _OF_A_SHELL.fullmatch(str(path)):
        os.close(descriptor)
        raise FileError(path, "is a pipe")
    return descriptor


def _is_pipe(descriptor: int) -> bool:
    return stat.S_ISFIFO(os.fstat(descriptor).st_mode)


def _told(path: Path, pipe: int, most: int) -> bytes:
    """What comes through a pipe, and one byte more than `most` at the most.

    Raises:
        FileError: nothing comes for a long time.
    """
    data = bytearray()
    while len(data) <= most:
        ready, _, _ = select.select([pipe], [], [], PATIENCE)
        if not ready:
            raise FileError(path, f"is a pipe through which nothing came for {PATIENCE:g} seconds")
        piece = os.read(pipe, most + 1 - len(data))
        if not piece:
            break
        data += piece
    return bytes(data)


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
