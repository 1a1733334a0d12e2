"""What one exchange amounts to, before any clause is judged."""

from __future__ import annotations

import json
from functools import lru_cache

from conformance.exchange import Exchange
from conformance.oracle.expectation import Expectation
from strategies.request import Request

_NO_ANSWER = frozenset({"closed", "reset", "timeout"})


def silenced(exchange: Exchange, expectation: Expectation) -> bool:
    """Whether the target, alive, left a request without an answer that is not too large for what stands before it."""
    failure = exchange.failure
    return failure is not None and failure.kind in _NO_ANSWER and "large" not in expectation.silences


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
