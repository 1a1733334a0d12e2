"""The reference over real HTTP, for as long as it is not interrupted."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress

import uvicorn

from conformance.reference.app import create_app
from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.http import Verify
from conformance.reference.serving.bounds import Bounded
from spec.contract import DEFAULT, load


def serve(  # noqa: PLR0913 - what a server is told, by keyword
    listener: socket.socket,
    *,
    contract: str = DEFAULT,
    parameters: Mapping[str, Collection[str]] | None = None,
    hooks: Hooks = NO_HOOKS,
    keys: Sequence[str | None] | None = None,
    region: str = "us-east-1",
    service: str = "",
    max_open_sessions: int | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve the reference until it is interrupted.

    Args:
        listener: a listening socket.
        contract: its name, edition or folder.
        parameters: the values that exist, by path parameter; those of the contract where none are given.
        hooks: make it deviate.
        keys: access key, secret key and session token or None, that requests must be signed with; None for unsigned.
        region: the AWS region that must be signed for.
        service: the AWS service that must be signed for; the contract's own where none is named.
        max_open_sessions: a connector's open proxy sessions at most.
        ready: called when requests are accepted.
    """
    app = create_app(
        contract=contract,
        parameters=parameters,
        hooks=hooks,
        verifier=_verifier(keys, region, service or load(contract).service),
        max_open_sessions=max_open_sessions,
    )
    config = uvicorn.Config(
        app, http=Bounded, ws="none", log_level="critical", access_log=False, lifespan="off", proxy_headers=False
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
