"""A small raw-socket server that misbehaves in one chosen way, on loopback, for as long as a context lasts."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
from collections.abc import Callable, Iterator

from tests.patience import PATIENCE

Serve = Callable[[socket.socket], None]
BODY = b'{"ok":true}'


def reply(body: bytes = BODY, *, status: bytes = b"200 OK", headers: bytes = b"", length: int | None = None) -> bytes:
    """A whole answer; `length` lies about the body's."""
    size = len(body) if length is None else length
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status, size, headers, body)


def request_of(peer: socket.socket) -> bytes:
    """Read one request: head and body by its Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = peer.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]):
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def serving(serve: Serve) -> Iterator[str]:
    """The base URL of a server that hands every connection to `serve`, then closes it."""
    listener = socket.create_server(("127.0.0.1", 0))
    closing = threading.Event()

    def work() -> None:
        while not closing.is_set():
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_guarded, args=(serve, peer), daemon=True).start()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        closing.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(PATIENCE)


def _guarded(serve: Serve, peer: socket.socket) -> None:
    with contextlib.suppress(OSError), peer:
        serve(peer)


def once(data: bytes) -> Serve:
    """Answers each request with these bytes, then closes."""

    def serve(peer: socket.socket) -> None:
        request_of(peer)
        peer.sendall(data)

    return serve


def kept(data: bytes) -> Serve:
    """Answers every request on the connection with these bytes."""

    def serve(peer: socket.socket) -> None:
        while request_of(peer):
            peer.sendall(data)

    return serve


def hangs(before: bytes) -> Serve:
    """Sends these bytes, then nothing until the other side leaves."""

    def serve(peer: socket.socket) -> None:
        request_of(peer)
        peer.sendall(before)
        peer.recv(1)

    return serve


def drips(peer: socket.socket) -> None:
    """Sends a byte every few milliseconds, for ever."""
    request_of(peer)
    peer.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    pause = threading.Event()
    while True:
        peer.sendall(b"a")
        pause.wait(0.01)


def endless(peer: socket.socket) -> None:
    """A body without an end."""
    request_of(peer)
    peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        peer.sendall(b" " * 65536)


def resets(peer: socket.socket) -> None:
    """Resets the connection instead of answering."""
    request_of(peer)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def bomb(size: int = 64 << 20) -> bytes:
    """A small gzip body that unpacks to `size` bytes."""
    return gzip.compress(b"\0" * size, 9)
