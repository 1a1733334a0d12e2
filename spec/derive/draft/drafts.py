"""Drafts for the overlay of a derived contract, each with the reason why it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spec.derive.draft.links import Link, linked
from spec.names import UNKNOWN, collides, creates, levels, naming, plain, resource, technical, verb
from spec.operation import JSON_MEDIA_TYPE, METHODS, Operation, Schema, types


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One inference, as an action of an overlay.

    Attributes:
        comment: what was inferred and from what, in a sentence.
        target: the JSONPath of the node that is completed.
        update: what is added to it.
    """

    comment: str
    target: str
    update: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """What names suggest about the operations of a contract.

    Attributes:
        drafts: actions for an overlay.
        given: the parameters of paths that nothing creates and that are not new each time, with the page's examples.
        todo: what could not be inferred, a sentence each.
    """

    drafts: tuple[Draft, ...]
    given: Mapping[str, Any]
    todo: tuple[str, ...]


def inferred(found: Mapping[str, Operation]) -> Inferred:
    """What names suggest.

    Args:
        found: the operations of one document by name.
    """
    links, missing = linked(found)
    created = {(link.operation, name) for link in links for name in link.parameters}
    renewed = [item for operation in found.values() for item in _fresh(operation, created)]
    made = [
        *(_link_draft(link, found[link.creator]) for link in links),
        *(_fresh_draft(item) for item in renewed),
        *(draft for operation in found.values() for draft in _echoes(operation)),
        *(draft for operation in found.values() for draft in _meanings(operation)),
        *(draft for operation in found.values() for draft in _pages(operation)),
    ]
    known = created | {(item.operation.name, item.name) for item in renewed if item.location == "path"}
    given = {
        parameter.name: parameter.example
        for operation in found.values()
        for parameter in operation.at("path")
        if (operation.name, parameter.name) not in known
    }
    return Inferred(drafts=tuple(made), given=given, todo=tuple(missing))


def _link_draft(link: Link, creator: Operation) -> Draft:
    return Draft(
        comment=link.reason,
        target=f"{_place(creator)}.responses['{creator.success_status}']",
        update={"links": {link.operation: {**link.stated, "x-sources": _source("link", link.reason)}}},
    )


def _place(operation: Operation) -> str:
    for path, item in operation.document["paths"].items():
        for method in METHODS:
            if item.get(method, {}).get("operationId") == operation.name:
                return f"$.paths['{path}'].{method}"
    raise ValueError(operation.name)


def _source(keyword: str, place: str) -> dict[str, Any]:
    return {keyword: {"evidence": "inferred", "place": place}}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fresh:
    """A value that has to be a new one for each request."""

    operation: Operation
    location: str
    name: str
    target: str
    reason: str


def _fresh(operation: Operation, created: set[tuple[str, str]]) -> Iterator[_Fresh]:
    """Values that a creating operation needs anew each time: names in its path or body, and idempotency tokens."""
    thing, place = resource(operation.name), _place(operation)
    for index, parameter in enumerate(operation.parameters):
        last = operation.template.rstrip("/").endswith(f"{{{parameter.name}}}")
        reason = _renewed(operation, parameter.name, parameter.schema, thing, last=last)
        # `/clusters/{name}/nodegroups` names a cluster, whatever is created there.
        if parameter.location == "path" and not last and plain(parameter.name) in {"name", "id"}:
            continue
        if reason and (operation.name, parameter.name) not in created:
            yield _Fresh(
                operation=operation,
                location=parameter.location,
                name=parameter.name,
                target=f"{place}.parameters[{index}].schema",
                reason=reason,
            )
    for name, schema in operation.request_schema.get("properties", {}).items():
        required = name in operation.request_schema.get("required", ())
        # CreateNamespace takes its one name in a list.
        named = schema.get("items", {}) if types(schema) == ("array",) else schema
        reason = _renewed(operation, name, named, thing)
        if reason and (required or "token" in reason or collides(operation)):
            step = ".items" if named is not schema else ""
            target = f"{place}.requestBody.content['{JSON_MEDIA_TYPE}'].schema.properties['{name}']{step}"
            yield _Fresh(operation=operation, location="body", name=name, target=target, reason=reason)


def _renewed(operation: Operation, name: str, schema: Schema, thing: str, *, last: bool = False) -> str:
    """Why a value has to be a new one for each request, or ""; it may be the last one in a path."""
    if schema.get("x-idempotency-token"):
        return "it is an idempotency token"
    if not creates(operation) or types(schema) not in {("string",), ()} or "enum" in schema:
        return ""
    whole = plain(name) in {"name", plain(f"{thing}Name"), plain(f"{thing}Id"), plain(thing)}
    named = whole or (verb(operation.name) == "Create" and _shortened(operation, plain(name), thing, last=last))
    return f"it names what {operation.name} creates" if named else ""


def _shortened(operation: Operation, name: str, thing: str, *, last: bool) -> bool:
    """Whether a value names a thing by its last words: `ruleName` names a `TopicRule`, and an `id` that comes back.

    An id in a body rather names something else: what is created gets its own from the service.
    """
    if name == "id":
        return any(naming(name, thing, members) for _, members in levels(operation.response_schema, thing))
    kind = next((kind for kind in ("name", *(["id"] if last else [])) if name.endswith(kind)), name)
    return name != kind and plain(thing).endswith(name.removesuffix(kind))


