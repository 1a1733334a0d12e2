"""What the AWS CLI can send: it validates its input, writes the body itself, and knows documented members only."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from spec.operation import Operation, Schema, types
from strategies.places import values_in
from strategies.request import Request

_JSON = "application/json"
_HEADERS = frozenset({"accept", "content-type"})
_PYTHON: Mapping[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
# The lower bounds that botocore checks before it sends, by the type of what they count.
_LEAST: Mapping[str, type[str | list[Any]]] = {"minLength": str, "minItems": list}


def input_of(request: Request, operation: Operation) -> dict[str, Any] | None:
    """The input with which the AWS CLI sends what `request` says; None where it refuses to or sends something else.

    Args:
        request: what is sent.
        operation: what is requested.
    """
    named = values_in(operation, request.path)
    if request.method != operation.method or "?" in request.path or not named or not all(named.values()):
        return None
    if any(name.lower() not in _HEADERS or value != _JSON for name, value in request.headers):
        return None
    given: Any = {}
    if operation.has_json_request:
        given = _document(request.body)
        if "content-type" not in {name.lower() for name, _ in request.headers}:
            return None
        if not isinstance(given, dict) or not _takes(given, operation.request_schema):
            return None
    elif request.body:
        return None
    # The CLI's names begin with a capital: `VoiceConnectorId`.
    return {**{name[0].upper() + name[1:]: value for name, value in named.items()}, **given}


def _document(body: bytes) -> Any:
    """The document of a body that the CLI would write in the same way, but for white space; None of any other."""
    try:
        return json.loads(body.decode(), parse_constant=_refuse, object_pairs_hook=_single)
    except (ValueError, RecursionError):
        return None


def _refuse(literal: str) -> Any:
    raise ValueError(literal)


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _takes(value: Any, schema: Schema) -> bool:
    """Whether the CLI takes a value as it validates it: by type, members, and lower bounds."""
    kinds = [kind for kind in types(schema) if isinstance(value, _PYTHON.get(kind, ()))]
    if isinstance(value, bool):
        kinds = [kind for kind in kinds if kind == "boolean"]
    if not kinds or (isinstance(value, float) and not math.isfinite(value)):
        return False
    if any(isinstance(value, kind) and len(value) < schema.get(bound, 0) for bound, kind in _LEAST.items()):
        return False
    if isinstance(value, int | float) and value < schema.get("minimum", -math.inf):
        return False
    if isinstance(value, str):
        return not any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, list):
        return all(_takes(item, schema.get("items", {})) for item in value)
    return not isinstance(value, dict) or _takes_members(value, schema)


def _takes_members(value: Mapping[str, Any], schema: Schema) -> bool:
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    if not set(schema.get("required", ())) <= set(value):
        return False
    inner = {name: known.get(name, others) for name in value}
    return all(isinstance(inner[name], Mapping) and _takes(value[name], inner[name]) for name in value)
