"""The operations of a model with their HTTP bindings, as OpenAPI operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from spec.derive.dependent import dependent
from spec.derive.media_types import BYTES, EVENTS, JSON, TEXT
from spec.derive.model.pagination import pagination
from spec.derive.model.services import Service
from spec.derive.model.shapes import Schema, Shape, Writer, spelled
from spec.derive.sources import Source, cite
from spec.derive.writing.documents import Described
from spec.error_names import invalid_first
from spec.headers import DIRECTING, SENDERS

_OPENAPI = {"uri": "path", "querystring": "query", "header": "header"}
_LABEL = re.compile(r"\{([^{}+]+)(\+?)\}")
# What restJson1 answers where a modelled error states no status.
_STATUS = {True: 500, False: 400}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One direction of an operation: the members of its shape, by where they go.

    Attributes:
        word: `request` or `response`.
        name: the shape's name, or "" where it has no name.
        shape: the shape.
        bound: members outside the body.
        inside: members of a JSON body.
        payload: the member that is the whole body, or "".
    """

    word: str
    name: str
    shape: Shape
    bound: Mapping[str, Shape]
    inside: Mapping[str, Shape]
    payload: str


def described(service: Service, name: str) -> Described:
    """An operation of a service.

    Args:
        service: the service.
        name: the operation's name; it must have one of this name.
    """
    operation = service.operations[name]
    writer = Writer(shapes=service.shapes)
    asked, answered = _side(service, operation, "input", "request"), _side(service, operation, "output", "response")
    definition = {
        "operationId": name,
        "parameters": _parameters(operation, asked, writer),
        **_request(asked, writer),
        "responses": {**_success(operation, answered, writer), **_errors(service, operation)},
        **_traits(operation),
        **pagination(service, name),
    }
    members = asked.shape["members"]
    said = {member: stated.get("documentation", "") for member, stated in members.items()}
    spellings = {member: spelled(member, stated) for member, stated in members.items()}
    definition |= dependent({"": operation.get("documentation", ""), **said}, spellings, definition)
    if writer.gaps:
        definition["x-gaps"] = writer.gaps
    return Described(
        name=name,
        method=operation["http"]["method"].lower(),
        template=_LABEL.sub(r"{\1}", operation["http"]["requestUri"].partition("?")[0]),
        definition=definition,
        url=f"https://docs.aws.amazon.com/goto/WebAPI/{service.metadata['uid']}/{name}",
        edition=service.edition,
    )


def _side(service: Service, operation: Mapping[str, Any], key: str, word: str) -> _Side:
    name = operation.get(key, {}).get("shape", "")
    shape: Shape = service.shapes[name] if name else {"members": {}}
    members = shape["members"]
    payload = shape.get("payload", "")
    bound = {member: stated for member, stated in members.items() if "location" in stated}
    inside = {member: stated for member, stated in members.items() if member not in bound and not payload}
    return _Side(word=word, name=name, shape=shape, bound=bound, inside=inside, payload=payload)


def _parameters(operation: Mapping[str, Any], side: _Side, writer: Writer) -> list[dict[str, Any]]:
    greedy = {name for name, plus in _LABEL.findall(operation["http"]["requestUri"]) if plus}
    return [
        *_fixed(operation["http"]["requestUri"]),
        *(
            _parameter(member, stated, side, writer, greedy=greedy)
            for member, stated in side.bound.items()
            if (stated["location"] in _OPENAPI or stated["location"] == "headers") and not _is_senders(member, stated)
        ),
    ]


def _is_senders(member: str, stated: Shape) -> bool:
    """Whether a header is what only the sender of a message says: signing it adds `x-amz-content-sha256`."""
    return stated["location"] == "header" and spelled(member, stated).lower() in SENDERS | DIRECTING


def _fixed(target: str) -> Iterator[dict[str, Any]]:
    """The part of the query that is the same in every request."""
    source = cite("model", "requestUri")
    for name, value in parse_qsl(target.partition("?")[2], keep_blank_values=True):
        schema = {"type": "string", "enum": [value], "x-sources": dict.fromkeys(("type", "enum", "required"), source)}
        yield {"name": name, "in": "query", "required": True, "schema": schema}


def _parameter(member: str, stated: Shape, side: _Side, writer: Writer, *, greedy: set[str]) -> dict[str, Any]:
    where, name = stated["location"], spelled(member, stated)
    prefix = where == "headers"
    place = f"{side.name} › {member}"
    location = "header" if prefix else where
    schema = writer.written(stated["shape"], place, f"request.{_OPENAPI[location]}.{name}", where=location)
    schema.update({"deprecated": True} if stated.get("deprecated") else {})
    schema.update({"x-idempotency-token": True} if stated.get("idempotencyToken") else {})
    required = where == "uri" or member in side.shape.get("required", ())
    schema["x-sources"]["required"] = cite("model", place)
    return {
        "name": f"{name}*" if prefix else name,
        "in": _OPENAPI[location],
        "required": required,
        # A map in the query has a parameter for each of its keys; in headers, its keys end a common beginning.
        **({"x-prefix": name} if prefix else {}),
        **({"style": "form", "explode": True} if where == "querystring" and schema.get("type") == "object" else {}),
        **({"allowReserved": True} if name in greedy else {}),
        "schema": schema,
    }


