"""What each operation of a contract does, and with which kind of resource: read from methods, paths, links and names.

Two examples. `POST /voices` with a link to `GET /voices/{id}` creates resources of the kind `/voices/{}`; `GET /voices`
lists them, `PUT /voices/{id}` updates one, `DELETE /voices/{id}` deletes it. `POST /CreateVoice` with a link whose
`requestBody` gives `POST /GetVoice` its `arn` creates resources of the kind `/CreateVoice/{}`; what `GetVoice`,
`DeleteVoice` and `ListVoices` do with them, their names tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from spec.names import DELETING, plain, resource, singular, technical, verb
from spec.nodes import walk
from spec.operation import Operation, Schema
from spec.relations.expressions import Expression, parse
from strategies.bindings import new

_PLACEHOLDER = re.compile(r"\{([^}+]*)\+?\}")
_READING = {"Get", "Describe"}
_LISTING = {"List", "Describe", "Search"}


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
        scope: the parameters of its path, in order; of what creates, they are its parents' address.
        address: where its own request or, of what creates, its answer has the address of the resource.
    """

    operation: Operation
    role: Role
    kind: str
    scope: tuple[str, ...]
    address: tuple[Expression, ...] = ()

    @property
    def creates(self) -> bool:
        """Whether it makes a resource that was not there."""
        return self.role is Role.CREATE

    @property
    def chosen(self) -> str:
        """The parameter of the path by which the caller names what is created, or ""."""
        return self.scope[-1] if self.creates and self.kind == shape(self.operation.template) else ""

    @property
    def identity(self) -> str:
        """The member of the answer, in lower case, that shows the id of what is created; "" where there is none."""
        return next((place.name.lower() for place in self.address if place.side == "response"), "")


def shape(template: str) -> str:
    """A path template with its parameters unnamed: those of two operations on the same resources are equal."""
    return _PLACEHOLDER.sub("{}", template)


def placeholders(template: str) -> tuple[str, ...]:
    """The names of a path template's parameters, in order."""
    return tuple(_PLACEHOLDER.findall(template))


def kind_until(template: str, place: int) -> str:
    """The shape of a path template up to its parameter number `place`."""
    pieces = shape(template).split("{}")
    return "{}".join((*pieces[: place + 1], ""))


def parts(operations: Mapping[str, Operation]) -> dict[str, Part]:
    """What every operation does, by its name."""
    creating = {name: part for name, op in operations.items() if (part := _creating(op, operations)) is not None}
    kinds = {part.kind for part in creating.values()}
    linked = {name: part for name, op in operations.items() if (part := _linked(op, creating)) is not None}
    puts = [op for op in operations.values() if op.method == "PUT"]
    # `PUT /voices/{id}/name` as `UpdateVoiceName` updates the voice.
    singles = {shape(op.template) for op in puts if op.name not in linked or verb(op.name) != "Update"} - kinds
    return {
        name: creating.get(name) or _pathed(op, kinds, singles) or linked.get(name) or _named(op, creating)
        for name, op in operations.items()
    }


def _creating(operation: Operation, operations: Mapping[str, Operation]) -> Part | None:
    """The operation as one that creates, if it does."""
    scope, own = placeholders(operation.template), shape(operation.template)
    part = Part(operation=operation, role=Role.CREATE, kind=own, scope=scope, address=_in_path(scope))
    if new(operation) and own.endswith("{}"):
        return part
    linked = [found for link in _links(operation) if (found := _by_link(part, link, operations)) is not None]
    if linked:
        return min(linked, key=lambda found: found.kind.count("/"))
    if operation.method != "POST" or own.endswith("{}"):
        return None
    place = _guessed(operation) or _fresh(operation)
    return replace(part, kind=f"{own}/{{}}", address=(*part.address, place)) if place else None


def _fresh(operation: Operation) -> Expression | None:
    """The member of the request's body that is new in every request and no token: the name of what is created."""
    for name, member in operation.request_schema.get("properties", {}).items():
        if member.get("x-fresh") and not technical(name) and not member.get("x-idempotency-token"):
            return Expression("request", "body", (name,))
    return None


