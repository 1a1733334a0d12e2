"""When a valid request with several members is refused: the same members one at a time, to see which one it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote

from spec.clauses import clause_ids
from spec.clauses.clause_ids import ITEMS
from spec.operation import Operation, Schema, types
from spec.parameter import Parameter
from strategies.changes.mutations import Mutation, set_member, shown
from strategies.request import Case, Kind, Request
from strategies.serialisation import with_header, with_pairs
from strategies.values.kinds import ABSENT, branches_of
from strategies.values.ordinary import ordinary

Taken = Callable[[str], Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """One member of a refused request, alone on an accepted control.

    Attributes:
        whole: the member as the request had it.
        parts: where it is an object, or a list of one, each of its own members, beside others that are usual.
        plain: where it is an object, one that was accepted elsewhere: where it is refused here, the parts tell nothing.
    """

    whole: Case
    parts: tuple[Case, ...] = ()
    plain: Case | None = None


def probes(operation: Operation, control: Case, request: Request, taken: Taken = lambda _name: ()) -> Iterator[Alone]:
    """For each member of a valid `request` that differs from the accepted control's: that member alone on that control.

    Args:
        operation: that the request is for.
        control: the accepted one.
        request: the refused one.
        taken: the values of a member, by its name, that are known to have been accepted.
    """

    def case(mutation: Mutation) -> Case:
        return mutation.of(control, prefix=operation.prefix)

    for name, schema, value in _members(operation, control.request, request):
        path, shape, shown_in = _of_one((name,), schema, value)
        inside = _inside(shape, shown_in)
        usual = min((item for item in taken(name) if isinstance(item, dict) and item), key=json.dumps, default=None)
        # Beside other members than it came with: the refused ones may be among those. Best beside accepted ones, else
        # beside those that it must have.
        needed = {inner: ordinary(inside[inner], 1, 1) for inner in shape.get("required", ()) if inner in inside}
        beside: Mapping[str, Any] = usual or needed
        yield Alone(
            whole=case(_probe(told_by((name,), schema), name, value)),
            parts=tuple(
                case(_probe(told_by((*path, inner), inside[inner]), name, _as_in(value, {**beside, inner: own})))
                for inner, own in (shown_in.items() if inside else ())
                if inner in inside
            ),
            plain=case(_probe(told_by((name,), schema), name, usual)) if inside and usual is not None else None,
        )
    for mutation in (
        *_left_out(operation, control.request, request),
        *_of_parameters(operation, control.request, request),
    ):
        yield Alone(whole=case(mutation))


def _documents(operation: Operation, control: Request, request: Request) -> tuple[Any, Any]:
    """The members that an accepted request and a refused one set."""
    if not operation.has_json_request:
        return {}, {}
    plain, wanted = json.loads(control.body), json.loads(request.body)
    return (plain, wanted) if isinstance(plain, dict) and isinstance(wanted, dict) else ({}, {})


def _members(operation: Operation, control: Request, request: Request) -> Iterator[tuple[str, Schema, Any]]:
    """The members of a body that differ from the control's, with their schemas and values."""
    plain, wanted = _documents(operation, control, request)
    properties = operation.request_schema.get("properties", {})
    for name, value in wanted.items():
        if name in properties and value != plain.get(name):
            yield name, properties[name], value


def _left_out(operation: Operation, control: Request, request: Request) -> Iterator[Mutation]:
    plain, wanted = _documents(operation, control, request)
    for name in sorted(plain.keys() - wanted.keys()):
        clause = clause_ids.request_member((name,), "optional")
        yield set_member(clause, "absent", f"{name} is left out", (name,), ABSENT, kind=Kind.PROBE)


def _of_one(path: tuple[str, ...], schema: Schema, value: Any) -> tuple[tuple[str, ...], Schema, Any]:
    """A value with its path and schema; of a list of objects, its first item with the item's."""
    listed = isinstance(value, list) and value and isinstance(value[0], dict) and "items" in schema
    return ((*path, ITEMS), schema["items"], value[0]) if listed else (path, schema, value)


def _as_in(value: Any, item: dict[str, Any]) -> Any:
    """An object in the place of a value: in a list, where the value is one."""
    return [item] if isinstance(value, list) else item


def _inside(schema: Schema, value: Any) -> Mapping[str, Schema]:
    """The members of an object that are looked at one by one; none of any other value."""
    inside: Mapping[str, Schema] = schema.get("properties", {})
    return inside if isinstance(value, dict) and not branches_of(schema) else {}


def _probe(clause: str, name: str, value: Any) -> Mutation:
    text = json.dumps(value, sort_keys=True)
    label = hashlib.sha256(text.encode()).hexdigest()[:8]
    return set_member(clause, f"valid-{label}", f"{name} is {shown(value)}", (name,), value, kind=Kind.PROBE)


def told_by(path: tuple[str, ...], schema: Schema) -> str:
    """The clause that says most about a value of this schema."""
    if "items" in schema and "array" in types(schema):
        return told_by((*path, ITEMS), schema["items"])
    return clause_ids.request_member(path, _telling(schema))


def _telling(schema: Schema) -> str:
    return next((word for word in ("pattern", "enum", "minimum") if word in schema), "type")


def _telling_of(schema: Schema, text: str) -> str:
    """The same for the value of a parameter: a number at its upper bound is valid by that bound."""
    upper = [str(schema["maximum"]), str(schema["maximum"] - 1)] if "maximum" in schema else []
    return "maximum" if text in upper else _telling(schema)


def on(operation: Operation, control: Case, name: str, value: Any) -> Case:
    """A value of one member of the body on another accepted control."""
    schema = operation.request_schema["properties"][name]
    return _probe(told_by((name,), schema), name, value).of(control, prefix=operation.prefix)


def _of_parameters(operation: Operation, control: Request, request: Request) -> Iterator[Mutation]:
    for parameter in operation.parameters:
        if parameter.location == "query":
            own, base = _pairs(request, parameter.name), _pairs(control, parameter.name)
            if own != base:
                apply = partial(with_pairs, name=parameter.name, raw=own)
                values = [unquote(pair.partition("=")[2]) for pair in own]
                yield _of_parameter(parameter, "&".join(own), values, apply)
        elif parameter.location == "header":
            value, before = _header(request, parameter.name), _header(control, parameter.name)
            if value != before:
                apply = partial(with_header, name=parameter.name, value=value)
                yield _of_parameter(parameter, value, [value or ""], apply)


def _of_parameter(parameter: Parameter, value: str | None, values: Sequence[str], apply: Any) -> Mutation:
    keyword = _telling_of(parameter.schema, (value or "").rpartition("=")[2]) if value else "optional"
    label = hashlib.sha256((value or "").encode()).hexdigest()[:8]
    of_no_text = {"integer", "number", "boolean"}.intersection(types(parameter.schema))
    what = ", ".join(each if of_no_text else shown(each) for each in values)
    return Mutation(
        clause=clause_ids.parameter(parameter.location, parameter.name, keyword),
        name=f"valid-{label}",
        change=f"{parameter.name} is {what}" if value else f"{parameter.name} is left out",
        apply=apply,
        kind=Kind.PROBE,
    )


def _pairs(request: Request, name: str) -> list[str]:
    query = request.path.partition("?")[2]
    return [pair for pair in query.split("&") if unquote(pair.partition("=")[0]) == name]


def _header(request: Request, name: str) -> str | None:
    return next((value for key, value in request.headers if key.lower() == name.lower()), None)
