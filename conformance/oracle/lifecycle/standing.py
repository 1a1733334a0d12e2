"""Where a resource stands in an answer: the answer's one object, the whole body, or an item of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spec.clauses.lifecycle import Life
from spec.operation import Operation, types
from spec.relations.expressions import ABSENT, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the answers of one operation have a resource.

    Attributes:
        steps: the members that lead from the body's root to the resource.
        items: the members that lead to the list that it is an item of; None where the answer has one resource.
    """

    steps: tuple[str, ...]
    items: tuple[str, ...] | None = None

    def resource(self, document: Any) -> dict[str, Any] | None:
        """The one resource of an answer, or None where it has none."""
        found = find(document, self.steps)
        return found if isinstance(found, dict) else None

    def listed(self, document: Any) -> list[dict[str, Any]] | None:
        """The resources of a list, or None where the answer has none."""
        found = find(document, self.items or ())
        if not isinstance(found, list):
            return None
        resources = [find(item, self.steps) if self.steps else item for item in found]
        return [resource for resource in resources if isinstance(resource, dict)]

    def within(self, path: tuple[str, ...]) -> tuple[str, ...] | None:
        """A member's path from the resource on, where the member is part of it."""
        return path[len(self.steps) :] if path[: len(self.steps)] == self.steps else None


def standing(life: Life, operation: Operation) -> Standing:
    """Where the answers of `operation` have the resources of this kind."""
    wrapper = life.identity[:-1] if life.identity else _wrapper(life.creator)
    properties: Mapping[str, Any] = operation.response_schema.get("properties", {})
    if "items" in operation.pagination:
        items = operation.pagination["items"].steps
    else:
        lists = [name for name, member in properties.items() if "array" in types(member)]
        items = (
            (lists[0],) if operation.method == "GET" and len(lists) == 1 and not _is_there(wrapper, properties) else ()
        )
    if items:
        return Standing(steps=(), items=items)
    return Standing(steps=wrapper if _is_there(wrapper, properties) else _wrapper(operation))


def _is_there(wrapper: tuple[str, ...], properties: Mapping[str, Any]) -> bool:
    return bool(wrapper) and wrapper[0] in properties


def _wrapper(operation: Operation) -> tuple[str, ...]:
    """The only member of an answer, where it is an object: most answers wrap what they show."""
    properties = operation.response_schema.get("properties", {})
    if len(properties) != 1:
        return ()
    ((name, member),) = properties.items()
    return (name,) if "object" in types(member) else ()


def identity(life: Life, resource: Mapping[str, Any]) -> str | None:
    """The id that a resource has in an answer, or None."""
    found = find(resource, life.identity[-1:]) if life.identity else ABSENT
    return found if isinstance(found, str) else None
