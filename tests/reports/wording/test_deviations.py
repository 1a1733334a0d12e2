from __future__ import annotations

from dataclasses import replace

import pytest

from reports.run.outcomes import Outcome, counts, summary
from reports.run.record import Record
from reports.wording.deviations import deviations, lead, sentence
from tests.reports import sample

SHORT, LONG = "request.body.Name.pattern", "request.path.voiceConnectorId.maxLength"


def ids(record: Record) -> list[str]:
    return [one.clause.id for one in deviations(record)]


def test_failures_come_before_warnings_and_what_explains_others_first() -> None:
    assert ids(sample.five_faults()) == [
        "error.BadRequestException.status",
        "request.body.Name.pattern",
        "request.body.ParticipantPhoneNumbers.maxItems",
        "response.body.ProxySession.Name.echo",
        "error.BadRequestException.type",
    ]


def test_a_long_request_comes_after_a_short_one() -> None:
    long = sample.finding(LONG, request=sample.request(body="x" * 2000))
    record = sample.record(sample.clauses(**{SHORT: "fail", LONG: "fail"}), (long, sample.finding(SHORT)))
    assert ids(record) == [SHORT, LONG]


def test_what_most_requests_showed_comes_first() -> None:
    findings = (sample.finding(SHORT), sample.finding(LONG, request=sample.request(body="x" * 2000)))
    record = sample.record(sample.clauses(**{SHORT: "fail", LONG: "fail"}), findings)
    results = tuple(replace(one, failed=400) if one.id == LONG else one for one in record.clauses)
    assert ids(replace(record, clauses=results)) == [LONG, SHORT]


def test_the_lead_counts_by_cause() -> None:
    assert lead(deviations(sample.five_faults())) == (
        "accepts invalid input 2, wrong status 1, wrong echo 1, wrong error 1"
    )


def test_the_sentence_says_what_fails_and_how_many_warn() -> None:
    record = sample.five_faults()
    assert sentence(record, deviations(record)) == (
        "4 clauses fail: accepts invalid input 2, wrong status 1, wrong echo 1; 1 warning."
    )


def test_the_sentence_of_a_run_without_a_failure_is_its_reason() -> None:
    assert sentence(sample.perfect(), []) == sample.perfect().reason


def test_a_clause_without_a_kept_finding_is_named_by_its_rule() -> None:
    found = deviations(replace(sample.five_faults(), findings=()))
    assert found[0].headline == found[0].clause.sentence


def test_a_failing_should_is_a_warning_unless_the_run_is_strict() -> None:
    record = sample.five_faults()
    assert counts(record.clauses, record)[Outcome.WARNING] == 1
    assert Outcome.WARNING not in counts(record.clauses, replace(record, strict=True))


def test_the_summary_is_short() -> None:
    strict = replace(sample.five_faults(), strict=True)
    assert (summary(sample.five_faults()), summary(strict), summary(sample.perfect())) == (
        "4 fail, 1 warning",
        "5 fail",
        "",
    )


@pytest.mark.parametrize(
    ("case", "begins", "ends"),
    [
        (
            "GetProxySession.lifecycle/CreateProxySession.update-3",
            "GetProxySession returns",
            "after CreateProxySession",
        ),
        ("lifecycle/x.update-2", "CreateProxySession returns", "ProxySession.Name"),
        ("response.body.ProxySession.Name.echo/full", "CreateProxySession returns", "ProxySession.Name"),
    ],
)
def test_the_operation_that_answered_is_named_beside_the_one_to_blame(case: str, begins: str, ends: str) -> None:
    record = sample.family()
    (found,) = deviations(replace(record, findings=(replace(record.findings[0], case=case),)))
    assert (found.headline.startswith(begins), found.headline.endswith(ends)) == (True, True)
