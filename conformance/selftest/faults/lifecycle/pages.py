"""Faults of lists: pages that end early, repeat or leave out sessions, tokens that nobody gave, lists by status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.store import Resource
from conformance.selftest.faults.lifecycle.hooks import (
    LIST,
    Facts,
    Row,
    named,
)


def _without_token(call: Call, page: Facts) -> Facts:
    return {**page, "NextToken": None} if "max-results" in call.query else page


def _repeats(call: Call, page: Facts) -> Facts:
    items = page["ProxySessions"]
    last = call.memory.get("last", [])
    call.memory["last"] = items[-1:]
    return {**page, "ProxySessions": [*last, *items]} if "next-token" in call.query else page


def _skips(call: Call, page: Facts) -> Facts:
    return {**page, "ProxySessions": page["ProxySessions"][1:]} if "next-token" in call.query else page


def _any_token(status: int) -> Hooks:
    def before(call: Call) -> Reply | None:
        token = call.query.partition("next-token=")[2]
        if not named(call, LIST) or not token or call.memory["store"].place(token) is not None:
            return None
        reply: Reply = call.memory["api"](replace(call, query="")) if status == 200 else Reply(status=status)
        return reply

    return Hooks(before=before)


def _by_status(change: Callable[[list[Resource]], list[Resource]]) -> Hooks:
    return Hooks(listed=lambda call, found: change(found) if "status=" in call.query else found)


ROWS: tuple[Row, ...] = (
    ("pages-end-early", f"{LIST} pages", "The last pages are never reached.", Hooks(paged=_without_token)),
    ("pages-repeat", f"{LIST} pages", "A page begins with the last session of the one before.", Hooks(paged=_repeats)),
    ("pages-skip", f"{LIST} pages", "A page leaves out its first session.", Hooks(paged=_skips)),
    ("token-is-overlooked", f"{LIST} token", "An unknown token begins anew.", _any_token(200)),
    (
        "filter-forgets-newest",
        f"{LIST} filter",
        "A list by status leaves out the newest session.",
        _by_status(lambda found: found[:-1]),
    ),
    (
        "filter-forgets-first",
        f"{LIST} filter",
        "A list by status leaves out the first session.",
        _by_status(lambda found: found[1:]),
    ),
    ("filter-finds-none", f"{LIST} filter", "A list by status is empty.", _by_status(lambda _found: [])),
    ("token-breaks", f"{LIST} request.robustness", "An unknown token is answered 500.", _any_token(500)),
)
