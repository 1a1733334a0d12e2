"""Putting off is overcome, for ever is not waited for, and a rate is kept."""

from __future__ import annotations

import email.utils
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from conformance.wire.exchange import Answer, Failure
from conformance.wire.patience.pacing import Pacer
from conformance.wire.patience.retry import LONGEST_WAIT
from strategies.request import Case, Request
from tests.patience import PATIENCE

CASE = Case(id="c", clause="a", request=Request(path="/"))
OK, BUSY, LATER = Answer(status=200), Answer(status=503), Answer(status=429, headers=(("Retry-After", "2"),))
BROKEN = Failure(kind="reset", detail="reset")


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


class Scripted:
    """A transport that gives prepared outcomes, the last one for ever."""

    def __init__(self, outcomes: Iterable[Answer | Failure]) -> None:
        self.outcomes = list(outcomes)
        self.sends = 0

    def send(self, request: Request) -> Answer | Failure:
        assert request == CASE.request
        self.sends += 1
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]

    def close(self) -> None:
        """Nothing to release."""


def paced(*outcomes: Answer | Failure, rate: float | None = None) -> tuple[Pacer, Scripted, Clock]:
    transport, clock = Scripted(outcomes), Clock()
    return Pacer(transport, rate=rate, clock=clock, sleep=clock.sleep), transport, clock


def test_an_ordinary_answer_is_taken_at_once() -> None:
    pacer, transport, clock = paced(OK)
    exchange = pacer.exchange(CASE)
    assert (exchange.outcome, exchange.attempts, transport.sends, clock.waits) == (OK, 1, 1, [])
    assert pacer.throttling() == {}


@pytest.mark.parametrize("trouble", [[BUSY], [LATER, BUSY], [BROKEN], [BROKEN, BUSY], [BUSY] * 6])
def test_putting_off_is_overcome_and_counted(trouble: list[Answer | Failure]) -> None:
    pacer, transport, clock = paced(*trouble, OK)
    exchange = pacer.exchange(CASE)
    assert (exchange.outcome, exchange.attempts) == (OK, len(trouble) + 1)
    throttling = pacer.throttling()
    assert sum(value for name, value in throttling.items() if name != "waited_seconds") == len(trouble)
    assert throttling["waited_seconds"] <= sum(clock.waits) + 0.001
    assert transport.sends == len(trouble) + 1


@pytest.mark.parametrize("outcome", [BUSY, LATER, BROKEN, Failure(kind="timeout", detail="")])
def test_for_ever_ends_in_bounded_time_and_count(outcome: Answer | Failure) -> None:
    pacer, transport, clock = paced(outcome)
    for _ in range(3000):
        pacer.exchange(CASE)
    assert clock.now < 200
    assert transport.sends < 100


def test_a_failure_that_sending_again_cannot_mend_is_not_sent_again() -> None:
    pacer, transport, _ = paced(Failure(kind="not-http", detail=""))
    pacer.exchange(CASE)
    assert transport.sends == 1


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", 0.0),
        ("1", 1.0),
        ("99999999999999999999", 5.0),
        ("nonsense", 0.1),
        ("", 0.1),
        ("-5", 0.1),
        ("tomorrow", 5.0),
        (email.utils.formatdate(0, usegmt=True), 0.0),
        ("Thu, 01 Jan 9999999 00:00:00 GMT", 0.1),
    ],
)
def test_retry_after_is_honoured_within_reason(value: str, wait: float) -> None:
    if value == "tomorrow":
        value = email.utils.formatdate(time.time() + 86400, usegmt=True)
    pacer, _, clock = paced(Answer(status=429, headers=(("retry-after", value),)), OK)
    pacer.exchange(CASE)
    assert clock.waits[: 1 if wait else 0] == ([wait] if wait else [])


def test_a_rate_is_kept() -> None:
    pacer, _, clock = paced(OK, rate=10)
    for _ in range(21):
        pacer.exchange(CASE)
    assert clock.now == pytest.approx(2.0)


def test_it_slows_down_after_throttling_and_speeds_up_again() -> None:
    pacer, _, clock = paced(BUSY, OK)
    pacer.exchange(CASE)
    slow = len(clock.waits)
    for _ in range(60):
        pacer.exchange(CASE)
    waits = [wait for wait in clock.waits[slow:] if wait]
    assert waits == sorted(waits, reverse=True)
    before = len(clock.waits)
    pacer.exchange(CASE)
    assert len(clock.waits) == before


