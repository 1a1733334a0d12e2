"""OpenAPI Overlays: what we add to a derived description, and the decisions that settle its conflicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jsonpath_ng.exceptions import JSONPathError
from jsonpath_ng.ext import parse
from oas_patch.overlay import apply_overlay


class OverlayError(ValueError):
    """An action of an overlay does nothing.

    Attributes:
        target: the JSONPath of the action.
    """

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(f"overlay action {target}: {reason}")
        self.target = target


def apply(document: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `document` with the actions of an OpenAPI Overlay 1.0 carried out, one after the other.

    An update of an object replaces its members, recursively; an update of a list adds to it.

    Raises:
        OverlayError: an action's target is no JSONPath or matches nothing, so that it would be ignored.
    """
    # Through JSON, since nodes that a document shares must not be changed in one go.
    result: dict[str, Any] = json.loads(json.dumps(document))
    for action in json.loads(json.dumps(overlay.get("actions", []))):
        _refuse_idle(result, action["target"])
        result = apply_overlay(result, {"actions": [action]})
    unshared: dict[str, Any] = json.loads(json.dumps(result))
    return unshared


def _refuse_idle(document: Mapping[str, Any], target: str) -> None:
    try:
        found = parse(target).find(document)
    except JSONPathError as error:
        raise OverlayError(target, f"is no JSONPath: {error}") from error
    if not found:
        raise OverlayError(target, "matches nothing")
