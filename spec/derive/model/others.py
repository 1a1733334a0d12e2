"""The operations of a service that a contract leaves out, as far as a request of the contract could reach them.

A `GET` to the path of CreateThing may be ListThings: it is no wrong method of CreateThing, though the contract does not
describe it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spec.derive.model.services import Service


def beside(service: Service, document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The operations at the paths of a document's own and at the paths above them: names by path and method.

    Args:
        service: the model that knows every operation.
        document: the OpenAPI document; its operations are not named again.
    """
    paths = [_steps(path.partition("#")[0]) for path in document["paths"]]
    own = {definition["operationId"] for item in document["paths"].values() for definition in item.values()}
    found: dict[str, dict[str, str]] = {}
    for name, operation in service.operations.items():
        http = operation["http"]
        path = http["requestUri"].partition("?")[0]
        if name not in own and any(_leads(_steps(path), steps) for steps in paths):
            found.setdefault(path, {}).setdefault(http["method"].lower(), name)
    return found


def _steps(path: str) -> list[str]:
    return path.strip("/").split("/")


def _leads(above: list[str], steps: list[str]) -> bool:
    """Whether a path is that of `steps`, or one above it, where a placeholder stands for any step."""
    return len(above) <= len(steps) and all(
        one == other or "{" in one or "{" in other for one, other in zip(above, steps, strict=False)
    )
