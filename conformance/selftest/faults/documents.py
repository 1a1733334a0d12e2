"""Changes of one place in an answer's document; the document itself stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.call import Reply
from spec.clauses.clause_ids import ITEMS, KEYS, VALUES

ABSENT = object()
Edit = Callable[[Any], Any]


def edited(document: Any, path: tuple[str, ...], edit: Edit) -> Any:
    """The document with the value at `path` changed, wherever it is; ABSENT removes it.

    Args:
        document: any JSON value.
        path: as in a clause's id: member names, `items`, `values` and `keys`.
        edit: from the value to what takes its place; not called where there is none, or null.
    """
    if not path:
        return document if document is None else edit(document)
    step, rest = path[0], path[1:]
    if step == ITEMS and isinstance(document, list):
        return _kept([edited(item, rest, edit) for item in document])
    if step == VALUES and isinstance(document, dict):
        return _kept_members({name: edited(value, rest, edit) for name, value in document.items()})
    if step == KEYS and isinstance(document, dict):
        return {edit(name): value for name, value in document.items()}
    if isinstance(document, dict) and step in document:
        return _kept_members({**document, step: edited(document[step], rest, edit)})
    return document


def renamed(document: Any, path: tuple[str, ...], name: str) -> Any:
    """The document with the member at `path` under another name."""

    def rename(parent: Any) -> Any:
        if not isinstance(parent, dict):
            return parent
        return {name if member == path[-1] else member: value for member, value in parent.items()}

    return edited(document, path[:-1], rename)


def assigned(document: Any, path: tuple[str, ...], make: Callable[[], Any]) -> Any:
    """The document with the member at `path` set where it is missing or null, and its parent is there."""

    def assign(parent: Any) -> Any:
        if not isinstance(parent, dict) or parent.get(path[-1]) is not None:
            return parent
        return {**parent, path[-1]: make()}

    return edited(document, path[:-1], assign)


def with_document(change: Callable[[Any], Any]) -> Callable[[Reply], Reply]:
    """A change of a reply's document."""
    return lambda reply: replace(reply, document=change(reply.document))


def at(document: Any, path: tuple[str, ...]) -> Any:
    """The value at a path of member names; None where there is none."""
    for step in path:
        document = document.get(step) if isinstance(document, dict) else None
    return document


def _kept(items: list[Any]) -> list[Any]:
    return [item for item in items if item is not ABSENT]


def _kept_members(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not ABSENT}
