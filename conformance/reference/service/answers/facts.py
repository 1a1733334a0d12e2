"""From a request to what is known of a resource, and from there to the members of an answer."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conformance.reference.service.answers.fitting import Fitting
from conformance.reference.service.answers.samples import sample, satisfies, text
from spec.names import plain, resource, singular
from spec.nodes import walk
from spec.operation import Operation, Schema, types
from spec.relations.expressions import ABSENT as ABSENT_MEMBER
from spec.relations.expressions import Expression, find

Facts = dict[str, Any]
# A member of an answer: from the facts to its value; ABSENT leaves it out.
Member = Callable[[Facts], Any]
ABSENT = object()
_MADE = ("id", "arn")
_IDENTIFIERS = frozenset({"id", "arn", "name"})
_CHANGING = re.compile("updat|modif|chang")
_ENDING = re.compile("end|clos|delet|expir|complet|stop")


def stamp(moment: datetime) -> str:
    """An instant as ISO 8601 with milliseconds, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def instant(schema: Schema, moment: datetime) -> str | float:
    """An instant as the schema writes it: text where that is allowed, else seconds since the epoch."""
    return stamp(moment) if "string" in types(schema) else round(moment.timestamp(), 3)


def is_instant(schema: Schema) -> bool:
    """Whether the schema is that of an instant."""
    return schema.get("format") in ("timestamp", "date-time")


@dataclass(frozen=True)
class Given:
    """What a request says of a resource, by lower-case member name.

    Attributes:
        document: the request's body, without nulls.
        parameters: its path, query and header parameters by name.
    """

    document: Mapping[str, Any]
    parameters: Mapping[str, Any]

    def facts(self) -> Facts:
        """The facts that a request states."""
        stated = {**self.parameters, **self.document}
        return {name.lower(): value for name, value in stated.items()}


class Renderer:
    """Builds the answer of one operation."""

    def __init__(self, operation: Operation, *, identity: str = "", items: str = "") -> None:
        """Prepare.

        Args:
            operation: that is answered.
            identity: the member that shows a new resource's id, in lower case, or "".
            items: the member whose items are to be built instead of the whole body, or "".
        """
        schema = operation.response_schema
        self._schema = schema["properties"][items]["items"] if items else schema
        self._identity = identity
        self._echoes = dict(_echoes(operation))
        self._fitting = Fitting(operation)
        thing = plain(singular(resource(operation.name)))
        self._whole = (_object if items else _wrapped)(self._schema, thing) if self._schema else None
        nodes = [node for node in walk(self._schema) if node.path and "items" not in node.path]
        self._instants = {n.path[-1].lower(): (n.schema, bool(n.required)) for n in nodes if is_instant(n.schema)}
        self._integers = [n.path[-1].lower() for n in nodes if "integer" in types(n.schema)]
        self._defaults = {
            name.lower(): member["default"]
            for name, member in operation.request_schema.get("properties", {}).items()
            if "default" in member
        }
        self._id_schema = next((n.schema for n in nodes if n.path[-1].lower() == self._identity), {})
        self._own = {
            node.path[-1].lower(): node.schema
            for node in nodes
            if plain(node.path[-1]) in {f"{start}{kind}" for start in ("", thing) for kind in _MADE}
            and "string" in types(node.schema)
        }
        self._takes_uuid = satisfies(self._id_schema, str(uuid.UUID(int=0)))

    def born(self, given: Given, now: datetime) -> Facts:
        """The facts of what a request creates."""
        facts = {**self._defaults, **self.stated(given)}
        named = facts.get(self._identity) is not None and self._identity in self._echoes
        if self._identity and not named:
            facts[self._identity] = self._fresh_id()
        for name, schema in self._own.items():
            if facts.get(name) is None:
                facts[name] = text(schema, random.Random(f"{name} {uuid.uuid4()}"))  # noqa: S311 - an id need not be secret
        for name, (schema, required) in self._instants.items():
            if name not in facts and (required or not _ENDING.search(name)):
                facts[name] = instant(schema, now)
        return facts

    def stated(self, given: Given) -> Facts:
        """The facts that a request states, under the names that the answer gives them."""
        facts = {**_inner(given.document), **given.facts()}
        for name, (source, each) in self._echoes.items():
            value = source(given)
            if value is not None:
                facts[name] = [{each: item} for item in value] if each and isinstance(value, list) else value
        for name in self._integers:
            if isinstance(facts.get(name), float):
                facts[name] = int(facts[name])
        return self._fitting.fitted({name: _set(value) for name, value in facts.items()})

    def changed(self, facts: Facts, given: Given, now: datetime) -> Facts:
        """The facts after an update: what was given, and when."""
        moved = {name: instant(schema, now) for name, (schema, _) in self._instants.items() if _CHANGING.search(name)}
        stated = {name: value for name, value in self.stated(given).items() if name not in given.parameters}
        return {**facts, **stated, **moved}

    def complete(self, facts: Facts, given: Given) -> Facts:
        """The facts of what is there, with the ids of what a request for it names."""
        for name, value in self._fitting.identified(given.facts()).items():
            facts.setdefault(name, value)
        return facts

    def _fresh_id(self) -> str:
        identity = str(uuid.uuid4())
        if self._takes_uuid:
            return identity
        return text(self._id_schema, random.Random(identity))  # noqa: S311 - an id need not be secret

    def document(self, facts: Facts) -> Any:
        """The answer's body, or None for none; what had to be made up is added to `facts`."""
        return None if self._whole is None else self._whole(facts)


