"""Sending: cases become exchanges, several of them under way at once, in the order in which they were sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from conformance.wire.exchange import Exchange
from strategies.request import Case

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
