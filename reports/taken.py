"""Whether what we would write takes the place of what another program, or a person, has made."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

# So far into a file its maker is looked for.
_HEAD = 64 << 10
_MAKER = b"chime-conformance"


def taken(folder: Path, signed: Collection[str], unsigned: Collection[str]) -> Path | None:
    """The first file of a folder that we would replace and did not write, or None.

    Args:
        folder: where we would write to; it need not be there.
        signed: the names of files that say who made them.
        unsigned: the names of files that do not: they are ours where one of the others is.

    Raises:
        OSError: one of them cannot be read.
    """
    there = [folder / name for name in signed if _is_there(folder / name)]
    foreign = next((path for path in there if not _is_ours(path)), None)
    if foreign or there:
        return foreign
    return next((folder / name for name in unsigned if _is_there(folder / name)), None)


def _is_there(path: Path) -> bool:
    # A link that leads nowhere is somebody's, too.
    return path.is_symlink() or path.exists()


def _is_ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return _MAKER in stream.read(_HEAD)