def _fresh_draft(item: _Fresh) -> Draft:
    comment = f"{item.operation.name} needs a new {item.name} for every request, since {item.reason}."
    return Draft(
        comment=comment, target=item.target, update={"x-fresh": True, "x-sources": _source("x-fresh", comment)}
    )


def _echoes(operation: Operation) -> Iterator[Draft]:
    """Members of the answer with the name and the type of something in the request."""
    if verb(operation.name) == "List":
        return
    paging = operation.definition.get("x-pagination", {})
    asked = [item for item in _asked(operation) if item[2] not in (paging.get("token"), paging.get("size"))]
    for pointer, members in levels(operation.response_schema, resource(operation.name)):
        for name, schema in members.items():
            for given, stated, expression in asked:
                if plain(given) == plain(name) and _alike(stated, schema) and not technical(name):
                    yield _echo(operation, f"{pointer}/{name}", expression, schema)
                    break


def _alike(stated: Schema, schema: Schema) -> bool:
    """Whether what a request says may be what the answer says, by its type and that of its items."""
    if types(stated) not in {types(schema), ()}:
        return False
    if _is_map(stated) != _is_map(schema):
        return False
    if not set(stated.get("enum", [None])) <= set(schema.get("enum", stated.get("enum", [None]))):
        # The request may say more than the answer can.
        return False
    members, others = stated.get("properties"), schema.get("properties")
    if members is not None and others is not None:
        # An object that has other members in the answer is another one: what an image is made of, and where it is.
        return members.keys() <= others.keys() and all(_alike(each, others[name]) for name, each in members.items())
    return "items" not in stated or "items" not in schema or _alike(stated["items"], schema["items"])


def _is_map(schema: Schema) -> bool:
    return "additionalProperties" in schema


def _asked(operation: Operation) -> Iterator[tuple[str, Schema, str]]:
    """What a request says: name, schema and runtime expression of each member and parameter."""
    for name, schema in operation.request_schema.get("properties", {}).items():
        yield name, schema, f"$request.body#/{name}"
    for parameter in operation.parameters:
        yield parameter.name, parameter.schema, f"$request.{parameter.location}.{parameter.name}"


def _echo(operation: Operation, pointer: str, expression: str, schema: Schema) -> Draft:
    name = pointer.rpartition("/")[2]
    comment = f"{name} in the answer of {operation.name} is the one of the request: the same name and type."
    status = operation.success_status
    steps = "".join(f".properties['{step}']" for step in pointer.strip("/").split("/"))
    place = f"{_place(operation)}.responses['{status}'].content['{JSON_MEDIA_TYPE}'].schema{steps}"
    echo = {"from": expression, "compare": _comparison(schema)}
    return Draft(comment=comment, target=place, update={"x-echo": echo, "x-sources": _source("echo", comment)})


def _comparison(schema: Schema) -> str:
    stated = types(schema)
    if "array" in stated or "object" in stated:
        return "given"
    return "number" if "number" in stated else "equal"


_MEANINGS: Sequence[tuple[str, tuple[str, ...], str]] = (
    ("unknown", UNKNOWN, "there is no such resource"),
    ("exists", ("AlreadyExists", "Conflict", "Duplicate"), "there is such a resource already"),
)
# The statuses that say by themselves what an error of that meaning says.
_PLAIN_STATUSES = {"unknown": 404, "exists": 409}


def _meanings(operation: Operation) -> Iterator[Draft]:
    """Errors whose name tells what their status does not: a 400 for an unknown resource."""
    for name, status in operation.errors.items():
        for meaning, words, reads in _MEANINGS:
            if any(word in name for word in words) and status != _PLAIN_STATUSES[meaning]:
                comment = f"{name} of {operation.name} means that {reads}."
                yield Draft(
                    comment=comment,
                    target=f"{_place(operation)}.responses['{status}']",
                    update={"x-means": {name: meaning}, "x-sources": _source(f"x-means.{name}", comment)},
                )


def _pages(operation: Operation) -> Iterator[Draft]:
    """How an operation answers in pages, where the SDK's model has no paginator for it or there is no model."""
    if "x-pagination" in operation.definition:
        return
    asked = {plain(name): expression for name, _, expression in _asked(operation)}
    answered = operation.response_schema.get("properties", {})
    following = next((name for name in answered if plain(name) in _TOKENS), "")
    token = next((asked[name] for name in _TOKENS if name in asked), "")
    lists = [name for name, schema in answered.items() if "array" in types(schema)]
    if not (following and token and len(lists) == 1):
        return
    size = next((asked[name] for name in _SIZES if name in asked), "")
    comment = f"{operation.name} answers in pages: {following} is the token of the next one."
    stated = {"token": token, "next": f"$response.body#/{following}", **({"size": size} if size else {})}
    yield Draft(
        comment=comment,
        target=_place(operation),
        update={
            "x-pagination": {
                **stated,
                "items": f"$response.body#/{lists[0]}",
                "x-sources": _source("pagination", comment),
            }
        },
    )


_TOKENS = ("nexttoken", "nextmarker", "marker", "paginationtoken", "startingtoken")
_SIZES = ("maxresults", "maxitems", "limit", "pagesize")
