"""The numbers on the proof, in the README and on the page that explains it, are those of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.selftest.faults import faults
from conformance.selftest.variants import VARIANTS
from spec.clauses.catalogue import catalogue

_ROOT = Path(__file__).parents[2]
_CLAUSES = catalogue()
_TESTED = sum(not clause.excluded for clause in _CLAUSES)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("README.md", f"no finding on any of {len(VARIANTS)} faithful"),
        ("README.md", f"every one of {len(faults())} injected faults found"),
        (
            "README.md",
            f"{len(_CLAUSES)} clauses: {_TESTED} tested, {len(_CLAUSES) - _TESTED} excluded with a reason.",
        ),
        ("docs/explanation.md", f"| faults: one deliberate deviation each | {len(faults())} |"),
        ("docs/explanation.md", f"| faithful variants of the reference | {len(VARIANTS)} |"),
    ],
)
def test_a_page_counts_the_faults_variants_and_clauses_that_there_are(page: str, said: str) -> None:
    assert said in " ".join((_ROOT / page).read_text().split())