def test_throttling_now_and_then_slows_a_whole_run_no_longer_than_it_may() -> None:
    pacer, transport, clock = paced(*[BUSY, OK, OK, OK] * 1000)
    outcomes = [pacer.exchange(CASE).outcome for _ in range(3000)]
    assert outcomes.count(OK) > 2000
    assert clock.now < 400
    assert transport.sends < 4100


def test_a_target_that_is_busy_for_good_is_given_up() -> None:
    pacer, transport, _ = paced(Answer(status=400), BUSY)
    for _ in range(3000):
        pacer.exchange(CASE)
    assert transport.sends < 150


class Particular(Scripted):
    """A transport that hangs on some requests, a while each, and refuses the others."""

    def __init__(self, clock: Clock, hates: Callable[[int], bool], failure: Failure) -> None:
        super().__init__([Answer(status=400)])
        self.timeout = 10.0
        self._clock, self._hates, self._failure = clock, hates, failure

    def send(self, request: Request) -> Answer | Failure:
        number = int(request.path[1:])
        if not self._hates(number):
            return super().send(CASE.request)
        self._clock.now += self.timeout
        return self._failure


def particular(hates: Callable[[int], bool], kind: str = "timeout") -> tuple[Pacer, Clock]:
    clock = Clock()
    transport = Particular(clock, hates, Failure(kind=kind, detail=""))
    return Pacer(transport, clock=clock, sleep=clock.sleep), clock


def numbered(number: int) -> Case:
    return Case(id="c", clause="a", request=Request(path=f"/{number}"))


def test_a_target_that_only_dislikes_some_requests_is_not_given_up() -> None:
    pacer, _ = particular(lambda number: 10 <= number < 40, "closed")
    outcomes = [pacer.exchange(numbered(number)).outcome for number in range(50)]
    assert [isinstance(outcome, Answer) for outcome in outcomes] == [not 10 <= n < 40 for n in range(50)]


def test_a_target_that_is_gone_is_given_up() -> None:
    pacer, transport, _ = paced(Answer(status=400), BROKEN)
    outcomes = [pacer.exchange(CASE).outcome for _ in range(20)]
    assert outcomes[0] == Answer(status=400)
    assert {outcome.kind for outcome in outcomes[10:] if isinstance(outcome, Failure)} == {"gone"}
    assert transport.sends < 30


def test_a_request_of_our_own_is_patient_with_a_busy_target_only() -> None:
    pacer, transport, _ = paced(BUSY, LATER, OK)
    assert pacer.send(CASE.request) == OK
    assert transport.sends == 3
    pacer, transport, _ = paced(BROKEN, OK)
    assert pacer.send(CASE.request) == BROKEN


def test_a_request_of_our_own_goes_to_a_target_that_counts_as_gone() -> None:
    pacer, transport, _ = paced(*[BROKEN] * 15, OK)
    for _ in range(6):
        pacer.exchange(CASE)
    transport.outcomes = [OK]
    assert pacer.send(CASE.request) == OK


def test_a_request_of_our_own_has_a_patience_of_its_own() -> None:
    pacer, transport, _ = paced(BUSY)
    for _ in range(200):
        pacer.exchange(CASE)
    transport.outcomes = [BUSY, BUSY, OK]
    assert pacer.send(CASE.request) == OK
    transport.outcomes = [BUSY]
    assert pacer.send(CASE.request) == BUSY


class Probed:
    """Breaks off from request 1 on; refuses request 0, and takes its time when it is asked for it again."""

    def __init__(self) -> None:
        self.probed, self.go_on = threading.Event(), threading.Event()
        self._first = True

    def send(self, request: Request) -> Answer | Failure:
        if request.path == "/good":
            return OK
        if request.path != "/0":
            return Failure(kind="closed", detail="")
        if not self._first:
            self.probed.set()
            self.go_on.wait(PATIENCE)
        self._first = False
        return Answer(status=400)

    def close(self) -> None:
        """Nothing to release."""


def test_other_threads_go_on_while_one_asks_whether_the_target_is_alive() -> None:
    transport = Probed()
    pacer = Pacer(transport, sleep=lambda _seconds: None)
    pacer.exchange(numbered(0))
    with ThreadPoolExecutor(1) as pool:
        doubtful = pool.submit(lambda: [pacer.exchange(numbered(number)) for number in range(1, 7)])
        assert transport.probed.wait(PATIENCE)
        assert pacer.exchange(replace(CASE, request=Request(path="/good"))).outcome == OK
        transport.go_on.set()
        kinds = {exchange.failure.kind for exchange in doubtful.result() if exchange.failure}
    assert kinds == {"closed"}


