"""Codes within codes: what stands in base64 or hexadecimal, read, and unpacked where it is packed.

A secret's own codes are forms of it (`forms.py`), found wherever they begin. Here is what is coded more than once.
"""

from __future__ import annotations

import base64
import contextlib
import re
import zlib
from collections.abc import Iterator

# Runs of base64, folded to lines or not, as it is or as JSON and URLs write it. An identifier of 36 characters, which
# most answers have, is shorter; a code of twenty characters, coded again, is not.
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]|\\/|\\r|\\n|\r?\n|%2[BbFf]){37,}+")
_LEAST = 37
# To see quickly whether there is such a run: what may be in one, everything else as blanks.
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-\\%\r\n")
_RUNS = bytes(ord("a") if byte in _ALPHABET else ord(" ") for byte in range(256))
_FOLDS = re.compile(rb"\\r|\\n|[\r\n\\]")
_HEXADECIMAL = re.compile(rb"(?:[0-9a-fA-F]{2}){24,}+")
_STANDARD = bytes.maketrans(b"-_", b"+/")
# How a stream of gzip or zlib begins.
_PACKED = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]")
_MARKS = (b"\x1f\x8b\x08", b"x\x01", b"x^", b"x\x9c", b"x\xda")
# Bytes of a stream that are unpacked at once.
_PIECE = 1 << 10
# Bytes of the budget that looking for a stream costs beside its own, and reading one byte of it alone. A formula has
# what looks like the beginning of a stream every few characters (`x^2 + x^3`): that alone must not use up the budget.
_TRY, _STEP = 64, 4
# Bytes that are unpacked of one message at most.
MOST = 1 << 20

Span = tuple[int, int]


class Budget:
    """How many bytes of a message may still be read from codes."""

    def __init__(self, size: int) -> None:
        self.left = MOST + 16 * size

    def spend(self, data: bytes) -> bytes:
        """Take the size of what was read from what is left."""
        self.left -= len(data)
        return data


def read(data: bytes, budget: Budget) -> Iterator[tuple[Span, bytes]]:
    """Each part of `data` that may be a code, and what it says; nothing where the budget is used up."""
    if max(map(len, data.translate(_RUNS).split()), default=0) >= _LEAST:
        yield from _coded(data, budget)
    if any(mark in data for mark in _MARKS):
        rest = memoryview(data)
        for match in _PACKED.finditer(data):
            unpacked = _unpacked(rest[match.start() :], budget) if budget.left > 0 else b""
            if unpacked or budget.left <= 0:
                yield (match.start(), len(data)), unpacked
            if budget.left <= 0:
                return


def _coded(data: bytes, budget: Budget) -> Iterator[tuple[Span, bytes]]:
    for match in _HEXADECIMAL.finditer(data):
        yield match.span(), budget.spend(bytes.fromhex(match[0].decode("ascii")) if budget.left > 0 else b"")
    for match in _BASE64.finditer(data):
        # A digest in hexadecimal, which every signed request has, is no base64.
        for start in range(0 if _HEXADECIMAL.fullmatch(match[0]) else 4):
            yield match.span(), budget.spend(_plain(match[0][start:]) if budget.left > 0 else b"")


def _plain(code: bytes) -> bytes:
    """What base64 says; its last bytes may be no part."""
    if b"%" in code:
        code = re.sub(rb"%2[Bb]", b"+", re.sub(rb"%2[Ff]", b"/", code))
    code = _FOLDS.sub(b"", code).translate(_STANDARD)
    return base64.b64decode(code + b"A" * (-len(code) % 4))


def _unpacked(data: memoryview, budget: Budget) -> bytes:
    """What a stream says, as far as it is one: what follows may be damaged, or something else."""
    stream, unpacked = zlib.decompressobj(wbits=47), bytearray()
    budget.left -= _TRY
    for start in range(0, len(data), _PIECE):
        before, piece = stream.copy(), data[start : start + _PIECE]
        try:
            unpacked += budget.spend(stream.decompress(piece, max(1, min(budget.left, MOST))))
            budget.left -= len(piece)
        except zlib.error:
            unpacked += budget.spend(_first_bytes(before, piece, budget))
            break
        if stream.unconsumed_tail:
            budget.left = 0
        if stream.eof or budget.left <= 0:
            break
    return bytes(unpacked)


def _first_bytes(stream: zlib._Decompress, damaged: memoryview, budget: Budget) -> bytes:
    """What a stream says up to the byte that breaks it."""
    unpacked = bytearray()
    with contextlib.suppress(zlib.error):
        for at in range(len(damaged)):
            budget.left -= _STEP
            unpacked += stream.decompress(damaged[at : at + 1])
    return bytes(unpacked)
