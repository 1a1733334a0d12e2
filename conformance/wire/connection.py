"""One HTTP/1.1 connection: writes a request head as it is told, lets h11 read the answer, within one deadline."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass, field

import h11

from conformance.errors import lacking
from conformance.wire.broken import LACKING, Broken
from conformance.wire.exchange import BODY_LIMIT, Answer
from conformance.wire.tls import ALERT, SPEAKS_TLS, sentence

_HEAD_LIMIT = 1 << 18
_LARGE_HEAD = "the answer's head is larger than 256 KiB"
_HEADERS = 1000
_INTERIM = 20
_CHUNK = 1 << 16
# What h11 has to know of a request, by its method.
_ASKED = {name: h11.Request(method=name, target="/", headers=[("Host", "h")]) for name in ("HEAD", "CONNECT", "POST")}
_END = h11.EndOfMessage()
# Linux alone has it.
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way to a target.

    Attributes:
        host: what is connected to: the target, or the proxy before it.
        port: its port.
        context: what TLS is spoken with, or None for plain HTTP.
        name: the target's host, which its certificate must be of.
        tunnel: the head that asks a proxy for a way to the target, or b"".
        shown: whether TLS shows a certificate of ours.
    """

    host: str
    port: int
    context: ssl.SSLContext | None = None
    name: str = ""
    tunnel: bytes = b""
    shown: bool = False


@dataclass(slots=True)
class _Body:
    """What of a body is kept."""

    chunks: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, data: bytes) -> bool:
        """Keep `data` up to the limit; whether there was room for all of it."""
        room = BODY_LIMIT - self.size
        self.chunks.append(data[:room])
        self.size += len(data)
        return self.size <= BODY_LIMIT


class Connection:
    """A connection that is opened when it is needed and reused as long as the target keeps it."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._socket: socket.socket | None = None
        self.reused = False

    def close(self) -> None:
        """Drop the connection."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def exchange(self, head: bytes, body: bytes, method: str, deadline: float) -> Answer:
        """Send the bytes and read one answer.

        Raises:
            Broken: no usable answer came.
        """
        self.reused = self._socket is not None
        peer = self._connect(deadline)
        reader = _reader(method)
        try:
            self._send(peer, head + body, deadline)
            answer, keep = _Reading(peer, reader, deadline).answer()
        except BaseException:
            self.close()
            raise
        if not keep:
            self.close()
        return answer

    def _connect(self, deadline: float) -> socket.socket:
        if self._socket is not None:
            return self._socket
        route = self._route
        try:
            plain = socket.create_connection((route.host, route.port), timeout=_left(deadline))
        except TimeoutError as error:
            raise Broken("unreachable", "connecting took too long") from error
        except (OSError, UnicodeError) as error:
            if lacking(error):
                raise Broken(LACKING, lacking(error)) from error
            raise Broken("unreachable", (getattr(error, "strerror", None) or str(error)).lower()) from error
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if route.tunnel:
                _tunnel(plain, route.tunnel, deadline)
            self._socket = self._secured(plain, deadline)
        except BaseException:
            plain.close()
            raise
        return self._socket

    def _secured(self, plain: socket.socket, deadline: float) -> socket.socket:
        """The connection with TLS on it, where that is spoken."""
        context = self._route.context
        if context is None:
            return plain
        _allow(plain, deadline)
        try:
            return context.wrap_socket(plain, server_hostname=self._route.name)
        except ssl.SSLError as error:
            raise Broken("tls", sentence(error, shown=self._route.shown)) from error
        except TimeoutError as error:
            raise Broken("unreachable", "the TLS handshake took too long") from error
        except OSError as error:
            raise Broken("tls", f"it broke off the TLS handshake ({(error.strerror or str(error)).lower()})") from error

    def _send(self, peer: socket.socket, data: bytes, deadline: float) -> None:
        try:
            _allow(peer, deadline)
            peer.sendall(data)
        except TimeoutError as error:
            raise Broken("timeout", "the target did not take the request in time") from error
        except OSError as error:
            # A server may refuse a large body by answering before it has read all of it.
            if len(data) < _CHUNK:
                detail = f"the connection broke while sending ({error.strerror})"
                if self._route.context is not None and not self._route.shown:
                    detail += "; it may demand a client certificate (--client-cert)"
                raise Broken("reset", detail, idle=True) from error


def _tunnel(peer: socket.socket, head: bytes, deadline: float) -> None:
    """Ask a proxy for a way to the target.

    Raises:
        Broken: it gives none.
    """
    try:
        peer.sendall(head)
        status = _Reading(peer, _reader("CONNECT"), deadline).head().status_code
    except (OSError, h11.RemoteProtocolError) as error:
        raise Broken("unreachable", "the proxy broke off, or speaks no HTTP") from error
    except Broken as broken:
        raise Broken("unreachable", f"the proxy gives no way to it: {broken.failure.detail}") from broken
    if not 200 <= status < 300:
        wants = "; it wants credentials: --proxy http://USER:PASSWORD@HOST:PORT" if status == 407 else ""
        raise Broken("unreachable", f"the proxy gives no way to it (answered {status}{wants})")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Broken("timeout", "no complete answer in time")
    return left


