"""How the clauses of a record hang together on the page."""

from __future__ import annotations

from dataclasses import replace

from reports.page.relations import masked, related, settled
from reports.page.rows import once, rows
from reports.run.finding import Message
from reports.run.record import ClauseResult, Record
from reports.wording.deviations import deviations
from spec.clauses.reason import Why
from spec.clauses.status import Status
from tests.reports import sample

UPDATED = "response.body.ProxySession.UpdatedTimestamp"
STATUS, TYPE = "error.BadRequestException.status", "error.BadRequestException.type"
NAME, CRASH = "request.body.Name.pattern", "request.robustness"


def result(record: Record, clause: str) -> ClauseResult:
    return next(one for one in record.clauses if one.id == clause)


def test_what_else_is_said_of_a_member_is_related() -> None:
    record = sample.record(sample.clauses())
    found = [one.id for one in related(result(record, f"{UPDATED}.required"), record)]
    assert found == [f"{UPDATED}.{keyword}" for keyword in ("type", "format", "now", "order")]


def test_nothing_is_related_to_a_clause_on_requests() -> None:
    record = sample.record(sample.clauses())
    assert related(result(record, NAME), record) == ()


def test_what_a_clause_hides_it_settles() -> None:
    reason = f"what the requests would show is hidden by {UPDATED}.required, which fails"
    hidden = [
        replace(one, status=Status.INCONCLUSIVE, reason=reason, why=Why.FOLLOWS) if one.id == f"{UPDATED}.now" else one
        for one in sample.clauses()
    ]
    record = sample.record(tuple(hidden))
    assert settled(result(record, f"{UPDATED}.required"), record) == 1


def test_refusals_with_a_wrong_status_mask_how_they_are_named() -> None:
    record = sample.record(sample.clauses(**{STATUS: "fail"}))
    counts = {clause: masked(result(record, clause), record) for clause in (STATUS, TYPE, "error.body", NAME)}
    assert counts == {STATUS: 0, TYPE: 3, "error.body": 3, NAME: 0}


def test_a_crash_may_vanish_with_the_clause_that_its_request_breaks() -> None:
    crash = sample.finding(CRASH, breaks=(NAME,), response=Message(start="500"))
    record = sample.record(sample.clauses(**{NAME: "fail", CRASH: "fail"}), (crash, sample.finding(NAME)))
    found = {row.clause.id: row.vanishes for row in rows(record, deviations(record))}
    assert (found[CRASH], found[NAME]) == ((NAME,), ())


def test_a_control_that_stood_before_is_repeated() -> None:
    control = sample.request()
    findings = (sample.finding(NAME, control=control), sample.finding(CRASH, control=control))
    record = sample.record(sample.clauses(**{NAME: "fail", CRASH: "fail"}), findings)
    shown = [row for row in rows(record, deviations(record)) if row.entries]
    assert [entry.repeated for row in once(shown) for entry in row.entries] == ["", NAME]
