"""How an operation answers in pages: the parameters and members that a paginator of the SDK goes by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from spec.derive.model.services import Service
from spec.derive.model.shapes import Shape, spelled

_LOCATIONS = {"uri": "path", "querystring": "query", "header": "header"}
# What paginators state beyond a path of members is an expression of JMESPath; a few do.
_PATH = re.compile(r"\w+(?:\.\w+)*")


def pagination(service: Service, name: str) -> dict[str, Any]:
    """`x-pagination` of an operation, as OpenAPI runtime expressions; nothing where it does not answer in pages.

    `token` is where a request takes it, `next` where an answer gives it, `size` where a request bounds a page, `items`
    where an answer has what is listed. An operation with several tokens, or with computed ones, has none of it.
    """
    stated = service.paginators.get(name)
    if not stated:
        return {}
    operation = service.operations[name]
    asked = service.shapes[operation["input"]["shape"]]
    answered = service.shapes[operation["output"]["shape"]]
    items = stated.get("result_key")
    parts = {
        "token": _requested(asked, stated.get("input_token")),
        "next": _answered(service, answered, stated.get("output_token")),
        "size": _requested(asked, stated.get("limit_key")),
        "items": _answered(service, answered, items[0] if isinstance(items, list) else items),
    }
    if not (parts["token"] and parts["next"] and parts["items"]):
        return {}
    source = {"evidence": "model", "place": f"paginators › {name}"}
    return {"x-pagination": {**{key: part for key, part in parts.items() if part}, "x-sources": {"pagination": source}}}


def _requested(shape: Shape, member: object) -> str:
    if not isinstance(member, str) or member not in shape["members"]:
        return ""
    stated: Mapping[str, Any] = shape["members"][member]
    where = _LOCATIONS.get(stated.get("location", ""))
    name = spelled(member, stated)
    return f"$request.{where}.{name}" if where else f"$request.body#/{name}"


def _answered(service: Service, shape: Shape, path: object) -> str:
    if not isinstance(path, str) or not _PATH.fullmatch(path):
        return ""
    steps: list[str] = []
    for member in path.split("."):
        members = shape.get("members", {})
        if member not in members:
            return ""
        steps.append(spelled(member, members[member]))
        if "location" in members[member]:
            return f"$response.header.{steps[-1]}"
        if member != shape.get("payload"):
            shape = service.shapes[members[member]["shape"]]
        else:
            steps.pop()
            shape = service.shapes[members[member]["shape"]]
    return f"$response.body#/{'/'.join(steps)}"
