"""From a request to what is known of a resource, and from there to the members of an answer."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conformance.reference.service.samples import sample, satisfies, text
from spec.operation import Operation, Schema, types, walk

Facts = dict[str, Any]
# A member of an answer: from the facts to its value; ABSENT leaves it out.
Member = Callable[[Facts], Any]
ABSENT = object()
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
            identity: the pointer to the member that shows a new resource's id, or "".
            items: the member whose items are to be built instead of the whole body, or "".
        """
        schema = operation.response_schema
        self._schema = schema["properties"][items]["items"] if items else schema
        self._identity = identity.rpartition("/")[2].lower()
        self._echoes = dict(_echoes(operation))
        self._whole = (_object if items else _wrapped)(self._schema) if self._schema else None
        nodes = [node for node in walk(self._schema) if node.path and "items" not in node.path]
        self._instants = {n.path[-1].lower(): (n.schema, bool(n.required)) for n in nodes if is_instant(n.schema)}
        self._integers = [n.path[-1].lower() for n in nodes if "integer" in types(n.schema)]
        self._defaults = {
            name.lower(): member["default"]
            for name, member in operation.request_schema.get("properties", {}).items()
            if "default" in member
        }
        self._id_schema = next((n.schema for n in nodes if n.path[-1].lower() == self._identity), {})
        self._takes_uuid = satisfies(self._id_schema, str(uuid.UUID(int=0)))

    def born(self, given: Given, now: datetime) -> Facts:
        """The facts of what a request creates."""
        facts = {**self._defaults, **self.stated(given)}
        if self._identity:
            facts[self._identity] = self._fresh_id()
        for name, (schema, required) in self._instants.items():
            if name not in facts and (required or not _ENDING.search(name)):
                facts[name] = instant(schema, now)
        return facts

    def stated(self, given: Given) -> Facts:
        """The facts that a request states, under the names that the answer gives them."""
        facts = given.facts()
        for name, (source, each) in self._echoes.items():
            value = source(given)
            if value is not None:
                facts[name] = [{each: item} for item in value] if each and isinstance(value, list) else value
        for name in self._integers:
            if isinstance(facts.get(name), float):
                facts[name] = int(facts[name])
        return facts

    def changed(self, facts: Facts, given: Given, now: datetime) -> Facts:
        """The facts after an update: what was given, and when."""
        moved = {name: instant(schema, now) for name, (schema, _) in self._instants.items() if _CHANGING.search(name)}
        stated = {name: value for name, value in self.stated(given).items() if name not in given.parameters}
        return {**facts, **stated, **moved}

    def _fresh_id(self) -> str:
        identity = str(uuid.uuid4())
        if self._takes_uuid:
            return identity
        return text(self._id_schema, random.Random(identity))  # noqa: S311 - an id need not be secret

    def document(self, facts: Facts) -> Any:
        """The answer's body, or None for none; what had to be made up is added to `facts`."""
        return None if self._whole is None else self._whole(facts)


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


def _wrapped(schema: Schema) -> Member:
    """The builder of a whole body: a single object at its root wraps the resource."""
    members = schema.get("properties", {})
    if len(members) == 1:
        (name, inner) = next(iter(members.items()))
        if "properties" in inner:
            build = _object(inner)
            return lambda facts: {name: build(facts)}
    return _object(schema)


def _object(schema: Schema) -> Member:
    needed = schema.get("required", ())
    members = [
        (name, name.lower(), *_fallback(member, required=name in needed))
        for name, member in schema.get("properties", {}).items()
    ]

    def build(facts: Facts) -> dict[str, Any]:
        document: dict[str, Any] = {}
        for name, key, unset, make in members:
            value = facts.get(key)
            if value is None:
                value = facts[key] = make() if make else None
            if value is not None:
                document[name] = value
            elif unset is not ABSENT:
                document[name] = None
        return document

    return build


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
