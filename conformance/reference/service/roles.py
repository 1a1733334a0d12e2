"""What each operation of a contract does, and with which kind of resource: read from its methods, paths and links.

An example: `POST /voices` with a link to `GET /voices/{id}` creates resources of the kind `/voices/{}`; `GET /voices`
lists them, `PUT /voices/{id}` updates one, `DELETE /voices/{id}` deletes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from spec.operation import Operation, Schema, walk

_PLACEHOLDER = re.compile(r"\{([^}+]*)\+?\}")
_IN_BODY = "$response.body#"


class Role(StrEnum):
    """What an operation does."""

    CREATE = "create"
    READ = "read"
    LIST = "list"
    UPDATE = "update"
    DELETE = "delete"
    PUT = "put"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An operation and what it does.

    Attributes:
        operation: the operation.
        role: what it does.
        kind: the path of the resources that it is about, each parameter written `{}`; "" for none.
        scope: the parameters of its path, in order; for an item they are its address.
        identity: the response member that shows the id of what is created, as a JSON Pointer, or "".
        key: the member of the request's body that names what is created, or "".
    """

    operation: Operation
    role: Role
    kind: str
    scope: tuple[str, ...]
    identity: str = ""
    key: str = ""

    @property
    def creates(self) -> bool:
        """Whether it makes a resource that was not there."""
        return self.role is Role.CREATE


def shape(template: str) -> str:
    """A path template with its parameters unnamed: those of two operations on the same resources are equal."""
    return _PLACEHOLDER.sub("{}", template)


def placeholders(template: str) -> tuple[str, ...]:
    """The names of a path template's parameters, in order."""
    return tuple(_PLACEHOLDER.findall(template))


def parts(operations: Mapping[str, Operation]) -> dict[str, Part]:
    """What every operation does, by its name."""
    creating = {name: part for name, op in operations.items() if (part := _creating(op, operations)) is not None}
    kinds = {part.kind for part in creating.values()}
    singles = {shape(op.template) for op in operations.values() if op.method == "PUT"} - kinds
    return {name: creating.get(name) or _acting(op, kinds, singles) for name, op in operations.items()}


def _creating(operation: Operation, operations: Mapping[str, Operation]) -> Part | None:
    """The operation as one that creates, if it does."""
    scope = placeholders(operation.template)
    for link in _links(operation):
        target = operations.get(str(link.get("operationId")))
        for expression in link.get("parameters", {}).values():
            if target is not None and str(expression).startswith(_IN_BODY):
                return Part(
                    operation=operation,
                    role=Role.CREATE,
                    kind=shape(target.template),
                    scope=scope,
                    identity=str(expression).removeprefix(_IN_BODY),
                )
    own = shape(operation.template)
    if any(parameter.definition.get("x-fresh") for parameter in operation.at("path")):
        return Part(operation=operation, role=Role.CREATE, kind=own, scope=scope)
    if operation.method != "POST" or own.endswith("{}"):
        return None
    fresh = next((node.path for node in walk(operation.request_schema) if node.schema.get("x-fresh")), ())
    identity = _guessed(operation)
    if len(fresh) != 1 and not identity:
        return None
    key = fresh[0] if len(fresh) == 1 and not identity else ""
    return Part(operation=operation, role=Role.CREATE, kind=f"{own}/{{}}", scope=scope, identity=identity, key=key)


def _links(operation: Operation) -> Iterator[Mapping[str, Any]]:
    yield from operation.response.get("links", {}).values()


def _guessed(operation: Operation) -> str:
    """The string among an answer's members that looks like the id of what was created, as a JSON Pointer, or ""."""
    given = {name.lower() for name in operation.request_schema.get("properties", {})}
    given |= {parameter.name.lower() for parameter in operation.parameters}
    for node in walk(operation.response_schema):
        name = node.path[-1] if node.path else ""
        if name.lower().endswith("id") and name.lower() not in given and node.schema.get("type") == "string":
            return "" if "items" in node.path else "/" + "/".join(node.path)
    return ""


def _acting(operation: Operation, kinds: set[str], singles: set[str]) -> Part:
    """The operation as one that works on what others create, or on nothing."""
    own = shape(operation.template)
    role, kind = Role.OTHER, ""
    if own in kinds or own in singles:
        kind = own
        if operation.method in ("GET", "DELETE"):
            role = Role.READ if operation.method == "GET" else Role.DELETE
        else:
            role = Role.PUT if own in singles else Role.UPDATE
    elif operation.method == "GET" and f"{own}/{{}}" in kinds and listing(operation.response_schema) is not None:
        role, kind = Role.LIST, f"{own}/{{}}"
    return Part(operation=operation, role=role, kind=kind, scope=placeholders(operation.template))


def listing(schema: Schema) -> str | None:
    """The response member that lists resources: the first array of objects."""
    for name, member in schema.get("properties", {}).items():
        if member.get("type") == "array" and "properties" in member.get("items", {}):
            return str(name)
    return None
