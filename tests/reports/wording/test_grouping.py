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


def test_the_plainest_stands_for_the_group() -> None:
    long, short = sample.request(), sample.request({})
    findings = [
        sample.finding(NAME, case="no control", request=short),
        sample.finding(NAME, case="long", request=long, control=long),
        sample.finding(NAME, case="short", request=short, control=long),
    ]
    (found,) = group(findings)[NAME]
    assert (found.finding.case, [one.case for one in found.others]) == ("short", ["no control", "long"])


def test_what_was_sent_again_stands_for_what_was_not() -> None:
    long, short = sample.request(), sample.request({})
    findings = [
        sample.finding(NAME, case="once", request=short, control=long),
        sample.finding(NAME, case="ten times", request=long, tries=10, failures=3),
    ]
    (found,) = group(findings)[NAME]
    assert found.finding.case == "ten times"


def test_only_findings_of_the_status_are_grouped() -> None:
    assert group([sample.finding(NAME, status="inconclusive")]) == {}
