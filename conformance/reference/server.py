"""The reference over real HTTP: blocking for `serve`, in a child process for `run` without a target."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import uvicorn

from conformance.reference.app import create_app
from conformance.reference.http import Verify
from spec.description import DEFAULT_EDITION

# The child reads how to serve from its standard input, where no list of processes shows the keys, and ends with it:
# with the parent, however that dies.
_CHILD = """
import json, os, socket, sys, threading
from conformance.reference.server import serve
told = json.loads(sys.stdin.readline())
def watch():
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=watch, daemon=True).start()
serve(socket.socket(fileno=told.pop("descriptor")), **told)
"""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        OSError: the port is in use, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def serve(  # noqa: PLR0913 - what a server is told, by keyword
    listener: socket.socket, *, edition: str = DEFAULT_EDITION, connectors: Collection[str] | None = None,
    fault: str = "", keys: Sequence[str | None] | None = None, region: str = "us-east-1", service: str = "chime",
    max_open_sessions: int | None = None, ready: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Serve the reference until it is interrupted.

    Args:
        listener: a listening socket.
        edition: of the contract.
        connectors: ids of the connectors that exist.
        fault: the name of a fault, or "".
        keys: access key, secret key and session token or None, that requests must be signed with; None for unsigned.
        region: the AWS region that must be signed for.
        service: the AWS service that must be signed for.
        max_open_sessions: a connector's open sessions at most.
        ready: called when requests are accepted.
    """
    from conformance.reference.faults import FAULTS  # noqa: PLC0415 - not needed by a faithful reference

    app = create_app(
        edition=edition, connectors=connectors, fault=FAULTS[fault] if fault else None,
        verifier=_verifier(keys, region, service), max_open_sessions=max_open_sessions,
    )  # fmt: skip
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan="off", h11_max_incomplete_event_size=1 << 17
    )
    server = uvicorn.Server(config)
    threading.Timer(0, ready).start()
    # The server ends in an orderly way and then passes the interrupt on.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _verifier(keys: Sequence[str | None] | None, region: str, service: str) -> Verify | None:
    if keys is None:
        return None
    from conformance.reference.sigv4 import Verifier  # noqa: PLC0415 - not needed where nothing is signed

    access_key, secret_key, token = keys
    return Verifier({str(access_key): (str(secret_key), token)}, region=region, service=service)


class Running:
    """The reference in a child process on a free loopback port, for as long as the context lasts.

    Attributes:
        url: its base URL; it accepts connections from the start.
    """

    def __init__(self, **options: Any) -> None:
        """Prepare; `options` are those of `serve`."""
        self._options = options
        self._child: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        with listen("127.0.0.1", 0) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            descriptor = listener.fileno()
            os.set_inheritable(descriptor, True)
            self._child = subprocess.Popen(  # noqa: S603 - our own code with our own arguments
                [sys.executable, "-c", _CHILD], stdin=subprocess.PIPE, pass_fds=(descriptor,)
            )
            told = json.dumps({"descriptor": descriptor, **self._options}).encode() + b"\n"
            if self._child.stdin is not None:
                self._child.stdin.write(told)
                self._child.stdin.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
