"""Faults of paging: pages that end early, repeat or leave out sessions, and tokens that nobody gave."""

from __future__ import annotations

from dataclasses import replace

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
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


ROWS: tuple[Row, ...] = (
    ("pages-end-early", f"{LIST} pages", "The last pages are never reached.", Hooks(paged=_without_token)),
    ("pages-repeat", f"{LIST} pages", "A page begins with the last session of the one before.", Hooks(paged=_repeats)),
    ("pages-skip", f"{LIST} pages", "A page leaves out its first session.", Hooks(paged=_skips)),
    ("token-is-overlooked", f"{LIST} token", "An unknown token begins anew.", _any_token(200)),
    ("token-breaks", f"{LIST} token", "An unknown token is answered 500.", _any_token(500)),
)
