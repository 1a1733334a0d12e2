"""A few operations of services that nobody chose, against their own reference: none deviates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.support import chime
from tests.references import verified

# Three that `drawn` gave, by name: a draw reads the model of every service there is.
DRAWN = [("vpc-lattice", "CreateService"), ("appconfig", "CreateExtension"), ("networkmanager", "UpdateLink")]


def called(*arguments: str) -> tuple[int, str]:
    """The command in this process: its exit status and what it said of an error."""
    outcome = chime(*arguments)
    return outcome.status, outcome.err


@pytest.mark.parametrize(("service", "operation"), DRAWN, ids=[name for _, name in DRAWN])
@pytest.mark.slow
def test_the_reference_of_any_operation_does_not_deviate(service: str, operation: str, tmp_path: Path) -> None:
    assert verified(service, operation, tmp_path, called).verdict in ("conformant", "inconclusive")
