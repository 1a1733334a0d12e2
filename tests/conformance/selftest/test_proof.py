"""The proof, with one seed: every fault found, no finding on a faithful target, no constant target trusted."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from conformance.selftest.faults import faults
from conformance.selftest.matrix import MOST_BY_CHANCE, Matrix, run
from conformance.selftest.variants import VARIANTS
from tests.conformance.support import chime

NAMELESS = "dropped:response.body.ProxySession.Name.echo"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return run()


def test_everything_is_right(matrix: Matrix) -> None:
    wrong = {row.name: (row.clause, row.trial.verdict, row.trial.examples) for row in matrix.rows if not row.ok}
    assert wrong == {}
    assert Counter(row.kind for row in matrix.rows) == {
        "fault": len(faults()),
        "variant": len(VARIANTS),
        "constant": 7,
        "reference": 2,
    }


def test_every_check_finds_a_fault(matrix: Matrix) -> None:
    assert matrix.idle == ()


def test_constant_targets_pass_next_to_nothing(matrix: Matrix) -> None:
    shares = {row.name: row.trial.passing for row in matrix.rows if row.kind == "constant"}
    assert max(shares.values()) <= MOST_BY_CHANCE


def test_the_command_writes_the_matrix(tmp_path: Path) -> None:
    outcome = chime("selftest", "--faults", "dropped:*.[NS]*", "--output", str(tmp_path))
    assert outcome.status == 0, outcome.err
    data = json.loads((tmp_path / "selftest.json").read_text())
    assert data["ok"]
    assert {row["name"] for row in data["rows"]} >= {NAMELESS, "dropped:response.body.ProxySession.Status.required"}
    assert all(row["trial"]["found_after"] for row in data["rows"])
    assert NAMELESS in (tmp_path / "selftest.html").read_text()
    (line,) = [line for line in (tmp_path / "selftest.md").read_text().splitlines() if line.startswith("| faults")]
    tried = len(data["rows"])
    assert line.startswith(f"| faults: one deliberate deviation each | {tried} | {tried} | {tried} | ")


def test_the_command_lists_the_faults() -> None:
    outcome = chime("selftest", "--list")
    assert outcome.status == 0
    assert "off-by-one:request.body.ParticipantPhoneNumbers.maxItems" in outcome.out
