"""A few random operations of any service against their own reference: none deviates."""

from __future__ import annotations

import pytest

from tests.references import outcomes

SEED = 10


@pytest.mark.slow
def test_the_reference_of_any_operation_does_not_deviate() -> None:
    assert {outcome.verdict for outcome in outcomes(3, SEED)} <= {"conformant", "inconclusive"}
