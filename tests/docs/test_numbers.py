"""The README's numbers on the proof are those of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.selftest.faults import faults
from conformance.selftest.variants import VARIANTS

_README = (Path(__file__).parents[2] / "README.md").read_text()


@pytest.mark.parametrize(
    "said",
    [
        f"no finding on any of {len(VARIANTS)} faithful",
        f"every one of {len(faults())} injected faults found",
        f"| faults: one deliberate deviation each | {len(faults())} |",
        f"| faithful variants of the reference | {len(VARIANTS)} |",
    ],
)
def test_the_readme_counts_the_faults_and_variants_that_there_are(said: str) -> None:
    assert said in " ".join(_README.split())
