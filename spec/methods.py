"""Which methods may be tried on a path although no operation there has them.

A target may well know a method that the documentation does not mention. What such a request does to a resource that the
run has made is no harm. What it does to one that its owner has made, it must not do: a `DELETE` on the path of
`GET /connectors/{connectorId}/settings` removes the settings, and every request after it finds none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spec.operation import Operation, operations, types
from spec.paths import PLACEHOLDER, documented
from spec.relations.links import leading_to

_CHANGING = ("PUT", "PATCH", "DELETE", "POST")


def undocumented(operation: Operation, methods: Collection[str]) -> tuple[str, ...]:
    """Those of `methods` that no operation that the document knows has on a path that looks like this one's."""
    known = {operation.method, *_documented(operation)}
    return tuple(method for method in methods if method not in known)


def harmless(operation: Operation) -> tuple[str, ...]:
    """The methods that the operation does not answer to, and that take nothing from the target's owner."""
    spared = withheld(operation)
    return tuple(method for method in undocumented(operation, _CHANGING) if method not in spared)


def withheld(operation: Operation) -> frozenset[str]:
    """The methods that would take something from the target's owner on the operation's path, but for its own.

    Those are the documented ones that change what is there, and undocumented ones that a target may know.
    """
    if _made_by_the_run(operation) or not _is_about_one(operation):
        return frozenset()
    # A method that changes is sent with the request of the operation: one that only reads has no body to be taken over.
    taking = {"PUT", "POST", "DELETE"} if operation.method in ("GET", "HEAD") else {"DELETE"}
    changing = set(_CHANGING).intersection(_documented(operation))
    return frozenset(taking | changing) - {operation.method}


def _documented(operation: Operation) -> Iterator[str]:
    shape = _shape(operation.template)
    yield from (method for method, template in documented(operation.document) if _shape(template) == shape)


def _made_by_the_run(operation: Operation) -> bool:
    """Whether the path names something that another operation creates, or a name that every request has anew."""
    leading = leading_to(operation, operations(operation.contract, operation.document))
    known = {name for link in leading for name in link.created}
    return any(item.name in known or item.fresh for item in operation.at("path"))


def _is_about_one(operation: Operation) -> bool:
    """Whether the operation works on one thing that is there: it neither creates nor acts nor lists."""
    if operation.method == "POST":
        return operation.template.endswith("}")
    members = operation.response_schema.get("properties", {}).values()
    return operation.method != "GET" or not any("array" in types(member) for member in members)


def _shape(template: str) -> str:
    return PLACEHOLDER.sub("{}", template).rstrip("/")
