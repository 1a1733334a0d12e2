"""What a run says of targets that are hardly there, that break on the way, or that deviate in more than one way."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import pytest

from conformance.engine.planning.schedule import Schedule, arranged, schedule
from conformance.engine.stages.statistics import place
from conformance.oracle.oracle import Oracle
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.selftest.variants.particular import sessions
from conformance.wire.exchange import Answer, Failure
from reports.run.record import Verdict
from reports.wording.remarks import remarks
from strategies.controls import is_control
from strategies.request import Case, Hazard, Kind, Request
from tests.conformance.engine.support import (
    SMOKE,
    Answers,
    always,
    document,
    except_where,
    failing,
    finished,
    finished_by,
    reasons,
    recorded,
)

STANDARD = replace(SMOKE, depth="standard", examples=0)
REFUSED = Answer(
    status=400,
    headers=(("Content-Type", "application/json"), ("x-amzn-ErrorType", "BadRequestException")),
    body=b"{}",
)
BROKEN = Answer(status=500)
MOVED = "https://t/x/voice-connectors/abcdef1ghij2klmno3pqr4/proxy-sessions"


# Nothing is accepted


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (always(500), "The documentation's own example was answered 500"),
        (always(501), "The documentation's own example was answered 501"),
        (always(405), "The documentation's own example was answered 405"),
        (always(400), "The documentation's own example was answered 400"),
        (always(404), "does not know the path or the resource of --voice-connector-id abc"),
        (
            always(401, b'{"message": "no token"}'),
            'refuses unsigned requests; try --auth sigv4 (answered 401 "no token")',
        ),
        (always(308, Location="https://t/x"), "It redirects to https://t/x."),
        (always(308, Location=MOVED), f"It redirects to {MOVED}: use https://t/x as --target."),
        (always(302, Location="/login"), "It redirects to /login."),
        (always(302, Location=f"https://t/?next={MOVED[11:]}"), f"It redirects to https://t/?next={MOVED[11:]}."),
        (always(407), "wants credentials: --proxy http://USER:PASSWORD@HOST:PORT."),
        (always(502), "A gateway answers in place of the target"),
        (always(200, b"<html>", Content_Type="text/html"), "which is an HTML page"),
        (always(429, Retry_After="0"), "put off every plain request, even after waiting: it answered 429 each time"),
        (always(503, Retry_After="0"), "put off every plain request, even after waiting: it answered 503 each time"),
    ],
)
def test_a_target_that_gives_every_control_the_same_answer_is_one_sentence(answers: Answers, words: str) -> None:
    run = finished(answers)
    found = recorded(run)
    assert words in found.reason
    assert (found.verdict, found.findings) == (Verdict.INCONCLUSIVE, ())
    assert not [clause for clause in found.clauses if clause.status in ("pass", "fail")]
    assert run.exchanges <= 40


def test_another_status_of_success_without_the_answer_is_a_deviation_and_one_sentence() -> None:
    run = finished(always(200, b'{"session": {}}', Content_Type="application/json"))
    found = recorded(run)
    assert failing(found) == ["response.status.201"]
    assert found.verdict == Verdict.NONCONFORMANT
    assert "was answered 200 instead of 201" in found.reason
    assert run.exchanges <= 60


def test_a_target_that_hangs_is_asked_twice() -> None:
    run = finished(lambda _request: Failure(kind="timeout", detail="no complete answer in time"))
    found = recorded(run)
    assert "no usable answer to any plain request: no complete answer in time" in found.reason
    assert (run.exchanges, found.verdict) == (2, Verdict.INCONCLUSIVE)


# Everything is accepted


@pytest.mark.parametrize("glob", ["request.combination", "request.body.*.optional", "response.repeatable"])
def test_acceptance_proves_nothing_without_a_witness_that_the_target_discriminates(glob: str) -> None:
    reference = InProcess(create_app())
    good = reference.send(schedule(SMOKE).controls[0].request)
    selected = replace(SMOKE, select=(glob,))
    found = recorded(finished(lambda _request: good, selected), selected)
    assert found.verdict == Verdict.INCONCLUSIVE
    assert all("refuses no violation" in reason for reason in reasons(found).values())


@pytest.mark.parametrize("status", [200, 201])
def test_a_target_that_gives_one_answer_to_everything_is_asked_no_more_than_shows_it(status: int) -> None:
    good = InProcess(create_app()).send(schedule(STANDARD).controls[0].request)
    assert isinstance(good, Answer)
    run = finished(lambda _request: replace(good, status=status), STANDARD)
    found = recorded(run, STANDARD)
    assert (found.verdict, run.exchanges < 200) == (Verdict.NONCONFORMANT, True)
    assert "one and the same answer whatever it is asked" in found.reason
    accepted = {clause for clause in failing(found) if not clause.startswith("response.")}
    assert accepted == {"error.BadRequestException.status", "error.NotFoundException.status"}
    assert ("response.status.201" in failing(found)) is (status == 200)


def test_a_target_that_gives_one_answer_to_what_is_right_only_is_judged_in_depth() -> None:
    reference = InProcess(create_app())
    good = reference.send(schedule(SMOKE).controls[0].request)

    def answers(request: Request) -> Answer | Failure:
        answer = reference.send(request)
        return good if answer.status == 201 else answer

    found = recorded(finished(answers))
    statuses = {clause.id: clause.status for clause in found.clauses}
    assert statuses["request.body.Name.type"] == "pass"


def test_that_right_requests_get_one_answer_says_nothing_where_no_wrong_one_was_sent() -> None:
    good = InProcess(create_app()).send(schedule(SMOKE).controls[0].request)
    run = finished(lambda _request: good, plan=replace(schedule(SMOKE), plain=(), unknown=()))
    assert run.obstacle is None


def test_a_target_must_refuse_every_witness() -> None:
    settings = replace(SMOKE, edition="chime-sdk-voice-2022-08-03", operation=("UpdateProxySession",))
    oracle = Oracle.of(settings.edition, operation="UpdateProxySession")
    taken = [case.id for case in schedule(settings).plain if oracle.expect(case.request).allows(201)]
    assert taken == []


def test_an_operation_without_a_body_has_a_witness_in_its_query() -> None:
    settings = replace(SMOKE, edition="chime-sdk-voice-2022-08-03", operation=("ListProxySessions",))
    plain = {case.clause for case in schedule(settings).plain}
    assert "ListProxySessions.request.query.max-results.type" in plain


def test_witnesses_are_no_findings() -> None:
    selected = replace(SMOKE, select=("request.combination",))
    found = recorded(finished(except_where(lambda request: b"null" in request.body, BROKEN), selected), selected)
    assert {clause.status for clause in found.clauses} <= {"pass", "skipped", "excluded"}
    assert found.findings == ()


# The target changes


def test_what_may_break_a_target_comes_last_with_the_worst_at_the_end() -> None:
    plan = schedule(STANDARD)
    assert [case.hazard for case in plan.hazards] == sorted(case.hazard for case in plan.hazards)
    assert not [case for case in plan.cases if case.hazard is not Hazard.NONE]
    assert {case.clause for case in plan.cases} >= {"response.repeatable", "error.NotFoundException.status"}


class Poisoned:
    """The reference, which answers 500 for ever once it has met a certain request."""

    def __init__(self, poison: bytes, first: Answer | None = None) -> None:
        self._reference = InProcess(create_app())
        self._poison, self._first = poison, first
        self.broken = False

    def __call__(self, request: Request) -> Answer | Failure:
        if self.broken:
            return BROKEN
        if self._poison in request.body:
            self.broken = True
            return self._first or self._reference.send(request)
        return self._reference.send(request)


@pytest.mark.slow
@pytest.mark.parametrize("first", [None, BROKEN], ids=["answered as usual", "answered 500"])
def test_a_target_that_one_request_poisons_keeps_its_verdicts_and_the_request_is_named(first: Answer | None) -> None:
    target = Poisoned(b"[[[[[[[[[[", first)
    found = recorded(finished(target, STANDARD), STANDARD)
    assert target.broken
    assert found.stopped == "request.robustness/deep-lists@example (100,000 nested lists)"
    assert failing(found) == (["request.robustness"] if first else [])
    assert list(reasons(found)) == ([] if first else ["request.robustness"])
    assert all(found.stopped in reason for reason in reasons(found).values())


def test_a_name_that_poisons_a_target_is_not_told_of_the_odd_one_before_it() -> None:
    odd = [case for case in schedule(STANDARD).hazards if case.name.startswith("unknown-member-")]
    poison = next(case for case in odd if "surrogate" in case.name)
    plan = replace(schedule(SMOKE), witnesses=(), cases=(), hazards=tuple(odd))
    found = recorded(finished(Poisoned(poison.request.body, BROKEN), plan=plan))
    assert (found.stopped.partition(" ")[0], failing(found)) == (poison.id, ["request.robustness"])


def test_what_follows_a_change_for_the_worse_is_inconclusive() -> None:
    poison = next(case for case in schedule(SMOKE).cases if case.clause == "request.body.Name.pattern")
    found = recorded(finished(Poisoned(poison.request.body, BROKEN)))
    assert failing(found) == ["request.body.Name.pattern"]
    assert found.stopped.startswith("request.body.Name.pattern/")
    assert len(reasons(found)) > 20


def test_what_only_some_controls_show_of_a_change_for_the_worse_is_seen() -> None:
    poisoned = Poisoned(b'"abcdefghijklmnopqrstuvwxyz0123"', BROKEN)
    long = json.dumps({**document(schedule(SMOKE).controls[0].request), "Name": "abcdefghijklmnopqrstuvwxyz0123"})
    reference = InProcess(create_app())

    def answers(request: Request) -> Answer | Failure:
        return poisoned(request) if b'"Name"' in request.body else reference.send(request)

    plan = schedule(SMOKE)
    full = next(case for case in plan.controls if b'"Name"' in case.request.body)
    change = replace(plan.cases[0], clause="request.body.Name.pattern", control=full)
    poison = replace(change, id="request.body.Name.pattern/poison", request=replace(full.request, body=long.encode()))
    found = recorded(finished(answers, plan=replace(plan, cases=(poison, *plan.cases))))
    assert (found.stopped.partition(" ")[0], failing(found)) == (poison.id, ["request.body.Name.pattern"])


def test_a_valid_request_that_changes_the_target_for_the_worse_is_a_finding() -> None:
    poison = schedule(SMOKE).controls[-1]
    found = recorded(finished(Poisoned(poison.request.body, BROKEN)))
    assert (found.stopped, failing(found)) == (poison.id, ["response.status.201"])


def test_a_store_that_is_full_is_no_finding_on_the_request_that_came_too_late() -> None:
    reference, made = InProcess(create_app()), itertools.count(1)

    def answers(request: Request) -> Answer | Failure:
        answer = reference.send(request)
        full = answer.status == 201 and next(made) > 20
        return Answer(status=400, headers=(("x-amzn-ErrorType", "ResourceLimitExceededException"),)) if full else answer

    found = recorded(finished(answers))
    assert (failing(found), found.verdict) == ([], "inconclusive")


def test_what_was_not_sent_is_named_with_the_reason_and_counted_nowhere() -> None:
    plan = schedule(SMOKE)
    poison, *later = plan.hazards
    target = Poisoned(poison.request.body, BROKEN)
    found = recorded(finished(target, plan=replace(plan, cases=(), hazards=plan.hazards)))
    waiting = [case for clause in found.clauses for case in clause.unsent_cases]
    assert sorted(waiting) == sorted(case.id for case in later)
    assert sum(clause.unsent for clause in found.clauses) == len(later)
    robust = next(clause for clause in found.clauses if clause.id == "request.robustness")
    assert robust.cases <= found.exchanges
    (said,) = remarks(found)
    assert f"Not sent: {len(later)} requests, since the target no longer accepts what it accepted before" in said
    assert poison.id in said


def test_a_request_that_was_accepted_before_the_first_doubtful_answer_may_be_to_blame_and_both_are_named() -> None:
    plan = replace(schedule(SMOKE), cases=())
    first, second, *_ = plan.hazards
    found = recorded(finished(Poisoned(first.request.body), plan=plan))
    assert failing(found) == []
    assert found.stopped.startswith(first.id)
    said = f"the target no longer accepts what it accepted before {place(first)} or {place(second)}"
    assert reasons(found)["request.robustness"] == said


def test_a_request_after_which_the_target_was_well_is_not_to_blame_for_what_a_later_one_does() -> None:
    plan = replace(schedule(STANDARD), witnesses=(), cases=())
    early = plan.hazards[0]
    worst = next(case for case in plan.hazards if case.id == "request.robustness/surrogate@example")
    assert early.hazard is Hazard.NONE is not worst.hazard
    target = Poisoned(worst.request.body, BROKEN)
    found = recorded(finished(target, STANDARD, plan=replace(plan, hazards=(early, worst))), STANDARD)
    assert (found.stopped, failing(found)) == (place(worst), ["request.robustness"])


def test_a_request_that_was_accepted_with_a_wrong_answer_may_be_to_blame_as_well() -> None:
    plan = replace(schedule(SMOKE), witnesses=(), cases=())
    first, second, *_ = plan.hazards
    nameless = Answer(status=201, headers=(("Content-Type", "application/json"),), body=b'{"ProxySession": {}}')
    found = recorded(finished(Poisoned(first.request.body, nameless), plan=replace(plan, hazards=(first, second))))
    assert found.stopped.startswith(first.id)
    assert "request.robustness" not in failing(found)


def test_the_controls_that_show_what_accepted_requests_have_left_of_the_target_are_sent_once() -> None:
    plan = replace(schedule(SMOKE), witnesses=(), cases=())
    sent: list[Request] = []
    reference = InProcess(create_app())

    def answers(request: Request) -> Answer | Failure:
        sent.append(request)
        return reference.send(request)

    finished(answers, plan=plan)
    fullest = max(plan.controls, key=lambda control: len(control.request.body))
    assert sent == [case.request for case in (*plan.controls, *plan.hazards, plan.controls[0], fullest)]


def test_the_target_is_looked_at_once_after_each_of_the_worst() -> None:
    hazards = schedule(STANDARD).hazards
    worst = [case for case in hazards if case.hazard is not Hazard.NONE][:2]
    plan = replace(schedule(SMOKE), witnesses=(), cases=(), hazards=(hazards[0], *worst))
    anchor, sent = plan.controls[0].request, list[Request]()
    reference = InProcess(create_app())

    def answers(request: Request) -> Answer | Failure:
        sent.append(request)
        return reference.send(request)

    finished(answers, plan=plan)
    # One as a control, one before the worst, and one after each of them.
    assert sent.count(anchor) == 4


def test_a_request_that_a_dead_target_was_not_sent_counts_as_no_case() -> None:
    clause = "request.body.Name.pattern"
    dead = Failure(kind="gone", detail="not sent: the target stopped answering earlier in this run")
    last = next(case for case in schedule(SMOKE).cases if case.clause == clause)
    found = recorded(finished(except_where(lambda request: request == last.request, dead)))
    about = next(one for one in found.clauses if one.id == clause)
    assert last.id in about.unsent_cases
    assert about.status == "inconclusive"
    assert found.stopped in about.reason


@pytest.mark.parametrize("kind", ["closed", "reset"])
def test_a_server_may_close_the_connection_where_any_answer_is_right(kind: str) -> None:
    plan = schedule(STANDARD)
    odd = tuple(case for case in plan.hazards if case.request.method == "post")
    closed = Failure(kind=kind, detail="the target closed the connection without an answer")
    refused = except_where(lambda request: request.method == "post", closed)
    found = recorded(finished(refused, plan=replace(schedule(SMOKE), hazards=(*plan.hazards[:3], *odd))))
    assert odd
    assert "request.robustness" not in reasons(found)


def test_an_id_that_is_given_again_is_shown_with_the_earlier_exchange() -> None:
    hooks = sessions(lambda _call, session: {**session, "ProxySessionId": "00000000-0000-0000-0000-000000000001"})
    found = recorded(finished_by(hooks))
    shown = next(one for one in found.findings if one.clause.endswith("ProxySessionId.unique"))
    (earlier,) = shown.sequence
    assert "response.status.201/example" in earlier.note
    assert "00000000-0000-0000-0000-000000000001" in earlier.response.body
    assert shown.reproduce["script"].count("curl ") == 2


def test_a_request_on_which_the_connection_is_closed_is_named_with_it() -> None:
    clause = "request.body.Name.pattern"
    closes = next(case for case in schedule(SMOKE).cases if case.clause == clause)
    closed = Failure(kind="closed", detail="the target closed the connection without an answer")
    found = recorded(finished(except_where(lambda request: request == closes.request, closed)))
    assert closes.id in reasons(found)[clause]
    assert "closed the connection without an answer" in reasons(found)[clause]


@pytest.mark.parametrize("first", ["long-text", "long-list"])
def test_a_connection_closed_on_a_body_that_is_smaller_than_an_answered_one_is_not_for_its_size(first: str) -> None:
    plan = replace(schedule(STANDARD), witnesses=(), cases=())
    deep = next(case for case in plan.hazards if case.name.startswith("deep-member@"))
    other = next(case for case in plan.hazards if case.name.startswith(f"{first}@"))
    closed = Failure(kind="closed", detail="the target closed the connection without an answer")
    answers = except_where(lambda request: request == deep.request, closed)
    found = recorded(finished(answers, STANDARD, plan=replace(plan, hazards=(other, deep))), STANDARD)
    smaller = len(deep.request.body) < len(other.request.body)
    assert (deep.id in reasons(found).get("request.robustness", "")) == smaller == (first == "long-text")


# Causes


def test_some_of_every_cause_are_kept() -> None:
    control = schedule(SMOKE).controls[0]
    clause = "request.body.Name.pattern"
    many = [_violation(control, clause, f"common@{number}", f"x{number}!") for number in range(30)]
    others = [_violation(control, clause, name, f"{name}!") for name in ("newline", "digit")]
    accepts = {case.request.body for case in (*many, *others)}
    plan = arranged([*schedule(SMOKE).controls, *many, *others], Oracle.of(SMOKE.edition))
    good = InProcess(create_app()).send(control.request)
    run = finished(except_where(lambda request: request.body in accepts, good), plan=plan)
    names = {found.exchange.case.name.partition("@")[0] for found in run.statistics[clause].evidence}
    assert names == {"common", "newline", "digit"}


def _violation(control: Case, clause: str, name: str, value: str) -> Case:
    body = {**document(control.request), "Name": value}
    return Case(id=f"{clause}/{name}", clause=clause, request=control.request.with_json(body), control=control)


# Reduction


@pytest.mark.slow
def test_two_members_that_do_not_get_along_are_shown_as_these_two() -> None:
    both = except_where(lambda request: {"Name", "ExpiryMinutes"} <= document(request).keys(), REFUSED)
    run = finished(both, STANDARD)
    shown = [found.exchange for found in run.statistics["request.combination"].evidence]
    control = document(run.judge.responses.anchor.request) if run.judge.responses.anchor else {}
    differing = {name for name, value in document(shown[0].request).items() if control.get(name) != value}
    assert "Name" in document(shown[0].request)
    assert differing | {"Name"} == {"Name", "ExpiryMinutes"}
    assert shown[0].case.control is not None


def test_a_drawn_violation_is_reduced_to_what_matters() -> None:
    control = schedule(SMOKE).controls[0]
    clause = "request.body.Name.pattern"
    body = {**document(schedule(SMOKE).controls[1].request), "Name": "some long text ending in a bang!"}
    drawn = Case(
        id=f"{clause}/example-0001", clause=clause, request=control.request.with_json(body), control=control, drawn=True
    )
    good = InProcess(create_app()).send(control.request)
    plan = arranged([*schedule(SMOKE).controls, drawn], Oracle.of(SMOKE.edition))
    run = finished(except_where(lambda request: str(document(request).get("Name")).endswith("!"), good), plan=plan)
    (found,) = run.statistics[clause].evidence
    shown = document(found.exchange.request)
    assert shown.keys() - document(control.request).keys() <= {"Name"}
    assert len(shown["Name"]) < 6
    assert found.exchange.case.change == f'Name is "{shown["Name"]}"'


# Schedule


def test_foreign_cases_are_sent_in_the_turn_of_the_clause_that_they_break() -> None:
    controls = schedule(SMOKE).controls
    body = {**document(controls[0].request), "ExpiryMinutes": 0}
    foreign = Case(
        id="request.robustness/schemathesis-negative-0001",
        clause="request.robustness",
        request=controls[0].request.with_json(body),
        kind=Kind.FOREIGN,
    )
    plan = arranged([*controls, foreign], Oracle.of(SMOKE.edition))
    assert [case.clause for case in plan.cases] == ["request.body.ExpiryMinutes.minimum"]
    assert plan.hazards == ()


def test_a_schedule_is_the_same_each_time() -> None:
    assert schedule(STANDARD) == schedule(STANDARD)


def test_an_empty_selection_still_sends_the_controls() -> None:
    plan: Schedule = schedule(SMOKE, frozenset())
    assert (plan.cases, plan.hazards) == ((), ())
    assert all(is_control(case) for case in plan.controls)
    assert 0 < len(plan.witnesses) < 10