def _by_link(part: Part, link: Mapping[str, Any], operations: Mapping[str, Operation]) -> Part | None:
    """What creates, by a link to what works on the created: its address is what the link tells that operation."""
    target = operations.get(str(link.get("operationId")))
    if target is None:
        return None
    told = {name: parse(str(place)) for name, place in link.get("parameters", {}).items()}
    wanted = placeholders(target.template)
    # `/clusters/{id}/policy` is about a cluster, too.
    kind = kind_until(target.template, len(wanted) - 1)
    address = tuple(told[name] for name in wanted if name in told)
    if not wanted:
        body = [parse(str(place)) for place in (link.get("requestBody") or {}).values()]
        kind, address = f"{shape(part.operation.template)}/{{}}", (*part.address, *body[:1])
    made = [place for place in address if place.location == "body"]
    complete = len(address) == len(wanted) or not wanted
    return replace(part, kind=kind, address=address) if made and complete else None


def _links(operation: Operation) -> Iterator[Mapping[str, Any]]:
    yield from operation.response.get("links", {}).values()


def _in_path(names: tuple[str, ...]) -> tuple[Expression, ...]:
    return tuple(Expression("request", "path", (name,)) for name in names)


def _guessed(operation: Operation) -> Expression | None:
    """The string among an answer's members that looks like the id of what was created."""
    given = {name.lower() for name in operation.request_schema.get("properties", {})}
    given |= {parameter.name.lower() for parameter in operation.parameters}
    for node in walk(operation.response_schema):
        name = node.path[-1] if node.path else ""
        if name.lower().endswith("id") and name.lower() not in given and node.schema.get("type") == "string":
            return None if "items" in node.path else Expression("response", "body", node.path)
    return None


def _pathed(operation: Operation, kinds: set[str], singles: set[str]) -> Part | None:
    """The operation as one that works on what others create, if its path tells."""
    own, scope = shape(operation.template), placeholders(operation.template)
    role, kind = Role.OTHER, own
    if own in kinds or own in singles:
        if operation.method in ("GET", "DELETE"):
            role = Role.READ if operation.method == "GET" else Role.DELETE
        else:
            role = Role.PUT if own in singles else Role.UPDATE
    elif operation.method == "GET" and f"{own}/{{}}" in kinds and listing(operation.response_schema) is not None:
        role, kind = Role.LIST, f"{own}/{{}}"
    if role is Role.OTHER:
        return None
    return Part(operation=operation, role=role, kind=kind, scope=scope, address=_in_path(scope))


def _linked(operation: Operation, creating: Mapping[str, Part]) -> Part | None:
    """The operation as one that works on the resource whose address a link gives it."""
    for part in creating.values():
        for link in _links(part.operation):
            if link.get("operationId") != operation.name or _is_list(operation, part):
                continue
            told = {**_told(link, "parameters", "path"), **_told(link, "requestBody", "body")}
            scope, stated = placeholders(operation.template), {place.name for place in told.values()}
            if all(place in told for place in part.address) and stated >= set(scope):
                address = tuple(told[place] for place in part.address)
                return Part(operation=operation, role=_role(operation), kind=part.kind, scope=scope, address=address)
    return None


def _told(link: Mapping[str, Any], part: str, location: str) -> dict[Expression, Expression]:
    """Which place of the other operation's request gets the value at which place of the creating one."""
    stated = link.get(part) or {}
    return {parse(str(place)): Expression("request", location, (name,)) for name, place in stated.items()}


def _role(operation: Operation) -> Role:
    """What an operation does with one resource, by its method and its name."""
    if operation.method == "DELETE" or verb(operation.name) in DELETING:
        return Role.DELETE
    return Role.READ if operation.method == "GET" or verb(operation.name) in _READING else Role.UPDATE


def _named(operation: Operation, creating: Mapping[str, Part]) -> Part:
    """The operation as one that lists what another creates, by its name; else as one that is about nothing known."""
    scope = placeholders(operation.template)
    for part in creating.values():
        if _is_list(operation, part):
            above = part.address[: len(scope)]
            if all(place.location == "path" for place in above):
                return Part(operation=operation, role=Role.LIST, kind=part.kind, scope=scope, address=_in_path(scope))
    return Part(operation=operation, role=Role.OTHER, kind="", scope=scope)


def _is_list(operation: Operation, part: Part) -> bool:
    """Whether an operation lists what another one creates: `ListVoices` does, of `CreateVoice`."""
    same = plain(singular(resource(operation.name))) == plain(resource(part.operation.name))
    return same and verb(operation.name) in _LISTING and listing(operation.response_schema) is not None


def listing(schema: Schema) -> str | None:
    """The response member that lists resources: the first array of objects."""
    for name, member in schema.get("properties", {}).items():
        if member.get("type") == "array" and "properties" in member.get("items", {}):
            return str(name)
    return None
