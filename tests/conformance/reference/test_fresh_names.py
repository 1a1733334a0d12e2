"""What a caller names exists once it is made: no name of that kind is there from the start."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from conformance.cli.derive import command
from conformance.reference.service.known import existing
from spec.contract import load


def test_a_name_that_the_caller_chooses_does_not_exist_before(tmp_path: Path) -> None:
    folder = tmp_path / "scheduler"
    wanted = ["--service", "scheduler", "--operation", "CreateScheduleGroup", "--output", str(folder)]
    CliRunner().invoke(command, wanted, standalone_mode=False)
    assert existing(load(str(folder))) == {}
