"""What can go wrong that is not the target's doing.

    ConformanceError
    ├── UsageError          wrong usage or configuration: exit status 2
    ├── UnreachableError    nothing could be verified: exit status 3
    └── OutputError         the reports cannot be written: exit status 4

Each says in one line what happened, why, and what to do next; the command line prints it without a traceback. Any other
exception is a defect of the suite: exit status 4, with one line and a file that holds the traceback.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from spec.contract import ContractError, guarded

# What this machine may lack, whatever the target does.
# Where reports go that nobody names a folder for.
DEFAULT_FOLDERS = frozenset({"conformance-report", "conformance-comparison", "selftest-report"})
_LACKING = {
    errno.EMFILE: "no file descriptor is left (see ulimit -n)",
    errno.ENFILE: "this machine has no file descriptor left",
    errno.EADDRNOTAVAIL: "this machine has no local port left, or not the address",
    errno.ENOBUFS: "this machine has no room for another connection",
    errno.ENOMEM: "this machine has no memory left",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file may not become larger (see ulimit -f)",
    errno.EROFS: "the file system can only be read",
    errno.EIO: "the disk, or what stands in its place, does not work",
}


class ConformanceError(Exception):
    """An error with a sentence for the user and the exit status that goes with it.

    Attributes:
        status: the exit status of the command.
        message: what happened, and why.
        hint: what to do next, or "".
    """

    status = 4

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class UsageError(ConformanceError):
    """An option, a file or the configuration is wrong."""

    status = 2


class UnreachableError(ConformanceError):
    """The target does not answer at all."""

    status = 3


class OutputError(ConformanceError):
    """What was found cannot be written."""


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """While the folder of the option `--output` is looked at or written to.

    Raises:
        UsageError: it cannot be; or a link stands where reports go by default, which only lies in this directory.
    """
    if str(folder) in DEFAULT_FOLDERS and folder.is_symlink():
        raise UsageError(
            f"{folder} is a link, and nobody said to write where it leads.", "Name that folder with --output."
        )
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"cannot write to {folder}: {error.strerror}.", "Choose another folder with --output."
        ) from error


@contextlib.contextmanager
def usable(contract: str) -> Iterator[None]:
    """While something is made of a contract that somebody else may have written: a catalogue, an oracle, a plan.

    Args:
        contract: its name, its edition or its folder.

    Raises:
        UsageError: there is no such contract, or it is not of the form that a contract has.
    """
    try:
        with guarded(contract):
            yield
    except ContractError as error:
        raise UsageError(f"{error}.", error.hint) from error


def lacking(error: BaseException) -> str:
    """What this machine lacks, in words without a full stop; "" where an error has another cause."""
    if isinstance(error, MemoryError):
        return _LACKING[errno.ENOMEM]
    if isinstance(error, FileNotFoundError) and "temporary directory" in str(error.strerror):
        return "no folder for temporary files can be written to (see TMPDIR)"
    if not isinstance(error, OSError) or error.errno not in _LACKING:
        return ""
    where = f": {error.filename}" if isinstance(error.filename, str) else ""
    return _LACKING[error.errno] + where
