"""Rules for how requests are refused: another status, another name, another form, a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.http import ERROR_TYPE, refusal
from conformance.reference.service.errors import Refusal
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.literals import word
from conformance.selftest.faults.rules.naming import named
from conformance.selftest.faults.tools import Change, every, of_status, refusals, with_status
from spec.clauses.catalogue import Catalogue
from spec.clauses.checks import REFUSED
from spec.clauses.clause_ids import ERROR_BODY, ERROR_CONTENT_TYPE, PATH, error_type, on_parameter, on_request_body
from spec.names import may_collide
from spec.operation import BAD_REQUEST, CONFLICT, NOT_FOUND, Operation

# What else servers and frameworks answer to invalid input, and to what does not exist.
_INSTEAD = {
    BAD_REQUEST: (302, 401, 403, 404, 405, 409, 412, 415, 422, 500),
    NOT_FOUND: (200, 400, 403, 409, 410, 422, 500),
}
_REDIRECT = 300
_OTHER_STATUS = {BAD_REQUEST: 422, NOT_FOUND: 403}


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Every documented refusal that a request provokes, answered otherwise."""
    for status, clause in ((BAD_REQUEST, operation.invalid), (NOT_FOUND, operation.missing)):
        yield from _statuses(operation, status, clause)
        name = operation.error_of(status)
        if name:
            yield from _names(operation, status, operation.clause_id(error_type(name)))
    yield from _forms(operation)
    seen: set[str] = set()
    for tested in clauses:
        local = operation.local(tested.id)
        asked = on_request_body(local) or (on_parameter(local) and not local.startswith(f"{PATH}."))
        if tested.operation == operation.name and asked and REFUSED in tested.checks:
            yield from _broken(operation, tested.id)
            keyword = local.rpartition(".")[2]
            if keyword not in seen:  # one clause stands for all of its keyword
                seen.add(keyword)
                yield _other_status(operation, tested.id)


def _statuses(operation: Operation, status: int, clause: str) -> Iterator[Fault]:
    for other in _INSTEAD[status]:
        if other == CONFLICT and may_collide(operation):
            continue  # of a name that is taken, whatever else is wrong with the request
        hooks = refusals(operation, with_status(other), of_status(status))
        # Where what is not there may be deleted all the same, another success is a wrong one.
        also = (operation.success,) if other < _REDIRECT else ()
        told = f"What is to be answered {status} is answered {other}."
        yield named(f"as-{other}", clause, told, hooks, also=also)
    tenth = every(10)

    def sometimes(call: Call, reply: Reply) -> bool:
        return reply.status == status and tenth(call)

    hooks = refusals(operation, with_status(_OTHER_STATUS[status]), sometimes)
    yield named("once-in-ten", clause, f"{status} is answered otherwise one time in ten.", hooks)


def _names(operation: Operation, status: int, clause: str) -> Iterator[Fault]:
    right = operation.error_of(status)
    other = next((name for name, code in operation.errors.items() if code != status), "")
    own = word(clause)
    for rule, name in (("exchanged", other), ("foreign", own), ("recased", right.lower())):
        if name:
            change = _called(status, name)
            hooks = refusals(operation, change, of_status(status))
            near = operation.missing if status == NOT_FOUND else ""
            yield named(rule, clause, f"The error of a {status} is called {name}.", hooks, literals=(own,), near=near)
    nested = Reply(status=status, document={"error": {"__type": right}})
    hooks = refusals(operation, lambda _reply: nested, of_status(status))
    yield named("nested", clause, f"The error of a {status} is named inside another object.", hooks)
    plain = Reply(status=status, body=json.dumps({"Message": own}).encode())
    hooks = refusals(operation, lambda _reply: plain, of_status(status))
    yield named("nameless", clause, f"The error of a {status} is not named.", hooks)


def _called(status: int, name: str) -> Change:
    return lambda _reply: refusal(Refusal(status, name, "It is refused."))


def _forms(operation: Operation) -> Iterator[Fault]:
    """Refusals whose body is no JSON object, called by its name or called JSON."""
    status = BAD_REQUEST if operation.takes_input else NOT_FOUND
    name = operation.error_of(status)
    headers = ((ERROR_TYPE, name),) if name else ()
    clause, body = operation.clause_id(ERROR_CONTENT_TYPE), operation.clause_id(ERROR_BODY)
    for rule, kind, text in (
        ("html", "text/html", "<h1>It went wrong</h1>"),
        ("text", "text/plain", "It went wrong"),
        ("untyped", None, "It went wrong"),
    ):
        reply = Reply(status=status, body=text.encode(), content_type=kind, headers=headers)
        yield named(rule, clause, f"Refusals are {kind or 'text of no stated type'}.", _replaced(operation, reply))
    for rule, text in (
        ("html-called-json", "<h1>It went wrong</h1>"),
        ("broken-json", json.dumps({"Code": name})[:-1] + ",}"),
        ("list", json.dumps([name])),
        ("text-called-json", "It went wrong"),
    ):
        reply = Reply(status=status, body=text.encode(), headers=headers)
        yield named(rule, body, f"Refusals have the body {text}.", _replaced(operation, reply))


def _replaced(operation: Operation, reply: Reply) -> Hooks:
    return refusals(operation, lambda _reply: reply, of_status(reply.status))


def _broken(operation: Operation, clause: str) -> Iterator[Fault]:
    """What breaks one clause answered with a server error, or with success."""

    def breaks(_call: Call, reply: Reply) -> bool:
        return clause in reply.broken

    yield named(
        "crash", clause, f"What breaks {clause} is answered 500.", refusals(operation, with_status(500), breaks)
    )
    yield named(
        "success",
        clause,
        f"What breaks {clause} is refused with the status of success.",
        refusals(operation, lambda reply: replace(reply, status=operation.success_status), breaks),
    )


def _other_status(operation: Operation, clause: str) -> Fault:
    hooks = refusals(operation, with_status(422), lambda _call, reply: clause in reply.broken)
    summary = f"What breaks {clause} is answered 422."
    return named("as-422", operation.invalid, summary, hooks, detail=clause, near=clause)
