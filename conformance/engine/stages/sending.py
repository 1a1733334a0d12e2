"""Sending: cases become exchanges, several of them under way at once, in the order in which they were sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

from conformance.wire.exchange import BUSY, Exchange
from strategies.request import Case

Found = TypeVar("Found")
Send = Callable[[Case], Exchange]
# Cases of one clause that are sent before their answers are confirmed and attributed.
_BATCH = 256


def exchanged(cases: Iterable[Case], send: Send, concurrency: int) -> Iterator[Exchange]:
    """The exchanges of `cases`, in their order; `send` is called from `concurrency` threads."""
    if concurrency == 1:
        yield from map(send, cases)
        return
    waiting = iter(cases)
    with ThreadPoolExecutor(concurrency) as pool:
        ahead: deque[Future[Exchange]] = deque(pool.submit(send, case) for case in islice(waiting, concurrency))
        while ahead:
            yield ahead.popleft().result()
            ahead += [pool.submit(send, case) for case in islice(waiting, 1)]


def overlapped(
    exchanges: Iterable[Exchange], judge: Callable[[Exchange], Sequence[Found]], beside: Executor
) -> Iterator[Found]:
    """What `judge` finds in each exchange, in order, while the next one takes place.

    Where a target did not answer, or said "not now", the exchange is judged before the next one begins: it may decide
    what else is sent.

    Args:
        exchanges: made one after the other in this thread.
        judge: called by `beside`, with one exchange at a time.
        beside: another thread.
    """
    before: Future[Sequence[Found]] | None = None
    try:
        for exchange in exchanges:
            if before is not None:
                yield from before.result()
            before = beside.submit(judge, exchange)
            if exchange.answer is None or exchange.answer.status in BUSY:
                yield from before.result()
                before = None
        if before is not None:
            yield from before.result()
    finally:
        # Where this breaks off, nobody goes on while an exchange is still being judged.
        wait([before] if before is not None else [])


def batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """The cases of one clause in portions."""
    batch: list[Case] = []
    for case in cases:
        batch.append(case)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
