"""A folder that one run writes to: a second run into it is refused before it sends anything.

So is a run into a folder where its reports would take the place of what others have made.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from conformance.errors import UsageError, writing
from reports.writers import foreign, sweep


@contextlib.contextmanager
def reserved(folder: Path) -> Iterator[None]:
    """The folder, which is made if need be, while no other run writes to it. The lock ends with the process.

    Raises:
        UsageError: another run writes to it, something of others is in the place of a report, or it cannot be made.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        other = foreign(folder)
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        if other is not None:
            raise UsageError(f"{other} is there, and no run wrote it.", "Choose another folder with --output.")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"another run is writing to {folder}.", "Choose another folder with --output.") from error
        except OSError:
            # Some file systems know no locks: then the folder is whose it was.
            pass
        else:
            sweep(folder)
        yield
    finally:
        os.close(descriptor)
