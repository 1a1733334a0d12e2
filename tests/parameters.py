"""A planned request read back into the parameters that the SDK would be called with.

A server's reading of REST-JSON, by the SDK's own model: labels of the path, query string, headers, and the body. A
value that is not of its type stays as it is, so that the SDK's validator sees it.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from strategies.request import Request

_LABEL = re.compile(r"\{([^}+]*)(\+?)\}")
_NUMBERS = {"integer": int, "long": int, "float": float, "double": float}


class UnreadableError(ValueError):
    """A request of another operation: another path, or a body that is not JSON."""


def parameters(operation: OperationModel, request: Request) -> dict[str, Any]:
    """The parameters that a request stands for.

    Raises:
        UnreadableError: it cannot be read at all.
    """
    shape = operation.input_shape
    if shape is None:
        return {}
    path, _, query = request.path.partition("?")
    found = _labels(operation, shape, path)
    pairs = parse_qsl(query, keep_blank_values=True)
    headers = {name.lower(): value for name, value in request.headers}
    for name, member in shape.members.items():
        where = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        value = None
        if where == "querystring":
            value = _queried(shape, member, wire, pairs)
        elif where == "header" and wire.lower() in headers:
            value = _header(member, headers[wire.lower()])
        elif where == "headers":
            value = {key[len(wire) :]: text for key, text in headers.items() if key.startswith(wire.lower())} or None
        if value is not None:
            found[name] = value
    return {**found, **_body(shape, request.body)}


def _labels(operation: OperationModel, shape: StructureShape, path: str) -> dict[str, Any]:
    template = operation.http["requestUri"].partition("?")[0]
    pieces, end = [], 0
    for label in _LABEL.finditer(template):
        pieces += [re.escape(template[end : label.start()]), "(.*)" if label[2] else "([^/]*)"]
        end = label.end()
    match = re.fullmatch("".join((*pieces, re.escape(template[end:]))), path, re.DOTALL)
    if match is None:
        raise UnreadableError(path)
    names = {
        member.serialization.get("name", name): name
        for name, member in shape.members.items()
        if member.serialization.get("location") == "uri"
    }
    wires = [wire for wire, _ in _LABEL.findall(template)]
    return {
        names[wire]: _scalar(shape.members[names[wire]], unquote(text))
        for wire, text in zip(wires, match.groups(), strict=True)
        if text
    }


def _queried(shape: StructureShape, member: Shape, wire: str, pairs: list[tuple[str, str]]) -> Any:
    if isinstance(member, MapShape):
        taken = {other.serialization.get("name", name) for name, other in shape.members.items()}
        given = [(key, text) for key, text in pairs if key not in taken]
        many = isinstance(member.value, ListShape)
        return {key: [text] if many else text for key, text in given} or None
    texts = [text for key, text in pairs if key == wire]
    if not texts:
        return None
    if isinstance(member, ListShape):
        return [_scalar(member.member, text) for text in texts]
    return _scalar(member, texts[-1])


def _header(member: Shape, text: str) -> Any:
    if getattr(member, "serialization", {}).get("jsonvalue"):
        try:
            return json.loads(base64.b64decode(text))
        except ValueError:
            return text
    if isinstance(member, ListShape):
        return [_scalar(member.member, item.strip()) for item in text.split(",")]
    return _scalar(member, text)


def _scalar(shape: Shape, text: str) -> Any:
    """A value that stands as text, in its type where it can be."""
    if shape.type_name == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if shape.type_name in _NUMBERS:
        try:
            number = _NUMBERS[shape.type_name](text)
        except ValueError:
            return text
        return number if math.isfinite(number) else text
    return text


def _body(shape: StructureShape, body: bytes) -> dict[str, Any]:
    payload = shape.serialization.get("payload")
    if payload:
        inner = shape.members[payload]
        if inner.type_name in ("blob", "string"):
            return {payload: body if inner.type_name == "blob" else body.decode()} if body else {}
        return {payload: _value(inner, _loaded(body))} if body else {}
    inside = {name: m for name, m in shape.members.items() if "location" not in m.serialization}
    if not inside or not body:
        return {}
    document = _loaded(body)
    if not isinstance(document, dict):
        raise UnreadableError("the body is no object")
    return _members(inside, document)


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(str(error)) from error


def _members(members: Mapping[str, Shape], document: Mapping[str, Any]) -> dict[str, Any]:
    named = {member.serialization.get("name", name): name for name, member in members.items()}
    return {
        named.get(wire, wire): _value(members[named[wire]], value) if wire in named else value
        for wire, value in document.items()
    }


def _value(shape: Shape, value: Any) -> Any:
    """A JSON value as the SDK takes it: members by their own names, blobs as bytes."""
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {key: _value(shape.value, item) for key, item in value.items()}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_value(shape.member, item) for item in value]
    if isinstance(shape, StructureShape) and isinstance(value, dict) and not shape.is_document_type:
        return _members(shape.members, value)
    if shape.type_name == "blob" and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error:
            return value
    return value
