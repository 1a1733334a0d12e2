"""An operation without some of its optional members: what a target takes of the requests that are documented.

No page says that two members exclude each other, or that one must name something that exists. Requests that a target
refuses for such a reason are no ground to judge anything else on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from spec.operation import JSON_MEDIA_TYPE, Operation


def narrowed(operation: Operation, labels: Collection[str]) -> Operation:
    """`operation` whose requests never have the members of these labels (`Name`, `query.max-results`)."""
    if not labels:
        return operation
    definition = dict(operation.definition)
    definition["parameters"] = [
        stated for stated in definition.get("parameters", ()) if f"{stated['in']}.{stated['name']}" not in labels
    ]
    body = operation.request_body
    if body and operation.has_json_request:
        media = dict(body["content"][JSON_MEDIA_TYPE])
        media["schema"] = {
            **media["schema"],
            "properties": _without(media["schema"].get("properties", {}), labels),
        }
        if isinstance(media.get("example"), dict):
            media["example"] = _without(media["example"], labels)
        definition["requestBody"] = {**body, "content": {**body["content"], JSON_MEDIA_TYPE: media}}
    return replace(operation, definition=definition)


def _without(members: dict[str, Any], labels: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in labels}
