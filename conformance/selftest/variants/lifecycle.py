"""Faithful variants of the life of proxy sessions: its lists' order and pages, and what is left of a deleted one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.answers.facts import stamp
from conformance.reference.service.store import Place, Resource
from conformance.selftest.faults.lifecycle.hooks import (
    CREATE,
    DELETE,
    GET,
    LIST,
    PUT,
    SHOW,
    UNPUT,
    UPDATE,
    named,
    shown,
)
from conformance.selftest.variants.variant import Variant

Document = dict[str, Any]


def _asked(query: Callable[[str], str]) -> Hooks:
    """A list is made as if another query had been sent."""

    def before(call: Call) -> Reply | None:
        if not named(call, LIST) or call.query == query(call.query):
            return None
        reply: Reply = call.memory["api"](replace(call, query=query(call.query)))
        return reply

    return Hooks(before=before)


def _by_default(size: int) -> Hooks:
    added = f"max-results={size}"
    return _asked(lambda query: query if "max-results" in query else "&".join(filter(None, (query, added))))


def _on(operations: tuple[str, ...], change: Callable[[Document], Document]) -> Hooks:
    """Answers of these operations, with every session in them changed."""

    def after(call: Call, reply: Reply) -> Reply:
        if not named(call, *operations) or reply.status >= 300 or reply.document is None:
            return reply
        document = json.loads(json.dumps(reply.document))
        for member in ("ProxySession", "Proxy"):
            if member in document:
                document[member] = change(document[member])
        if "ProxySessions" in document:
            document["ProxySessions"] = [change(session) for session in document["ProxySessions"]]
        return replace(reply, document=document)

    return Hooks(after=after)


def _without_unset(session: Document) -> Document:
    return {name: value for name, value in session.items() if value is not None}


def _last_token(value: Any) -> Hooks:
    return Hooks(paged=lambda _call, page: {"NextToken": value, **page})


def _always_more(call: Call, page: Document) -> Document:
    """A token follows every page that shows something: the last page is empty."""
    if page.get("NextToken") or not page["ProxySessions"]:
        return page
    store, own = call.memory["store"], page["ProxySessions"][-1]["ProxySessionId"]
    kind = "/voice-connectors/{}/proxy-sessions/{}"
    last = next(one for one in store.below(kind, ()) if one.address[-1] == own)
    return {**page, "NextToken": store.token(Place(kind, last.address[:-1], (), last.number), str)}


def _closed(call: Call, resource: Resource) -> bool:
    """A deleted session is kept, and closed."""
    if not named(call, DELETE):
        return True
    resource.facts |= {"status": "Closed", "endedtimestamp": stamp(datetime.now(UTC))}
    return False


def _opening() -> Hooks:
    """A new session is in progress until it has been listed."""

    def kept(call: Call, resource: Resource, before: Resource | None) -> Resource:
        if before is not None or not named(call, CREATE):
            return resource
        return replace(resource, facts={**resource.facts, "status": "InProgress"})

    def before(call: Call) -> Reply | None:
        waiting = call.memory.setdefault("listed", []) if named(call, LIST) else []
        for resource in waiting:
            resource.facts["status"] = "Open"
        waiting.clear()
        return None

    def listed(call: Call, found: list[Resource]) -> list[Resource]:
        call.memory["listed"] += [one for one in found if one.facts["status"] == "InProgress"]
        return found

    return Hooks(kept=kept, before=before, listed=listed)


def _open_only(call: Call, resource: Resource | None) -> Resource | None:
    closed = resource is not None and resource.facts.get("status") == "Closed"
    return None if closed and named(call, UPDATE, DELETE) else resource


def _listed_open(_call: Call, found: list[Resource]) -> list[Resource]:
    return [one for one in found if one.facts.get("status") != "Closed"]


def _status(operation: str, wrong: int, right: int) -> Hooks:
    def after(call: Call, reply: Reply) -> Reply:
        return replace(reply, status=right) if named(call, operation) and reply.status == wrong else reply

    return Hooks(after=after)


def _unput_twice() -> Hooks:
    """To delete a configuration twice is refused the second time."""

    def before(call: Call) -> Reply | None:
        here = tuple(call.values.values())
        known = call.memory.setdefault("known", set())
        if named(call, PUT):
            known.add(here)
        if not named(call, UNPUT):
            return None
        if here in known:
            known.discard(here)
            return None
        return Reply(status=404, document={"Message": "none"}, headers=(("x-amzn-ErrorType", "NotFoundException"),))

    return Hooks(before=before)


def _unassigned(session: Document) -> Document:
    return {**session, "Participants": [{**one, "ProxyPhoneNumber": None} for one in session["Participants"]]}


def _backwards(_call: Call, facts: Document) -> Document:
    return {**facts, "capabilities": list(reversed(facts["capabilities"]))}


def _expiring(call: Call) -> Reply | None:
    """A token is good for one use, and the tokens of a run that is over are not known any more."""
    token = call.query.partition("next-token=")[2].partition("&")[0]
    if not named(call, LIST) or not token:
        return None
    used = call.memory.setdefault("used", set())
    if token in used:
        return Reply(
            status=400, document={"Message": "expired"}, headers=(("x-amzn-ErrorType", "BadRequestException"),)
        )
    used.add(token)
    return None


_CLOSED = Hooks(removed=_closed, found=_open_only)
_ROWS: tuple[tuple[str, str, str, Hooks], ...] = (
    (
        "pages-newest-first",
        "order",
        "Each page is shown backwards.",
        Hooks(paged=lambda _call, page: {**page, "ProxySessions": page["ProxySessions"][::-1]}),
    ),
    ("pages-of-two", "page size", "Without max-results a page has two sessions.", _by_default(2)),
    ("pages-of-one", "page size", "Without max-results a page has one session.", _by_default(1)),
    (
        "pages-smaller",
        "page size",
        "A page has one session where two were asked for.",
        _asked(lambda query: query.replace("max-results=2", "max-results=1")),
    ),
    ("last-token-null", "last token", "After the last page the token is null.", _last_token(None)),
    ("last-token-empty", "last token", "After the last page the token is empty.", _last_token("")),
    ("last-page-empty", "last token", "The last page is empty.", Hooks(paged=_always_more)),
    (
        "closed-shown",
        "deleted",
        "A deleted session is shown as Closed, and not listed.",
        _CLOSED.then(Hooks(listed=_listed_open)),
    ),
    ("closed-listed", "deleted", "A deleted session is shown and listed as Closed.", _CLOSED),
    ("get-without-unset", "unset", "Get leaves out what is not set.", _on((GET,), _without_unset)),
    ("list-without-unset", "unset", "List leaves out what is not set.", _on((LIST,), _without_unset)),
    ("update-without-unset", "unset", "Update leaves out what is not set.", _on((UPDATE,), _without_unset)),
    (
        "configuration-without-unset",
        "unset",
        "The configuration leaves out what is not set.",
        _on((SHOW,), _without_unset),
    ),
    ("get-more", "more", "Get shows a member more.", _on((GET,), lambda session: {**session, "Arn": "arn"})),
    ("list-more", "more", "List shows a member more.", _on((LIST,), lambda session: {**session, "Arn": "arn"})),
    ("get-capabilities-backwards", "set", "Get shows the capabilities in another order.", shown(GET, _backwards)),
    (
        "created-in-progress",
        "state",
        "A new session is in progress, and open when it is read.",
        _on((CREATE,), lambda session: {**session, "Status": "InProgress"}),
    ),
    ("opens-when-listed", "state", "A session is in progress until it has been listed.", _opening()),
    ("numbers-later", "state", "Proxy numbers are assigned after the creation.", _on((CREATE,), _unassigned)),
    (
        "token-forbidden",
        "token",
        "A token that was never given is answered 403.",
        _asked(str).then(_status(LIST, 400, 403)),
    ),
    ("token-expires", "token", "A token is good for one use, and expires with its run.", Hooks(before=_expiring)),
    ("unput-refused", "deleted", "To delete a configuration that is not there is answered 404.", _unput_twice()),
    ("disabled-forbidden", "disabled", "Creation on a disabled connector is answered 403.", _status(CREATE, 400, 403)),
)


def variants() -> Iterator[Variant]:
    """Every freedom in the life of a session."""
    for name, freedom, summary, hooks in _ROWS:
        yield Variant(name=f"lifecycle:{name}", freedom=f"life: {freedom}", summary=summary, hooks=hooks)
