"""What a request carries that can be set by itself: the members of its body, its parameters in query and headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spec.operation import JSON_MEDIA_TYPE, Operation, Schema
from spec.parameter import Parameter
from strategies import bindings
from strategies.adapting.pinning import pinned
from strategies.request import Request, dump
from strategies.serialisation import path, segment, with_parameter
from strategies.values.kinds import ABSENT, branches_of
from strategies.values.ordinary import ordinary

WHOLE = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the JSON body, the whole body where it has none, or a parameter of the query string or a header.

    Attributes:
        label: tells it from the others: `Name`, `query.max-results`, `header.If-Match`, or `body` for a whole body.
        name: on the wire.
        schema: of its value.
        required: whether a request must have it.
        parameter: the parameter that it is; None for a part of the body.
    """

    label: str
    name: str
    schema: Schema
    required: bool
    parameter: Parameter | None = None


def members(operation: Operation, values: Mapping[str, str] | None = None) -> list[Member]:
    """The members of the operation's requests: the body's in the order of its schema, then the parameters.

    Args:
        operation: the operation.
        values: the user's own values; a parameter with one has no other, and so has a member of the body
            (`body.Name`).
    """
    own = pinned(operation, values or {})
    return [*_body(own), *_parameters(own)]


def _body(operation: Operation) -> Iterator[Member]:
    schema = operation.request_schema
    if not operation.has_json_request:
        return
    if not _has_members(schema):
        yield Member(label=WHOLE, name="", schema=schema, required=True)
        return
    needed, opaque = schema.get("required", ()), operation.token_in("body")
    for name, member in schema["properties"].items():
        if name == opaque and name not in needed:
            continue
        yield Member(label=name, name=name, schema=member, required=name in needed)


def _has_members(schema: Schema) -> bool:
    """Whether the body is an object whose members can be set one by one; of a union only one may be there."""
    return "properties" in schema and not branches_of(schema)


def _parameters(operation: Operation) -> Iterator[Member]:
    # Only an answer can give it a valid value.
    opaque = operation.token_in("query", "header")
    for parameter in operation.parameters:
        if parameter.location != "path" and parameter.name != opaque:
            yield Member(
                label=f"{parameter.location}.{parameter.name}",
                name=parameter.name,
                schema=parameter.schema,
                required=parameter.required,
                parameter=parameter,
            )


def request(operation: Operation, values: Mapping[str, str], chosen: Mapping[str, Any]) -> Request:
    """A request for the operation.

    Args:
        operation: the operation.
        values: of the parameters of its path; one without a value stays as its placeholder.
        chosen: the values of its members by their labels; what is not there is left out.
    """
    body = b""
    headers: tuple[tuple[str, str], ...] = (("Accept", JSON_MEDIA_TYPE),)
    if operation.has_json_request:
        body, headers = dump(_document(operation, chosen)), (*headers, ("Content-Type", JSON_MEDIA_TYPE))
    elif operation.request_media_type:
        body, headers = _payload(operation), (*headers, ("Content-Type", operation.request_media_type))
    raw = {name: segment(value) for name, value in {**bindings.chosen(operation), **values}.items()}
    built = Request(method=operation.method, path=path(operation, raw), headers=headers, body=body)
    for member in members(operation):
        if member.parameter and member.label in chosen and chosen[member.label] is not ABSENT:
            built = with_parameter(built, member.parameter, chosen[member.label])
    return built


def _document(operation: Operation, chosen: Mapping[str, Any]) -> Any:
    if not _has_members(operation.request_schema):
        return chosen.get(WHOLE, ordinary(operation.request_schema))
    properties = operation.request_schema["properties"]
    return {name: value for name, value in chosen.items() if name in properties and value is not ABSENT}


def _payload(operation: Operation) -> bytes:
    """A body that is no JSON: some bytes of a length that the schema allows."""
    schema = payload_schema(operation)
    size: int = max(schema.get("minLength", 0), min(len(b"some bytes"), schema.get("maxLength", len(b"some bytes"))))
    return (b"some bytes" * (size + 1))[:size]


def payload_schema(operation: Operation) -> Schema:
    """The schema of a body that is no JSON; an empty schema where the operation has no such body."""
    body, media = operation.request_body, operation.request_media_type
    schema: Schema = body["content"][media].get("schema", {}) if body and media else {}
    return schema
