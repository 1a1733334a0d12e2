"""One HTTP/1.1 connection: opens it, writes a request head as it is told, and reads the answer within one deadline."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

import h11

from conformance.errors import lacking
from conformance.wire.broken import LACKING, Broken
from conformance.wire.exchange import Answer
from conformance.wire.reading import CHUNK, Reading, allow, left
from conformance.wire.secured import Peer, Secured
from conformance.wire.tls import sentence


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
        proxied: whether what is connected to is a proxy.
    """

    host: str
    port: int
    context: ssl.SSLContext | None = None
    name: str = ""
    tunnel: bytes = b""
    shown: bool = False
    proxied: bool = False


class Connection:
    """A connection that is opened when it is needed and reused as long as the target keeps it."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._socket: Peer | None = None
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
        try:
            self._send(peer, head + body, deadline)
            answer, keep = Reading(peer, method, deadline).answer()
        except BaseException:
            self.close()
            raise
        if not keep:
            self.close()
        return answer

    def _connect(self, deadline: float) -> Peer:
        if self._socket is not None:
            return self._socket
        route = self._route
        try:
            plain = socket.create_connection((route.host, route.port), timeout=left(deadline))
        except TimeoutError as error:
            raise self._unreached("connecting took too long") from error
        except (OSError, UnicodeError) as error:
            if lacking(error):
                raise Broken(LACKING, lacking(error)) from error
            raise self._unreached((getattr(error, "strerror", None) or str(error)).lower()) from error
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if route.tunnel:
                _tunnel(plain, route.tunnel, deadline)
            self._socket = self._secured(plain, deadline)
        except BaseException:
            plain.close()
            raise
        return self._socket

    def _unreached(self, why: str) -> Broken:
        return Broken(
            "unreachable", f"the proxy cannot be reached: {why}; check --proxy" if self._route.proxied else why
        )

    def _secured(self, plain: socket.socket, deadline: float) -> Peer:
        """The connection with TLS on it, where that is spoken."""
        context = self._route.context
        if context is None:
            return plain
        allow(plain, deadline)
        try:
            return Secured(plain, context, self._route.name)
        except ssl.SSLError as error:
            raise Broken("tls", sentence(error, shown=self._route.shown)) from error
        except TimeoutError as error:
            raise Broken("unreachable", "the TLS handshake took too long") from error
        except OSError as error:
            raise Broken("tls", f"it broke off the TLS handshake ({(error.strerror or str(error)).lower()})") from error

    def _send(self, peer: Peer, data: bytes, deadline: float) -> None:
        try:
            allow(peer, deadline)
            peer.sendall(data)
        except TimeoutError as error:
            raise Broken("timeout", "the target did not take the request in time") from error
        except OSError as error:
            # A server may refuse a large body by answering before it has read all of it.
            if len(data) < CHUNK:
                detail = f"the connection broke while sending ({error.strerror})"
                if self._route.context is not None and not self._route.shown:
                    detail += "; it may demand a client certificate (--client-cert)"
                raise Broken("reset", detail, idle=True) from error


def _tunnel(peer: Peer, head: bytes, deadline: float) -> None:
    """Ask a proxy for a way to the target.

    Raises:
        Broken: it gives none.
    """
    try:
        peer.sendall(head)
        status = Reading(peer, "CONNECT", deadline).head().status_code
    except (OSError, h11.RemoteProtocolError) as error:
        raise Broken("unreachable", "the proxy broke off, or speaks no HTTP; check --proxy") from error
    except Broken as broken:
        raise Broken("unreachable", f"the proxy gives no way to it: {broken.failure.detail}") from broken
    if not 200 <= status < 300:
        wants = "; it wants credentials: --proxy http://USER:PASSWORD@HOST:PORT" if status == 407 else ""
        raise Broken("unreachable", f"the proxy gives no way to it (answered {status}{wants})")
