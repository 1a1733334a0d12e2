"""Reads one answer within a deadline: httptools what is ordinary, h11 whatever else comes."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property

import h11

from conformance.wire.broken import Broken
from conformance.wire.exchange import BODY_LIMIT, Answer
from conformance.wire.ordinary import OddError, Ordinary
from conformance.wire.secured import Peer
from conformance.wire.tls import ALERT, SPEAKS_TLS, sentence

CHUNK = 1 << 16
# Python's own clients, boto3 among them, read no longer line of a head.
_HEAD_LIMIT = 1 << 16
_LARGE_HEAD = "the answer's head is larger than 64 KiB"
_HEADERS = 1000
_INTERIM = 20
# What h11 has to know of a request, by its method.
_ASKED = {name: h11.Request(method=name, target="/", headers=[("Host", "h")]) for name in ("HEAD", "CONNECT", "POST")}
_END = h11.EndOfMessage()
# Methods whose answers have another end than their heads say.
_HEADLESS = frozenset({"HEAD", "CONNECT"})
# Linux alone has it.
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


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


def left(deadline: float) -> float:
    """The seconds until the deadline.

    Raises:
        Broken: it has passed.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise Broken("timeout", "no complete answer in time")
    return seconds


def allow(peer: Peer, deadline: float) -> None:
    """Let the socket wait until the deadline; setting it is a system call, so not for a tenth of a second."""
    seconds, allowed = left(deadline), peer.gettimeout()
    if allowed is None or abs(allowed - seconds) > 0.1:
        peer.settimeout(seconds)


def _acknowledge(peer: Peer) -> None:
    """Tell the peer at once that the piece before this one has come, where the system can.

    A server that writes the head and the body of an answer apart waits for that before it sends the body (Nagle's
    algorithm). By default it is told after some 40 ms: `http.server` then takes three minutes for a run instead of ten
    seconds.
    """
    if _QUICKACK is not None:
        peer.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)


class Reading:
    """Reads one answer."""

    def __init__(self, peer: Peer, method: str, deadline: float) -> None:
        self._peer = peer
        self._method = method
        self._deadline = deadline
        self._received = False
        # The bytes that came before it was clear that httptools cannot read this answer.
        self._unread: deque[bytes] = deque()

    @cached_property
    def _reader(self) -> h11.Connection:
        """h11 in the state after our request: what it knows of it is the method, which decides about the body."""
        reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_LIMIT)
        reader.send(_ASKED.get(self._method, _ASKED["POST"]))
        reader.send(_END)
        return reader

    def answer(self) -> tuple[Answer, bool]:
        """The answer, and whether the connection may be used again.

        Raises:
            Broken: no usable answer came.
        """
        ordinary = None if self._method in _HEADLESS else self._ordinary()
        return self.other() if ordinary is None else (ordinary, True)

    def _ordinary(self) -> Answer | None:
        """The answer, if it is an ordinary one; else what has come of it is still to be read."""
        reader = Ordinary()
        with contextlib.suppress(OddError):
            while True:
                self._unread.append(self._receive())
                answer = reader.add(self._unread[-1])
                if answer is not None:
                    return answer
        return None

    def other(self) -> tuple[Answer, bool]:
        """The answer as h11 reads it, whatever it is, and whether the connection may be used again.

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
            self._reader.receive_data(self._unread.popleft() if self._unread else self._receive())
        if isinstance(event, h11.ConnectionClosed):
            raise Broken("closed", "the target closed the connection without an answer", idle=not self._received)
        return event  # type: ignore[return-value] # - NEED_DATA is excluded above

    def _receive(self) -> bytes:
        try:
            allow(self._peer, self._deadline)
            if self._received:
                _acknowledge(self._peer)
            data = self._peer.recv(CHUNK)
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
