"""An operation with the user's own values: what `--parameter body.Version=3` names has this value and no other.

A target may want a member to name something that exists, which no source can know. Such a member has one value in every
request, but where a request is about a wrong value of that very member.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from spec.operation import JSON_MEDIA_TYPE, Operation, Schema
from spec.relations.expressions import ABSENT, find
from spec.relations.links import IN_BODY
from strategies.places import document
from strategies.request import Case, Kind
from strategies.values.kinds import kind

Steps = tuple[str, ...]


def settable(operation: Operation) -> Iterator[str]:
    """What a user can give a value: the parameters, and the members of the body: `body.Name`, `body.Place.Country`."""
    yield from (parameter.name for parameter in operation.parameters)
    yield from (f"{IN_BODY}{'.'.join(steps)}" for steps, _ in _members(operation.request_schema, ()))


def pinned(operation: Operation, values: Mapping[str, str]) -> Operation:
    """`operation` with the user's values as the only ones of its members and of its parameters outside the path.

    Args:
        operation: the operation.
        values: as text, by what `settable` calls them; what belongs to other operations is left aside.
    """
    own = {item.name for item in operation.parameters if item.location != "path" and item.name in values}
    inner = [steps for steps, _ in _members(operation.request_schema, ()) if IN_BODY + ".".join(steps) in values]
    if not own and not inner:
        return operation
    definition = dict(operation.definition)
    definition["parameters"] = [
        _parameter(stated, values[stated["name"]]) if stated["in"] != "path" and stated["name"] in own else stated
        for stated in definition.get("parameters", ())
    ]
    body = operation.request_body
    if body and inner:
        media = dict(body["content"][JSON_MEDIA_TYPE])
        for steps in inner:
            media = _set(media, steps, values[IN_BODY + ".".join(steps)])
        definition["requestBody"] = {**body, "content": {**body["content"], JSON_MEDIA_TYPE: media}}
    return replace(operation, definition=definition)


class Pins:
    """Tells which cases leave the user's own values in the body as they are."""

    def __init__(self, operation: Operation, values: Mapping[str, str]) -> None:
        """Prepare; `values` as in `pinned`."""
        self._wanted = {
            steps: (f"request.body.{'.'.join(steps)}.", read(values[IN_BODY + ".".join(steps)], schema))
            for steps, schema in _members(operation.request_schema, ())
            if IN_BODY + ".".join(steps) in values
        }
        self._local = operation.local

    def kept_by(self, case: Case) -> bool:
        """Whether a case has these values, or is about a wrong one: any other names nothing that exists."""
        if not self._wanted:
            return True
        body = document(case.request)
        return all(
            find(body, steps) in (ABSENT, value)
            or (case.kind is Kind.VIOLATION and self._local(case.clause).startswith(clause))
            for steps, (clause, value) in self._wanted.items()
        )


def _members(schema: Schema, path: Steps) -> Iterator[tuple[Steps, Schema]]:
    """The members of objects inside objects, each with its schema, the outer ones first."""
    for name, member in schema.get("properties", {}).items():
        yield (*path, name), member
        yield from _members(member, (*path, name))


def _parameter(stated: Mapping[str, Any], value: str) -> dict[str, Any]:
    schema = _only(stated.get("schema", {}), value)
    return {**{name: part for name, part in stated.items() if name != "x-fresh"}, "schema": schema} | (
        {"example": schema["const"]} if "example" in stated else {}
    )


def _only(schema: Schema, value: str) -> dict[str, Any]:
    """The schema with a value, given as text, as its only one; it is no new one for each request any more."""
    return {**_lasting(schema), "const": read(value, schema)}


def _lasting(schema: Schema) -> dict[str, Any]:
    """The schema of a value, and of a list's items, that may be the same in every request, if it names something."""
    found: dict[str, Any] = {name: part if name != "x-fresh" else False for name, part in schema.items()}
    return {**found, "items": _lasting(found["items"])} if "items" in found else found


def _set(media: dict[str, Any], steps: Steps, value: str) -> dict[str, Any]:
    schema = _within(media["schema"], steps, value)
    found: dict[str, Any] = {**media, "schema": schema}
    if isinstance(media.get("example"), dict):
        found["example"] = _shown(media["example"], schema, steps)
    return found


def _within(schema: Schema, steps: Steps, value: str) -> dict[str, Any]:
    name, rest = steps[0], steps[1:]
    member = schema["properties"][name]
    inner = _within(member, rest, value) if rest else _only(member, value)
    return {**schema, "properties": {**schema["properties"], name: inner}}


def _shown(example: Mapping[str, Any], schema: Schema, steps: Steps) -> dict[str, Any]:
    """The documentation's own body with the value, where it has the member at all."""
    name, rest = steps[0], steps[1:]
    member = schema["properties"][name]
    if name not in example or (rest and not isinstance(example[name], dict)):
        return dict(example)
    return {**example, name: _shown(example[name], member, rest) if rest else member["const"]}


def read(value: str, schema: Schema) -> Any:
    """A value that was given as text, in the type that the schema wants."""
    if kind(schema) == "string":
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
