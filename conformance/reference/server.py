"""The reference over real HTTP, for as long as it is not interrupted."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

import uvicorn

from conformance.reference.app import create_app
from conformance.reference.bounds import Bounded
from conformance.reference.http import Verify
from spec.contract import DEFAULT_EDITION


def serve(  # noqa: PLR0913 - what a server is told, by keyword
    listener: socket.socket,
    *,
    edition: str = DEFAULT_EDITION,
    connectors: Collection[str] | None = None,
    fault: str = "",
    keys: Sequence[str | None] | None = None,
    region: str = "us-east-1",
    service: str = "chime",
    max_open_sessions: int | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
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
    from conformance.selftest.faults import FAULTS  # noqa: PLC0415 - not needed by a faithful reference

    app = create_app(
        edition=edition,
        connectors=connectors,
        fault=FAULTS[fault] if fault else None,
        verifier=_verifier(keys, region, service),
        max_open_sessions=max_open_sessions,
    )
    config = uvicorn.Config(app, http=Bounded, log_level="critical", access_log=False, lifespan="off")
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
