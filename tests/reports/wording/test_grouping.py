from __future__ import annotations

from reports.run.finding import Message
from reports.wording.grouping import group
from tests.reports import sample

NAME = "response.body.ProxySession.Name.echo"


def counts(**values: list[object]) -> list[int]:
    """How many findings each group has, for findings that differ in one field."""
    (field, found), *_ = values.items()
    findings = [sample.finding(NAME, **{field: value}) for value in found]
    return [one.count for one in group(findings)[NAME]]


def test_other_values_are_the_same_cause() -> None:
    assert counts(actual=['"a"', '"b"', '"c"']) == [3]


def test_another_status_is_another_cause_and_the_most_frequent_comes_first() -> None:
    assert counts(response=[Message(start=status) for status in ("201", "500", "500")]) == [2, 1]


def test_another_item_of_a_list_is_the_same_cause() -> None:
    assert counts(pointer=["/P/0/N", "/P/1/N", "/P/12", "/P/7"]) == [2, 2]


def test_another_place_is_another_cause() -> None:
    assert counts(pointer=["/a", "/b"]) == [1, 1]


def test_a_waived_finding_stands_apart() -> None:
    assert counts(waived=["", "known"]) == [1, 1]


def test_what_differs_least_from_its_control_stands_for_the_group() -> None:
    control, far = sample.request({"a": 1, "b": 2}), sample.request({})
    findings = [
        sample.finding(NAME, case="no control", request=far),
        sample.finding(NAME, case="two members", request=far, control=control, tries=10, failures=10),
        sample.finding(NAME, case="one member", request=sample.request({"a": 1}), control=control),
    ]
    (found,) = group(findings)[NAME]
    assert (found.finding.case, [one.case for one in found.others]) == ("one member", ["no control", "two members"])


def test_a_wrong_part_of_the_answer_to_a_plain_request_stands_for_the_group() -> None:
    findings = (
        sample.finding(NAME, case="changed", pointer="header:x", request=sample.request({}), control=sample.request()),
        sample.finding(NAME, case="plain", pointer="header:x"),
    )
    (found,) = group(findings)[NAME]
    assert found.finding.case == "plain"


def test_what_identical_requests_did_not_show_stands_for_the_rest() -> None:
    long, short = sample.request(), sample.request({})
    findings = [
        sample.finding(NAME, case="once", request=short, control=long),
        sample.finding(NAME, case="ten times", request=long, tries=10, failures=3),
    ]
    (found,) = group(findings)[NAME]
    assert found.finding.case == "ten times"


def test_only_findings_of_the_status_are_grouped() -> None:
    assert group([sample.finding(NAME, status="inconclusive")]) == {}
