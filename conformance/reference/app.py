"""The reference as an ASGI application: Starlette's requests and responses in front of `Api`."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.reference.api import Api
from conformance.reference.call import Call, Reply
from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.http import Verify
from conformance.reference.service.known import existing
from conformance.reference.service.operations import Known
from spec.contract import DEFAULT, load


def create_app(
    *,
    contract: str = DEFAULT,
    parameters: Known | None = None,
    hooks: Hooks = NO_HOOKS,
    verifier: Verify | None = None,
    max_open_sessions: int | None = None,
) -> ASGIApp:
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

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        forged = verifier(request.method, _target(scope), list(scope["headers"]), body) if verifier else ()
        reply = api.answer(_call(request, body), forged)
        await _response(reply)(scope, receive, send)

    return app


def _target(scope: Scope) -> bytes:
    """The request target as it was sent."""
    query: bytes = scope["query_string"]
    path: bytes = scope["raw_path"]
    return path + (b"?" + query if query else b"")


def _call(request: Request, body: bytes) -> Call:
    scope = request.scope
    return Call(
        method=request.method,
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
        port=request.client.port if request.client else 0,
    )


class _Chunked(Response):
    """A body sent piece by piece, without its length."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Only the headers given."""
        self.raw_headers = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the body in two pieces."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body[:7], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[7:]})


def _response(reply: Reply) -> Response:
    payload = reply.payload
    response = (_Chunked if reply.chunks else Response)(payload, reply.status)
    if reply.content_type is not None and (payload or reply.status >= 300):
        response.raw_headers.insert(0, (b"content-type", reply.content_type.encode("latin-1")))
    response.raw_headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    return response
