"""What a run did not send, because it ended before, is told when its recording is judged anew or merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.conditions import Conditions
from conformance.engine.planning.schedule import schedule
from conformance.engine.recordings.merging import _drawn, merged, whole
from conformance.engine.recordings.parts import Answers, Part
from conformance.engine.recordings.recording import Recorder
from conformance.engine.recordings.recording import recorded as entry
from conformance.engine.recordings.rerun import judged
from conformance.engine.results.run_record import record
from conformance.engine.run import Run
from conformance.engine.stages.judging import Judge
from conformance.engine.stages.statistics import place
from conformance.errors import UsageError
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange, Failure
from conformance.wire.patience.pacing import Pacer
from reports.run.record import Shard
from spec.clauses.reason import Reason, Why
from strategies.request import Case, Request
from tests.conformance.engine.support import SMOKE, Scripted, except_where, recorded
from tests.reports import sample

CONTROL, FIRST, SECOND, THIRD = schedule(SMOKE).all[:4]


def exchanged(case: Case, status: int) -> Exchange:
    return Exchange(case=case, request=case.request, outcome=Answer(status=status), started_at=1, elapsed=0)


def part(number: int, *exchanges: Exchange, stopped: str = "") -> Part:
    """A part of two, which ended before its plan was done where its target stopped at a case."""
    ended = Reason(Why.STOPPED, "the target stopped answering") if stopped else None
    plain = sample.record((), stopped=stopped, shard=Shard(number=number, count=2, plan="", ended=ended))
    return Part(Path("part"), plain, [entry(each) for each in exchanges])


def kinds(answers: Answers, *cases: Case) -> Iterator[str]:
    """The status of each recalled answer, or why there is none."""
    for case in cases:
        outcome = answers.recall(case).outcome
        yield outcome.kind if isinstance(outcome, Failure) else str(outcome.status)


@pytest.mark.parametrize(
    ("number", "count", "words"),
    [(1, 10**12, "999,999,999,999 parts of 1000000000000 are missing: 2, 3, "), (7, 2, "cannot be part 7 of 2")],
)
def test_what_a_part_says_of_the_others_is_taken_with_care(number: int, count: int, words: str) -> None:
    shard = Shard(number=number, count=count, plan="")
    plain = replace(sample.record((), shard=shard), suite={"version": version("chime-conformance")})
    with pytest.raises(UsageError, match=words) as caught:
        whole([Part(Path("part"), plain, [])])
    assert len(str(caught.value)) < 300


def test_no_more_is_drawn_than_parts_have_recorded() -> None:
    shard = Shard(number=1, count=1, plan="", examples=10**12)
    settings = replace(SMOKE, examples=10**12)
    with pytest.raises(UsageError, match="more was drawn than any part has recorded"):
        merged([Part(Path("part"), sample.record((), shard=shard), [])], settings, Recorder())


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, 10_000), ({"ended": Reason(Why.STOPPED, "")}, 1_000_000), ({"select": ["request.*"]}, 1_000_000)],
)
def test_a_part_that_ended_early_or_was_selected_has_recorded_less_than_was_drawn(more: Any, expected: int) -> None:
    shard = replace(Shard(number=1, count=1, plan=""), **more)
    assert _drawn([Part(Path("part"), sample.record((), shard=shard), [])], 20) == expected


def test_what_a_part_recorded_after_its_target_had_changed_counts_as_not_sent() -> None:
    shares = dict.fromkeys((FIRST.clause, SECOND.clause, THIRD.clause), 1)
    dead = replace(exchanged(THIRD, 0), outcome=Failure(kind="gone", detail="not sent"))
    stopped = part(
        1, exchanged(FIRST, 400), exchanged(SECOND, 500), exchanged(CONTROL, 500), dead, stopped=place(SECOND)
    )
    with Answers(shares) as answers:
        answers.add(stopped)
        answers.add(part(2, exchanged(CONTROL, 201)))
        assert list(kinds(answers, CONTROL, FIRST, SECOND, THIRD)) == ["201", "400", "500", "left-out"]


def test_what_no_part_recorded_that_was_not_cut_short_is_unknown() -> None:
    shares = {FIRST.clause: 1, SECOND.clause: 2}
    with Answers(shares) as answers:
        answers.add(part(1, exchanged(CONTROL, 201), stopped=CONTROL.id))
        answers.add(part(2, exchanged(CONTROL, 201)))
        assert list(kinds(answers, FIRST, SECOND)) == ["left-out", "unrecorded"]


def test_a_recording_that_is_judged_anew_has_as_much_left_to_send_as_its_run() -> None:
    plan = schedule(SMOKE)
    poison = plan.hazards[0]
    broken: list[Request] = []
    answers = except_where(lambda request: bool(broken) or request == poison.request, Answer(status=500))

    def breaking(request: Request) -> Answer | Failure:
        came = answers(request)
        broken.extend([request] if request == poison.request else [])
        return came

    exchanges: list[Exchange] = []
    send = Pacer(Scripted(breaking)).exchange
    run = Run(Judge(Oracle.of(SMOKE.edition)), replace(plan, cases=()), send, Conditions(done=exchanges.append))
    run.finish()
    before = recorded(run)
    again = judged(before, map(entry, exchanges), SMOKE, Recorder())
    after = record(SMOKE, again, url="http://127.0.0.1:9", started_at=0, duration=1)
    assert before.ended
    assert [(one.id, one.unsent, one.unsent_cases) for one in after.clauses if one.unsent] == [
        (one.id, one.unsent, one.unsent_cases) for one in before.clauses if one.unsent
    ]
    assert (after.ended, after.stopped) == (before.ended, before.stopped)
