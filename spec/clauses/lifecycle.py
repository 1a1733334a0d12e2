"""The clauses over sequences of requests, stated once for any contract by its links.

What an operation is in the life of a resource follows from its link and its method: GET on the resource reads it, GET
on the collection lists, DELETE deletes, and anything else updates. `x-pagination` says how a list is read to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from spec.names import DELETING, REPLACING, USING, verb
from spec.operation import Operation, types
from spec.relations.echo import echoes, filters
from spec.relations.expressions import Expression
from spec.relations.links import Link, links

Role = Literal["read", "list", "update", "delete"]
_READING = frozenset({"Get", "Describe"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A statement over sequences, before it is a clause.

    Attributes:
        local: the local id of its clause.
        check: the name of its check (see `spec.clauses.checks`).
        sentence: in plain words.
        implied: no source says it in so many words: it follows from what they say, and does not bind.
        arguments: what the check has to know: `creator` is the operation whose resources it is about; `second` says
            that it needs a second parent, such as another connector.
        source: what the link rests on, as `x-sources` has it.
    """

    local: str
    check: str
    sentence: str
    implied: bool
    arguments: Mapping[str, Any]
    source: Mapping[str, Any]


def role(link: Link, operation: Operation) -> Role | None:
    """What the operation that a link leads to does with what was created; None where it works on something else.

    An id inside the path leads to something else: `GET /voices/{id}/songs` does not read the voice.
    """
    if link.created and not link.in_body and not operation.template.endswith("}"):
        return None
    if operation.method == "DELETE" or verb(operation.name) in DELETING:
        return "delete"
    if link.inferred and verb(operation.name) not in USING:
        return None  # what StopPipe does to a pipe, no name tells
    if operation.method != "GET":
        return "read" if link.in_body and verb(operation.name) in _READING else "update"
    lists = any("array" in types(member) for member in operation.response_schema.get("properties", {}).values())
    return "list" if lists and not link.created else "read"


def rules(operation: Operation, operations: Mapping[str, Operation]) -> Iterator[Rule]:
    """What holds for an operation in sequences with those that create what it works on."""
    found = links(operations)
    deletable = {link.creator for link in found if role(link, operations[link.operation]) == "delete"}
    identified = next((link for link in found if link.creator == operation.name and link.created), None)
    # An id that the caller chooses is given again as often as the caller likes.
    given = identified and any(not _chosen(place, operation) for place in identified.created.values())
    if identified is not None and given and operation.name in deletable:
        yield _rule(identified, "newId", "new-id", "The id of a deleted resource is not given again.", implied=True)
    for link in found:
        if link.operation == operation.name:
            kind = role(link, operation)
            if kind is None or link.in_body:
                continue
            yield from _OF[kind](link, operation)
            if operations[link.creator].at("path"):
                yield from _beside(link, kind, operation)
            # No page says what deleting a configuration that is not there is answered: 204 is as right as 404.
            # That a second deletion is refused follows from no name.
            again = kind == "delete" and (not link.created or link.source.get("evidence") == "inferred")
            if link.creator in deletable and not again:
                yield _unlisted(link) if kind == "list" else _gone(link)


def _chosen(place: Expression, creator: Operation) -> bool:
    """Whether an id is as the request has it, or is answered as the request had it."""
    return place.side == "request" or any(echo.path == place.steps for echo in echoes(creator.response_schema))


def _rule(link: Link, keyword: str, check: str, sentence: str, *, implied: bool = False, second: bool = False) -> Rule:
    return Rule(
        local=f"lifecycle.{keyword}",
        check=check,
        sentence=sentence,
        implied=implied,
        arguments={"creator": link.creator, **({"second": True} if second else {})},
        source=link.source,
    )


def _read(link: Link, _operation: Operation) -> Iterator[Rule]:
    yield _rule(link, "readBack", "read-back", f"What {link.creator} answered is read back the same.")
    sentence = f"What is read without a change in between is the same each time, and as {link.creator} answered it."
    yield _rule(link, "stable", "stable", sentence, implied=True)
    if link.created:
        yield _rule(link, "apart", "apart", "Of two resources each shows its own values.")


def _list(link: Link, operation: Operation) -> Iterator[Rule]:
    yield _rule(link, "complete", "listed", f"Everything that {link.creator} made is listed, each once.")
    yield _rule(link, "readBack", "listed-same", "Each resource is listed as it was answered.")
    if operation.pagination:
        sentence = "Page after page, whatever its size, everything comes once and nothing twice."
        yield _rule(link, "pages", "paged", sentence)
        yield _rule(link, "token", "token", "A token that was never given is refused.", implied=True)
    names = " or ".join(filters(operation.response_schema))
    if names:
        sentence = f"Everything that has what {names} asks for is listed, each once."
        yield _rule(link, "filter", "listed-filtered", sentence, implied=True)


