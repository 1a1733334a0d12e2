"""An operation as a target takes it: without some of its optional members, and never without others.

No page says that two members exclude each other, that one must name something that exists, or that one of several is
needed. Requests that a target refuses for such a reason are no ground to judge anything else on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from spec.operation import JSON_MEDIA_TYPE, Operation, Schema
from strategies.values.ordinary import ordinary


def narrowed(operation: Operation, left_out: Collection[str], needed: Collection[str] = ()) -> Operation:
    """`operation` with other requests.

    Args:
        operation: the operation.
        left_out: the labels of members (`Name`, `query.max-results`) that no request has.
        needed: the labels of optional members that every request has.
    """
    if not left_out and not needed:
        return operation
    definition = dict(operation.definition)
    labelled = {f"{stated['in']}.{stated['name']}": stated for stated in definition.get("parameters", ())}
    definition["parameters"] = [
        {**stated, "required": True} if label in needed else stated
        for label, stated in labelled.items()
        if label not in left_out
    ]
    body = operation.request_body
    if body and operation.has_json_request:
        media = dict(body["content"][JSON_MEDIA_TYPE])
        media["schema"] = _schema(media["schema"], left_out, needed)
        if isinstance(media.get("example"), dict):
            members = media["schema"].get("properties", {})
            added = {name: ordinary(members[name]) for name in members if name in needed}
            media["example"] = {**added, **_without(media["example"], left_out)}
        definition["requestBody"] = {**body, "content": {**body["content"], JSON_MEDIA_TYPE: media}}
    return replace(operation, definition=definition)


def _schema(schema: Schema, left_out: Collection[str], needed: Collection[str]) -> Schema:
    members = _without(schema.get("properties", {}), left_out)
    required = [*schema.get("required", ()), *(name for name in members if name in needed)]
    return {**schema, "properties": members, **({"required": required} if required else {})}


def _without(members: dict[str, Any], labels: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in labels}
