"""The suite under plain pytest: its own options, selection, workers and exit statuses."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from conformance.reference.running import Running
from tests.conformance.support import Outcome, failing, record

CONNECTOR = "abcdef1ghij2klmno3pqr4"
pytestmark = pytest.mark.slow


def suite(tmp_path: Path, *arguments: str) -> Outcome:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--pyargs",
            "conformance",
            "--output",
            str(tmp_path / "report"),
            "-p",
            "no:cacheprovider",
            *arguments,
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def test_the_reference_passes_as_a_pytest_suite(tmp_path: Path) -> None:
    outcome = suite(tmp_path, "--depth", "smoke", f"--junitxml={tmp_path / 'own.xml'}")
    assert outcome.status == 0, outcome.out
    assert ET.parse(tmp_path / "own.xml").getroot()[0].get("failures") == "0"
    assert record(tmp_path / "report")["verdict"] == "conformant"


def test_a_failing_clause_fails_its_test_and_says_why(tmp_path: Path) -> None:
    with Running(connectors=(CONNECTOR,), fault="expiry-zero") as target:
        outcome = suite(tmp_path, "--target", target.url, "--depth", "smoke", "-k", "ExpiryMinutes")
    assert outcome.status == 1
    assert "test_clause[request.body.ExpiryMinutes.minimum]" in outcome.out
    assert "ExpiryMinutes is at least 1." in outcome.out
    assert failing(record(tmp_path / "report")) == ["request.body.ExpiryMinutes.minimum"]


def test_workers_share_the_clauses_and_leave_one_report(tmp_path: Path) -> None:
    with Running(connectors=(CONNECTOR,), fault="expiry-zero") as target:
        outcome = suite(tmp_path, "--target", target.url, "--depth", "smoke", "-n", "2")
    assert outcome.status == 1, outcome.out
    data = record(tmp_path / "report")
    assert failing(data) == ["request.body.ExpiryMinutes.minimum"]
    assert all(clause["status"] != "inconclusive" for clause in data["clauses"] if clause["level"] == "MUST")


def test_a_wrong_setting_ends_the_session_with_one_line(tmp_path: Path) -> None:
    outcome = suite(tmp_path, "--depth", "shallow")
    assert outcome.status == 4
    assert (outcome.out + outcome.err).count("--depth cannot be 'shallow'") == 1


def test_other_sessions_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own():\n    pass\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ""] == ["test_own.py"]
