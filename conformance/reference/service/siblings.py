"""The operations that are served beside a contract's single one, so that what it creates can be read and deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from spec.operation import JSON_MEDIA_TYPE, Operation, operations

_ID = "proxySessionId"
_UPDATED = ("Capabilities", "ExpiryMinutes")


def siblings(create: Operation) -> Mapping[str, Operation]:
    """Get, List, Update and Delete for what `create` creates, by name, from its own description."""
    item = f"{create.template}/{{{_ID}}}"
    paths: dict[str, dict[str, Any]] = {create.template: {}, item: {}}
    for name, template, method, definition in _definitions(create):
        paths[template][method] = {"operationId": name, **definition}
    return operations(create.contract, {**create.document, "paths": paths})


def _definitions(create: Operation) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    stated = create.definition["responses"]
    refusals = {status: response for status, response in stated.items() if not status.startswith("2")}
    parent = [parameter.definition for parameter in create.at("path")]
    own = [*parent, {"name": _ID, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}]
    shown = create.response_schema["properties"]["ProxySession"]
    item = f"{create.template}/{{{_ID}}}"
    session = create.response
    yield "GetProxySession", item, "get", {"parameters": own, "responses": {"200": session, **refusals}}
    yield "DeleteProxySession", item, "delete", {"parameters": own, "responses": {"204": {}, **refusals}}
    members = create.request_schema["properties"]
    body = {
        "type": "object",
        "properties": {name: members[name] for name in _UPDATED},
        "required": list(_UPDATED[:1]),
    }
    update = {"required": True, "content": {JSON_MEDIA_TYPE: {"schema": body}}}
    responses = {"201": session, **refusals}
    yield "UpdateProxySession", item, "post", {"parameters": own, "requestBody": update, "responses": responses}
    listed = {
        "type": "object",
        "properties": {"NextToken": {"type": "string"}, "ProxySessions": {"type": "array", "items": shown}},
        "required": ["ProxySessions"],
    }
    query = [
        {"name": "max-results", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
        {"name": "next-token", "in": "query", "schema": {"type": "string"}},
        {"name": "status", "in": "query", "schema": {"type": "string", "enum": shown["properties"]["Status"]["enum"]}},
    ]
    responses = {"200": {"content": {JSON_MEDIA_TYPE: {"schema": listed}}}, **refusals}
    yield "ListProxySessions", create.template, "get", {"parameters": [*parent, *query], "responses": responses}
