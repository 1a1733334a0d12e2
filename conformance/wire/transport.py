"""Sends requests over HTTP exactly as they are told, and turns whatever a target does into an answer or a failure."""

from __future__ import annotations

import ssl
import time
import zlib
from dataclasses import replace
from importlib.metadata import version
from typing import Protocol
from urllib.parse import urlsplit

from conformance.wire.connection import BODY_LIMIT, Broken, Connection
from conformance.wire.exchange import Answer, Failure
from strategies.request import Request

_BY_HEAD = frozenset({401, 403, 404, 405, 411, 413, 414, 415, 417, 431, 501})
_CODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class Signer(Protocol):
    """Adds a signature."""

    def sign(self, request: Request, url: str) -> Request:
        """`request` with the headers that sign it, when it is sent to `url`, byte for byte."""
        ...


class HttpTransport:
    """HTTP/1.1 to one target, over as many kept connections as are used at once.

    It never raises for what a target does.
    """

    def __init__(self, base_url: str, *, timeout: float = 10.0, signer: Signer | None = None) -> None:
        """Prepare; nothing is opened yet.

        Args:
            base_url: scheme, host, port and path prefix.
            timeout: seconds that one answer may take in all.
            signer: signs each request, if given.
        """
        parts = urlsplit(base_url)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._secure else 80)
        self._prefix = parts.path.rstrip("/")
        self._authority = parts.netloc
        self._base = f"{parts.scheme}://{parts.netloc}"
        self._timeout = timeout
        self._signer = signer
        self._context = ssl.create_default_context() if self._secure else None
        self._idle: list[Connection] = []
        self._agent = f"chime-conformance/{version('chime-conformance')}"

    def sent(self, request: Request) -> Request:
        """What goes over the wire for `request`: with path prefix, the transport's headers and the signature."""
        given = {name.lower() for name, _ in request.headers}
        added = [("Host", self._authority), ("User-Agent", self._agent), ("Accept-Encoding", "identity")]
        if request.body or request.method in {"POST", "PUT", "PATCH"}:
            added.append(("Content-Length", str(len(request.body))))
        headers = (*((name, value) for name, value in added if name.lower() not in given), *request.headers)
        whole = replace(request, path=self._prefix + request.path, headers=headers)
        return self._signer.sign(whole, self._base + whole.path) if self._signer else whole

    def send(self, request: Request) -> Answer | Failure:
        """Send `request` once and read its answer; a connection that had gone idle is opened anew."""
        return self.send_as_is(self.sent(request))

    def send_as_is(self, request: Request) -> Answer | Failure:
        """Send a request that `sent` has completed, without touching it again."""
        deadline = time.monotonic() + self._timeout
        connection = self._borrowed()
        head = _head(request)
        try:
            try:
                answer = connection.exchange(head, request.body, request.method, deadline)
            except Broken as broken:
                if not (broken.idle and connection.reused):
                    raise
                answer = connection.exchange(head, request.body, request.method, deadline)
            # Who decides by the head alone may leave the body unread, and take it for the next request.
            if request.body and (request.method != "POST" or answer.status in _BY_HEAD):
                connection.close()
            return _decoded(answer)
        except Broken as broken:
            return broken.failure
        finally:
            self._idle.append(connection)

    def close(self) -> None:
        """Close every connection."""
        for connection in self._idle:
            connection.close()

    def _borrowed(self) -> Connection:
        """A connection that no other thread uses: the one that was used last, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return Connection(self._host, self._port, self._context)


def _head(request: Request) -> bytes:
    """The request line and the headers; nothing is checked or normalised, only line breaks cannot get in."""
    lines = [f"{request.method} {request.path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers)]
    safe = (line.replace("\r", " ").replace("\n", " ") for line in lines)
    return "\r\n".join(safe).encode("utf-8", "surrogatepass") + b"\r\n\r\n"


def _decoded(answer: Answer) -> Answer:
    """The answer with its content coding undone, although none was asked for; bounded like every body.

    Raises:
        Broken: the coding is broken or unknown.
    """
    coding = (answer.header("content-encoding") or "identity").strip().lower()
    if coding == "identity" or not answer.body:
        return answer
    if coding not in _CODINGS:
        raise Broken("encoding", f"the body is in the unknown coding {coding[:40]!r}")
    decoder = zlib.decompressobj(_CODINGS[coding])
    try:
        body = decoder.decompress(answer.body, BODY_LIMIT + 1)
    except zlib.error as error:
        raise Broken("encoding", f"the body is no {coding} ({error})") from error
    if not decoder.eof and len(body) <= BODY_LIMIT and not answer.truncated:
        raise Broken("encoding", f"the {coding} body is cut short")
    return replace(answer, body=body[:BODY_LIMIT], truncated=answer.truncated or len(body) > BODY_LIMIT)
