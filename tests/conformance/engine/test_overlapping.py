"""An answer is judged while the next request is under way, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from conformance.engine.stages.sending import overlapped
from conformance.wire.exchange import Answer, Exchange, Failure
from strategies.request import Case, Request
from tests.patience import PATIENCE

_REQUEST = Request(path="/")
BESIDE = ThreadPoolExecutor(1)


def _exchange(name: str, outcome: Answer | Failure) -> Exchange:
    case = Case(id=name, clause="", request=_REQUEST)
    return Exchange(case=case, request=_REQUEST, outcome=outcome, started_at=0, elapsed=0)


def test_an_answer_is_judged_while_the_next_request_is_under_way() -> None:
    judging, sending = Event(), Event()

    def exchanges() -> Iterator[Exchange]:
        yield _exchange("first", Answer(status=200))
        # Each waits for the other: neither would go on if they took turns.
        assert judging.wait(PATIENCE)
        sending.set()
        yield _exchange("second", Answer(status=200))

    def judge(exchange: Exchange) -> list[str]:
        judging.set()
        assert sending.wait(PATIENCE)
        return [exchange.case.id]

    assert list(overlapped(exchanges(), judge, BESIDE)) == ["first", "second"]


@pytest.mark.parametrize(
    "outcome", [Failure(kind="timeout", detail="no answer"), Answer(status=503)], ids=["no answer", "not now"]
)
def test_nothing_is_sent_before_it_is_known_what_a_silence_means(outcome: Answer | Failure) -> None:
    events: list[str] = []

    def exchanges() -> Iterator[Exchange]:
        yield _exchange("silent", outcome)
        events.append("sent the next")
        yield _exchange("next", Answer(status=200))

    def judge(exchange: Exchange) -> list[str]:
        events.append(f"judged {exchange.case.id}")
        return []

    list(overlapped(exchanges(), judge, BESIDE))
    assert events == ["judged silent", "sent the next", "judged next"]


def test_an_error_of_the_judge_ends_the_run() -> None:
    def judge(_exchange: Exchange) -> list[str]:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        list(overlapped([_exchange("first", Answer(status=200))], judge, BESIDE))


def test_a_run_that_breaks_off_waits_for_what_is_being_judged() -> None:
    judging, judged = Event(), list[str]()

    def exchanges() -> Iterator[Exchange]:
        yield _exchange("first", Answer(status=200))
        assert judging.wait(PATIENCE)
        raise OSError("the disk is full")

    def judge(exchange: Exchange) -> list[str]:
        judging.set()
        judged.append(exchange.case.id)
        return []

    with pytest.raises(OSError, match="the disk is full"):
        list(overlapped(exchanges(), judge, BESIDE))
    assert judged == ["first"]
