"""Undoes the escapes of text that a target sends, and knows where each character of the result came from."""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

# Of a URL, of HTML, of JSON and of other string literals, and the zero bytes of UTF-16; in lower case.
_ESCAPE = re.compile(
    rb"%[0-9a-f]{2}|&(?:#x[0-9a-f]{1,8}|#[0-9]{1,8}|[a-z][a-z0-9]{1,31};);?"
    rb"|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[\"'\\/]|\0+"
)
_FIRST = re.compile(rb"[%&\\\0]")
# An escape of an escape of an escape: nobody reads more.
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Layer:
    """Text with its escapes undone.

    Attributes:
        decoded: the text, in lower case.
        starts: where each piece of it starts; an escape is a piece, and so is what stands between two escapes.
        sources: where the same piece starts in the text before.
        escaped: whether the piece was an escape.
        size: the length of the text before.
    """

    decoded: bytes
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
    """`data` with its escapes undone once, twice and three times, as long as there are any."""
    if not _FIRST.search(data):
        return
    data = data.lower()
    for _ in range(_DEPTH):
        layer = _undone(data)
        if layer is None:
            return
        yield layer
        data = layer.decoded


def _undone(data: bytes) -> Layer | None:
    """One layer, or None where there is no escape."""
    # There may be a million pieces: arrays take a tenth of what lists of numbers would.
    decoded, starts, sources, escaped = bytearray(), array("L"), array("L"), bytearray()
    done = 0

    def add(source: int, piece: bytes, *, escape: bool) -> None:
        starts.append(len(decoded))
        sources.append(source)
        escaped.append(escape)
        decoded.extend(piece)

    for match in _ESCAPE.finditer(data):
        if match.start() > done:
            add(done, data[done : match.start()], escape=False)
        add(match.start(), _plain(match[0]), escape=True)
        done = match.end()
    if not done:
        return None
    add(done, data[done:], escape=False)
    return Layer(bytes(decoded.lower()), starts, sources, escaped, len(data))


def _plain(escape: bytes) -> bytes:
    """The bytes that one escape stands for."""
    if escape[:1] == b"\0":
        return b""
    if escape[:1] == b"%":
        return bytes((int(escape[1:], 16),))
    if escape[:2] in (b"\\u", b"\\x"):
        return chr(int.from_bytes(bytes.fromhex(escape[2:].decode("ascii")))).encode("utf-8", "surrogatepass")
    if escape[:1] == b"&":
        return html.unescape(escape.decode("ascii")).encode("utf-8", "surrogatepass")
    return escape[1:]
