"""What one exchange amounts to, before any clause is judged."""

from __future__ import annotations

import json
from functools import lru_cache

from conformance.exchange import Exchange
from conformance.oracle.expectation import Expectation
from strategies.request import Request

_GONE = "gone"
# What stands before a target may break off what is too large for it.
_BROKEN_OFF = frozenset({"closed", "reset", "timeout"})
_UNUSABLE = frozenset({"unreachable", "not-http", "encoding", _GONE})


def gone(exchange: Exchange) -> bool:
    """Whether nothing was sent, because the target had stopped answering before."""
    return exchange.failure is not None and exchange.failure.kind == _GONE


def silenced(exchange: Exchange, expectation: Expectation) -> bool:
    """Whether the target left a request without a usable answer, and not only for its size."""
    kind = exchange.failure.kind if exchange.failure else ""
    return kind in _UNUSABLE or (kind in _BROKEN_OFF and "large" not in expectation.silences)


def hung(exchange: Exchange) -> bool:
    """Whether the target kept the connection and said nothing until the time was up."""
    return exchange.failure is not None and exchange.failure.kind == "timeout"


def turned_away(exchange: Exchange, expectation: Expectation) -> bool:
    """Whether a valid request was not accepted, or any request met an error of the server."""
    status = exchange.answer.status if exchange.answer is not None else 0
    return status >= 500 or (expectation.valid and status >= 300)


@lru_cache(maxsize=4096)
def values_of(request: Request) -> dict[str, str]:
    """The members of a valid request's body, as text that can be compared."""
    document = json.loads(request.body)
    return {name: json.dumps(value, sort_keys=True) for name, value in document.items()}
