"""Sends requests over HTTP exactly as they are told, and turns whatever a target does into an answer or a failure."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from conformance.wire.access import Access, proxy_authorization
from conformance.wire.broken import LACKING, Broken
from conformance.wire.coding import decoded
from conformance.wire.connection import Connection, Route
from conformance.wire.exchange import SPARED, Answer, Failure
from conformance.wire.tls import SPEAKS_TLS, speaks_tls, wants_tls
from spec.headers import is_senders
from strategies.request import Request

_BY_HEAD = frozenset({401, 403, 404, 405, 411, 413, 414, 415, 417, 431, 501})
# Methods whose requests have a body by their nature: who answers one otherwise than by its head has read it.
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_UNSERVED = frozenset({"timeout", "unreachable"})
# What many servers of TLS do with a request in the clear: they say nothing and hang up.
_HUNG_UP = frozenset({"closed", "reset"})
# On a second connection an answer may take so many times as long.
_SLOWER = 5
# So many connections are added where requests take turns.
_IN_TURN = 2
# Seconds in which a server of TLS has begun its handshake.
_GREETING = 3.0
_PLAIN = Access()


class Signer(Protocol):
    """Adds a signature."""

    def sign(self, request: Request, url: str) -> Request:
        """`request` with the headers that sign it, when it is sent to `url`, byte for byte."""
        ...


class HttpTransport:
    """HTTP/1.1 to one target, over as many kept connections as are used at once.

    It never raises for what a target does.

    Attributes:
        trouble: what this machine lacks, so that nothing could be sent; or "".
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 10.0,
        signer: Signer | None = None,
        access: Access = _PLAIN,
        may_send: Callable[[Request], bool] = lambda _request: True,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            base_url: scheme, host, port and path prefix.
            timeout: seconds that one answer may take in all.
            signer: signs each request, if given.
            access: how the target is reached.
            may_send: the last word on each request, complete but for the path prefix.

        Raises:
            UsageError: the certificates of `access` cannot be used.
        """
        parts = urlsplit(base_url)
        self._prefix = parts.path.rstrip("/")
        self._authority = access.host or parts.netloc
        self._base = f"{parts.scheme}://{self._authority}"
        self._timeout = timeout
        self._signer = signer
        self._headers = access.headers
        self._may_send = may_send
        self._route = _route(parts, access)
        # A proxy is told the whole URL of what goes through it in the clear, and who asks.
        self._whole, self._asks = "", ""
        if access.proxy and parts.scheme == "http":
            self._whole = f"http://{parts.netloc}"
            self._asks = proxy_authorization(access.proxy)
        # Until something was answered, a target that hangs up may want TLS.
        self._unclear = self._route.context is None and not access.proxy
        self._idle: deque[Connection] = deque()
        self._in_turn = False
        # What was last read and answered well, as it was sent, and the seconds that this took.
        self._well_read: tuple[Request, float] | None = None
        self.trouble = ""
        self._agent = f"chime-conformance/{version('chime-conformance')}"

    def sent(self, request: Request) -> Request:
        """What goes over the wire for `request`: with path prefix, the transport's headers and the signature."""
        theirs_to_say = tuple(pair for pair in request.headers if not is_senders(*pair))
        given = {name.lower() for name, _ in theirs_to_say}
        own = [("Host", self._authority), ("User-Agent", self._agent), ("Accept-Encoding", "identity")]
        theirs = {name.lower() for name, _ in self._headers}
        added = [pair for pair in own if pair[0].lower() not in theirs]
        if "transfer-encoding" not in given and (request.body or request.method in _WITH_BODY):
            added.append(("Content-Length", str(len(request.body))))
        added += self._headers
        headers = (*((name, value) for name, value in added if name.lower() not in given), *theirs_to_say)
        whole = replace(request, path=self._prefix + request.path, headers=headers)
        return self._signer.sign(whole, self._base + whole.path) if self._signer else whole

    def send(self, request: Request) -> Answer | Failure:
        """Send `request` once and read its answer; a connection that had gone idle is opened anew."""
        return self.send_as_is(self.sent(request))

    def send_as_is(self, request: Request) -> Answer | Failure:
        """Send a request that `sent` has completed, without touching it again."""
        began = time.monotonic()
        deadline = began + self._timeout
        connection = self._borrowed()
        try:
            try:
                answer = self._exchanged(connection, request, deadline)
            except Broken as broken:
                if not (broken.idle and connection.reused):
                    raise
                answer = self._exchanged(connection, request, deadline)
            # Who decides by the head alone may leave the body unread, and take it for the next request.
            if request.body and (request.method not in _WITH_BODY or answer.status in _BY_HEAD):
                connection.close()
            self._unclear = False
            if request.method == "GET" and answer.status // 100 == 2:
                self._well_read = request, time.monotonic() - began
            if self._route.context is None and wants_tls(answer):
                raise Broken("tls", SPEAKS_TLS)  # noqa: TRY301 - it is caught with the others
            return decoded(answer)
        except Broken as broken:
            if broken.failure.kind == LACKING:
                self.trouble = self.trouble or broken.failure.detail
            return Failure(kind="tls", detail=SPEAKS_TLS) if self._wants_tls(broken.failure) else broken.failure
        finally:
            self._idle.append(connection)

    def _exchanged(self, connection: Connection, request: Request, deadline: float) -> Answer:
        """Put a request on the wire: the one place that does, whatever asked for it.

        Raises:
            Broken: it may not be sent, or no usable answer came.
        """
        if not self._may_send(replace(request, path=request.path.removeprefix(self._prefix))):
            raise Broken(SPARED, "it might change what the target's owner has")
        head = _head(request, self._whole, self._asks)
        return connection.exchange(head, _framed(request), request.method, deadline)

    def _wants_tls(self, failure: Failure) -> bool:
        """Whether the target hung up since it speaks TLS; it is asked once, before anything was answered."""
        asks = self._unclear and failure.kind in _HUNG_UP
        self._unclear = self._unclear and not asks
        return asks and speaks_tls(self._route.host, self._route.port, min(self._timeout, _GREETING))

    def answers_beside(self, seconds: float) -> bool:
        """Whether the target answers on one more connection while it keeps the others; nothing is created.

        Many a mock serves one connection until it is closed: a second one is taken by the system and never looked at.
        What the target has read well is asked for again: what it does with other paths may take long, or be refused.

        Args:
            seconds: how long an answer may take; longer where what is asked for took long before.
        """
        asked, took = self._well_read or (self.sent(Request(method="GET", path="/")), 0.0)
        connection = Connection(self._route)
        try:
            self._exchanged(connection, asked, time.monotonic() + min(self._timeout, max(seconds, _SLOWER * took)))
        except Broken as broken:
            return broken.failure.kind not in _UNSERVED
        finally:
            connection.close()
        return True

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """Meanwhile requests go over several connections in turn.

        Behind each may be another process of the target, which serves it until it is closed. What one of them keeps to
        itself shows only where another one is asked.
        """
        self._idle.extend(Connection(self._route) for _ in range(_IN_TURN))
        self._in_turn = True
        try:
            yield
        finally:
            self._in_turn = False

    def close(self) -> None:
        """Close every connection."""
        for connection in self._idle:
            connection.close()

    def _borrowed(self) -> Connection:
        """A connection that no other thread uses: the one that was used last, or the next in turn; else a new one."""
        try:
            return self._idle.popleft() if self._in_turn else self._idle.pop()
        except IndexError:
            return Connection(self._route)


