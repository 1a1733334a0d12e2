"""From a call to a reply: routing, media types, validation, and how a refusal is written."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qsl, unquote

from conformance.reference import validation
from conformance.reference.call import NO_HOOKS, Call, Hooks, Reply
from conformance.reference.errors import Refusal, bad_request
from conformance.reference.service import Service
from spec.contract import load

BODY_LIMIT = 4 << 20
_COLLECTION = re.compile(r"/voice-connectors/([^/]*)/proxy-sessions")
_ITEM = re.compile(r"/voice-connectors/([^/]*)/proxy-sessions/([^/]+)")
_JSON = "application/json"

Headers = list[tuple[bytes, bytes]]
# What a signature that does not match breaks: it speaks of all that is signed, not of one part of it.
MISMATCH = "auth.signature"
# From method, target with query, headers and body to the clauses that the signature breaks.
Verify = Callable[[str, bytes, Headers, bytes], tuple[str, ...]]


class Api:
    """The reference's operations over HTTP."""

    def __init__(
        self,
        edition: str,
        connectors: Collection[str],
        hooks: Hooks = NO_HOOKS,
        *,
        max_open_sessions: int | None = None,
    ) -> None:
        """Start without sessions; `hooks` make it behave otherwise."""
        self._edition = edition
        self._service = Service(connectors, max_open_sessions=max_open_sessions)
        self._errors = load(edition).operation.errors
        self._hooks = hooks
        self._created = 0
        # What hooks remember, and the way back to the operations for those that reroute a request.
        self._memory: dict[str, Any] = {"api": self._routed}

    def answer(self, call: Call, forged: tuple[str, ...] = ()) -> Reply:
        """The reply to any request, whose signature breaks the clauses `forged`; never raises."""
        call = Call(**{**vars(call), "number": self._created, "memory": self._memory})
        try:
            wrong = [clause for clause in forged if not self._hooks.excuses(clause, call)]
            reply = self._unauthorized(call, wrong) or self._hooks.anywhere(call) or self._routed(call)
            reply = self._hooks.everywhere(call, reply)
        except Exception:  # noqa: BLE001 - what a fault lets through may break anything further on
            reply = self.refuse("ServiceFailureException", "The service met an unexpected error.")
        return identified(reply)

    def _unauthorized(self, call: Call, wrong: list[str]) -> Reply | None:
        """The refusal of a request whose signature is wrong."""
        if not wrong:
            return None
        known = wrong[0] not in ("auth.required", "auth.form")
        name = "ForbiddenException" if known else "UnauthorizedClientException"
        return self._hooks.turned_away(call, wrong[0], self.refuse(name, "The request's signature is refused."))

    def refuse(self, name: str, message: str) -> Reply:
        """The documented error of that name."""
        return refusal(Refusal(self._errors[name], name, message))

    def _routed(self, call: Call) -> Reply:
        try:
            if match := _COLLECTION.fullmatch(call.path):
                if call.method == "POST":
                    return self._create(call, unquote(match[1]))
                if call.method == "GET":
                    return Reply(
                        status=200, document=self._service.list(unquote(match[1]), dict(parse_qsl(call.query)))
                    )
            elif match := _ITEM.fullmatch(call.path):
                return self._item(call, unquote(match[1]), unquote(match[2]))
            else:
                return refusal(Refusal(404, "NotFoundException", "There is nothing at this path."))
        except Refusal as error:
            return refusal(error)
        return Reply(
            status=405, document={"Message": "The method is not allowed here."}, headers=(("Allow", "GET, POST"),)
        )

    def _create(self, call: Call, connector: str) -> Reply:
        self._created += 1
        reply = self._hooks.before(call)
        if reply is None:
            try:
                reply = Reply(
                    status=201, document={"ProxySession": self._service.create(connector, self._valid(call, connector))}
                )
            except Refusal as error:
                reply = refusal(error)
        return self._hooks.after(call, reply)

    def _valid(self, call: Call, connector: str) -> dict[str, Any]:
        """The body of a valid request, without what it leaves unset.

        Raises:
            Refusal: it is not valid.
        """
        if not self._hooks.excuses("error.NotFoundException.status", call):
            self._service.know(connector)
        if len(call.body) > BODY_LIMIT:
            raise Refusal(413, "RequestEntityTooLargeException", "The body is too large.")
        if (
            call.body
            and not _is_json(call.headers.get("content-type"))
            and not self._hooks.excuses("contentType", call)
        ):
            raise Refusal(415, "UnsupportedMediaTypeException", "The body must be application/json.")
        document = self._document(call)
        broken = [
            clause
            for clause in validation.violations(self._edition, document, call.body)
            if not self._hooks.excuses(clause, call)
        ]
        if broken:
            raise bad_request(f"{broken[0].removeprefix('request.body.')} is not satisfied.", *broken)
        return {name: value for name, value in document.items() if value is not None}

    def _document(self, call: Call) -> dict[str, Any]:
        try:
            return validation.parse(call.body)
        except Refusal as error:
            if not self._hooks.excuses(error.clauses[0], call):
                raise
            return call.document

    def _item(self, call: Call, connector: str, identity: str) -> Reply:
        if call.method == "GET":
            return Reply(status=200, document={"ProxySession": self._service.get(connector, identity)})
        if call.method == "DELETE":
            self._service.delete(connector, identity)
            return Reply(status=204)
        if call.method == "POST":
            return Reply(
                status=201, document={"ProxySession": self._service.update(connector, identity, self._update(call))}
            )
        return Reply(
            status=405,
            document={"Message": "The method is not allowed here."},
            headers=(("Allow", "GET, POST, DELETE"),),
        )

    def _update(self, call: Call) -> dict[str, Any]:
        """The body of a valid update: capabilities, and an expiry if wanted."""
        document = validation.parse(call.body)
        members = {name: document[name] for name in ("Capabilities", "ExpiryMinutes") if document.get(name) is not None}
        broken = [
            clause
            for clause in validation.violations(self._edition, members)
            if "ParticipantPhoneNumbers" not in clause
        ]
        if broken:
            raise bad_request(f"{broken[0].removeprefix('request.body.')} is not satisfied.", *broken)
        return members


def _is_json(content_type: str | None) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() == _JSON


def refusal(error: Refusal) -> Reply:
    """How the reference writes a refusal: the name in a header and in the body."""
    return Reply(
        status=error.status,
        document={"Code": error.name, "Message": error.message},
        headers=(("x-amzn-ErrorType", error.name),),
    )


def identified(reply: Reply) -> Reply:
    """The reply with an id of its own, unless it has one."""
    if any(name.lower() == "x-amzn-requestid" for name, _ in reply.headers):
        return reply
    return Reply(
        status=reply.status,
        document=reply.document,
        content_type=reply.content_type,
        body=reply.body,
        chunks=reply.chunks,
        headers=(*reply.headers, ("x-amzn-RequestId", str(uuid.uuid4()))),
    )
