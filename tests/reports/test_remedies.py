from __future__ import annotations

import pytest

from reports.remedies import remedy


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("the budget of 2 sessions was used up", "--max-sessions"),
        ("time limit", "--time-limit"),
        ("the target stopped answering at a/b", "restart"),
        ("most requests were put off (429, 503) however often they were sent", "--rate"),
        ("no answer: timed out after 10 s", "--timeout"),
        ("refused, but its control was not accepted either", "accept the control"),
        ("nothing was accepted in this run", "plain valid request"),
        ("the target gives one and the same answer whatever it is asked: its answers prove nothing", "fixed answer"),
        ("the target refuses no violation of the body: that it accepts proves nothing", "refuse any violation"),
        ("The target could not be reached.", "--target"),
        ("no exchange decided it", "--depth"),
    ],
)
def test_every_reason_has_a_way_out(reason: str, word: str) -> None:
    assert word in remedy(reason)
