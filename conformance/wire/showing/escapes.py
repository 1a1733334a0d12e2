"""Undoes the escapes of text that a target sends, and knows where each character of the result came from.

The same for what stands between the characters of a code: line ends, colons, blanks.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Beside those of a URL: of HTML, of JSON and of other string literals, and the zero bytes of UTF-16.
_OTHERS = (
    rb"&(?:#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31};);?"
    rb"|\\[uU][0-9a-fA-F]{4}|\\[xX][0-9a-fA-F]{2}|\\[\"'\\/]|\0+"
)
_ESCAPE = re.compile(rb"%[0-9a-fA-F]{2}|" + _OTHERS)
# The same, but those of a URL that follow each other as one: a path may have a hundred thousand.
_ESCAPES = re.compile(rb"(?:%[0-9a-fA-F]{2})+|" + _OTHERS)
_FIRST = re.compile(rb"[%&\\\0]")
# What stands in a JSON text is escaped there, and may have been escaped three times before.
_DEPTH = 4
# What may stand between the characters of a code, in lower case: `41:42`, `0x41, 0x42`, `4142 4344`, a line's end.
_BETWEEN = b" \t\r\n,;:.\"'|[](){}"
# Whatever is no letter and no digit; forms without it are looked for in what is left. The first leaves out the most.
_OTHER = bytes(byte for byte in range(256) if byte not in b"abcdefghijklmnopqrstuvwxyz0123456789")
_SEPARATORS = tuple(
    (each, re.compile(rb"(?:\\[rnt]|0x|<br ?/?>|[%s])++" % re.escape(each)))
    for each in (_OTHER, _BETWEEN + b"-_", _BETWEEN)
)
_PECULIAR = (b"\\", b"0x", b"<br")
# Quoted-printable: escapes, and ends of lines that end no line of the text (`=` before them).
_PRINTABLE = re.compile(rb"=(?:[0-9a-f]{2}|(?:\\r|\r)?(?:\\n|\n))")


class Layer:
    """Text with its escapes undone.

    Attributes:
        decoded: the text, in the case of letters of the text before.
        whole: each row of letters and digits that stands in a layer beside this one stands in this one, too.
    """

    def __init__(
        self, source: bytes, decoded: bytes, escape: re.Pattern[bytes] = _ESCAPE, *, whole: bool = True
    ) -> None:
        """Prepare; where each character came from is found out when it is asked for, which it seldom is.

        Args:
            source: the text before.
            decoded: the same with its escapes undone.
            escape: an escape of the text before.
            whole: whether no layer beside this one has another row of letters and digits.
        """
        self.decoded = decoded
        self.whole = whole
        self._escape = escape
        self._source = source
        self._pieces: _Pieces | None = None

    def span(self, span: tuple[int, int]) -> tuple[int, int]:
        """Where `span` of the decoded text stands in the text before."""
        if self._pieces is None:
            self._pieces = _pieces(self._source, self._escape)
        return self._pieces.span(span)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces of a text: each escape, and the text between two escapes.

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
    for _ in range(_DEPTH):
        decoded, escapes = _ESCAPES.subn(_replacement, data)
        if not escapes:
            return
        yield Layer(data, decoded)
        data = decoded


def squeezed(data: bytes) -> Iterator[Layer]:
    """`data`, in lower case, without what may stand between the characters of a code."""
    # The regular expression takes ten times as long, and is needed only where a separator has several characters.
    peculiar = any(mark in data for mark in _PECULIAR)
    sizes = {len(data)}
    for characters, separators in _SEPARATORS:
        decoded = separators.sub(b"", data) if peculiar else data.translate(None, characters)
        # Each leaves out a part of what the one before does: two of the same length are the same.
        if len(decoded) not in sizes:
            yield Layer(data, decoded, separators, whole=len(sizes) == 1)
            sizes.add(len(decoded))
    if b"=" in data:
        decoded, escapes = _PRINTABLE.subn(_dropped, data)
        if escapes:
            yield Layer(data, decoded.lower(), _PRINTABLE)


def _dropped(match: re.Match[bytes]) -> bytes:
    """What a separator, or an escape of quoted-printable, stands for."""
    digits = match[0][1:] if match[0][:1] == b"=" else b""
    return bytes.fromhex(digits.decode("ascii")) if len(digits) == 2 and digits.isalnum() else b""


def _pieces(data: bytes, escape: re.Pattern[bytes]) -> _Pieces:
    # There may be a million pieces: arrays take a tenth of what lists of numbers would.
    starts, sources, escaped = array("L"), array("L"), bytearray()
    done = size = 0

    def add(source: int, length: int, *, undone: bool) -> None:
        nonlocal size
        starts.append(size)
        sources.append(source)
        escaped.append(undone)
        size += length

    for match in escape.finditer(data):
        if match.start() > done:
            add(done, match.start() - done, undone=False)
        add(match.start(), len(_replacement(match) if escape is _ESCAPE else _dropped(match)), undone=True)
        done = match.end()
    add(done, len(data) - done, undone=False)
    return _Pieces(starts, sources, escaped, len(data))


def _replacement(match: re.Match[bytes]) -> bytes:
    escape = match[0]
    if escape[:1] == b"%":
        return bytes.fromhex(escape.replace(b"%", b"").decode("ascii"))
    return b"" if escape[:1] == b"\0" else _plain(escape)


@lru_cache(maxsize=4096)
def _plain(escape: bytes) -> bytes:
    """The bytes that an escape of HTML or of a string literal stands for."""
    if escape[:2] in (b"\\u", b"\\U", b"\\x", b"\\X"):
        return chr(int.from_bytes(bytes.fromhex(escape[2:].decode("ascii")))).encode("utf-8", "surrogatepass")
    if escape[:1] == b"&":
        # Of names, the standard library knows most in one case only.
        plain, lower = map(html.unescape, (escape.decode("ascii"), escape.decode("ascii").lower()))
        return (lower if plain.encode() == escape else plain).encode("utf-8", "surrogatepass")
    return escape[1:]
