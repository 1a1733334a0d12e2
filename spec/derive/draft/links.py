"""Links between operations: which one makes what another one takes, and which member of its answer tells the id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spec.names import IDENTIFIERS, TAGGING, USING, creates, levels, naming, plain, resource, verb
from spec.operation import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an operation takes from the one that created its resource.

    Attributes:
        creator: the operation that creates.
        operation: the operation that takes.
        parameters: runtime expressions by parameter.
        body: runtime expressions by member of the request's body.
        reason: what suggests it.
    """

    creator: str
    operation: str
    parameters: Mapping[str, str]
    body: Mapping[str, str]
    reason: str

    @property
    def stated(self) -> dict[str, Any]:
        """The link as OpenAPI has it."""
        return {
            "operationId": self.operation,
            **({"parameters": dict(self.parameters)} if self.parameters else {}),
            **({"requestBody": dict(self.body)} if self.body else {}),
        }


def linked(found: Mapping[str, Operation]) -> tuple[list[Link], list[str]]:
    """The links between operations, and a sentence on each id that a creating operation does not seem to tell."""
    links: list[Link] = []
    missing: list[str] = []
    for operation in found.values():
        own = _creator(operation, found)
        link = _link(own, operation, whole=True) if own else None
        if link:
            links.append(link)
            continue
        if own and verb(operation.name) in USING:
            missing.append(f"{operation.name}: which member of {own.name}'s answer it takes.")
        links += _outer(operation, found)
    return links, missing


def _creator(operation: Operation, found: Mapping[str, Operation]) -> Operation | None:
    """The operation that creates what this one uses: the same resource by name, else the collection by path.

    What neither reads, changes nor deletes, such as StopPipe, uses what CreatePipe made. Of several operations that
    create one resource, one that is called Create does so.
    """
    if verb(operation.name) in {"List", *TAGGING} or (creates(operation) and verb(operation.name) not in USING):
        return None
    thing = plain(resource(operation.name))
    named = [other for other in found.values() if creates(other) and plain(resource(other.name)) == thing]
    named.sort(key=lambda other: verb(other.name) != "Create")
    head, _, last = operation.template.rpartition("/")
    pathed = [other for other in found.values() if creates(other) and other.template == head and last.startswith("{")]
    return next((other for other in (*named, *pathed) if other is not operation), None)


def _outer(operation: Operation, found: Mapping[str, Operation]) -> Iterator[Link]:
    """Links from what creates the resources around: `CreateApplication` for `/applications/{ApplicationId}/things`."""
    for other in found.values():
        if other is not operation and creates(other):
            link = _link(other, operation, whole=False)
            if link:
                yield link


def _link(creator: Operation, operation: Operation, *, whole: bool) -> Link | None:
    """What an operation takes from a creating one; None where that is nothing, or not all although it has to be."""
    thing = resource(creator.name)
    wanted = [parameter.name for parameter in operation.at("path") if whole or _names(parameter.name, thing)]
    inside = _inside(creator, operation)
    wanted += [inside] if inside not in ("", *wanted) and _source(inside, thing, creator) else []
    if wanted:
        # What both have around them has to be the same: the mesh of a route is that of its router.
        around = {parameter.name for parameter in creator.at("path")}
        wanted = [item.name for item in operation.at("path") if item.name in wanted or item.name in around]
    parameters = {name: _source(name, thing, creator) for name in wanted}
    body = dict(_body(creator, operation, thing)) if whole and not wanted else {}
    if not all(parameters.values()) or not (parameters or body):
        return None
    told = ", ".join(f"{name} is {source}" for name, source in {**parameters, **body}.items())
    return Link(
        creator=creator.name,
        operation=operation.name,
        parameters=parameters,
        body=body,
        reason=f"{operation.name} takes what {creator.name} created: {told}.",
    )


def _inside(creator: Operation, operation: Operation) -> str:
    """The parameter that names what is made at a path, in a path below it: `name` in `/clusters/{name}/updates`."""
    head, _, below = operation.template.partition(f"{creator.template}/")
    first = below.partition("/")[0]
    return first[1:-1] if not head and first.startswith("{") and first.endswith("}") else ""


def _body(creator: Operation, operation: Operation, thing: str) -> list[tuple[str, str]]:
    """What an operation that names its resource in the body takes: what it requires, else the first that names it."""
    schema = operation.request_schema
    required = schema.get("required", ())
    named = [name for name in schema.get("properties", {}) if not required and _names(name, thing)]
    sources = [(name, _source(name, thing, creator)) for name in (*required, *named)]
    found = [(name, source) for name, source in sources if source]
    return found if required else found[:1]


def _names(parameter: str, thing: str) -> bool:
    """Whether a parameter seems to identify a thing: `ApplicationId` does, of `Application`."""
    text, of = plain(parameter), plain(thing)
    return bool(of) and text.startswith(of) and text[len(of) :] in {*IDENTIFIERS, ""}


def _source(name: str, thing: str, creator: Operation) -> str:
    """Where a value comes from: the creating operation's own path, its answer, or what its request chose.

    An id at the end of the creating path names the resource itself: where the answer tells it, it is taken from there.
    """
    given = {parameter.name: parameter.schema for parameter in creator.at("path")}
    own = creator.template.endswith(f"/{{{name}}}")
    if name in given and not own:
        return f"$request.path.{name}"
    for pointer, members in levels(creator.response_schema, thing):
        member = naming(name, thing, members)
        if member:
            return f"$response.body#{pointer}/{member}"
    if own:
        return f"$request.path.{name}"
    member = naming(name, thing, creator.request_schema.get("properties", {}))
    if member:
        return f"$request.body#/{member}"
    chosen = naming(name, thing, given)
    return f"$request.path.{chosen}" if chosen else ""
