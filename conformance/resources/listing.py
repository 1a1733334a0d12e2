"""Reads lists of what exists at a target, page by page, and finds in them what unanswered requests created."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.echoes import returned
from conformance.oracle.answer.timestamps import parse as instant
from conformance.resources.deletion import Send
from conformance.resources.journal import Attempt
from conformance.resources.kinds import Kind, Resource
from conformance.resources.naming import path
from conformance.wire.exchange import Answer
from spec.operation import Operation, Schema, types
from spec.relations.echo import Echo
from spec.relations.expressions import Expression, find
from strategies.request import Request

_HEADERS = (("Accept", "application/json"),)
_PAGES = 100
# Clocks of a target and of this machine may differ by so many seconds.
_SKEW = 300.0


class ListingError(Exception):
    """The target does not list what exists there, or the contract does not say how."""


def listed(send: Send, kind: Kind, own: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Everything of a kind that exists, page by page, where `own` are the values of the creator's path.

    Raises:
        ListingError: the target does not list it.
    """
    lister = kind.lister
    if lister is None:
        raise ListingError
    pages = lister.pagination
    items = pages["items"].steps if "items" in pages else _items(lister)
    token, seen = "", set[str]()
    while token not in seen and len(seen) < _PAGES:
        seen.add(token)
        answer = send(Request(method="GET", path=path(lister, own) + _query(lister, pages, token), headers=_HEADERS))
        document = parse(answer).document if isinstance(answer, Answer) and answer.status == 200 else None
        found = find(document, items)
        if not isinstance(found, list):
            raise ListingError
        yield from (item for item in found if isinstance(item, dict))
        following = find(document, pages["next"].steps) if "next" in pages else None
        if not isinstance(following, str) or not following:
            return
        token = following


def created_by(attempts: Iterable[Attempt], kinds: Mapping[str, Kind], send: Send) -> tuple[dict[Resource, None], bool]:
    """What these requests created: listed, the same in everything that a request must give, and not older than it.

    Returns:
        What was found, and whether that is all: not where a target does not list it, or nothing tells when it was made.
    """
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Attempt]] = {}
    for attempt in attempts:
        groups.setdefault((attempt.operation, tuple(sorted(attempt.own.items()))), []).append(attempt)
    found: dict[Resource, None] = {}
    whole = True
    for (operation, own), several in groups.items():
        kind = kinds.get(operation)
        if kind is not None:
            whole = _created(kind, dict(own), several, send, found) and whole
    return found, whole


def given(kind: Kind, document: Any) -> dict[str, Any]:
    """What tells a resource from others: the members that a request must give and an answer repeats, by member."""
    found = {echo.source.steps[0]: find(document, echo.source.steps) for echo in kind.telling}
    return {name: value for name, value in found.items() if isinstance(value, str | int | list | dict)}


def is_since(kind: Kind, item: Any, at: float) -> bool | None:
    """Whether a resource was made at an instant or later, by its own word; None where it does not say when.

    Args:
        kind: of the resource.
        item: the resource as an answer shows it.
        at: in seconds since the epoch.
    """
    created = instant(item.get(_moment(kind))) if isinstance(item, dict) else None
    return None if created is None else created.moment.timestamp() >= at - _SKEW


def _created(
    kind: Kind, own: dict[str, str], attempts: Sequence[Attempt], send: Send, found: dict[Resource, None]
) -> bool:
    """Add what requests created to what was found; whether that is all."""
    whole = bool(kind.telling)
    try:
        for item in listed(send, kind, own) if whole else ():
            resource = kind.listed(item, own)
            since = [is_since(kind, item, attempt.at) for attempt in attempts if _same(kind, attempt, item)]
            if resource is not None and True in since:
                found[resource] = None
            # Nothing tells whether it is one of these: nobody may say that nothing is left.
            whole = whole and (resource is None or True in since or None not in since)
    except ListingError:
        return False
    return whole


def _same(kind: Kind, attempt: Attempt, item: Mapping[str, Any]) -> bool:
    return all(
        echo.source.name in attempt.given
        and _alike(echo, attempt.given[echo.source.name], find(item, echo.path[len(kind.root) :]))
        for echo in kind.telling
    )


def _alike(echo: Echo, wanted: Any, actual: Any) -> bool:
    """Whether a value came back as given, with or without the prefix that an answer may put before a text."""
    return returned(replace(echo, prefix=""), _bare(wanted, echo.prefix), _bare(actual, echo.prefix))


def _bare(value: Any, prefix: str) -> Any:
    if isinstance(value, str):
        return value.removeprefix(prefix)
    if isinstance(value, list):
        return [_bare(item, prefix) for item in value]
    if isinstance(value, dict):
        return {name: _bare(item, prefix) for name, item in value.items()}
    return value


def _moment(kind: Kind) -> str:
    """The resource's member that says when it was created, or ""."""
    schema: Schema = kind.creator.response_schema
    for step in kind.root:
        schema = schema.get("properties", {}).get(step, {})
    members = schema.get("properties", {}).items()
    stamps = [name for name, member in members if str(member.get("format", "")).startswith(("timestamp", "date-time"))]
    return next((name for name in stamps if "creat" in name.lower()), "")


def _items(lister: Operation) -> tuple[str, ...]:
    members = lister.response_schema.get("properties", {}).items()
    return next(((name,) for name, member in members if "array" in types(member)), ("items",))


def _query(lister: Operation, pages: Mapping[str, Expression], token: str) -> str:
    sizes = {parameter.name: parameter.schema.get("maximum") for parameter in lister.at("query")}
    asked: list[str] = []
    if "size" in pages and sizes.get(pages["size"].name):
        asked.append(f"{pages['size'].name}={sizes[pages['size'].name]}")
    if token and "token" in pages:
        asked.append(f"{pages['token'].name}={quote(token, safe='')}")
    return "?" + "&".join(asked) if asked else ""
