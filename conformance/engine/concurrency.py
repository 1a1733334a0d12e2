"""Several requests under way at once, their answers in the order in which they were sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from conformance.wire.exchange import Exchange
from strategies.request import Case

Send = Callable[[Case], Exchange]


def exchanged(cases: Iterator[Case], send: Send, concurrency: int) -> Iterator[Exchange]:
    """The exchanges of `cases`, in their order; `send` is called from `concurrency` threads."""
    if concurrency == 1:
        yield from map(send, cases)
        return
    with ThreadPoolExecutor(concurrency) as pool:
        ahead: list[Future[Exchange]] = [pool.submit(send, case) for case in islice(cases, concurrency)]
        while ahead:
            yield ahead.pop(0).result()
            ahead += [pool.submit(send, case) for case in islice(cases, 1)]
