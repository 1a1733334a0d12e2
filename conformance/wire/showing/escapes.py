"""Undoes the escapes of text that a target sends, and knows where each character of the result came from."""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Beside those of a URL: of HTML, of JSON and of other string literals, and the zero bytes of UTF-16; in lower case.
_OTHERS = (
    rb"&(?:#x[0-9a-f]{1,8}|#[0-9]{1,8}|[a-z][a-z0-9]{1,31};);?"
    rb"|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[\"'\\/]|\0+"
)
_ESCAPE = re.compile(rb"%[0-9a-f]{2}|" + _OTHERS)
# The same, but those of a URL that follow each other as one: a path may have a hundred thousand.
_ESCAPES = re.compile(rb"(?:%[0-9a-f]{2})+|" + _OTHERS)
_FIRST = re.compile(rb"[%&\\\0]")
# What stands in a JSON text is escaped there, and may have been escaped three times before.
_DEPTH = 4


class Layer:
    """Text with its escapes undone.

    Attributes:
        decoded: the text, in lower case.
    """

    def __init__(self, source: bytes, decoded: bytes) -> None:
        """Prepare; where each character came from is found out when it is asked for, which it seldom is.

        Args:
            source: the text before, in lower case.
            decoded: the same with its escapes undone.
        """
        self.decoded = decoded
        self._source = source
        self._pieces: _Pieces | None = None

    def span(self, span: tuple[int, int]) -> tuple[int, int]:
        """Where `span` of the decoded text stands in the text before."""
        if self._pieces is None:
            self._pieces = _pieces(self._source)
        return self._pieces.span(span)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces of a text: an escape is one, and so is what stands between two escapes.

    Attributes:
        starts: where each piece starts once the escapes are undone.
        sources: where the same piece starts in the text before.
        escaped: whether the piece was an escape.
        size: the length of the text before.
    """

    starts: array[int]
    sources: array[int]
    escaped: bytearray
    size: int

    def span(self, span: tuple[int, int]) -> tuple[int, int]:
        """Where `span` of the decoded text stands in the text before."""
        first, last = bisect_right(self.starts, span[0]) - 1, bisect_right(self.starts, span[1] - 1) - 1
        start = self.sources[first] + (0 if self.escaped[first] else span[0] - self.starts[first])
        following = self.sources[last + 1] if last + 1 < len(self.sources) else self.size
        end = following if self.escaped[last] else self.sources[last] + span[1] - self.starts[last]
        return start, end


def layers(data: bytes) -> Iterator[Layer]:
    """`data` with its escapes undone once, twice and up to four times, as long as there are any."""
    if not _FIRST.search(data):
        return
    data = data.lower()
    for _ in range(_DEPTH):
        decoded, escapes = _ESCAPES.subn(_replacement, data)
        if not escapes:
            return
        layer = Layer(data, decoded.lower())
        yield layer
        data = layer.decoded


def _pieces(data: bytes) -> _Pieces:
    # There may be a million pieces: arrays take a tenth of what lists of numbers would.
    starts, sources, escaped = array("L"), array("L"), bytearray()
    done = size = 0

    def add(source: int, length: int, *, escape: bool) -> None:
        nonlocal size
        starts.append(size)
        sources.append(source)
        escaped.append(escape)
        size += length

    for match in _ESCAPE.finditer(data):
        if match.start() > done:
            add(done, match.start() - done, escape=False)
        add(match.start(), len(_replacement(match)), escape=True)
        done = match.end()
    add(done, len(data) - done, escape=False)
    return _Pieces(starts, sources, escaped, len(data))


def _replacement(match: re.Match[bytes]) -> bytes:
    escape = match[0]
    if escape[:1] == b"%":
        return bytes.fromhex(escape.replace(b"%", b"").decode("ascii"))
    return b"" if escape[:1] == b"\0" else _plain(escape)


@lru_cache(maxsize=4096)
def _plain(escape: bytes) -> bytes:
    """The bytes that an escape of HTML or of a string literal stands for."""
    if escape[:2] in (b"\\u", b"\\x"):
        return chr(int.from_bytes(bytes.fromhex(escape[2:].decode("ascii")))).encode("utf-8", "surrogatepass")
    if escape[:1] == b"&":
        return html.unescape(escape.decode("ascii")).encode("utf-8", "surrogatepass")
    return escape[1:]