def _framed(request: Request) -> bytes:
    """The body as it goes over the wire: in two chunks where a header says that it is sent in chunks."""
    if all(name.lower() != "transfer-encoding" for name, _ in request.headers):
        return request.body
    half = len(request.body) // 2
    chunks = [chunk for chunk in (request.body[:half], request.body[half:]) if chunk]
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))


def _head(request: Request, whole: str = "", asks: str = "") -> bytes:
    """The request line and the headers; nothing is checked or normalised, only line breaks cannot get in."""
    lines = [f"{request.method} {whole}{request.path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    if asks:
        lines.append(f"Proxy-Authorization: {asks}")
    safe = (line.replace("\r", " ").replace("\n", " ") for line in lines)
    return "\r\n".join(safe).encode("utf-8", "surrogatepass") + b"\r\n\r\n"


def _route(parts: SplitResult, access: Access) -> Route:
    """The way to a target, through a proxy where there is one."""
    secure, named = parts.scheme == "https", parts.hostname or ""
    # A certificate is of a name without the final dot, and not every resolver knows this name with one.
    name = named.removesuffix(".")
    host = name if name == "localhost" else named
    port = parts.port or (443 if secure else 80)
    context = access.context() if secure else None
    shown = access.client_cert is not None
    if not access.proxy:
        return Route(host=host, port=port, context=context, name=name, shown=shown)
    proxy = urlsplit(access.proxy)
    tunnel = b""
    if secure:
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        asks = proxy_authorization(access.proxy)
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}", *([f"Proxy-Authorization: {asks}"] if asks else [])]
        tunnel = "\r\n".join((*lines, "", "")).encode("ascii")
    return Route(
        host=proxy.hostname or "",
        port=proxy.port or 80,
        context=context,
        name=name,
        tunnel=tunnel,
        shown=shown,
        proxied=True,
    )
