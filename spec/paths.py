"""The paths that a document knows: of its operations, and of others of the service that it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spec.operation import METHODS

PLACEHOLDER = re.compile(r"\{[^{}]+\}")


def documented(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every method and path that a document knows: of its operations, and of others of the service that it leaves out.

    The second stand under `x-other-operations`, as `paths` would have them, each with its operation's name.
    """
    for paths in (document["paths"], document.get("x-other-operations", {})):
        for template, item in paths.items():
            yield from ((method.upper(), template.partition("#")[0]) for method in item if method in METHODS)


def reached(document: Mapping[str, Any], path: str) -> tuple[tuple[str, str], ...]:
    """The methods and paths of `documented` that a path belongs to: `/trees/a` to `/trees/{treeId}`."""
    steps = path.strip("/").split("/")
    return tuple(known for known in documented(document) if _alike(known[1].strip("/").split("/"), steps))


def _alike(template: list[str], steps: list[str]) -> bool:
    if len(template) != len(steps):
        return False
    return all(
        (step != "" if stated.startswith("{") else stated == step) for stated, step in zip(template, steps, strict=True)
    )
