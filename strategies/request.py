"""Requests and cases as plain data: what is sent, and what each case is about."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

JSON_HEADERS: tuple[tuple[str, str], ...] = (
    ("Accept", "application/json"),
    ("Content-Type", "application/json"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request, exactly as it goes over the wire.

    Attributes:
        method: the HTTP method.
        path: the request target below the target's base URL, percent-encoded as it will be sent; it may
            carry a query string. Nothing rewrites it.
        headers: name and value pairs in order. Host, Content-Length, Connection and the signature are the
            transport's business and are not listed.
        body: the body's bytes, empty for none.
        forgery: what is wrong with its signature, by the names of `strategies.forgeries`; "" where it is signed as
            the target demands.
    """

    method: str = "POST"
    path: str
    headers: tuple[tuple[str, str], ...] = JSON_HEADERS
    body: bytes = b""
    forgery: str = ""

    def with_json(self, document: Any) -> Request:
        """The same request with `document` as its JSON body."""
        return replace(self, body=dump(document))


def dump(document: Any) -> bytes:
    """`document` as compact JSON in UTF-8; lone surrogates are escaped, as they have no UTF-8 form."""
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request with a stable id, the clause it is about and the control it was mutated from.

    Attributes:
        id: stable across runs, unique in a plan, readable: `request.body.Name.pattern/one-over@minimal`.
        clause: the id of the clause that this case is about.
        request: what is sent.
        change: in plain words, the one point in which the request differs from its control ("" for a control).
        control: the case that this one was mutated from, or None.
    """

    id: str
    clause: str
    request: Request
    change: str = ""
    control: Case | None = None
