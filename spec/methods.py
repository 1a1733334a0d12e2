"""Which methods may be tried on a path although no operation there has them.

A target may well know a method that the documentation does not mention. What such a request does to a resource that the
run has made is no harm. What it does to one that its owner has made, it must not do: a `DELETE` on the path of
`GET /connectors/{connectorId}/settings` removes the settings, and every request after it finds none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from spec.links import created
from spec.operation import Operation, operations, types
from spec.paths import documented

_PLACEHOLDER = re.compile(r"\{[^{}]+\}")
_CHANGING = ("PUT", "PATCH", "DELETE", "POST")


def undocumented(operation: Operation, methods: Collection[str]) -> tuple[str, ...]:
    """Those of `methods` that no operation that the document knows has on a path that looks like this one's."""
    known = {operation.method, *_documented(operation)}
    return tuple(method for method in methods if method not in known)


def harmless(operation: Operation) -> tuple[str, ...]:
    """The methods that the operation does not answer to, and that take nothing from the target's owner."""
    return tuple(method for method in undocumented(operation, _CHANGING) if method not in _harmful(operation))


def sparing(operation: Operation, method: str) -> bool:
    """Whether a request of `method` on the operation's path takes nothing from the target's owner."""
    if method == operation.method or _made_by_the_run(operation) or not _is_about_one(operation):
        return True
    return method not in _harmful(operation) and (method not in _CHANGING or method not in _documented(operation))


def _documented(operation: Operation) -> Iterator[str]:
    shape = _shape(operation.template)
    yield from (method for method, template in documented(operation.document) if _shape(template) == shape)


def _harmful(operation: Operation) -> tuple[str, ...]:
    if _made_by_the_run(operation) or not _is_about_one(operation):
        return ()
    # A method that changes is sent with the request of the operation: one that only reads has no body to be taken over.
    return ("PUT", "POST", "DELETE") if operation.method in ("GET", "HEAD") else ("DELETE",)


def _made_by_the_run(operation: Operation) -> bool:
    """Whether the path names something that another operation creates, or a name that every request has anew."""
    known = {
        name for owner, name in created(operations(operation.contract, operation.document)) if owner == operation.name
    }
    return any(item.name in known or item.fresh for item in operation.at("path"))


def _is_about_one(operation: Operation) -> bool:
    """Whether the operation works on one thing that is there: it neither creates nor acts nor lists."""
    if operation.method == "POST":
        return operation.template.endswith("}")
    members = operation.response_schema.get("properties", {}).values()
    return operation.method != "GET" or not any("array" in types(member) for member in members)


def _shape(template: str) -> str:
    return _PLACEHOLDER.sub("{}", template).rstrip("/")