def _update(link: Link, operation: Operation) -> Iterator[Rule]:
    yield _rule(link, "changes", "updated", "What an update gives is what is read afterwards.")
    # PUT may put what it gives in the place of all that was there, as its definition has it, or change a part only.
    if operation.method != "PUT" and verb(operation.name) != REPLACING:
        yield _rule(link, "keeps", "kept", "What an update does not give stays as it was.", implied=True)


def _delete(link: Link, _operation: Operation) -> Iterator[Rule]:
    if link.created:
        yield _rule(link, "others", "others-kept", "Deleting one resource leaves the others.", implied=True)


def _beside(link: Link, kind: Role, operation: Operation) -> Iterator[Rule]:
    """What only a second parent shows: whatever belongs to one of them is not found under the other."""
    if kind == "list":
        sentence = "What belongs to another parent is not listed."
        yield _rule(link, "foreign", "listed-foreign", sentence, implied=True, second=True)
        if "token" in operation.pagination:
            sentence = "A token that was given for another parent is refused."
            yield _rule(link, "foreignToken", "token-foreign", sentence, implied=True, second=True)
    elif link.created:
        sentence = "A resource is not found by its id under another parent."
        yield _rule(link, "foreign", "foreign", sentence, implied=True, second=True)
    elif kind == "read":
        yield _rule(link, "apart", "apart", "Of two parents each shows its own.", second=True)
    elif kind == "delete":
        sentence = "Deleting what one parent has leaves what another one has."
        yield _rule(link, "others", "others-kept", sentence, implied=True, second=True)


def _gone(link: Link) -> Rule:
    return _rule(link, "gone", "gone", "What was deleted is not found any more.", implied=True)


def _unlisted(link: Link) -> Rule:
    return _rule(link, "gone", "unlisted", "What was deleted is listed no more.", implied=True)


_CHANGING: tuple[Role, ...] = ("update", "delete")
_OF: Mapping[Role, Callable[[Link, Operation], Iterator[Rule]]] = {
    "read": _read,
    "list": _list,
    "update": _update,
    "delete": _delete,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The operations on one kind of resource: what one operation makes, and what works on it.

    Attributes:
        creator: the operation that makes it.
        others: the operations that work on it, each with its link, by their role.
        named: where a creation tells the id: in its answer, or in the request, where its caller has chosen it; None
            for what has no id of its own.
    """

    creator: Operation
    others: Mapping[Role, tuple[tuple[Link, Operation], ...]]
    named: Expression | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """Where answers tell the id, from the body's root; empty for what has no id of its own.

        An id that the caller has chosen is told by its name at the root.
        """
        place = self.named
        return () if place is None else place.steps if place.side == "response" else (place.name,)

    @property
    def chosen(self) -> bool:
        """Whether the caller chooses the id, in the request that creates."""
        return self.named is not None and _chosen(self.named, self.creator)

    @property
    def single(self) -> bool:
        """Whether a parent has it once, and it has no id of its own: a configuration, for example."""
        return not self.identity

    @property
    def changing(self) -> tuple[Operation, ...]:
        """The operations after which it may not be what it was before."""
        return (self.creator, *(found for kind in _CHANGING for _, found in self.others.get(kind, ())))

    @property
    def reading(self) -> tuple[str, ...]:
        """The names of the operations that show it and leave it as it is."""
        return tuple(operation.name for _, operation in self.others.get("read", ()))

    def operation(self, kind: Role) -> Operation | None:
        """The first operation of a role, or None."""
        return next((operation for _, operation in self.others.get(kind, ())), None)


def lives(operations: Mapping[str, Operation], selected: Collection[str] | None = None) -> tuple[Life, ...]:
    """Every kind of resource that a contract knows by its links, in the order of the operations that create.

    Args:
        operations: of the contract. Any of them may tell where the id of a resource stands: a list does not.
        selected: the names of those that take part; None for all.
    """
    found: dict[str, dict[Role, list[tuple[Link, Operation]]]] = {}
    named: dict[str, Expression] = {}
    for link in links(operations):
        linked = operations[link.operation]
        kind = role(link, linked)
        # Sequences know resources by an id in the path.
        if kind is None or link.in_body:
            continue
        for place in link.created.values():
            if place.location in ("body", "path"):
                named.setdefault(link.creator, place)
        if selected is None or {link.creator, link.operation} <= set(selected):
            found.setdefault(link.creator, {}).setdefault(kind, []).append((link, linked))
        elif link.creator in (selected or ()):
            # What another operation configures may show in what this one makes.
            found.setdefault(link.creator, {})
    return tuple(
        Life(
            creator=operations[name],
            others={kind: tuple(linked) for kind, linked in by_role.items()},
            named=named.get(name),
        )
        for name, by_role in found.items()
    )
