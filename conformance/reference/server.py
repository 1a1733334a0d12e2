"""The reference over real HTTP: blocking for `serve`, in a child process for `run` without a target."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from types import TracebackType
from typing import Self

import uvicorn

from conformance.reference.app import create_app
from spec.description import DEFAULT_EDITION

# The child serves on a socket that it inherits, and ends with its standard input: with the parent, however that dies.
_CHILD = """
import os, sys, threading
from conformance.reference.server import serve_on
def watch():
    sys.stdin.buffer.read()
    os._exit(0)
threading.Thread(target=watch, daemon=True).start()
serve_on(int(sys.argv[1]), sys.argv[2], sys.argv[3].split("\\n"), sys.argv[4])
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


def serve(
    listener: socket.socket, *, edition: str = DEFAULT_EDITION, connectors: Collection[str] | None = None,
    fault: str = "", ready: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Serve the reference until it is interrupted.

    Args:
        listener: a listening socket.
        edition: of the contract.
        connectors: ids of the connectors that exist.
        fault: the name of a fault, or "".
        ready: called when requests are accepted.
    """
    from conformance.reference.faults import FAULTS  # noqa: PLC0415 - not needed by a faithful reference

    app = create_app(edition=edition, connectors=connectors, fault=FAULTS[fault] if fault else None)
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan="off", h11_max_incomplete_event_size=1 << 17
    )
    server = uvicorn.Server(config)
    threading.Timer(0, ready).start()
    # The server ends in an orderly way and then passes the interrupt on.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def serve_on(descriptor: int, edition: str, connectors: Collection[str], fault: str) -> None:
    """Serve on an inherited socket: what the child process of `Running` does."""
    serve(socket.socket(fileno=descriptor), edition=edition, connectors=connectors, fault=fault)


class Running:
    """The reference in a child process on a free loopback port, for as long as the context lasts.

    Attributes:
        url: its base URL; it accepts connections from the start.
    """

    def __init__(self, *, edition: str = DEFAULT_EDITION, connectors: Collection[str], fault: str = "") -> None:
        self._arguments = (edition, "\n".join(connectors), fault)
        self._child: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        with listen("127.0.0.1", 0) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            descriptor = listener.fileno()
            os.set_inheritable(descriptor, True)
            self._child = subprocess.Popen(  # noqa: S603 - our own code with our own arguments
                [sys.executable, "-c", _CHILD, str(descriptor), *self._arguments],
                stdin=subprocess.PIPE, pass_fds=(descriptor,),
            )  # fmt: skip
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
