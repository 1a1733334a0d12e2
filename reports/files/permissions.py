"""The permissions of the files of a run."""

from __future__ import annotations

import os
from pathlib import Path


def as_any_new_file(path: Path) -> None:
    """Give a temporary file, which only its owner can read, the permissions that any new file has: the umask's.

    Raises:
        OSError: it cannot be given them.
    """
    # The mask is known only by setting it: meanwhile, to one that lets nobody else read.
    mask = os.umask(0o077)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
