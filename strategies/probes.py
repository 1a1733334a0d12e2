"""When a valid request with several members is refused: the same members one at a time, to see which one it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
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
from strategies.values.kinds import ABSENT, branches_of, kind
from strategies.values.ordinary import ordinary


def probes(operation: Operation, control: Case, request: Request) -> Iterator[list[Case]]:
    """For each member of a valid `request` that differs from the accepted control's: that member alone on that control.

    An object's own members come first, one at a time; the last case of each list has the whole member.
    """
    for group in (*_of_body(operation, control.request, request), *_of_parameters(operation, control.request, request)):
        yield [mutation.of(control, prefix=operation.prefix) for mutation in group]


def _of_body(operation: Operation, control: Request, request: Request) -> Iterator[list[Mutation]]:
    if not operation.has_json_request:
        return
    plain, wanted = json.loads(control.body), json.loads(request.body)
    if not isinstance(plain, dict) or not isinstance(wanted, dict):
        return
    properties = operation.request_schema.get("properties", {})
    for name, value in wanted.items():
        if name in properties and value != plain.get(name):
            yield list(_member(name, properties[name], value))
    for name in sorted(plain.keys() - wanted.keys()):
        clause = clause_ids.request_member((name,), "optional")
        yield [set_member(clause, "absent", f"{name} is left out", (name,), ABSENT, kind=Kind.PROBE)]


def _member(name: str, schema: Schema, value: Any) -> Iterator[Mutation]:
    inside = schema.get("properties", {})
    if isinstance(value, dict) and inside and not branches_of(schema):
        # Beside other members than it came with: the refused ones may be among those.
        usual = ordinary(schema, 1)
        for inner, own in value.items():
            if inner in inside:
                yield _probe(_aim((name, inner), inside[inner]), name, {**usual, inner: own})
    yield _probe(_aim((name,), schema), name, value)


def _probe(clause: str, name: str, value: Any) -> Mutation:
    text = json.dumps(value, sort_keys=True)
    label = hashlib.sha256(text.encode()).hexdigest()[:8]
    return set_member(clause, f"valid-{label}", f"{name} is {shown(value)}", (name,), value, kind=Kind.PROBE)


def _aim(path: tuple[str, ...], schema: Schema) -> str:
    """The clause that says most about a value of this schema."""
    if "items" in schema and "array" in types(schema):
        return _aim((*path, ITEMS), schema["items"])
    return clause_ids.request_member(path, _telling(schema))


def _telling(schema: Schema) -> str:
    return next((word for word in ("pattern", "enum", "minimum") if word in schema), "type")


def refused_for(schema: Schema, value: Any, taken: Sequence[Any]) -> str:
    """The keyword of a member's schema that says most plainly that a refused value is a valid one.

    A number above all that are accepted is valid by its `maximum`, where one is stated; one that lies beyond no bound,
    by its `type` alone. Where no value of the member is accepted at all, what is refused is the member.

    Args:
        schema: of the member.
        value: the refused one.
        taken: the values of the member that were accepted.

    Returns:
        The keyword; "" where what is refused is a part of the value, or the schema says nothing more.
    """
    stated = kind(schema)
    if stated == "object":
        return "" if taken else "type"
    if (
        {"enum", "format", "contentEncoding"} & schema.keys()
        or not isinstance(value, int | float | str)
        or isinstance(value, bool)
    ):
        return ""
    low, high = ("minLength", "maxLength") if isinstance(value, str) else ("minimum", "maximum")
    plain = "pattern" if "pattern" in schema else "type"
    sizes = [_size(each) for each in taken if type(each) is type(value)]
    if sizes and _size(value) > max(sizes):
        return high if high in schema else plain
    if sizes and _size(value) < min(sizes):
        return low if low in schema else plain
    return plain


def _size(value: float | str) -> float:
    return len(value) if isinstance(value, str) else value


def _of_parameters(operation: Operation, control: Request, request: Request) -> Iterator[list[Mutation]]:
    for parameter in operation.parameters:
        if parameter.location == "query":
            own, base = _pairs(request, parameter.name), _pairs(control, parameter.name)
            if own != base:
                apply = partial(with_pairs, name=parameter.name, raw=own)
                yield [_of_parameter(parameter, "&".join(own), apply)]
        elif parameter.location == "header":
            value, before = _header(request, parameter.name), _header(control, parameter.name)
            if value != before:
                yield [_of_parameter(parameter, value, partial(with_header, name=parameter.name, value=value))]


def _of_parameter(parameter: Parameter, value: str | None, apply: Any) -> Mutation:
    keyword = _telling(parameter.schema) if value else "optional"
    label = hashlib.sha256((value or "").encode()).hexdigest()[:8]
    return Mutation(
        clause=clause_ids.parameter(parameter.location, parameter.name, keyword),
        name=f"valid-{label}",
        change=f"{parameter.name} is {shown(value)}" if value else f"{parameter.name} is left out",
        apply=apply,
        kind=Kind.PROBE,
    )


def _pairs(request: Request, name: str) -> list[str]:
    query = request.path.partition("?")[2]
    return [pair for pair in query.split("&") if unquote(pair.partition("=")[0]) == name]


def _header(request: Request, name: str) -> str | None:
    return next((value for key, value in request.headers if key.lower() == name.lower()), None)
