"""One OpenAPI document of the operations that pages or a model describe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spec.derive.conflicts import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """What the sources say.

    Attributes:
        document: the OpenAPI 3.1 document; every schema node cites its keywords under `x-sources`.
        conflicts: where the sources contradict themselves or one another.
    """

    document: dict[str, Any]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One operation, as its source describes it.

    Attributes:
        name: the operation's id.
        method: the HTTP method in lower case.
        template: the path with `{parameter}` segments.
        definition: the OpenAPI operation object.
        conflicts: where the source contradicts itself.
        url: the address of its page, or "".
        edition: the date of the source, or "".
        service: the service as boto3 spells it, where the source tells, or "".
    """

    name: str
    method: str
    template: str
    definition: dict[str, Any]
    conflicts: tuple[Conflict, ...] = ()
    url: str = ""
    edition: str = ""
    service: str = ""


def assembled(found: Sequence[Described], *, title: str = "") -> Derivation:
    """The operations as one document.

    Of several, each names its own page, and its conflicts' ids begin with its name.

    Args:
        found: the operations, at least one.
        title: what the document is about; the operations' names where nobody says.

    Raises:
        ValueError: two operations have one name.
    """
    names = [operation.name for operation in found]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(name)
    several = len(found) > 1
    address = "" if several else found[0].url
    document = {
        "openapi": "3.1.0",
        "info": {"title": title or ", ".join(names), "version": max(one.edition for one in found) or "undated"},
        **({"externalDocs": {"url": address}} if address else {}),
        "paths": _paths([_located(operation) for operation in found] if several else found),
    }
    return Derivation(
        document=document,
        conflicts=tuple(_named(one, conflict, several=several) for one in found for conflict in one.conflicts),
    )


def _located(operation: Described) -> Described:
    """The operation with its own page's address."""
    if not operation.url:
        return operation
    stated = {"operationId": operation.name, "externalDocs": {"url": operation.url}}
    return replace(operation, definition={**stated, **operation.definition})


def _named(operation: Described, conflict: Conflict, *, several: bool) -> Conflict:
    return replace(conflict, id=f"{operation.name}.{conflict.id}") if several else conflict


def _paths(found: Iterable[Described]) -> dict[str, Any]:
    """The operations by path and method.

    Two operations may share both and differ in a fixed query (`POST /tags?operation=tag-resource`), which is no part of
    an OpenAPI path. The later one's path then ends in its name: `/tags#TagResource`.
    """
    paths: dict[str, dict[str, Any]] = {}
    for operation in found:
        taken = operation.method in paths.get(operation.template, {})
        path = f"{operation.template}#{operation.name}" if taken else operation.template
        paths.setdefault(path, {})[operation.method] = operation.definition
    return paths
