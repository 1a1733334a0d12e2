"""The README's numbers on the proof are those of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.selftest.faults import faults
from conformance.selftest.variants import VARIANTS
from spec.clauses.catalogue import catalogue

_README = (Path(__file__).parents[2] / "README.md").read_text()
_CLAUSES = catalogue()
_TESTED = sum(not clause.excluded for clause in _CLAUSES)


@pytest.mark.parametrize(
    "said",
    [
        f"no finding on any of {len(VARIANTS)} faithful",
        f"every one of {len(faults())} injected faults found",
        f"| faults: one deliberate deviation each | {len(faults())} |",
        f"| faithful variants of the reference | {len(VARIANTS)} |",
        f"{len(_CLAUSES)} clauses: {_TESTED} tested, {len(_CLAUSES) - _TESTED} excluded with a reason.",
    ],
)
def test_the_readme_counts_the_faults_variants_and_clauses_that_there_are(said: str) -> None:
    assert said in " ".join(_README.split())
