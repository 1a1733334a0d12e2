"""The suite under plain pytest: its own options, selection, workers and exit statuses."""

from __future__ import annotations

import socket
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.selftest.serving import Deviating
from strategies.request import Request
from tests.conformance.support import Outcome, chime, failing, record
from tests.conformance.wire.hostile import reply, request_of, serving
from tests.patience import PATIENCE

CONNECTOR = "abcdef1ghij2klmno3pqr4"
PATTERN = "request.body.Name.pattern"
# The clause, and the one among whose requests is the only one that shows it broken: these are sent later.
SOME = f"{PATTERN},request.robustness"
pytestmark = pytest.mark.slow


def suite(tmp_path: Path, *arguments: str) -> Outcome:
    """Run the suite as someone does who has pytest; the report is in `report`."""
    command = [sys.executable, "-m", "pytest", "-p", "conformance.suite.plugin", "--pyargs", "conformance.suite"]
    done = subprocess.run(
        [*command, "--conformance-output", str(tmp_path / "report"), "-p", "no:cacheprovider", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=PATIENCE,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def lenient(peer: socket.socket) -> None:
    """The reference, except that it accepts one Name that breaks the pattern: a backslash between two letters."""
    app = InProcess(create_app(parameters={"voiceConnectorId": [CONNECTOR]}))
    while data := request_of(peer):
        head, _, body = data.partition(b"\r\n\r\n")
        start, *lines = head.decode("utf-8", "surrogatepass").split("\r\n")
        method, path = start.split(" ")[:2]
        headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
        body = body.replace(rb'"Name":"a\\b"', b'"Name":"ab"')
        answer = app.send(Request(method=method, path=path, headers=headers, body=body))
        shown = "".join(f"{name}: {value}\r\n" for name, value in answer.headers if name != "content-length")
        peer.sendall(reply(answer.body, status=b"%d -" % answer.status, headers=shown.encode()))


def statuses(data: dict[str, Any]) -> dict[str, str]:
    """The clauses of a record with their statuses."""
    return {clause["id"]: clause["status"] for clause in data["clauses"]}


def test_the_reference_passes_as_a_pytest_suite(tmp_path: Path) -> None:
    outcome = suite(tmp_path, "--conformance-depth", "smoke", f"--junitxml={tmp_path / 'own.xml'}")
    assert outcome.status == 0, outcome.out
    assert ET.parse(tmp_path / "own.xml").getroot()[0].get("failures") == "0"
    assert record(tmp_path / "report")["verdict"] == "conformant"


def test_a_failing_clause_fails_its_test_and_says_why(tmp_path: Path) -> None:
    with Deviating(
        parameters={"voiceConnectorId": [CONNECTOR]}, faults=["off-by-one:request.body.ExpiryMinutes.minimum"]
    ) as target:
        outcome = suite(
            tmp_path, "--conformance-target", target.url, "--conformance-depth", "smoke", "-k", "ExpiryMinutes"
        )
    assert outcome.status == 1
    assert "test_clause[request.body.ExpiryMinutes.minimum]" in outcome.out
    for words in ("ExpiryMinutes is at least 1.", "expected", "actual", "201: accepted", "curl"):
        assert words in outcome.out
    data = record(tmp_path / "report")
    assert failing(data) == ["request.body.ExpiryMinutes.minimum"]
    assert f"{data['verdict']}: {data['reason']}" in outcome.out
    assert str(tmp_path / "report" / "report.html") in outcome.out


def test_what_is_not_selected_is_not_inconclusive(tmp_path: Path) -> None:
    outcome = suite(tmp_path, "--conformance-depth", "smoke", "-k", "GeoMatch")
    assert outcome.status == 0, outcome.out
    data = record(tmp_path / "report")
    assert data["verdict"] == "conformant"
    assert {status for clause, status in statuses(data).items() if "GeoMatch" not in clause} <= {"skipped", "excluded"}


@pytest.mark.parametrize("how", ["-n 0", "-n 2", "run"])
def test_every_front_end_has_the_same_result(tmp_path: Path, how: str) -> None:
    with serving(lenient) as url:
        if how == "run":
            report = ("--output", str(tmp_path / "report"))
            outcome = chime("run", "--target", url, "--auth", "none", "--examples", "0", "--select", SOME, *report)
        else:
            small = ("--conformance-examples", "0", "--conformance-select", SOME)
            target = ("--conformance-target", url, "--conformance-auth", "none")
            outcome = suite(tmp_path, *target, *small, *how.split())
    data = record(tmp_path / "report")
    assert failing(data) == [PATTERN]
    assert outcome.status == 1
    if how != "run":
        assert "FAILED" in outcome.out
        assert f"test_clause[{PATTERN}]" in outcome.out
        assert "1 failed" in outcome.out


def test_a_wrong_setting_ends_the_session_with_one_line(tmp_path: Path) -> None:
    outcome = suite(tmp_path, "--conformance-depth", "shallow")
    assert outcome.status == 4
    assert (outcome.out + outcome.err).count("--depth cannot be 'shallow'") == 1


def test_a_dry_run_sends_nothing(tmp_path: Path) -> None:
    outcome = suite(
        tmp_path, "--conformance-dry-run", "--conformance-depth", "smoke", "--conformance-target", "http://127.0.0.1:9"
    )
    assert outcome.status == 0
    assert "POST /voice-connectors/" in outcome.out
    assert "ERROR" not in outcome.out
    assert not (tmp_path / "report").exists()


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


def test_what_configures_a_target_elsewhere_is_sent_only_by_its_name_and_with_yes(tmp_path: Path) -> None:
    family = ("--conformance-contract", "chime-sdk-voice-2022-08-03", "--conformance-operation", "all")
    outcome = suite(tmp_path, *family, "--conformance-target", "http://target.invalid", "--conformance-yes")
    assert outcome.status == 2
    assert "--operation PutVoiceConnectorProxy" in outcome.out
    assert not (tmp_path / "report").exists()
