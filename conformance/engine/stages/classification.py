"""Classification: what one exchange amounts to, before any clause is judged."""

from __future__ import annotations

import json
from functools import lru_cache

from conformance.oracle.expectation import BUSY, REFUSALS, Expectation
from conformance.oracle.judgement import Judgement
from conformance.oracle.request.body import LARGE
from conformance.wire.broken import LACKING
from conformance.wire.exchange import BUDGET, SPARED, Exchange
from spec.clauses.status import Status
from strategies.plan import REPEATABLE
from strategies.request import Request

_ON_PATH = "request.path."
GONE = "gone"
# What a part of a run on record did not send, since it ended before: that says nothing about the requests after it.
LEFT_OUT = "left-out"
# Failures of our own making: nothing went out.
_UNSENT = frozenset({GONE, LEFT_OUT, LACKING, BUDGET, SPARED, "unrecorded"})
_KEPT_BACK = frozenset({BUDGET, SPARED, "stopped"})
_TOO_LATE = frozenset({GONE, LEFT_OUT, LACKING})
# What stands before a target may break off what is too large for it, or put it off for ever.
_BROKEN_OFF = frozenset({"closed", "reset", "timeout"})
_CLOSED = frozenset({"closed", "reset"})
_TOO_LARGE = 413
_UNUSABLE = frozenset({"unreachable", "not-http", "encoding"})


def was_sent(exchange: Exchange) -> bool:
    """Whether a request went out at all."""
    return exchange.failure is None or exchange.failure.kind not in _UNSENT


def kept_back(exchange: Exchange) -> bool:
    """Whether nothing was sent because of what the run may do: that says nothing of the target."""
    return exchange.failure is not None and exchange.failure.kind in _KEPT_BACK


def gone(exchange: Exchange) -> bool:
    """Whether nothing was sent because the target had stopped answering before."""
    return exchange.failure is not None and exchange.failure.kind == GONE


def too_late(exchange: Exchange) -> bool:
    """Whether nothing was sent: the target had stopped answering before, the run was over, or this machine failed."""
    return exchange.failure is not None and exchange.failure.kind in _TOO_LATE


def quiet(exchange: Exchange) -> bool:
    """Whether the target gave no answer to what was sent, or none but "not now"."""
    answer = exchange.answer
    return was_sent(exchange) and (answer is None or answer.status in BUSY)


def silenced(exchange: Exchange, expectation: Expectation, largest: int = 0) -> bool:
    """Whether the target never answered a request, or never said but "not now", and not only for its size.

    Where any answer is right, as to a method in lower case, a server may close the connection as well.

    Args:
        exchange: the request, and what came back.
        expectation: what may be answered.
        largest: how large a body was answered before, in bytes: a smaller one is not broken off for its size.
    """
    failure, answer = exchange.failure, exchange.answer
    if failure is not None and failure.kind in _CLOSED and expectation.any_answer and not expectation.breaches:
        return False
    if failure is not None and failure.kind in _UNUSABLE:
        return True
    broken_off = failure is not None and failure.kind in _BROKEN_OFF
    throttled = answer is not None and answer.status in BUSY and not expectation.allows(answer.status)
    # Of a long path or header, the body's size tells nothing.
    taken = LARGE < len(exchange.case.request.body) <= largest
    return (broken_off or throttled) and ("large" not in expectation.unspecified or taken)


def large_enough(exchange: Exchange) -> int:
    """How large a body the target has answered, in bytes, and not for its size."""
    answer = exchange.answer
    return len(exchange.case.request.body) if answer is not None and answer.status not in {*BUSY, _TOO_LARGE} else 0


def hung(exchange: Exchange) -> bool:
    """Whether the target kept the connection and said nothing until the time was up."""
    return exchange.failure is not None and exchange.failure.kind == "timeout"


def turned_away(exchange: Exchange, expectation: Expectation) -> bool:
    """Whether a valid request was not accepted, or any request met an error of the server."""
    status = exchange.answer.status if exchange.answer is not None else 0
    return status >= 500 or (expectation.valid and status >= 300)


def like_its_control(exchange: Exchange, control: Exchange) -> bool:
    """Whether a case got the same kind of answer as its valid control, which was not accepted."""
    if exchange.answer is None or control.answer is None or exchange.answer.status < 300:
        return False
    return exchange.answer.status == control.answer.status


def doubtful(judgement: Judgement, exchange: Exchange, expectation: Expectation) -> bool:
    """Whether a failing judgement may speak for another clause than the one that it names.

    A refused valid request is doubtful, as is an error of the server: the cause may be one member's value, an unlucky
    moment, or that nothing at all is accepted any more. A changed answer is a deviation of its own.
    """
    if judgement.status is not Status.FAIL or judgement.clause.endswith(REPEATABLE):
        return False
    unknown = _ON_PATH in judgement.clause and mistaken(exchange, expectation)
    return unknown or turned_away(exchange, expectation)


def mistaken(exchange: Exchange, expectation: Expectation) -> bool:
    """Whether a resource that is only unknown was refused as something else."""
    status = exchange.answer.status if exchange.answer is not None else 0
    return only_unknown(expectation) and status in REFUSALS and not expectation.allows(status)


def only_unknown(expectation: Expectation) -> bool:
    """Whether nothing is wrong with a request but that it names what does not exist."""
    return not expectation.known and not expectation.breaches


def differences(request: Request, base: Request) -> dict[str, str | None]:
    """What a valid request sets otherwise than `base` does, by name, with its values; None for what is not set."""
    values, plain = values_of(request), values_of(base)
    names = sorted(values.keys() | plain.keys())
    return {name: values.get(name) for name in names if values.get(name) != plain.get(name)}


@lru_cache(maxsize=512)
def values_of(request: Request) -> dict[str, str]:
    """What a valid request sets: its body's members and its query string's pairs, as text that can be compared."""
    query = request.path.partition("?")[2]
    found = {f"?{name}": value for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)}
    try:
        document = json.loads(request.body) if request.body else {}
    except ValueError:
        document = {}
    members = document.items() if isinstance(document, dict) else ()
    return {**found, **{name: json.dumps(value, sort_keys=True) for name, value in members}}