def _allow(peer: socket.socket, deadline: float) -> None:
    """Let the socket wait until the deadline; setting it is a system call, so not for a tenth of a second."""
    left, allowed = _left(deadline), peer.gettimeout()
    if allowed is None or abs(allowed - left) > 0.1:
        peer.settimeout(left)


def _acknowledge(peer: socket.socket) -> None:
    """Tell the peer at once that the piece before this one has come, where the system can.

    A server that writes the head and the body of an answer apart waits for that before it sends the body (Nagle's
    algorithm). By default it is told after some 40 ms: `http.server` then takes three minutes for a run instead of ten
    seconds.
    """
    if _QUICKACK is not None:
        peer.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)


def _reader(method: str) -> h11.Connection:
    """h11 in the state after our request: what it knows of it is the method, which decides about the body."""
    reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_LIMIT)
    reader.send(_ASKED.get(method, _ASKED["POST"]))
    reader.send(_END)
    return reader


class _Reading:
    """Reads one answer."""

    def __init__(self, peer: socket.socket, reader: h11.Connection, deadline: float) -> None:
        self._peer = peer
        self._reader = reader
        self._deadline = deadline
        self._received = False

    def answer(self) -> tuple[Answer, bool]:
        """The answer, and whether the connection may be used again.

        Raises:
            Broken: no usable answer came.
        """
        try:
            head = self.head()
            body = _Body()
            # After a CONNECT that was granted, h11 pauses: what follows is no HTTP any more.
            while not isinstance(event := self._event(), h11.EndOfMessage) and event is not h11.PAUSED:
                if isinstance(event, h11.Data) and not body.add(bytes(event.data)):
                    return self._made(head, body, truncated=True), False
        except h11.RemoteProtocolError as error:
            raise Broken(*_protocol_problem(error)) from error
        keep = self._reader.our_state is h11.DONE and self._reader.their_state is h11.DONE
        return self._made(head, body, truncated=False), keep and not self._reader.trailing_data[0]

    def head(self) -> h11.Response:
        """The final head.

        Raises:
            Broken: none came.
            h11.RemoteProtocolError: what came is no HTTP.
        """
        for _ in range(_INTERIM):
            event = self._event()
            if isinstance(event, h11.Response):
                if len(event.headers) > _HEADERS:
                    raise Broken("too-large", f"more than {_HEADERS} headers")
                # h11 measures a head only while it is incomplete: one that ends in a large piece gets by.
                if sum(len(name) + len(value) for name, value in event.headers) > _HEAD_LIMIT:
                    raise Broken("too-large", _LARGE_HEAD)
                return event
        raise Broken("not-http", f"more than {_INTERIM} interim answers and no final one")

    def _event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self._reader.next_event()) is h11.NEED_DATA:
            self._reader.receive_data(self._receive())
        if isinstance(event, h11.ConnectionClosed):
            raise Broken("closed", "the target closed the connection without an answer", idle=not self._received)
        return event  # type: ignore[return-value] # - NEED_DATA is excluded above

    def _receive(self) -> bytes:
        try:
            _allow(self._peer, self._deadline)
            if self._received:
                _acknowledge(self._peer)
            data = self._peer.recv(_CHUNK)
        except TimeoutError as error:
            raise Broken("timeout", "no complete answer in time") from error
        except ssl.SSLError as error:
            # With TLS 1.3 a server says only now that it wants a certificate.
            raise Broken("tls", sentence(error, shown=True)) from error
        except OSError as error:
            raise Broken("reset", "the target reset the connection", idle=not self._received) from error
        if not data and not self._received:
            raise Broken("closed", "the target closed the connection without an answer", idle=True)
        if not self._received and data.startswith(ALERT):
            raise Broken("tls", SPEAKS_TLS)
        self._received = self._received or bool(data)
        return data

    @staticmethod
    def _made(head: h11.Response, body: _Body, *, truncated: bool) -> Answer:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items())
        return Answer(status=head.status_code, headers=headers, body=b"".join(body.chunks), truncated=truncated)


def _protocol_problem(error: h11.RemoteProtocolError) -> tuple[str, str]:
    if error.error_status_hint == 431:
        return "too-large", _LARGE_HEAD
    text = str(error)
    if "closed connection" in text or "incomplete" in text:
        return "closed", "the target closed the connection in the middle of its answer"
    return "not-http", f"the answer is no HTTP ({text})"
