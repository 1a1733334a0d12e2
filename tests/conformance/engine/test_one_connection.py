"""A target that serves one connection until it is closed, as `http.server` does, and takes its time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from conformance.engine.settings import Settings
from conformance.engine.verification import verify
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.wire.exchange import Answer
from reports.run.record import Verdict
from strategies.request import Request

pytestmark = pytest.mark.slow
# Slow enough for several requests to be sent at once, were they served.
SECONDS = 0.021
_OWN = {"content-length", "transfer-encoding", "connection", "date", "server"}


@pytest.fixture
def url() -> Iterator[str]:
    """The reference behind a server without threads, which keeps connections."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = Request(method=self.command, path=self.path, headers=tuple(self.headers.items()), body=body)
            time.sleep(SECONDS)
            answer = reference.send(request)
            assert isinstance(answer, Answer)
            self.send_response(answer.status)
            for name, value in answer.headers:
                if name.lower() not in _OWN:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_POST  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 - http.server's name

    with InProcess(create_app()) as reference, HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_it_is_verified_like_any_other(url: str, tmp_path: Path) -> None:
    found = verify(Settings(target=url, depth="smoke", auth="none", output=tmp_path)).record
    assert (found.verdict, found.stopped, found.leaked_sessions) == (Verdict.CONFORMANT, "", ())
