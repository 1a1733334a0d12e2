"""The reference's server reads no more, waits no longer and keeps no more connections than it says."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from conformance.reference.app import App, Receive, Send, create_app
from conformance.reference.serving import bounds
from conformance.reference.serving.bounds import BODY_MOST, HEAD_MOST, PIPELINED, Bounded
from conformance.reference.serving.listening import listen
from tests.patience import PATIENCE

PATH = b"/voice-connectors/abcdef1ghij2klmno3pqr4/proxy-sessions"


@contextlib.contextmanager
def served(kind: type[Bounded] = Bounded, app: App | None = None) -> Iterator[tuple[str, int]]:
    with listen("127.0.0.1", 0) as listener:
        config = uvicorn.Config(app or create_app(), http=kind, log_level="critical", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


def answered(place: tuple[str, int], *pieces: bytes) -> bytes:
    """What comes back; an empty answer where the connection is only closed."""
    with socket.create_connection(place, PATIENCE) as peer:
        with contextlib.suppress(OSError):
            for piece in pieces:
                peer.sendall(piece)
        found = b""
        with contextlib.suppress(OSError):
            while data := peer.recv(65536):
                found += data
        return found


def one(peer: socket.socket) -> bytes:
    """One whole answer on a connection that stays open."""
    found = b""
    while not found.endswith(b"}"):
        data = peer.recv(65536)
        if not data:
            break
        found += data
    return found


def status(answer: bytes) -> bytes:
    return answer.split(b" ")[1] if answer else b""


def head(length: int | None, more: bytes = b"") -> bytes:
    size = b"" if length is None else b"Content-Length: %d\r\n" % length
    return b"POST %s HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nConnection: close\r\n%s%s\r\n" % (
        PATH,
        size,
        more,
    )


def test_an_ordinary_request_is_answered() -> None:
    with served() as place:
        assert status(answered(place, head(2), b"{}")) == b"400"


def test_what_is_no_http_behind_what_was_refused_is_answered_once(caplog: pytest.LogCaptureFixture) -> None:
    chunked = b'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a="\r\n'
    with served() as place:
        found = answered(place, chunked)
    # The server's thread has ended: nothing is logged any more.
    assert (found.count(b"HTTP/1.1 400"), [record.name for record in caplog.records if record.name == "asyncio"]) == (
        1,
        [],
    )


@pytest.mark.parametrize(
    "pieces",
    [
        [b"POST /" + b"a" * (2 * HEAD_MOST)],
        [b"POST / HTTP/1.1\r\n", b"X: y\r\n" * HEAD_MOST],
        [b"POST / HTTP/1.1\r\nX: ", b"a" * (2 * HEAD_MOST)],
    ],
    ids=["path", "headers", "value"],
)
def test_a_head_without_an_end_is_refused(pieces: list[bytes]) -> None:
    with served() as place:
        assert status(answered(place, *pieces)) == b"431"


@pytest.mark.parametrize("piece", [b"a" * 1000, b"X: y\r\n" * 200], ids=["value", "fields"])
def test_a_trailer_without_an_end_is_refused(piece: bytes) -> None:
    begun = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "
    with served() as place:
        assert status(answered(place, begun, piece * (3 * HEAD_MOST // len(piece)))) == b"431"


def test_a_body_is_no_part_of_the_head_however_it_arrives() -> None:
    """What ends a request in one large piece has once been counted as the beginning of the next head."""
    body = b" " * (2 * HEAD_MOST) + b"{}"
    head = (
        b"POST "
        + PATH
        + b" HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    with served() as place, socket.create_connection(place, PATIENCE) as peer:
        for _ in range(2):
            peer.sendall(head)
            peer.sendall(body)
            assert status(one(peer)) == b"400"


def test_a_body_that_is_said_to_be_too_large_is_not_read() -> None:
    with served() as place:
        assert status(answered(place, head(400 << 20))) == b"413"


def test_a_body_that_is_too_large_is_refused_where_no_length_is_stated() -> None:
    piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
    with served() as place:
        found = answered(place, head(None, b"Transfer-Encoding: chunked\r\n"), *[piece] * (BODY_MOST // 65536 + 2))
        assert status(found) == b"413"


class Hasty(Bounded):
    arrival = 0.2


class Brisk(Bounded):
    """In time for what is sent at once, on a busy machine, too."""

    arrival = 1.0


@pytest.mark.parametrize(
    "pieces", [[], [b"POST / HT"], [head(10)], [head(10), b"{"]], ids=["nothing", "line", "head", "body"]
)
def test_a_request_that_does_not_arrive_is_not_waited_for(pieces: list[bytes]) -> None:
    with served(Hasty) as place:
        assert status(answered(place, *pieces)) == b"408"


def test_a_second_request_has_time_of_its_own() -> None:
    with served(Brisk) as place, socket.create_connection(place, PATIENCE) as peer:
        peer.sendall(head(2).replace(b"Connection: close\r\n", b"") + b"{}")
        assert status(one(peer)) == b"400"
        # A connection that was opened later has been given up by now: the time of the first request is over.
        assert status(answered(place)) == b"408"
        peer.sendall(head(2) + b"{}")
        assert status(one(peer)) == b"400"


def test_there_are_no_more_connections_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CONNECTIONS", 3)
    with served() as place, contextlib.ExitStack() as opened:
        peers = [opened.enter_context(socket.create_connection(place, PATIENCE)) for _ in range(3)]
        for peer in peers:
            peer.sendall(head(2).replace(b"Connection: close\r\n", b"") + b"{}")
            assert status(one(peer)) == b"400"
        assert answered(place, head(2), b"{}") == b""


def test_no_more_requests_of_one_connection_wait_than_allowed() -> None:
    """Thousands in one piece once took three gigabytes on five hundred connections."""
    request = head(2).replace(b"Connection: close\r\n", b"") + b"{}"
    with served() as place:
        found = answered(place, request * (3 * PIPELINED))
    assert found.count(b"HTTP/1.1 400") < PIPELINED + 3


def test_an_answer_that_nobody_reads_is_not_kept() -> None:
    whole = 32 << 20

    async def app(_scope: object, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b" " * whole})

    with served(Hasty, app) as place, socket.create_connection(place, PATIENCE) as peer:
        peer.sendall(head(2) + b"{}")
        for _ in range(2):
            # A connection that was opened later has been given up by now.
            assert status(answered(place)) == b"408"
        found = 0
        with contextlib.suppress(ConnectionResetError):
            while data := peer.recv(1 << 20):
                found += len(data)
    assert found < whole


def test_empty_lines_keep_no_connection_open() -> None:
    with served(Brisk) as place, socket.create_connection(place, PATIENCE) as peer:
        peer.sendall(head(2).replace(b"Connection: close\r\n", b"") + b"{}")
        assert status(one(peer)) == b"400"
        peer.sendall(b"\r\n")
        # uvicorn closes an idle connection after five seconds, unless something arrives on it.
        assert status(one(peer)) == b"408"


def test_what_comes_after_the_body_is_no_header() -> None:
    chunked = b"POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" % PATH
    with served() as place:
        found = answered(place, chunked, b"2\r\n{}\r\n0\r\nContent-Type: application/json\r\n\r\n")
    assert status(found) == b"415"


@pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: b\r\n"], ids=["none", "two"])
def test_a_request_names_one_host(hosts: bytes) -> None:
    with served() as place:
        assert status(answered(place, b"GET / HTTP/1.1\r\n" + hosts + b"\r\n")) == b"400"


def test_what_is_answered_goes_out_at_once() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
