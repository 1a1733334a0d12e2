"""Drives the reference without sockets: the selftest sends millions of requests through it."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from conformance.reference.app import App
from conformance.wire.exchange import Answer
from conformance.wire.transport import Signer
from strategies.request import Request

_HOST = "reference.invalid"
_PORTS = 65_536


class InProcess:
    """A transport into an application in this process that waits for nothing but its request, as the reference does.

    Such an application needs no event loop, whose turns would cost as much as the application itself.
    """

    def __init__(self, app: App, signer: Signer | None = None) -> None:
        """Prepare; `signer` signs each request, if given."""
        self._app = app
        self._signer = signer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def sent(self, request: Request) -> Request:
        """What is handed to the application for `request`: with its signature."""
        if self._signer is None:
            return request
        # A transport names the host before anything is signed.
        addressed = replace(request, headers=(("Host", _HOST), *request.headers))
        return self._signer.sign(addressed, f"http://{_HOST}{request.path}")

    def send(self, request: Request) -> Answer:
        """Send one request; see `send_as_is`."""
        return self.send_as_is(self.sent(request))

    def send_as_is(self, request: Request) -> Answer:
        """Send a request that `sent` has completed, as a server would hand it to the application.

        Raises:
            RuntimeError: the application waits for something else than its request.
        """
        exchange = self._exchange(request)
        try:
            exchange.send(None)
        except StopIteration as done:
            answer: Answer = done.value
            return answer
        exchange.close()
        raise RuntimeError("the application waits for something else than its request")

    def close(self) -> None:
        """Nothing to release."""

    async def _exchange(self, request: Request) -> Answer:
        sent: list[dict[str, Any]] = []
        waiting = [{"type": "http.request", "body": request.body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(_scope(request), receive, send)
        start = sent[0]
        body = b"".join(message.get("body", b"") for message in sent[1:])
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"])
        return Answer(status=start["status"], headers=headers, body=b"" if request.method == "HEAD" else body)


def _scope(request: Request) -> dict[str, Any]:
    path, _, query = request.path.partition("?")
    headers = [
        (name.lower().encode("latin-1", "replace"), value.encode("utf-8", "surrogatepass"))
        for name, value in request.headers
    ]
    named = {name for name, _ in headers}
    headers += [] if b"host" in named else [(b"host", _HOST.encode())]
    headers.append((b"content-length", str(len(request.body)).encode()))
    raw = path.encode("utf-8", "surrogatepass")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": path,
        "raw_path": raw,
        "query_string": query.encode("utf-8", "surrogatepass"),
        "root_path": "",
        "headers": headers,
        "server": (_HOST, 80),
        # A thread is a client: each has a connection of its own elsewhere.
        "client": ("127.0.0.1", threading.get_ident() % _PORTS),
        "state": {},
    }
