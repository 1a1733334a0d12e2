"""Bounds of the reference's server: size of head and body, time for a request and an answer, requests at once."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from conformance.reference.http import BODY_LIMIT
from conformance.reference.serving.joined import Joined

HEAD_MOST = 128 << 10
# The reference itself answers bodies beyond its own limit; what is larger still is not even read.
BODY_MOST = 2 * BODY_LIMIT
# Seconds in which a request must have arrived as a whole.
ARRIVAL = 30.0
CONNECTIONS = 512
# Requests of one connection that wait for their turn.
PIPELINED = 16
# Seconds that a refused request is still read, and thrown away, so that its sender sees the refusal.
_FAREWELL = 2.0
_PHRASES = {
    400: "Bad Request",
    408: "Request Timeout",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
}


class _CrowdedError(Exception):
    """Too many requests of one connection wait; uvicorn then answers 400 and closes it."""


class Bounded(HttpToolsProtocol):
    """uvicorn's protocol within bounds; uvicorn has none of these for it."""

    arrival = ARRIVAL

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """As uvicorn does it."""
        super().__init__(*arguments, **more)
        self._head = 0
        self._body = 0
        self._in_head = True
        self._messages = 0
        self._refused = False
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # - as uvicorn declares it
        """Take a connection, unless there are too many."""
        super().connection_made(cast("asyncio.Transport", Joined(transport, self.loop)))
        if len(self.connections) > CONNECTIONS:
            transport.abort()
            return
        # Then `pause_writing` tells of every byte that the other side does not take.
        transport.set_write_buffer_limits(high=0)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._arrived()
        self._taken()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read, as long as head and body stay within bounds."""
        if self._refused:
            return
        # An empty line is no message, and would otherwise keep an idle connection open.
        if self._timer is None and self._in_head:
            self._expect()
        before = self._in_head, self._messages, self._body
        super().data_received(data)
        # A piece that ends a request is mostly its body; what follows in it of the next head is small. What is neither
        # a head nor a body is a trailer, which is collected like a head.
        if before == (self._in_head, self._messages, self._body) and not self._refused:
            self._head += len(data)
            if self._head > HEAD_MOST:
                self._refuse(431)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; where a request was refused just before, its sender has an answer."""
        if not self._refused:
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        """A request begins."""
        if len(self.pipeline) >= PIPELINED:
            raise _CrowdedError
        self._body = 0
        if self._timer is None:
            self._expect()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has arrived. Trailers are left out: they come after the body and say nothing of it."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head has arrived: a length that it states is taken at its word."""
        self._in_head, self._head = False, 0
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() != "1.0"):
            # RFC 9112, 3.2
            self._refuse(400)
            return
        stated = next((value for name, value in self.headers if name == b"content-length"), b"0")
        if stated.isdigit() and int(stated[:20]) > BODY_MOST:
            self._refuse(413)
            return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body has arrived."""
        if self._refused:
            return
        self._head = 0
        self._body += len(body)
        if self._body > BODY_MOST:
            self._refuse(413)
            return
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has arrived as a whole."""
        self._in_head = True
        self._messages += 1
        self._arrived()
        if not self._refused:
            super().on_message_complete()

    def pause_writing(self) -> None:
        """The answers are not read: they are waited for as long as a request is."""
        super().pause_writing()
        self._unread = self._unread or self.loop.call_later(self.arrival, self.transport.abort)

    def resume_writing(self) -> None:
        """The answers are read."""
        self._taken()
        super().resume_writing()

    def _taken(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _expect(self) -> None:
        self._timer = self.loop.call_later(self.arrival, self._refuse, 408)

    def _arrived(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int) -> None:
        """Answer with a bare status, and read no more of this connection than it takes to be heard."""
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        self._arrived()
        cycle: Any = self.cycle
        if cycle is not None and not cycle.response_complete:
            # The application, which waits for the rest of the body, is told that there is none.
            cycle.disconnected = True
            cycle.body = b""
            cycle.message_event.set()
        line = f"HTTP/1.1 {status} {_PHRASES[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        self.transport.write(line.encode("ascii"))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(_FAREWELL, self.transport.abort)