def _request(side: _Side, writer: Writer) -> dict[str, Any]:
    content, required = _content(side, writer)
    return {"requestBody": {"required": required, "content": content}} if content else {}


def _content(side: _Side, writer: Writer) -> tuple[dict[str, Any], bool]:
    """The body as OpenAPI's `content`, and whether a message must have one."""
    path = f"{side.word}.body"
    if side.payload:
        stated = side.shape["members"][side.payload]
        return _payload(side, stated, writer), side.payload in side.shape.get("required", ())
    if not side.inside:
        return {}, False
    schema = writer.members(side.name, side.inside, side.name, path)
    schema["x-sources"] = {"type": cite("model", side.name)}
    return {JSON: {"schema": schema}}, bool(schema.get("required"))


def _payload(side: _Side, stated: Shape, writer: Writer) -> dict[str, Any]:
    """A member that is the whole body: bytes, text, events, or a JSON document."""
    name = stated["shape"]
    shape = writer.shapes[name]
    place, path = f"{side.name} › {side.payload}", f"{side.word}.body"
    if shape.get("eventstream"):
        writer.gaps.append(f"{path}: a stream of the events of {name} is not written out")
        return {EVENTS: {"schema": {}}}
    if shape["type"] == "blob":
        bounds = {keyword: shape[key] for keyword, key in (("minLength", "min"), ("maxLength", "max")) if key in shape}
        sources = {"x-sources": dict.fromkeys(bounds, cite("model", place))} if bounds else {}
        return {BYTES: {"schema": {**bounds, **sources}}}
    schema = writer.written(name, place, path)
    return {(TEXT if shape["type"] == "string" else JSON): {"schema": schema}}


def _success(operation: Mapping[str, Any], side: _Side, writer: Writer) -> dict[str, Any]:
    content, _ = _content(side, writer)
    headers = {
        spelled(member, stated): _header(member, stated, side, writer)
        for member, stated in side.bound.items()
        if stated["location"] == "header"
    }
    for member, stated in side.bound.items():
        if stated["location"] == "headers":
            writer.gaps.append(f"response.header: those that begin with {spelled(member, stated)} are not written out")
    parts: Mapping[str, Any] = {"headers": headers, "content": content}
    answer = {"description": "Success.", **{name: part for name, part in parts.items() if part}}
    if any(stated["location"] == "statusCode" for stated in side.bound.values()):
        # The answer's own status is data of the operation: another one of success may be right.
        answer["x-status-varies"] = True
    status = operation["http"].get("responseCode", 200)
    return {str(status): {**answer, "x-sources": {"status": cite("model", f"{operation['name']} › responseCode")}}}


def _header(member: str, stated: Shape, side: _Side, writer: Writer) -> Schema:
    name = spelled(member, stated)
    place = f"{side.name} › {member}"
    schema = writer.written(stated["shape"], place, f"response.header.{name}", where="header")
    if member not in side.shape.get("required", ()):
        return {"schema": schema}
    return {"required": True, "schema": schema, "x-sources": {"required": cite("model", place)}}


def _errors(service: Service, operation: Mapping[str, Any]) -> dict[str, Any]:
    by_status: dict[str, list[tuple[str, Source]]] = {}
    for stated in operation.get("errors", ()):
        name, status, source = _error(service, stated["shape"])
        by_status.setdefault(str(status), []).append((name, source))
    return {status: _answer(found) for status, found in by_status.items()}


def _answer(found: Sequence[tuple[str, Source]]) -> dict[str, Any]:
    names = invalid_first(name for name, _ in found)
    return {"description": ", ".join(names), "x-errors": names, "x-sources": {"status": found[0][1]}}


def _error(service: Service, shape_name: str) -> tuple[str, int, Source]:
    """An error's name on the wire, its status, and what the status rests on."""
    shape = service.shapes[shape_name]
    stated = shape.get("error", {})
    name = stated.get("code", shape_name)
    if "httpStatusCode" in stated:
        return name, stated["httpStatusCode"], cite("model", shape_name)
    return name, _STATUS[bool(shape.get("fault"))], cite("protocol", f"restJson1 › the default status of {shape_name}")


def _traits(operation: Mapping[str, Any]) -> dict[str, Any]:
    """What an operation as a whole has."""
    prefix = operation.get("endpoint", {}).get("hostPrefix")
    unsigned = operation.get("authtype") == "none" or "smithy.api#noAuth" in operation.get("auth", ())
    return {
        **({"deprecated": True} if operation.get("deprecated") else {}),
        **({"x-host-prefix": prefix} if prefix else {}),
        **({"security": []} if unsigned else {}),
        **({"x-readonly": True} if operation.get("readonly") else {}),
        **({"x-idempotent": True} if operation.get("idempotent") else {}),
    }
