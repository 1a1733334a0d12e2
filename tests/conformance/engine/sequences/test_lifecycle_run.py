"""A run plays the lives of a contract's resources, on the reference as on any target."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.engine.recordings.recording import Recorder
from conformance.engine.recordings.rerun import judged, settings_of
from conformance.engine.settings import Settings
from conformance.engine.verification import verify
from reports.files import exchanges
from spec.clauses.catalogue import catalogue

FAMILY = "chime-sdk-voice-2022-08-03"


@pytest.mark.slow
def test_the_reference_keeps_every_clause_on_sequences(tmp_path: Path) -> None:
    settings = Settings(
        contract=FAMILY,
        operation=("all",),
        select=("lifecycle.*", "*.lifecycle.*"),
        depth="smoke",
        auth="none",
        output=tmp_path,
    )
    record = verify(settings).record
    judged = {clause.id: clause.status for clause in record.clauses if clause.status not in ("skipped", "excluded")}
    stated = {clause.id for clause in catalogue(FAMILY, ("all",)) if "sequence" in clause.checks}
    assert judged == dict.fromkeys(stated, "pass")
    assert record.findings == ()
    assert {(step.before, step.operation, step.after) for step in record.lifecycle} >= {
        ("there", "GetProxySession", "there"),
        ("there", "DeleteProxySession", "gone"),
        ("gone", "GetProxySession", "gone"),
        ("configured", "PutVoiceConnectorProxy", "refused"),
    }


@pytest.mark.slow
def test_without_a_second_operation_no_sequence_is_played(tmp_path: Path) -> None:
    settings = Settings(contract=FAMILY, operation=("GetProxySession",), depth="smoke", auth="none", output=tmp_path)
    record = verify(settings).record
    lives = {clause.status for clause in record.clauses if clause.section == "Lifecycle"}
    assert lives <= {"skipped", "excluded"}


@pytest.mark.slow
def test_recorded_sequences_are_judged_anew_alike(tmp_path: Path) -> None:
    settings = Settings(
        contract=FAMILY,
        operation=("all",),
        select=("*.lifecycle.*",),
        depth="smoke",
        auth="none",
        output=tmp_path,
    )
    record = verify(settings).record
    settings = settings_of(record)
    result = judged(record, exchanges.read(tmp_path / "run.json"), settings, Recorder())
    counted = {name: (count.passes, count.failures) for name, count in result.counts.items() if settings.selects(name)}
    assert counted == {clause.id: (clause.cases, clause.failed) for clause in record.clauses if clause.status == "pass"}