def test_a_target_that_is_restarted_is_waited_for() -> None:
    pacer, _, clock = paced(Answer(status=400), *[Failure(kind="unreachable", detail="")] * 18, OK)
    outcomes = [pacer.exchange(CASE).outcome for _ in range(7)]
    assert outcomes[-1] == OK
    assert clock.now > 5


@pytest.mark.parametrize(
    ("first", "broken"),
    [("closed", True), ("timeout", True), ("unreachable", False)],
)
def test_an_exchange_says_whether_an_earlier_attempt_broke_off(first: str, *, broken: bool) -> None:
    pacer, _, _ = paced(OK, Failure(kind=first, detail=""), OK)
    pacer.exchange(CASE)
    exchange = pacer.exchange(CASE)
    assert (exchange.outcome, exchange.attempts, exchange.broken) == (OK, 2, broken)
    assert not paced(BUSY, OK)[0].exchange(CASE).broken


def test_a_target_that_has_never_answered_and_hangs_is_asked_once_for_each_request() -> None:
    pacer, transport, _ = paced(Failure(kind="timeout", detail=""))
    for _ in range(2):
        pacer.exchange(CASE)
    assert transport.sends == 2


def test_a_target_that_hangs_in_the_middle_of_a_run_is_asked_again_once_only() -> None:
    pacer, transport, _ = paced(OK, Failure(kind="timeout", detail=""))
    outcomes = [pacer.exchange(CASE) for _ in range(3)]
    assert [exchange.attempts for exchange in outcomes] == [1, 3, 1]
    assert transport.sends == 5


def test_a_target_that_hangs_for_good_takes_the_time_of_few_answers() -> None:
    pacer, transport, _ = paced(Answer(status=400), Failure(kind="timeout", detail=""))
    outcomes = [pacer.exchange(CASE).outcome for _ in range(20)]
    assert [outcome.kind for outcome in outcomes[1:5] if isinstance(outcome, Failure)] == [*["timeout"] * 3, "gone"]
    # Three times the first request, once each of two more, and twice one that was answered before.
    assert transport.sends == 1 + 3 + 2 + 2


def test_a_target_that_hangs_on_some_requests_is_patiently_asked_after_each_answer() -> None:
    hung = Failure(kind="timeout", detail="")
    pacer, _, _ = paced(OK, hung, hung, hung, OK, hung, hung, hung, OK)
    assert [pacer.exchange(CASE).attempts for _ in range(5)] == [1, 3, 1, 3, 1]


@pytest.mark.parametrize(
    "outcome", [Answer(status=200, truncated=True), Failure(kind="too-large", detail="")], ids=["body", "head"]
)
def test_a_target_of_which_many_answers_in_a_row_are_too_large_is_not_asked_further(
    outcome: Answer | Failure,
) -> None:
    pacer, transport, _ = paced(OK, outcome)
    last = [pacer.exchange(CASE).outcome for _ in range(30)][-1]
    detail = "not sent: 20 answers of the target in a row were too large to be read"
    assert (last, transport.sends) == (Failure(kind="gone", detail=detail), 21)


def test_one_answer_that_can_be_read_is_enough_to_go_on() -> None:
    large = Answer(status=200, truncated=True)
    pacer, transport, _ = paced(*[*[large] * 19, OK] * 3)
    for _ in range(60):
        pacer.exchange(CASE)
    assert transport.sends == 60


def limited(*outcomes: Answer | Failure, rate: float | None = None) -> tuple[Pacer, Scripted, Clock]:
    """A run that may take one second."""
    transport, clock = Scripted(outcomes), Clock()
    return Pacer(transport, rate=rate, clock=clock, sleep=clock.sleep, left=lambda: 1 - clock.now), transport, clock


def test_a_turn_after_the_end_of_the_run_is_not_waited_for() -> None:
    pacer, transport, clock = limited(OK, rate=0.001)
    kinds = [getattr(pacer.exchange(CASE).outcome, "kind", "answer") for _ in range(3)]
    assert (kinds, transport.sends, clock.waits) == (["answer", "left-out", "left-out"], 1, [1.0, 0.0])


def test_what_is_put_off_is_not_waited_for_after_the_end_of_the_run() -> None:
    pacer, transport, clock = limited(LATER)
    assert (pacer.exchange(CASE).outcome, transport.sends, clock.now) == (LATER, 1, 1.0)


def test_a_deletion_is_sent_after_the_end_of_the_run() -> None:
    pacer, transport, clock = limited(OK, rate=0.001)
    pacer.exchange(CASE)
    assert (pacer.send(CASE.request), transport.sends, clock.now) == (OK, 2, LONGEST_WAIT)
