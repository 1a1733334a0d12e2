"""The reference as an ASGI application in front of `Api`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from conformance.reference.api import Api
from conformance.reference.call import Call, Reply
from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.http import Verify
from conformance.reference.service.known import existing
from conformance.reference.service.operations import Known
from spec.contract import DEFAULT, load

# As ASGI 3.0 has them.
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
# Statuses whose answers have no body, and no length of one.
_WITHOUT_BODY = frozenset({204, 304})
# Bytes in the first piece of a body that is sent in two.
_PIECE = 7


def create_app(
    *,
    contract: str = DEFAULT,
    parameters: Known | None = None,
    hooks: Hooks = NO_HOOKS,
    verifier: Verify | None = None,
    max_open_sessions: int | None = None,
) -> App:
    """The reference as an application.

    Args:
        contract: its name, edition or folder.
        parameters: the values that exist, by path parameter; those of the contract where none are given.
        hooks: make it deviate, or use a freedom that the documentation leaves.
        verifier: says which clauses a request's signature breaks; none is checked without it.
        max_open_sessions: a connector's open proxy sessions at most.

    Raises:
        ContractError: there is no such contract.
    """
    served = load(contract)
    api = Api(served, existing(served, parameters), hooks, max_open_sessions=max_open_sessions)

    async def app(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        body = await _body(receive)
        if body is None:
            return
        forged = verifier(scope["method"], _target(scope), list(scope["headers"]), body) if verifier else ()
        for message in _messages(api.answer(_call(scope, body), forged)):
            await send(message)

    return app


async def _body(receive: Receive) -> bytes | None:
    """The request's body; None where the client has gone before it was whole."""
    pieces, more = [], True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(pieces)


def _target(scope: MutableMapping[str, Any]) -> bytes:
    """The request target as it was sent."""
    query: bytes = scope["query_string"]
    path: bytes = scope["raw_path"]
    return path + (b"?" + query if query else b"")


def _call(scope: MutableMapping[str, Any], body: bytes) -> Call:
    client = scope.get("client")
    return Call(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
        port=client[1] if client else 0,
    )


def _messages(reply: Reply) -> Iterator[Message]:
    """A reply as a server is told it; without its length, and in two pieces, where it is sent in chunks."""
    payload = reply.payload
    headers: list[tuple[bytes, bytes]] = []
    if reply.content_type is not None and (payload or reply.status >= 300):
        headers.append((b"content-type", reply.content_type.encode("latin-1")))
    if not reply.chunks and reply.status not in _WITHOUT_BODY:
        headers.append((b"content-length", str(len(payload)).encode()))
    headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    yield {"type": "http.response.start", "status": reply.status, "headers": headers}
    if reply.chunks:
        yield {"type": "http.response.body", "body": payload[:_PIECE], "more_body": True}
        payload = payload[_PIECE:]
    yield {"type": "http.response.body", "body": payload}
