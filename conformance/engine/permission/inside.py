"""What a request names beside the path: in its body or its query, as `POST /delete-things` with an `{"id": ...}` does.

Such an operation changes whatever it is told, and without a name some targets take it to mean all that there is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qsl

from spec.names import CREATING, READING, creates, names_something, verb
from spec.operation import Operation, Schema, is_fresh, types
from spec.paths import PLACEHOLDER
from spec.relations.links import IN_BODY
from strategies.request import Request

# What only asks, beside `READING`.
_ASKING = READING | {"Search", "Query", "Lookup", "Check", "Validate", "Preview", "Estimate", "Select", "Head", "Test"}
# What changes the thing that the path names; what the body names it only refers to.
_SETTING = frozenset({"Put", "Update", "Modify", "Set"})
_MOST_PAIRS = 1_000


def acts(operation: Operation) -> bool:
    """Whether an operation's name says that it does something to what its path names, as that of StopThing does."""
    does = _verb(operation)
    return does not in _ASKING and does != "Create" and not (does == "Start" and creates(operation))


def asks(action: str) -> bool:
    """Whether the name of an operation says that it changes nothing."""
    return verb(action) in _ASKING


def changes_unnamed(operation: Operation) -> bool:
    """Whether an operation changes something that no request of it names: `DELETE /things`."""
    return operation.method in {"DELETE", "PUT", "PATCH"} and not PLACEHOLDER.search(operation.template)


def _verb(operation: Operation) -> str:
    return verb(operation.name.removeprefix("Batch"))


def names_inside(operation: Operation) -> bool:
    """Whether an operation changes, starts or deletes what its body or its query names."""
    if operation.method in {"GET", "HEAD"}:
        return False
    if operation.template.endswith("}"):
        return operation.method == "DELETE"
    does = _verb(operation)
    if does in _ASKING or does == "Create":
        return False
    if does in CREATING and does != "Put":
        # A flow that is started by its name is there already, as is what a tag is added to.
        stated = _stated(operation)
        return any(_names(name, stated[name]) for name in _needed(operation) & stated.keys())
    return does not in _SETTING or not PLACEHOLDER.search(operation.template)


def strays_inside(request: Request, operation: Operation, may_be_changed: Callable[[str, Schema, bool], bool]) -> bool:
    """Whether a request names what its sender has no right to, or nothing, where its operation changes what is named.

    Args:
        request: what would be sent.
        operation: that it is of.
        may_be_changed: whether the thing of a name may be; told as well the name's schema, and whether each request
            has a name of its own.
    """
    known = _naming(operation) if names_inside(operation) else {}
    if not known:
        return False
    try:
        said = _said(request)
    except ValueError:
        return True
    # Some targets read a member's name in any case.
    schemas = {name.casefold(): schema.get("items", schema) for name, schema in known.items()}
    named = [(name, value) for name, value in said if name.casefold() in schemas]
    if known.keys() & _needed(operation) - {name for name, _ in said}:
        return True
    if not (named or operation.template.endswith("}")):
        return True
    times = Counter(name.casefold() for name, _ in named)
    # What is sent has a new name in one place: where it is said once, and of a list the first item.
    new = {name for name, schema in known.items() if is_fresh(schema) and times[name.casefold()] == 1}
    return any(
        not isinstance(item, str)
        or not item.strip()
        or not may_be_changed(item, schemas[name.casefold()], name in new and not place)
        for name, value in named
        for place, item in enumerate(value if isinstance(value, list) and value else [value])
    )


def unnamed(operation: Operation, known: Collection[str]) -> list[str]:
    """What a request of an operation that changes what it names must name and nobody has, as `--parameter` calls it.

    Args:
        operation: the operation.
        known: what the user named or another operation makes, called the same way.
    """
    naming = _naming(operation) if names_inside(operation) else {}
    asked = {item.name for item in operation.at("query")}
    needed = (name for name in naming if name in _needed(operation) and not is_fresh(naming[name]))
    labels = (name if name in asked else f"{IN_BODY}{name}" for name in needed)
    return [label for label in labels if label not in known]


def _naming(operation: Operation) -> dict[str, Schema]:
    """The members of the body and the parameters of the query that name something."""
    stated = _stated(operation)
    found = {name: schema for name, schema in stated.items() if _names(name, schema)}
    # Where nothing is called so, whatever is needed may name it.
    return found or {name: stated[name] for name in _needed(operation) if "string" in types(stated.get(name, {}))}


def _stated(operation: Operation) -> dict[str, Schema]:
    """The schemas of the query's parameters and the body's members, by name."""
    asked = {item.name: item.schema for item in operation.at("query")}
    return {**asked, **operation.request_schema.get("properties", {})}


def _needed(operation: Operation) -> set[str]:
    asked = (item.name for item in operation.at("query") if item.required)
    return {*operation.request_schema.get("required", ()), *asked}


def _names(name: str, schema: Schema) -> bool:
    item = schema.get("items", schema)
    # A name that the user gave is new no more: `x-fresh` is false.
    fresh = "x-fresh" in schema or "x-fresh" in item
    return bool({"string", "integer"} & {*types(item)}) and (fresh or names_something(name, schema))


def _said(request: Request) -> list[tuple[str, Any]]:
    """The pairs of a request's query and body, each as often as it is said.

    Which of two that have the same name counts is the target's choice. An object as a value is a tuple of its pairs.

    Raises:
        ValueError: the query has too many pairs to be read.
    """
    asked = parse_qsl(request.path.partition("?")[2], keep_blank_values=True, max_num_fields=_MOST_PAIRS)
    try:
        body = json.loads(request.body, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        body = ()
    return [*asked, *(body if isinstance(body, tuple) else ())]
