"""Undoes the content coding of an answer, although none was asked for; bounded like every body."""

from __future__ import annotations

import zlib
from dataclasses import replace

from conformance.wire.broken import Broken
from conformance.wire.exchange import BODY_LIMIT, Answer

# How zlib is told the format: gzip, zlib, and a bare stream, which some servers call deflate as well.
_GZIP, _ZLIB, _BARE = 31, 15, -15
_CODINGS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (_ZLIB, _BARE)}
# A gzip body may be made of several members, though not of so many.
_MEMBERS = 1000


def decoded(answer: Answer) -> Answer:
    """The answer with its content coding undone.

    Raises:
        Broken: the coding is broken or unknown.
    """
    coding = (answer.header("content-encoding") or "identity").strip().lower()
    if coding == "identity" or not answer.body:
        return answer
    if coding not in _CODINGS:
        raise Broken("encoding", f"the body is in the unknown coding {coding[:40]!r}")
    problem = ""
    for bits in _CODINGS[coding]:
        try:
            body, whole = _unpacked(answer.body, bits)
        except zlib.error as error:
            problem = problem or str(error)
            continue
        if not whole and len(body) <= BODY_LIMIT and not answer.truncated:
            raise Broken("encoding", f"the {coding} body is cut short")
        return replace(answer, body=body[:BODY_LIMIT], truncated=answer.truncated or len(body) > BODY_LIMIT)
    raise Broken("encoding", f"the body is no {coding} ({problem})")


def _unpacked(data: bytes, bits: int) -> tuple[bytes, bool]:
    """At most one byte more than the limit, and whether the data ended where it should.

    Raises:
        zlib.error: it is of another format.
    """
    pieces, size = list[bytes](), 0
    for _ in range(_MEMBERS):
        decoder = zlib.decompressobj(bits)
        piece = decoder.decompress(data, BODY_LIMIT + 1 - size)
        pieces.append(piece)
        size += len(piece)
        data = decoder.unused_data
        # Zeros after the last member are padding.
        if not decoder.eof or size > BODY_LIMIT or bits != _GZIP or not data.strip(b"\0"):
            return b"".join(pieces), decoder.eof
    return b"".join(pieces), False
