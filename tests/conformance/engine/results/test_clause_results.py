"""What was counted becomes the outcome of each clause, with a reason where it could not be judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.engine.results.clause_results import results, selected
from conformance.engine.results.conclusion import status
from conformance.engine.results.result import Result
from conformance.engine.results.run_record import record
from conformance.engine.settings import Settings
from conformance.engine.stages.statistics import Count
from reports.accepted.known import Change, Changes
from reports.run.record import ClauseResult, Verdict
from spec.clauses.catalogue import catalogue
from spec.clauses.clause import Level
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status

SETTINGS = Settings(examples=0, auth="none")
ECHO, OPTIONAL, PATTERN = (
    "response.body.ProxySession.Name.echo",
    "request.body.Name.optional",
    "request.body.Name.pattern",
)


def judged(clause: str, result: Result) -> ClauseResult:
    """What became of one clause, of which each exchange passed."""
    whole = replace(result, counts={clause: Count(passes=3), **result.counts})
    every = results(catalogue(), whole, lambda found: selected(found, SETTINGS))
    (found,) = [result for result in every if result.id == clause]
    return found


def outcome(clause: str, result: Result) -> tuple[Status, str]:
    """The status and the reason of one clause, of which each exchange passed."""
    found = judged(clause, result)
    return Status(found.status), found.reason


@pytest.mark.parametrize("clause", [ECHO, OPTIONAL, PATTERN])
def test_a_clause_that_held_each_time_passes(clause: str) -> None:
    assert outcome(clause, Result(violated=True, refused=True)) == (Status.PASS, "")


def test_the_answers_of_a_canned_target_prove_nothing() -> None:
    status, reason = outcome(ECHO, Result(canned=True))
    assert (status, reason.partition(":")[0]) == (
        Status.INCONCLUSIVE,
        "the target gives one and the same answer whatever it is asked",
    )
    assert outcome(PATTERN, Result(canned=True)) == (Status.PASS, "")


@pytest.mark.parametrize("violated", [True, False], ids=["all accepted", "none sent"])
def test_a_target_that_refuses_nothing_proves_nothing_by_accepting(violated: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    part = Result(violated=violated, refused=False)
    outcome_of, reason = outcome(OPTIONAL, part)
    assert (outcome_of, reason.partition(":")[0]) == (
        Status.INCONCLUSIVE,
        "the target refuses no violation of the body",
    )
    # What it did refuse is proved by that.
    assert outcome(PATTERN, part) == (Status.PASS, "")


@pytest.mark.parametrize(
    ("count", "why", "reason"),
    [
        (
            Count(
                passes=3, unanswered=1, no_answer="the target closed the connection: no answer to request.accept/odd"
            ),
            Why.HANGING,
            "the target closed the connection: no answer to request.accept/odd, however often it was sent",
        ),
        (Count(passes=3, unsent=1), Why.STOPPED, "the target stopped answering at request.method/put@example"),
        (
            Count(passes=3, throttled=4),
            Why.THROTTLED,
            "most requests were put off (429, 503) however often they were sent",
        ),
        (
            Count(undecided={Reason(Why.CANNED, "once"): 1, Reason(Why.CONTROL_REFUSED, "twice"): 2}),
            Why.CONTROL_REFUSED,
            "twice",
        ),
        (Count(), Why.STOPPED, "the target stopped answering at request.method/put@example"),
    ],
)
def test_what_was_left_open_is_not_decided(count: Count, why: Why, reason: str) -> None:
    ended = Reason(Why.STOPPED, "the target stopped answering at request.method/put@example")
    part = Result(counts={PATTERN: count}, ended=ended)
    assert outcome(PATTERN, part) == (Status.INCONCLUSIVE, reason)
    assert judged(PATTERN, part).why == why


def test_what_a_whole_run_did_not_provoke_is_open() -> None:
    found = judged(PATTERN, Result(counts={PATTERN: Count()}))
    assert (found.status, found.why) == (Status.INCONCLUSIVE, Why.NOT_PROVOKED)


def test_a_busy_target_may_put_off_some_of_all_requests() -> None:
    assert outcome(PATTERN, Result(counts={PATTERN: Count(passes=3, throttled=3)})) == (Status.PASS, "")


def test_the_record_says_where_the_target_stopped_answering() -> None:
    part = Result(
        counts={PATTERN: Count(passes=3)}, stopped="request.method/put@example", ended=Reason(Why.STOPPED, "stopped")
    )
    found = record(SETTINGS, part, url="http://127.0.0.1", started_at=0, duration=1)
    assert (found.stopped, found.verdict) == (part.stopped, Verdict.INCONCLUSIVE)
    assert found.cut_short


@pytest.mark.parametrize(
    ("new", "stopped", "expected"),
    [
        ((), "", 0),
        ((), "request.method/put@example", 3),
        ((Change(clause=PATTERN, level=Level.MUST),), "request.method/put@example", 1),
        ((Change(clause=PATTERN, level=Level.SHOULD),), "", 0),
    ],
)
def test_known_findings_excuse_nothing_that_was_not_sent(new: tuple[Change, ...], stopped: str, expected: int) -> None:
    ended = Reason(Why.STOPPED, stopped) if stopped else None
    part = Result(counts={PATTERN: Count(failures=1)}, stopped=stopped, ended=ended)
    found = record(SETTINGS, part, url="http://127.0.0.1", started_at=0, duration=1)
    assert found.verdict == Verdict.NONCONFORMANT
    compared = replace(found, changes=Changes(baseline="earlier", new=new))
    assert status(compared, replace(SETTINGS, fail_on="new")) == expected


ENDED = "response.body.ProxySession.EndedTimestamp.type"
READ = {"response.body.syntax": Count(passes=1)}
SILENT = Reason(Why.TIME_LIMIT, "the time is up")


@pytest.mark.parametrize(
    ("clause", "result", "expected"),
    [
        (ENDED, Result(counts=READ), (Status.SKIPPED, Why.NOT_THERE)),
        (ENDED, Result(), (Status.INCONCLUSIVE, Why.NOT_PROVOKED)),
        (ENDED, Result(counts=READ, ended=SILENT), (Status.INCONCLUSIVE, Why.TIME_LIMIT)),
        (ENDED, Result(counts={**READ, ENDED: Count(failures=1)}), (Status.FAIL, None)),
        ("response.body.ProxySession.Name.type", Result(counts=READ), (Status.INCONCLUSIVE, Why.NOT_PROVOKED)),
        ("response.body.ProxySession.required", Result(counts=READ), (Status.INCONCLUSIVE, Why.NOT_PROVOKED)),
    ],
    ids=["lacked", "no answer read", "cut short", "wrong once", "an echo", "required"],
)
def test_what_all_answers_may_lack_and_do_is_not_tested(
    clause: str, result: Result, expected: tuple[Status, Why | None]
) -> None:
    (found,) = [one for one in results(catalogue(), result, lambda _: True) if one.id == clause]
    assert (found.status, found.why) == expected


@pytest.mark.parametrize(
    ("aimed", "expected"), [(PATTERN, Status.INCONCLUSIVE), (OPTIONAL, Status.SKIPPED), ("", Status.INCONCLUSIVE)]
)
def test_a_clause_at_which_no_request_of_a_whole_run_can_aim_is_not_tested(aimed: str, expected: Status) -> None:
    silent = Result(counts={PATTERN: Count()}, refused=True, aimed=frozenset({aimed} - {""}))
    assert outcome(PATTERN, silent)[0] is expected
