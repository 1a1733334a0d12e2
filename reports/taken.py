"""Whether what we would write takes the place of what another program, or a person, has made."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from pathlib import Path

# So far into a file its mark is looked for.
_HEAD = 64 << 10
_GZIP = b"\x1f\x8b"
_VERDICT = rb"(?:conformant|nonconformant|inconclusive)"
_PAGE = rb'<!doctype html>\s+<html lang="en">.*?<title>[^<]* \xc2\xb7 chime-conformance</title>\s+<style>'
# How each file that we write begins, and has begun in every version; what is in the recording is unpacked for it.
_MARKS = {
    "run.json": rb'\{\s*"verdict": "[a-z]+",\s*"reason": .*?"suite": \{\s*"name": "chime-conformance"',
    "report.html": _PAGE,
    "junit.xml": rb'<testsuites name="chime-conformance"( [a-z]+="[\d.]+")*>\s*<testsuite name="',
    "summary.md": rb"## \S+ <code>[^\n]*</code> is " + _VERDICT,
    "badge.svg": rb'<svg xmlns="http://www.w3.org/2000/svg"[^>]* aria-label="contract: ' + _VERDICT,
    "exchanges.jsonl.gz": rb'\Z|\{"case": ?".*?", ?"clause": ?"',
    "compare.html": _PAGE,
    "compare.json": rb'\{\s*"columns": \[\s*\{\s*"(?:name|target)": ',
    "compare.md": rb"## (?:\d+ runs differ in \d+ of \d+ judged clauses|CreateProxySession, compared)",
    "scoreboard.md": rb"## \d+ runs against <code>",
    "selftest.html": _PAGE,
    "selftest.json": rb'\{\s*"ok": (?:true|false),\s*"idle": \[',
    "selftest.md": rb"\| targets \| number \| runs \| right \| ",
}


def taken(folder: Path, names: Iterable[str]) -> Path | None:
    """The first file of a folder that we would replace and did not write, or None.

    Each file counts by its own mark: a record of ours may have been put beside what somebody wrote by hand.

    Args:
        folder: where we would write to; it need not be there.
        names: of the files that we would write.

    Raises:
        OSError: one of them cannot be read.
    """
    there = (folder / name for name in names if _is_there(folder / name))
    return next((path for path in there if not _is_ours(path)), None)


def _is_there(path: Path) -> bool:
    # A link that leads nowhere is somebody's, too.
    return path.is_symlink() or path.exists()


def _is_ours(path: Path) -> bool:
    if not path.is_file():
        return False
    # Some of a kernel's files, to which a link may lead, are empty and never end.
    with path.open("rb") as stream:
        head = stream.read(_HEAD) if path.stat().st_size else b""
    return re.match(_MARKS[path.name], _unpacked(head), re.DOTALL) is not None


def _unpacked(head: bytes) -> bytes:
    """The beginning of what is packed in a file of which this is the beginning; what is not packed as it is."""
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, _HEAD)
    except zlib.error:
        return head
