from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from reports import junit
from reports.accepted.known import Change, Changes
from reports.run.record import Record, Verdict
from reports.wording.text import visible
from spec.clauses.clause import Level
from tests.reports import sample

RECORDS = [sample.perfect(), sample.five_faults(), sample.unreachable(), sample.hostile()]

# What the schema junit-10 allows: element → attributes (with `!` required) and children.
GRAMMAR = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name!", "tests!", "failures!", "errors!", "skipped", "timestamp"}, {"testcase"}),
    "testcase": ({"name!", "classname", "time"}, {"skipped", "error", "failure", "system-out"}),
    "system-out": (set(), set()),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
}


def parse(record: Record) -> ET.Element:
    return ET.fromstring(junit.render(record))


def case(root: ET.Element, clause: str) -> ET.Element:
    return next(found for found in root.iter("testcase") if found.get("name") == clause)


@pytest.mark.parametrize("record", RECORDS)
def test_elements_and_attributes_are_those_of_the_schema(record: Record) -> None:
    for element in parse(record).iter():
        attributes, children = GRAMMAR[element.tag]
        assert set(element.attrib) <= {name.rstrip("!") for name in attributes}
        assert {name.rstrip("!") for name in attributes if name.endswith("!")} <= set(element.attrib)
        assert {child.tag for child in element} <= children


@pytest.mark.parametrize("record", RECORDS)
def test_there_is_one_case_per_clause_and_one_for_the_verdict(record: Record) -> None:
    names = [found.get("name") for found in parse(record).iter("testcase")]
    assert names == [clause.id for clause in record.clauses] + ["verdict"]


@pytest.mark.parametrize("record", RECORDS)
def test_the_totals_are_the_sums(record: Record) -> None:
    root = parse(record)
    for attribute, tag in {"tests": "testcase", "failures": "failure", "errors": "error"}.items():
        assert int(root.get(attribute, "")) == sum(int(suite.get(attribute, "")) for suite in root)
        assert int(root.get(attribute, "")) == len(list(root.iter(tag)))


def test_a_failing_must_is_a_failure_with_its_evidence() -> None:
    failure = case(parse(sample.five_faults()), "request.body.Name.pattern")[0]
    assert failure.tag == "failure"
    assert "expected: 400 BadRequestException" in (failure.text or "")
    assert "curl: curl -X POST" in (failure.text or "")
    assert "and 38 more" in (failure.text or "")


def test_a_failing_should_is_a_warning() -> None:
    found = case(parse(sample.five_faults()), "error.BadRequestException.type")[0]
    assert (found.tag, (found.text or "").splitlines()[0]) == (
        "system-out",
        "warning: sends ValidationException as x-amzn-ErrorType with 400",
    )


def test_what_was_known_before_is_skipped_where_only_what_is_new_counts() -> None:
    changes = Changes(baseline="last night", remaining=(Change(clause=sample.FAULTS[2], level=Level.MUST),))
    root = parse(replace(sample.five_faults(), changes=changes, only_new=True))
    assert case(root, sample.FAULTS[2])[0].get("message", "").startswith("known since last night: accepts")
    assert case(root, sample.FAULTS[3])[0].tag == "failure"


def test_a_night_without_anything_new_has_no_failure() -> None:
    remaining = tuple(Change(clause=clause, level=Level.MUST) for clause in sample.FAULTS)
    changes = Changes(baseline="last night", remaining=remaining)
    root = parse(replace(sample.five_faults(), changes=changes, only_new=True))
    assert (root.get("failures"), root.get("errors")) == ("0", "0")


def test_a_failing_should_is_a_failure_of_a_strict_run() -> None:
    found = case(parse(replace(sample.five_faults(), strict=True)), "error.BadRequestException.type")[0]
    assert found.tag == "failure"


def test_a_waived_failure_is_skipped_with_its_reason() -> None:
    waived = sample.finding("request.body.Name.pattern", waived="known since May")
    record = sample.record(sample.clauses(**{waived.clause: "waived"}), (waived,))
    found = case(parse(record), waived.clause)[0]
    assert (found.tag, (found.text or "").splitlines()[-1]) == ("skipped", "waived: known since May")


def test_a_run_without_a_verdict_is_an_error_and_never_green() -> None:
    root = parse(sample.unreachable())
    assert (root.get("errors"), case(root, "verdict")[0].get("type")) == ("1", "inconclusive")


def test_a_run_that_only_its_waivers_fail_is_a_failure() -> None:
    record = replace(sample.perfect(), verdict=Verdict.NONCONFORMANT, reason="1 waiver is not in force.")
    assert case(parse(record), "verdict")[0].get("message") == "1 waiver is not in force."


def test_hostile_text_is_inert() -> None:
    text = "".join(parse(sample.hostile()).itertext())
    assert visible(text) == text
    assert "<script>window.pwned" in text
