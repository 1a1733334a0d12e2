"""The committed descriptions: derived from a page, completed by an overlay, every conflict settled by a decision."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from spec.derive.derivation import Derivation, derive
from spec.derive.errors import DecisionError
from spec.overlay import apply

_DATA = Path(__file__).parent.parent / "data"
_HEAD = "# Derived from the documentation page and {overlay} by `make descriptions`. Do not edit.\n"


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


def build(overlay: Path, pages: Path) -> str:
    """The text of a committed description.

    Args:
        overlay: the overlay's file; it names the page (`x-page`) and the type pages (`x-types`) that it completes.
        pages: the folder of the pages.

    Raises:
        DeriveError: a page or a decision is wrong.
        OverlayError: an action does nothing.
    """
    stated = yaml.safe_load(overlay.read_text(encoding="utf-8"))
    derivation = derive(pages / stated["x-page"], types=[pages / name for name in stated["x-types"]])
    return _HEAD.format(overlay=overlay.name) + dump(settle(derivation, stated))


def dump(document: Mapping[str, Any]) -> str:
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


def main(arguments: list[str] | None = None) -> None:
    """Writes every committed description anew."""
    parser = argparse.ArgumentParser(prog="python -m spec.derive.build", description=main.__doc__)
    parser.add_argument("pages", type=Path, help="the folder with the documentation pages")
    pages = parser.parse_args(arguments).pages
    for overlay in sorted(_DATA.glob("*.overlay.yaml")):
        target = overlay.with_name(overlay.name.replace(".overlay.", ".openapi."))
        target.write_text(build(overlay, pages), encoding="utf-8")


if __name__ == "__main__":
    main()
