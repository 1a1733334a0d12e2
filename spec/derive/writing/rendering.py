"""A derivation as YAML, with its conflicts and, once an overlay has settled them, their decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import yaml

from spec.derive.errors import DecisionError
from spec.derive.writing.documents import Derivation
from spec.reading.overlay import apply


def render(derivation: Derivation) -> str:
    """The description as YAML, its conflicts listed under `x-conflicts`."""
    return dump(_with_conflicts(derivation, {}))


def settle(derivation: Derivation, overlay: Mapping[str, Any]) -> dict[str, Any]:
    """The description with the overlay applied and its decisions beside the conflicts.

    Raises:
        DecisionError: a conflict has no decision under `x-decisions`, or a decision has no conflict.
        OverlayError: an action does nothing.
    """
    decisions: Mapping[str, str] = overlay.get("x-decisions", {})
    conflicts = [conflict.id for conflict in derivation.conflicts]
    unsettled = [conflict for conflict in conflicts if conflict not in decisions]
    stale = [decision for decision in decisions if decision not in conflicts]
    if unsettled or stale:
        raise DecisionError(unsettled=unsettled, stale=stale)
    return apply(_with_conflicts(derivation, decisions), overlay)


def dump(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """A description as YAML: no aliases, and the sources of a node behind all that they are the sources of."""
    return yaml.dump(_sources_last(document), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


class _Plain(yaml.SafeDumper):
    """Writes a shared value as often as it occurs."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the name and shape are PyYAML's
        return True


def _sources_last(value: Any) -> Any:
    if isinstance(value, list):
        return [_sources_last(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    ordered = sorted(value.items(), key=lambda item: item[0] == "x-sources")
    return {key: _sources_last(child) for key, child in ordered}


def _with_conflicts(derivation: Derivation, decisions: Mapping[str, str]) -> dict[str, Any]:
    listed = [_listed(asdict(conflict), decisions.get(conflict.id)) for conflict in derivation.conflicts]
    return {**derivation.document, **({"x-conflicts": listed} if listed else {})}


def _listed(conflict: dict[str, Any], decision: str | None) -> dict[str, Any]:
    return conflict if decision is None else {**conflict, "decision": decision}
