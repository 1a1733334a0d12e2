"""Installing the suite beside someone's project changes none of the project's tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
LOCK = Path(__file__).with_name("neighbours.lock")
UV = Path(sys.executable).with_name("uv")
# A project that uses every name that the suite's packages have, options of its own, and three common plugins.
PROJECT = {
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--timeout 60 -W error --strict-config --strict-markers"\n',
    "conftest.py": (
        "import pytest\n"
        "def pytest_addoption(parser):\n"
        "    for name in ('--target', '--region', '--select', '--depth'):\n"
        "        parser.addoption(name, default='own')\n"
        "@pytest.fixture(autouse=True)\n"
        "def target(request):\n"
        "    return request.config.getoption('--target')\n"
    ),
    "spec/__init__.py": "VALUE = 'spec of the project'\n",
    "reports/__init__.py": "VALUE = 'reports of the project'\n",
    "strategies/__init__.py": "VALUE = 'strategies of the project'\n",
    "conformance/__init__.py": "VALUE = 'conformance of the project'\n",
    "tests/test_own.py": (
        "import conformance, reports, spec, strategies\n"
        "import pytest\n"
        "@pytest.mark.parametrize('package', [conformance, reports, spec, strategies])\n"
        "def test_package(package):\n"
        "    assert package.VALUE == package.__name__ + ' of the project'\n"
        "def test_option(target):\n"
        "    assert target == 'own'\n"
        "def test_playwright(output_path, pytestconfig):\n"
        "    assert pytestconfig.getoption('--output') == 'test-results'\n"
        "@pytest.mark.timeout(30)\n"
        "def test_that_fails():\n"
        "    assert 1 == 2\n"
    ),
}


def done(*command: str | Path, cwd: Path) -> str:
    """What a command prints, whatever it thinks of it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "VIRTUAL_ENV"))}
    arguments = [str(part) for part in command]
    run = subprocess.run(arguments, capture_output=True, text=True, cwd=cwd, env=clean, timeout=PATIENCE, check=False)
    return run.stdout + run.stderr


def outcomes(python: Path, project: Path) -> tuple[list[str], str]:
    """What becomes of each of the project's tests, and which plugins take part."""
    said = done(python, "-m", "pytest", "-v", "-rA", "-p", "no:cacheprovider", cwd=project).splitlines()
    tests = sorted(line for line in said if line.startswith(("PASSED", "FAILED", "ERROR")))
    return tests, next(line for line in said if line.startswith("plugins:"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name, text in PROJECT.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return folder


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of the project's own, with pytest and the three plugins."""
    folder = tmp_path_factory.mktemp("environment")
    done(UV, "venv", "--python", sys.executable, folder / "venv", cwd=folder)
    found = folder / "venv" / "bin" / "python"
    done(UV, "pip", "install", "--python", found, "--require-hashes", "-r", LOCK, cwd=folder)
    return found


def test_none_of_the_projects_tests_changes(project: Path, python: Path, tmp_path: Path) -> None:
    before = outcomes(python, project)
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    done(UV, "pip", "install", "--python", python, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=tmp_path)
    done(UV, "pip", "install", "--python", python, "--no-deps", wheel, cwd=tmp_path)

    assert "chime-conformance" in done(UV, "pip", "list", "--python", python, cwd=tmp_path)
    assert [line.partition(" ")[0] for line in before[0]] == ["FAILED", *["PASSED"] * 6]
    after = outcomes(python, project)
    assert after[0] == before[0]
    assert "randomly" in after[1]
    assert "conformance" not in after[1]
