"""From a call to a reply: routing, media types, validation, and the operation itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.http import BODY_LIMIT, REQUEST_ID, identified, is_json, refusal
from conformance.reference.routing import Router
from conformance.reference.service.answers.facts import Given
from conformance.reference.service.answers.samples import sample
from conformance.reference.service.errors import Refusal, refused
from conformance.reference.service.operations import Known, Service
from conformance.reference.service.proxy_sessions import particulars
from conformance.reference.service.reading.documents import UnreadableError, parse
from conformance.reference.service.reading.parameters import Outside
from conformance.reference.service.reading.validation import violations
from spec.contract import Contract, beside
from spec.operation import Operation, promised_headers

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_MESSAGES = {"required": "The request has no body.", "type": "The body is not an object."}


class Api:
    """A contract's operations over HTTP."""

    def __init__(
        self, contract: Contract, known: Known, hooks: Hooks = NO_HOOKS, *, max_open_sessions: int | None = None
    ) -> None:
        """Start without resources.

        Args:
            contract: what is served.
            known: the values that exist of each path parameter that no operation creates.
            hooks: what makes it behave otherwise.
            max_open_sessions: a connector's open proxy sessions at most.
        """
        operations = {**beside(contract), **contract.operations}
        extra = particulars(contract, max_open_sessions=max_open_sessions)
        self._service = Service(operations, known, hooks, extra)
        self._outside = {name: Outside(operation) for name, operation in operations.items()}
        self._promised = {name: tuple(_promised(operation)) for name, operation in operations.items()}
        self._router = Router(operations.values())
        self._default = contract.operation
        self._hooks = hooks
        self._created = 0
        # What hooks remember, and the way back to the operations for those that reroute a request.
        self._memory: dict[str, Any] = {"api": self._routed, "store": self._service.store}

    def answer(self, call: Call, forged: tuple[str, ...] = ()) -> Reply:
        """The reply to any request, whose signature breaks the clauses `forged`; never raises."""
        call = replace(call, number=self._created, memory=self._memory)
        try:
            wrong = [clause for clause in forged if not self._hooks.excuses(clause, call)]
            reply = self._unauthorized(call, wrong) or self._hooks.anywhere(call) or self._routed(call)
            reply = self._hooks.everywhere(call, reply)
        except Exception:  # noqa: BLE001 - what a fault lets through may break anything further on
            reply = refusal(refused(self._default, 500, "The service met an unexpected error."))
        return identified(reply)

    def _unauthorized(self, call: Call, wrong: list[str]) -> Reply | None:
        """The refusal of a request whose signature is wrong."""
        if not wrong:
            return None
        status = 401 if wrong[0] in ("auth.required", "auth.form") else 403
        answer = refusal(refused(self._default, status, "The request's signature is refused."))
        return self._hooks.turned_away(call, wrong[0], answer)

    def _routed(self, call: Call) -> Reply:
        match = self._router.match(call.method, call.path)
        if match.operation is not None:
            return self._operated(replace(call, operation=match.operation, values=match.values), match.operation)
        if not match.allowed:
            return refusal(refused(self._default, 404, "There is nothing at this path."))
        return Reply(
            status=405,
            document={"Message": "The method is not allowed here."},
            headers=(("Allow", ", ".join(sorted(match.allowed, key=_METHODS.index))),),
        )

    def _operated(self, call: Call, operation: Operation) -> Reply:
        self._created += self._service.part(operation).creates
        reply = self._hooks.before(call)
        if reply is None:
            try:
                document = self._service.perform(call, operation, self._valid(call, operation))
                reply = Reply(
                    status=operation.success_status,
                    document=document,
                    headers=self._promised[operation.name],
                    content_type=None if document is None else "application/json",
                )
            except Refusal as error:
                reply = refusal(error)
        return self._hooks.after(call, reply)

    def _valid(self, call: Call, operation: Operation) -> Given:
        """What a valid request says.

        Raises:
            Refusal: it is not valid.
        """
        self._service.know(call, operation)
        self._check_media(call, operation)
        document = self._document(call, operation)
        outside = self._outside[operation.name]
        chosen = self._service.part(operation).chosen
        if chosen:
            self._refuse(call, operation, outside.misnamed(chosen, call.values[chosen]))
        given = outside.values(call.query, call.headers)
        self._refuse(call, operation, outside.violations(given))
        if operation.request_schema:
            self._refuse(call, operation, violations(operation, document, call.body if document else None))
        # Members that the contract does not know are dropped: a client chooses no id and no owner with them.
        known = operation.request_schema.get("properties", {})
        stated = {name: value for name, value in document.items() if value is not None and name in known}
        return Given(stated, {**given, **call.values})

    def _refuse(self, call: Call, operation: Operation, found: Iterable[str]) -> None:
        broken: Sequence[str] = [clause for clause in found if not self._hooks.excuses(clause, call)]
        if broken:
            place = broken[0].removeprefix(f"{operation.prefix}request.").removeprefix("body.")
            raise refused(operation, 400, f"{place} is not satisfied.", broken)

    def _check_media(self, call: Call, operation: Operation) -> None:
        if len(call.body) > BODY_LIMIT:
            raise Refusal(413, "RequestEntityTooLargeException", "The body is too large.")
        if not call.body or not operation.has_json_request or is_json(call.headers.get("content-type")):
            return
        if not self._hooks.excuses(f"{operation.prefix}request.contentType", call):
            raise Refusal(415, "UnsupportedMediaTypeException", "The body must be application/json.")

    def _document(self, call: Call, operation: Operation) -> dict[str, Any]:
        """The body's object; an empty one where the operation takes no JSON, or none was sent and none need be."""
        body = operation.request_body
        if body is None or not operation.has_json_request or (not call.body and not body.get("required")):
            return {}
        try:
            return parse(call.body)
        except UnreadableError as error:
            clause = f"{operation.prefix}request.body.{error.problem}"
            if not self._hooks.excuses(clause, call):
                message = _MESSAGES.get(error.problem, "The body is not JSON.")
                raise refused(operation, 400, message, [clause]) from None
            return call.document


def _promised(operation: Operation) -> Iterator[tuple[str, str]]:
    """The headers that are documented for every answer of success, each with a value of its form."""
    for name, header in promised_headers(operation.response).items():
        if name.lower() != REQUEST_ID.lower():
            chance = random.Random(name)  # noqa: S311 - the same value in every run
            yield name, str(sample(header.get("schema", {}), chance))


Reroute = Callable[[Call], Reply]
