"""OpenAPI Overlays: what we add to a derived operation, and the decisions that settle its conflicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jsonpath_ng.exceptions import JSONPathError
from jsonpath_ng.ext.parser import parse
from jsonpath_ng.jsonpath import Root


class OverlayError(ValueError):
    """An action of an overlay would do nothing.

    Attributes:
        target: the JSONPath of the action.
    """

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(f"overlay action {target}: {reason}")
        self.target = target


def apply(document: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `document` with the actions of an OpenAPI Overlay 1.0 carried out, one after the other.

    Raises:
        OverlayError: an action's target is no JSONPath or matches nothing, so that it would be ignored.
    """
    result = _copy(document)
    for action in overlay.get("actions", ()):
        target = _target(result, action["target"])
        if action.get("remove"):
            result = target.filter(lambda _: True, result)
        elif isinstance(target, Root):
            result = merged(result, action["update"])
        else:
            result = target.update(result, lambda old, *_, new=action["update"]: merged(old, new))
    return _copy(result)


def merged(old: Any, new: Any) -> Any:
    """`new` over `old`: objects member by member, a list behind a list, anything else instead."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *new]
    return new


def _target(document: Mapping[str, Any], path: str) -> Any:
    try:
        target = parse(path)
    except JSONPathError as error:
        raise OverlayError(path, f"is no JSONPath: {error}") from error
    if not target.find(document):
        raise OverlayError(path, "matches nothing")
    return target


def _copy(document: Any) -> dict[str, Any]:
    """A deep copy in which nothing is shared, so that an update changes one place only."""
    copied: dict[str, Any] = json.loads(json.dumps(document))
    return copied
