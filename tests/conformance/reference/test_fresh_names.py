"""What exists at the reference from the start: values that its answers can show, and no name that a caller chooses."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli.commands.derive import command
from conformance.reference.service.known import existing
from spec.contract import load


def known(service: str, operation: str, folder: Path) -> Mapping[str, Collection[str]]:
    """What exists at the reference of a contract of one operation."""
    wanted = ["--service", service, "--operation", operation, "--output", str(folder)]
    CliRunner().invoke(command, wanted, standalone_mode=False)
    return existing(load(str(folder)))


def test_a_name_that_the_caller_chooses_does_not_exist_before(tmp_path: Path) -> None:
    assert known("scheduler", "CreateScheduleGroup", tmp_path / "scheduler") == {}


@pytest.mark.parametrize(
    ("service", "operation", "name", "form"),
    [
        ("route53-recovery-readiness", "GetCell", "cellName", "[a-zA-Z0-9_]+"),
        ("workspaces-thin-client", "DeregisterDevice", "id", "[a-zA-Z0-9]{24}"),
        ("agent-registry-control", "UpdateRegistry", "registryId", "[a-zA-Z0-9]{12,16}"),
    ],
)
def test_what_exists_has_the_whole_form_that_path_and_answer_state(
    service: str, operation: str, name: str, form: str, tmp_path: Path
) -> None:
    (value,) = known(service, operation, tmp_path / service)[name]
    assert re.fullmatch(form, value)
