"""A release: what is built installs into an empty environment and runs there; its workflow has the form of one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.docs.forms import check

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def done(*command: str | Path, folder: Path = ROOT) -> str:
    """What a command prints; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    outcome = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


def locked(name: str) -> set[str]:
    """What a lock installs: `name==version`."""
    return set(re.findall(r"(?m)^[\w.-]+==[^ ;]+", (ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("lock", "wider"),
    [("requirements.lock", "requirements-dev.lock"), ("requirements-dev.lock", "requirements-mutants.lock")],
)
def test_a_wider_lock_has_the_same_versions(lock: str, wider: str) -> None:
    assert locked(lock) - locked(wider) == set()


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done(BIN / "uv", "build", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder)
    return folder


@pytest.mark.slow
def test_sdist_and_wheel_pass_the_check_of_twine(dist: Path) -> None:
    files = sorted([*dist.glob("*.whl"), *dist.glob("*.tar.gz")])
    assert [file.name for file in files] == [
        f"chime_conformance-{VERSION}-py3-none-any.whl",
        f"chime_conformance-{VERSION}.tar.gz",
    ]
    done(BIN / "twine", "check", "--strict", *files)


@pytest.mark.slow
def test_the_wheel_runs_in_an_empty_environment(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    done(BIN / "uv", "venv", "--quiet", "--python", sys.executable, tmp_path / "venv")
    install = (BIN / "uv", "pip", "install", "--quiet", "--python", tmp_path / "venv")
    done(*install, "--require-hashes", "--requirement", ROOT / "requirements.lock")
    done(*install, "--no-deps", wheel)
    tool = next((tmp_path / "venv").glob("*/chime-conformance"))
    assert done(tool, "--version", folder=tmp_path).split()[-1] == VERSION
    done(tool, "run", "--depth", "smoke", folder=tmp_path)
    assert (tmp_path / "conformance-report" / "report.html").is_file()


@pytest.mark.slow
def test_the_description_on_the_index_has_no_link_that_leads_nowhere(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        text = archive.read(metadata).decode()
    assert "`chime-conformance` verifies any HTTP target" in text
    assert [link for link in re.findall(r"\]\(([^)]*)\)", text) if not link.startswith("https://")] == []


def test_the_workflow_has_the_form_of_one() -> None:
    check("github-workflows", WORKFLOW)


def test_what_is_not_of_the_host_itself_is_pinned_by_its_hash() -> None:
    used = re.findall(r"uses: ([^\s@]+)@(\S+)", WORKFLOW.read_text(encoding="utf-8"))
    others = {name: version for name, version in used if not name.startswith("actions/")}
    assert [name for name, version in others.items() if not re.fullmatch("[0-9a-f]{40}", version)] == []


def test_only_the_job_that_publishes_may_speak_for_the_workflow() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    may = [name for name, job in workflow["jobs"].items() if "id-token" in job["permissions"]]
    assert may == ["publish"]
    assert "password" not in WORKFLOW.read_text(encoding="utf-8")
