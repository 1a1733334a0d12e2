"""What httptools reads of an answer is what h11 reads of it; everything else is left to h11."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.wire.broken import Broken
from conformance.wire.exchange import Answer
from conformance.wire.ordinary import OddError, Ordinary
from conformance.wire.reading import Reading
from tests.conformance.wire.hostile import BODY, reply
from tests.patience import PATIENCE


class Peer:
    """A socket that has received these pieces, and then the end."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)

    def gettimeout(self) -> float:
        return PATIENCE

    def settimeout(self, _seconds: float) -> None: ...

    def setsockopt(self, *_option: int) -> None: ...

    def recv(self, _most: int) -> bytes:
        return next(self._pieces, b"")


def read(pieces: Sequence[bytes], *, ordinary: bool) -> tuple[Answer, bool] | tuple[str, str]:
    """What a connection makes of the pieces: the answer and whether it goes on, or why there is none."""
    reading = Reading(Peer(pieces), "POST", time.monotonic() + PATIENCE)  # type: ignore[arg-type] # - no more is asked of a socket
    try:
        return reading.answer() if ordinary else reading.other()
    except Broken as broken:
        return broken.failure.kind, broken.failure.detail


HEADERS = st.sampled_from(
    b"A: b|A:b|A:  b \t|A:|A: \xe9|A: b\r\n c|A : b|: b|A: b\x0b|A: b\x01|A: b\rc|A|\xe9: b|Content-Encoding: identity|"
    b"Connection: close|Connection: keep-alive|Connection: keep-alive, Close|connection: x|Upgrade: x|"
    b"Connection: Upgrade|"
    b"Transfer-Encoding: chunked|Transfer-Encoding: gzip|Content-Length: 0|Content-Length: 11|content-length: 11 |"
    b"Content-Length: 011|Content-Length: +11|Content-Length: 11, 11|Content-Length: -1|Content-Length: 99|"
    b"Content-Length: 1_1|Content-Length:".split(b"|")
)
STARTS = st.sampled_from(
    b"HTTP/1.1 200 OK|HTTP/1.1 404 Not Found|HTTP/1.1 204 No Content|HTTP/1.1 304 No|HTTP/1.1 200|HTTP/1.1 299 |"
    b"HTTP/1.1  200 OK|HTTP/1.1 100 Continue|HTTP/1.1 101 S|HTTP/1.1 20 OK|HTTP/1.1 2000|HTTP/1.0 200 OK|"
    b"HTTP/2.0 200 OK|http/1.1 200 OK|HTTP/1.1 200 O\x01K|HTTP/1.1 200 O\x0bK|\r\nHTTP/1.1 200 OK|HTTP/1.1 200 \xe9|"
    b"ICE/1.1 200 OK|HTTP/1.1 999 \t|HTTP/1.1\t200 OK| HTTP/1.1 200 OK|HTTP/1.1 200\tOK".split(b"|")
)
BODIES = st.sampled_from(
    [b"", BODY, BODY + b"x", reply(), BODY + reply(), b"4\r\n{}{}\r\n0\r\n\r\n", b"\r\n", BODY[:-1]]
)
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r"])


@given(start=STARTS, headers=st.lists(HEADERS, max_size=3), end=ENDS, body=BODIES, cut=st.integers(0, 90))
def test_both_readers_agree(start: bytes, headers: list[bytes], end: bytes, body: bytes, cut: int) -> None:
    data = end.join((start, *headers, b"", body))
    pieces = [piece for piece in (data[:cut], data[cut:]) if piece]
    assert read(pieces, ordinary=True) == read(pieces, ordinary=False)


@given(st.binary(max_size=4), st.integers(0, 60), BODIES)
def test_both_readers_agree_on_answers_with_odd_bytes(odd: bytes, place: int, body: bytes) -> None:
    data = reply(headers=b"X-Some: text\r\n")
    pieces = [data[:place] + odd + data[place:] + body]
    assert read(pieces, ordinary=True) == read(pieces, ordinary=False)


@pytest.mark.parametrize("status", [b"101 Switching Protocols", b"200 OK", b"426 Upgrade Required"])
def test_an_answer_that_takes_up_another_protocol_is_read_as_far_as_it_is_one(status: bytes) -> None:
    data = reply(status=status, headers=b"Connection: Upgrade\r\nUpgrade: h2c\r\n")
    assert read([data], ordinary=True) == read([data], ordinary=False)


def test_an_ordinary_answer_is_read() -> None:
    reader, data = Ordinary(), reply(headers=b"X-Some: \xe9 \r\n")
    assert reader.add(data[:30]) is None
    assert reader.add(data[30:]) == Answer(
        status=200, headers=(("Content-Length", "11"), ("X-Some", "\xe9")), body=BODY, truncated=False
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"HTTP/1.0 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        reply() + b"\r\n",
        reply() + reply(),
        reply(b" " * (1 << 16)),
        reply(headers=b"Connection: close\r\n"),
        reply(headers=b"X: y\r\n" * 101),
        reply(b"", status=b"100 Continue"),
    ],
    ids=lambda data: repr(data)[:30],
)
def test_an_odd_answer_is_left_to_others(data: bytes) -> None:
    with pytest.raises(OddError):
        Ordinary().add(data)