def _set(value: Any) -> Any:
    """A value without the members of its objects that are null: they are not set."""
    if isinstance(value, dict):
        return {name: _set(member) for name, member in value.items() if member is not None}
    return [_set(item) for item in value] if isinstance(value, list) else value


def _inner(document: Mapping[str, Any]) -> Facts:
    """What the objects in a request say, as an answer may show it without them: a thing's `attributePayload` does."""
    objects = (value for value in document.values() if isinstance(value, dict))
    return {name.lower(): value for inner in objects for name, value in inner.items() if isinstance(value, dict | list)}


def told(place: Expression, given: Given, facts: Facts) -> str:
    """The value that stands at a place of a request, or at one of an answer with these facts; "" for none."""
    if place.side == "response":
        value = facts.get(place.name.lower())
    elif place.location == "body":
        value = find(given.document, place.steps)
    else:
        value = given.parameters.get(place.name)
    return "" if value is None or value is ABSENT_MEMBER else str(value)


def _echoes(operation: Operation) -> Iterator[tuple[str, tuple[Callable[[Given], Any], str]]]:
    """What comes back under another name than it was given: by answer member, from where, and each under which name."""
    for node in walk(operation.response_schema):
        stated = node.schema.get("x-echo")
        if stated is None or not node.path or "items" in node.path:
            continue
        source = str(stated.get("from", "") if isinstance(stated, Mapping) else stated)
        if source.startswith("$request."):
            each = str(stated.get("each", "")) if isinstance(stated, Mapping) else ""
            yield node.path[-1].lower(), (_from(source), each)


def _from(expression: str) -> Callable[[Given], Any]:
    """A runtime expression of OpenAPI as a function: `$request.body#/Name`, `$request.path.id`."""
    if "#/" in expression:
        steps = expression.partition("#/")[2].split("/")

        def pointed(given: Given) -> Any:
            value: Any = given.document
            for step in steps:
                value = value.get(step) if isinstance(value, Mapping) else None
            return value

        return pointed
    name = expression.rpartition(".")[2]
    return lambda given: given.parameters.get(name)


def _wrapped(schema: Schema, thing: str) -> Member:
    """The builder of a whole body: an object at its root that is alone, or has the resource's name, wraps it."""
    members = schema.get("properties", {})
    inner = [name for name, member in members.items() if "properties" in member]
    wrapping = next((name for name in inner if len(members) == 1 or plain(name) == thing), "")
    if not wrapping:
        return _object(schema, thing)
    build = _object(members[wrapping], thing)
    if len(members) == 1:
        return lambda facts: {wrapping: build(facts)}
    outer = _object({**schema, "properties": {name: members[name] for name in members if name != wrapping}}, thing)
    return lambda facts: {wrapping: build(facts), **outer(facts)}


def _object(schema: Schema, thing: str) -> Member:
    needed = schema.get("required", ())
    members = [
        (name, name.lower(), _other_name(name, thing), *_fallback(member, required=name in needed))
        for name, member in schema.get("properties", {}).items()
    ]

    def build(facts: Facts) -> dict[str, Any]:
        document: dict[str, Any] = {}
        for name, key, other, unset, make in members:
            value = facts.get(key, facts.get(other))
            if value is None:
                value = facts[key] = make() if make else None
            if value is not None:
                document[name] = value
            elif unset is not ABSENT:
                document[name] = None
        return document

    return build


def _other_name(name: str, thing: str) -> str:
    """The other name of a member that identifies a resource: `id` of `applicationid`, and the reverse; else its own."""
    plain_ = name.lower()
    if plain_ in _IDENTIFIERS:
        return f"{thing}{plain_}"
    bare = plain_.removeprefix(thing)
    return bare if bare in _IDENTIFIERS else plain_


def _fallback(schema: Schema, *, required: bool) -> tuple[Any, Callable[[], Any] | None]:
    """What stands for a member that no fact decides: null, nothing, or a value made up where it must be there."""
    if "null" in types(schema):
        return None, None
    if not required:
        return ABSENT, None
    chance = random.Random(0)  # noqa: S311 - the same answers in every run
    if is_instant(schema):
        return ABSENT, lambda: instant(schema, datetime.now(UTC))
    return ABSENT, lambda: sample(schema, chance)
