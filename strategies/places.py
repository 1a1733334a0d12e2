"""What stands at the places that a link names: in a request that created something, and in its answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from spec.operation import Operation
from spec.relations.expressions import ABSENT, Expression, find
from strategies.request import Case, Request


def told(place: Expression, operation: Operation, request: Request, answer: Any) -> str | None:
    """The text at a place, or None where there is none.

    Args:
        place: in the request, or in the body of its answer.
        operation: that the request is of.
        request: as it was sent.
        answer: the document in the answer's body.
    """
    found: Any = ABSENT
    if place.side == "response":
        found = find(answer, place.steps) if place.location == "body" else ABSENT
    elif place.location == "body":
        found = find(document(request), place.steps)
    elif place.location == "path":
        found = (values_in(operation, request.path) or {}).get(place.name, ABSENT)
    return found if isinstance(found, str) and found else None


def values_in(operation: Operation, path: str) -> dict[str, str] | None:
    """The values of the operation's parameters in a path, decoded; None for a path of another operation."""
    steps, template = path.partition("?")[0].split("/"), operation.template.split("/")
    if len(steps) != len(template):
        return None
    pairs = list(zip(template, steps, strict=True))
    if any(want != step for want, step in pairs if not want.startswith("{")):
        return None
    return {want[1:-1]: unquote(step) for want, step in pairs if want.startswith("{")}


def read_as(operation: Operation, request: Request) -> Request | None:
    """A request as one of the operation, also where only a lenient target reads it so; None for one of another.

    Such a target drops segments that name nothing: it takes `POST /trees//leaves` for `POST /trees/leaves`.
    """
    if request.method.upper() != operation.method:
        return None
    path, mark, query = request.path.partition("?")
    named = "".join(f"/{step}" for step in path.split("/") if _names(step))
    ways = (request.path, f"{named}{mark}{query}")
    return next((replace(request, path=way) for way in ways if values_in(operation, way) is not None), None)


def reads_whole(operation: Operation, request: Request) -> bool:
    """Whether a request is one of the operation as it stands, with a name for each parameter of the path."""
    values = values_in(operation, request.path) if request.method.upper() == operation.method else None
    return values is not None and all(map(_names, values.values()))


def _names(step: str) -> bool:
    """Whether a segment of a path names something."""
    return unquote(step).strip() not in {"", "."}


def other_ids(operation: Operation, case: Case) -> list[str]:
    """The parameters of the path whose value is another one in a case than in its control."""
    own = values_in(operation, case.request.path) or {}
    usual = (values_in(operation, case.control.request.path) if case.control is not None else None) or {}
    return [name for name, value in own.items() if value != usual.get(name)]


def document(request: Request) -> Any:
    """The JSON document in a request's body; None where the body is no JSON."""
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None
