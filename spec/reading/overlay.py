"""OpenAPI Overlays: what we add to a derived operation, and the decisions that settle its conflicts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_STEP = re.compile(r"\.([A-Za-z_][\w-]*)|\['([^']*)'\]|\[(\d+)\]")
_SINGLE = re.compile(r"\$(?:\.[A-Za-z_][\w-]*|\['[^',]*'\]|\[\d+\])+")


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
    for action in overlay.get("actions") or ():
        if not isinstance(action, Mapping) or not isinstance(action.get("target"), str):
            raise OverlayError(str(action)[:80], "has no target")
        steps = _steps(action["target"])
        if steps is not None and "update" in action and not action.get("remove"):
            _updated(result, steps, action)
        else:
            result = _carried_out(result, action)
    return _copy(result)


def confirmed(document: dict[str, Any], source: str) -> dict[str, Any]:
    """`document` with every emptied `evidence` filled in: somebody has deleted the word `inferred` there.

    Args:
        document: a description with an overlay applied; changed in place.
        source: the contract's own source, which the statement is now as good as: `page` or `model`.
    """
    pending: list[Any] = [document]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if "evidence" in node and node["evidence"] is None:
                node["evidence"] = source
                node.setdefault("decision", "Confirmed in the overlay.")
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return document


def _steps(path: str) -> list[str | int] | None:
    """The steps of a path to one node, `$.paths['/x'].post`; None for a path with wildcards, filters and so on."""
    if not _SINGLE.fullmatch(path):
        return None
    return [
        int(index) if index else quoted or name
        for name, quoted, index in (match.groups() for match in _STEP.finditer(path))
    ]


def _updated(document: dict[str, Any], steps: Sequence[str | int], action: Mapping[str, Any]) -> None:
    """Updates the node at `steps` in place. A general JSONPath is a hundred times slower."""
    holder: Any = {"$": document}
    last: str | int = "$"
    for step in steps:
        holder, last = holder[last], step
        known = range(len(holder)) if isinstance(holder, list) else holder if isinstance(holder, dict) else ()
        if step not in known:
            raise OverlayError(action["target"], "matches nothing")
    holder[last] = merged(holder[last], action["update"])


def _carried_out(document: dict[str, Any], action: Mapping[str, Any]) -> dict[str, Any]:
    target = _target(document, action["target"])
    if action.get("remove"):
        removed: dict[str, Any] = target.filter(lambda _: True, document)
        return removed
    if str(target) == "$":
        replaced: dict[str, Any] = merged(document, action["update"])
        return replaced
    # Node by node, since the library's own update changes nothing behind a filter.
    for match in target.find(document):
        match.full_path.update(document, merged(match.value, action["update"]))
    return document


def merged(old: Any, new: Any) -> Any:
    """`new` over `old`: objects member by member, a list behind a list, anything else instead."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *new]
    return new


def _target(document: Mapping[str, Any], path: str) -> Any:
    # Imported late: no run of a shipped contract needs it.
    from jsonpath_ng.exceptions import JSONPathError  # noqa: PLC0415 - see above
    from jsonpath_ng.ext.parser import parse  # noqa: PLC0415 - see above

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
