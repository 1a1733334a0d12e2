from __future__ import annotations

from conformance.engine.results.findings import _truncated
from tests.reports import sample


def test_a_brief_finding_still_says_what_was_sent_and_what_came_back() -> None:
    whole = sample.finding(
        "request.body.Name.pattern", control=sample.request(), request=sample.request(body="x" * 999)
    )
    truncated = _truncated(whole)
    assert (truncated.case, truncated.change, truncated.expected, truncated.actual) == (
        whole.case,
        whole.change,
        whole.expected,
        whole.actual,
    )
    assert (len(truncated.request.body), truncated.request.truncated, truncated.control) == (300, True, None)
    assert list(truncated.reproduce) == ["curl"]
