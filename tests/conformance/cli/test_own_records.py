"""The record of a run of a contract of one's own: judged and sent again as it was, with what exists at the target."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.support import chime, record

CHOSEN = ("--contract", "contract", "--depth", "smoke", "--examples", "0", "--select", "*.response.*")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    chime("derive", "--service", "appconfig", "--operation", "GetApplication", "--output", "contract", cwd=folder)
    chime("run", *CHOSEN, "--parameter", "ApplicationId=abcd123", "--output", "first", cwd=folder)
    return folder


@pytest.mark.parametrize("command", ["judge", "replay"])
def test_what_exists_at_the_target_is_known_from_the_record(folder: Path, command: str) -> None:
    chime(command, "first/run.json", "--output", command, cwd=folder)
    assert _held(folder / "first") - _held(folder / command) == set()


def _held(run: Path) -> set[str]:
    return {clause["id"] for clause in record(run)["clauses"] if clause["status"] == "pass"}


def test_what_exists_at_a_target_elsewhere_only_its_user_says(folder: Path) -> None:
    done = chime("replay", "first/run.json", "--target", "http://192.0.2.1", "--output", "elsewhere", cwd=folder)
    assert "Add --parameter ApplicationId=VALUE." in done.err
