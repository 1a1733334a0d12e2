"""Content codings are undone in the forms in which servers really send them, and bounded."""

from __future__ import annotations

import gzip
import zlib

import pytest

from conformance.wire.broken import Broken
from conformance.wire.coding import decoded
from conformance.wire.exchange import BODY_LIMIT, Answer

BODY = b'{"ok":true}' * 9


def coded(body: bytes, coding: str) -> Answer:
    return Answer(status=200, headers=(("Content-Encoding", coding),), body=body)


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def bare(data: bytes) -> bytes:
    encoder = zlib.compressobj(wbits=-15)
    return encoder.compress(data) + encoder.flush()


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (packed(BODY), "gzip"),
        (packed(BODY), "X-GZIP"),
        (packed(BODY[:5]) + packed(BODY[5:]), "gzip"),
        (packed(BODY) + bytes(9), "gzip"),
        (zlib.compress(BODY), "deflate"),
        (bare(BODY), "deflate"),
        (BODY, "identity"),
        (BODY, ""),
    ],
)
def test_a_coding_is_undone(body: bytes, coding: str) -> None:
    found = decoded(coded(body, coding or "identity"))
    assert (found.body, found.truncated) == (BODY, False)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (packed(BODY)[:-5], "gzip"),
        (packed(BODY) + b"more", "gzip"),
        (packed(b"") * 2000, "gzip"),
        (BODY, "gzip"),
        (BODY, "deflate"),
        (zlib.compress(BODY)[:-5], "deflate"),
        (BODY, "br"),
    ],
)
def test_a_broken_coding_is_no_answer(body: bytes, coding: str) -> None:
    with pytest.raises(Broken) as caught:
        decoded(coded(body, coding))
    assert caught.value.failure.kind == "encoding"


@pytest.mark.parametrize("members", [1, 40])
def test_what_unpacks_to_more_is_cut(members: int) -> None:
    found = decoded(coded(packed(bytes((64 << 20) // members)) * members, "gzip"))
    assert (len(found.body), found.truncated) == (BODY_LIMIT, True)
