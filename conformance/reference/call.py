"""A request as the reference sees it, its reply, and the hooks by which faults and variants change them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Call:
    """A request.

    Attributes:
        method: in upper case.
        path: the percent-encoded path, without the query.
        query: the query string.
        headers: by lower-case name.
        body: its bytes.
        number: how many requests to create a session came before.
        memory: what a fault or variant remembers from one request to the next.
    """

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    number: int = 0
    memory: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The body's object, read leniently; empty where there is none."""
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return document if isinstance(document, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer.

    Attributes:
        status: its status.
        document: its JSON body, or None for no body; `body` takes its place where given.
        headers: name and value pairs beside Content-Type, which comes first.
        content_type: of a body.
        body: the body's bytes as they are, or None.
        chunks: whether the body is sent in chunks, without its length.
    """

    status: int
    document: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str | None = "application/json"
    body: bytes | None = None
    chunks: bool = False

    @property
    def session(self) -> dict[str, Any]:
        """The created session, or an empty object."""
        found = self.document.get("ProxySession") if isinstance(self.document, dict) else None
        return found if isinstance(found, dict) else {}

    def with_session(self, session: dict[str, Any]) -> Reply:
        """The same answer with another session."""
        return replace(self, document={**self.document, "ProxySession": session})

    @property
    def payload(self) -> bytes:
        """The bytes of the body."""
        if self.body is not None:
            return self.body
        return b"" if self.document is None else json.dumps(self.document, separators=(",", ":")).encode()


def _never(_clause: str, _call: Call) -> bool:
    return False


def _proceed(_call: Call) -> Reply | None:
    return None


def _unchanged(_call: Call, reply: Reply) -> Reply:
    return reply


def _as_refused(_call: Call, _clause: str, reply: Reply) -> Reply:
    return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Where the reference may be made to behave otherwise.

    Attributes:
        excuses: whether a broken clause is overlooked.
        before: answers a request to create a session instead of the reference, or None to let it proceed.
        after: changes an answer to a request to create a session.
        anywhere: answers any request at all before its path is looked at, or None.
        everywhere: changes an answer to any request.
        turned_away: changes an answer to a request whose signature breaks a clause.
    """

    excuses: Callable[[str, Call], bool] = _never
    before: Callable[[Call], Reply | None] = _proceed
    after: Callable[[Call, Reply], Reply] = _unchanged
    anywhere: Callable[[Call], Reply | None] = _proceed
    everywhere: Callable[[Call, Reply], Reply] = _unchanged
    turned_away: Callable[[Call, str, Reply], Reply] = _as_refused

    def then(self, other: Hooks) -> Hooks:
        """Both, this one first."""
        return Hooks(
            excuses=lambda clause, call: self.excuses(clause, call) or other.excuses(clause, call),
            before=lambda call: self.before(call) or other.before(call),
            after=lambda call, reply: other.after(call, self.after(call, reply)),
            anywhere=lambda call: self.anywhere(call) or other.anywhere(call),
            everywhere=lambda call, reply: other.everywhere(call, self.everywhere(call, reply)),
            turned_away=lambda call, clause, reply: other.turned_away(
                call, clause, self.turned_away(call, clause, reply)
            ),
        )


NO_HOOKS = Hooks()
