"""Faults in what is done with every request alike: each breaks several clauses, and is to be told once.

A framework that takes names in any case accepts each required member under another name; a server that reads no body
without its media type misses every member. Who repairs such a server repairs one thing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.api import Reroute
from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.selftest.faults.documents import edited, with_document
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import crashes, overlooks, successes
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import BODY_ENCODING, BODY_SYNTAX, ROBUSTNESS, request_member, response_member
from spec.nodes import walk
from spec.operation import Operation

_DEEP = 900
# What the reference calls its own check of the media type.
_MEDIA = "request.contentType"
# The clauses that say that a member is shown as it was given.
_SHOWN = ("required", "echo")


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Names in any case, unknown members that come back, crashes on whatever cannot be read, one that stays."""
    if not operation.has_json_request:
        return
    required = [
        clause
        for name in operation.request_schema.get("required", ())
        if (clause := operation.clause_id(request_member((name,), "required"))) in clauses
    ]
    if required:
        yield _fault("reads-names-in-any-case", required, "Members are known by their names in any case.", _any_case)
    yield from _copied(operation, clauses)
    yield from _unread(operation, clauses)
    unread = crashes(operation, lambda call: not _is_json(call.body))
    yield Fault(
        name="crashes-on-what-is-no-json",
        clauses=(operation.clause_id(BODY_SYNTAX),),
        kind="wholesale",
        summary="Whatever is no JSON in UTF-8 is answered 500.",
        hooks=unread,
    )
    yield Fault(
        name="crashes-on-utf-16",
        clauses=(operation.clause_id(BODY_ENCODING),),
        kind="wholesale",
        summary="JSON in UTF-16 or UTF-32 is answered 500; other bytes that are no JSON are refused.",
        hooks=crashes(operation, lambda call: _is_other_json(call.body)),
    )
    yield Fault(
        name="stays-broken",
        clauses=(operation.clause_id(ROBUSTNESS),),
        kind="wholesale",
        summary="Since a request that was nested deep, every request is answered 500.",
        hooks=crashes(operation, _since_deep),
    )


def _copied(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Unknown members come back, where the answer repeats any member of the request.

    A member that the request documents is no unknown one: that it comes back is right.
    """
    documented = operation.request_schema.get("properties", {})
    echoes = [clause.id for clause in clauses if clause.operation == operation.name and ".echo" in clause.id]
    told = [each for each in echoes if each.rpartition(".echo")[0].rpartition(".")[2] not in documented]
    if not told:
        return
    # What an answer alone has comes back as well, with any value that a request gives it.
    alone = [
        operation.clause_id(response_member(node.path, "type"))
        for node in walk(operation.response_schema)
        if node.path and node.path[-1] not in documented
    ]
    yield Fault(
        name="copies-unknown-members",
        clauses=(
            *told,
            *(each for each in alone if each in clauses),
            *(clause.id for clause in clauses if clause.section == "Behaviour"),
        ),
        kind="wholesale",
        summary="Members of the request that the documentation does not know come back in the answer.",
        hooks=_copying(operation),
        near=operation.clause_id(ROBUSTNESS),
    )


def _unread(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """A body without its media type is not read, and the answer repeats nothing of it."""
    path, told = [], operation.response_schema
    while len(told.get("properties", {})) == 1:
        ((name, told),) = told["properties"].items()
        path.append(name)
    given = sorted(told.get("properties", {}).keys() & operation.request_schema.get("properties", {}).keys())
    if not path or not given:
        return
    named = (operation.clause_id(response_member((*path, name), kind)) for name in given for kind in _SHOWN)
    lenient = overlooks(operation.clause_id(_MEDIA))
    drop = with_document(lambda document: edited(document, tuple(path), lambda found: _without(found, given)))
    yield Fault(
        name="reads-no-body-without-its-type",
        clauses=tuple(clause for clause in named if clause in clauses),
        kind="wholesale",
        summary="A body without a Content-Type of its own is not read: nothing of it comes back.",
        hooks=lenient.then(successes(operation, lambda _call, reply: drop(reply), lambda call: not _is_typed(call))),
        near=operation.clause_id(ROBUSTNESS),
    )


def _without(found: Any, names: list[str]) -> Any:
    return {name: value for name, value in found.items() if name not in names} if isinstance(found, dict) else found


def _is_typed(call: Call) -> bool:
    return call.headers.get("content-type", "").lower().startswith("application/json")


def _fault(name: str, clauses: list[str], summary: str, read: Any) -> Fault:
    return Fault(name=name, clauses=tuple(clauses), kind="wholesale", summary=summary, hooks=Hooks(before=read))


def _any_case(call: Call) -> Reply | None:
    """The same request with the names that the operation knows, as a reader that takes them in any case has it."""
    operation = call.operation
    if operation is None or not call.document:
        return None
    known = {node.path[-1].casefold(): node.path[-1] for node in walk(operation.request_schema) if node.path}
    read = json.dumps(_renamed(call.document, known)).encode()
    if json.loads(read) == call.document:
        return None
    reroute: Reroute = call.memory["api"]
    return reroute(replace(call, body=read))


def _renamed(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {known.get(name.casefold(), name): _renamed(inner, known) for name, inner in value.items()}
    return [_renamed(inner, known) for inner in value] if isinstance(value, list) else value


def _copying(operation: Operation) -> Hooks:
    known = operation.request_schema.get("properties", {})

    def change(call: Call, reply: Reply) -> Reply:
        unknown = {name: value for name, value in call.document.items() if name not in known}
        return with_document(lambda document: _with(document, unknown))(reply) if unknown else reply

    return successes(operation, change)


def _with(document: Any, unknown: dict[str, Any]) -> Any:
    """The answer, whose only object has the unknown members as well."""
    if not isinstance(document, dict):
        return document
    inner = [name for name, value in document.items() if isinstance(value, dict)]
    if len(document) == 1 and inner:
        return {inner[0]: document[inner[0]] | unknown}
    return document | unknown


def _is_json(body: bytes, encoding: str = "utf-8-sig") -> bool:
    """Whether a body is JSON; a byte order mark, deep nesting and long numbers are another matter."""
    try:
        json.loads(body.decode(encoding), parse_int=str)
    except ValueError:
        return not body
    except RecursionError:
        return True
    return True


def _is_other_json(body: bytes) -> bool:
    """Whether a body is JSON in another encoding."""
    return not _is_json(body) and _is_json(body, json.detect_encoding(body))


def _since_deep(call: Call) -> bool:
    deep = call.body.count(b"[") > _DEEP or bool(call.memory.get("broken"))
    call.memory["broken"] = deep
    return deep
