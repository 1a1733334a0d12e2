from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from reports import badge
from reports.run.record import Record
from tests.reports import sample


@pytest.mark.parametrize(
    ("record", "label"),
    [
        (sample.perfect(), "contract: conformant"),
        (sample.five_faults(), "contract: nonconformant, 4 fail, 1 warning"),
        (sample.unreachable(), "contract: inconclusive"),
    ],
)
def test_the_badge_says_the_verdict(record: Record, label: str) -> None:
    assert ET.fromstring(badge.render(record)).get("aria-label") == label
