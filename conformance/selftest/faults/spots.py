"""Spots: the places in a request that clauses speak of, members of the body and parameters alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.reference.call import Call
from conformance.reference.service.reading.parameters import Outside
from spec.clauses.clause_ids import ITEMS, KEYS, VALUES
from spec.nodes import walk
from spec.operation import Operation, Schema
from spec.parameter import Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place in the requests for an operation.

    Attributes:
        operation: the operation.
        base: what the ids of its clauses begin with: `request.body.Name`.
        schema: what is said of its values.
        required: whether it must be there; None for items, and for the values of maps.
        path: the member's path in the body, or () for a parameter.
        parameter: the query or header parameter, or None.
    """

    operation: Operation
    base: str
    schema: Schema
    required: bool | None
    path: tuple[str, ...] = ()
    parameter: Parameter | None = None

    @property
    def name(self) -> str:
        """The last member name of its path, or the parameter's name."""
        if self.parameter is not None:
            return self.parameter.name
        return next((step for step in reversed(self.path) if step not in (ITEMS, VALUES, KEYS)), "")

    def values(self, call: Call) -> list[Any]:
        """Every value that a request has here, null among them."""
        if self.parameter is not None:
            given = _outside(self.operation.contract, self.operation.name, self.operation).values(
                call.query, call.headers
            )
            return [given[self.parameter.name]] if self.parameter.name in given else []
        return list(_below(call.document, self.path))

    def given(self, call: Call) -> bool:
        """Whether a request has a value here that is not null."""
        return any(value is not None for value in self.values(call))

    def parents(self, call: Call) -> list[dict[str, Any]]:
        """The objects of a request in which this member may stand."""
        if not self.path:
            return []
        return [value for value in _below(call.document, self.path[:-1]) if isinstance(value, dict)]


def concerns(operation: Operation, call: Call) -> bool:
    """Whether a request is for the operation."""
    return call.operation is not None and call.operation.name == operation.name


_OUTSIDE: dict[tuple[str, str], Outside] = {}


def _outside(contract: str, name: str, operation: Operation) -> Outside:
    found = _OUTSIDE.get((contract, name))
    if found is None:
        found = _OUTSIDE[contract, name] = Outside(operation)
    return found


def _below(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    if not path:
        yield value
        return
    step, rest = path[0], path[1:]
    if step == ITEMS and isinstance(value, list):
        for item in value:
            yield from _below(item, rest)
    elif step == VALUES and isinstance(value, dict):
        for item in value.values():
            yield from _below(item, rest)
    elif step == KEYS and isinstance(value, dict):
        yield from value
    elif isinstance(value, dict) and step in value:
        yield from _below(value[step], rest)


def spots(operation: Operation) -> Iterator[Spot]:
    """Every place in the requests for an operation but those in its path, in the order of the documentation."""
    for location in ("query", "header"):
        for parameter in operation.at(location):
            yield Spot(
                operation=operation,
                base=operation.clause_id(f"request.{location}.{parameter.name}"),
                schema=parameter.schema,
                required=parameter.required,
                parameter=parameter,
            )
    for node in walk(operation.request_schema):
        if node.path:
            base = ".".join(("request.body", *node.path))
            yield Spot(
                operation=operation,
                base=operation.clause_id(base),
                schema=node.schema,
                required=node.required,
                path=node.path,
            )


def optional(operation: Operation) -> list[Spot]:
    """The places that may be left out, of the body's root and of the parameters."""
    return [spot for spot in spots(operation) if spot.required is False and len(spot.path) < 2]
