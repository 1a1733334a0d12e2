"""How a parameter's value stands in a request: in its path, its query string or its headers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from spec.operation import Operation
from spec.parameter import Parameter
from strategies.request import Request
from strategies.values.kinds import ABSENT

# An encoded path or query of more characters than this is refused by servers for its size alone.
LONGEST = {"path": 1_500, "query": 1_500, "header": 2_000}


def text(value: Any) -> str:
    """A scalar as it is written outside a body: `true`, `7`, `0.5`, and a text as it is."""
    return value if isinstance(value, str) else json.dumps(value)


def encoded(value: str) -> str:
    """A text percent-encoded, whatever it consists of; a lone surrogate as the three bytes it would have."""
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


def segment(value: Any) -> str:
    """A value as one segment of a path."""
    return encoded(text(value))


def pairs(name: str, value: Any) -> list[str]:
    """A value in a query string: a list as a pair for each item, a map as a pair for each of its keys."""
    if value is ABSENT:
        return []
    if isinstance(value, Mapping):
        return [pair for key, item in value.items() for pair in pairs(str(key), item)]
    if isinstance(value, list):
        return [f"{encoded(name)}={encoded(text(item))}" for item in value]
    return [f"{encoded(name)}={encoded(text(value))}"]


def with_query(request: Request, name: str, value: Any) -> Request:
    """The request with one parameter of the query string set, or without it where `value` is ABSENT."""
    return with_pairs(request, name, pairs(name, value))


def with_pairs(request: Request, name: str, raw: Sequence[str]) -> Request:
    """The request with these raw pairs in place of those of the parameter `name`."""
    path, _, query = request.path.partition("?")
    kept = [pair for pair in query.split("&") if pair and unquote(pair.partition("=")[0]) != name]
    together = "&".join([*kept, *raw])
    return replace(request, path=f"{path}?{together}" if together else path)


def header_text(value: Any) -> str:
    """A value in a header: a list separated by commas."""
    return ", ".join(text(item) for item in value) if isinstance(value, list) else text(value)


def is_sendable(value: str) -> bool:
    """Whether a header can carry the text as it is: visible ASCII, no white space at its ends."""
    return value.isascii() and value.isprintable() and value == value.strip()


def with_header(request: Request, name: str, value: str | None) -> Request:
    """The request with one header set, or without it where `value` is None."""
    kept = tuple(pair for pair in request.headers if pair[0].lower() != name.lower())
    return replace(request, headers=kept if value is None else (*kept, (name, value)))


def with_parameter(request: Request, parameter: Parameter, value: Any) -> Request:
    """The request with a parameter of the query string or the headers set, or without it where `value` is ABSENT."""
    if parameter.location == "query":
        if parameter.schema.get("type") == "object" and isinstance(value, Mapping):
            # Every key of a map is a parameter of its own; the planned maps have few.
            for key, item in value.items():
                request = with_query(request, str(key), item)
            return request
        return with_query(request, parameter.name, value)
    prefix = parameter.definition.get("x-prefix")
    if prefix and isinstance(value, Mapping):
        for key, item in value.items():
            request = with_header(request, f"{prefix}{key}", text(item))
        return request
    return with_header(request, parameter.name, None if value is ABSENT else header_text(value))


def path(operation: Operation, raw: Mapping[str, str]) -> str:
    """The operation's path with `raw` in the places of its parameters, as it is; other placeholders stay."""
    filled = operation.template
    for name, value in raw.items():
        filled = filled.replace(f"{{{name}}}", value)
    return filled
