from __future__ import annotations

from conformance.engine.results.findings import _brief
from tests.reports import sample


def test_a_brief_finding_still_says_what_was_sent_and_what_came_back() -> None:
    whole = sample.finding(
        "request.body.Name.pattern", control=sample.request(), request=sample.request(body="x" * 999)
    )
    brief = _brief(whole)
    assert (brief.case, brief.change, brief.expected, brief.actual) == (
        whole.case,
        whole.change,
        whole.expected,
        whole.actual,
    )
    assert (len(brief.request.body), brief.request.truncated, brief.control) == (300, True, None)
    assert list(brief.reproduce) == ["curl"]
