"""A request as the reference sees it, and its reply."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from spec.operation import Operation


@dataclass(frozen=True)
class Call:
    """A request.

    Attributes:
        method: in upper case.
        path: the percent-encoded path, without the query.
        query: the query string.
        headers: by lower-case name.
        body: its bytes.
        number: how many requests to create something came before.
        memory: what a fault or variant remembers from one request to the next.
        operation: the one that the request is for; None where its path has no operation, or before routing.
        values: the parameters in its path, decoded, by name.
        port: of the client's end of the connection, which tells clients apart.
    """

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    number: int = 0
    memory: dict[str, Any] = field(default_factory=dict)
    operation: Operation | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    port: int = 0

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
        broken: the clauses that the request breaks, where this refuses it.
    """

    status: int
    document: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str | None = "application/json"
    body: bytes | None = None
    chunks: bool = False
    broken: tuple[str, ...] = ()

    @property
    def payload(self) -> bytes:
        """The bytes of the body."""
        if self.body is not None:
            return self.body
        return b"" if self.document is None else json.dumps(self.document, separators=(",", ":")).encode()
