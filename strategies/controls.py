"""The requests that everything else is mutated from: the operation's path, its example and its contexts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

import covertable

from spec.operation import Operation
from strategies.request import Case, Kind, Request, dump
from strategies.values import ABSENT, classes, ordinary


def path(operation: Operation, values: Mapping[str, str]) -> str:
    """The operation's path with these values, percent-encoded; what has no value stays as its placeholder."""
    return verbatim(operation, {name: quote(value, safe="") for name, value in values.items()})


def verbatim(operation: Operation, raw: Mapping[str, str]) -> str:
    """The operation's path with `raw` in the places of its parameters, as it is."""
    filled = operation.template
    for name, value in raw.items():
        filled = filled.replace(f"{{{name}}}", value)
    return filled


def request(operation: Operation, values: Mapping[str, str], document: Any) -> Request:
    """A request for the operation with `document` as its JSON body."""
    return Request(method=operation.method, path=path(operation, values), body=dump(document))


def example(operation: Operation) -> dict[str, Any]:
    """The documentation's own request body; the smallest valid one where the edition shows none."""
    shown = operation.request_example
    return dict(shown) if shown else smallest(operation)


def smallest(operation: Operation) -> dict[str, Any]:
    """A valid body with the required members only."""
    schema = operation.request_schema
    return {name: ordinary(schema["properties"][name]) for name in schema["required"]}


def member_classes(operation: Operation) -> dict[str, dict[str, Any]]:
    """The value classes of every member of the body, by member and class name."""
    schema = operation.request_schema
    return {name: classes(member, required=name in schema["required"]) for name, member in schema["properties"].items()}


def covering(operation: Operation, strength: int) -> list[dict[str, Any]]:
    """Valid bodies in which every `strength` members take every combination of their value classes together."""
    values = member_classes(operation)
    return [_body(values, row) for row in _rows(tuple((name, *found) for name, found in values.items()), strength)]


@cache
def _rows(classes: tuple[tuple[str, ...], ...], strength: int) -> list[dict[str, str]]:
    """A covering array over the names of value classes, each list of them headed by its member; it takes a while."""
    rows: list[dict[str, str]] = covertable.make({name: names for name, *names in classes}, strength=strength)
    return rows


def _body(values: Mapping[str, Mapping[str, Any]], row: Mapping[str, str]) -> dict[str, Any]:
    chosen = {name: values[name][row[name]] for name in values}
    return {name: value for name, value in chosen.items() if value is not ABSENT}


def controls(operation: Operation, values: Mapping[str, str]) -> list[Case]:
    """The accepted requests that everything is mutated from: the plain ones, then a pairwise covering array.

    The first is the documentation's own example, the second has every member.
    """
    bodies = {
        "example": example(operation),
        "full": ordinary(operation.request_schema),
        "smallest": smallest(operation),
    }
    bodies |= {f"pair-{number:02}": body for number, body in enumerate(covering(operation, 2), 1)}
    clause = f"response.status.{operation.success_status}"
    return [
        Case(
            id=f"{clause}/{name}",
            clause=clause,
            request=request(operation, values, body),
            operation=operation.name,
            kind=Kind.CONTROL,
        )
        for name, body in bodies.items()
    ]


def is_control(case: Case) -> bool:
    """Whether the case is one that others are mutated from."""
    return case.kind is Kind.CONTROL


def combinations(operation: Operation, values: Mapping[str, str]) -> list[Case]:
    """Valid requests: a 3-way covering array over the value classes of all members."""
    return [
        Case(
            id=f"request.combination/triple-{number:03}",
            clause="request.combination",
            request=request(operation, values, body),
            change=", ".join(body),
            operation=operation.name,
            kind=Kind.VALID,
        )
        for number, body in enumerate(covering(operation, 3), 1)
    ]
