"""What stands at the places that a link names: in a request that created something, and in its answer."""

from __future__ import annotations

import json
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
