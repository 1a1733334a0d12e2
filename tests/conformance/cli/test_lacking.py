"""Commands on a machine that lacks something: one sentence and exit status 4, never that of a finding."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.reference.serving.running import Running
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow
_COMMAND = str(Path(sys.executable).parent / "chime-conformance")


# A run that does all that a run does, of few requests.
RUN = "run --depth smoke --select request.body.Name.* --output out"


@pytest.fixture(scope="module")
def target() -> Iterator[str]:
    with Running() as reference:
        yield reference.url


def shell(script: str, cwd: Path) -> tuple[int, str]:
    """The status of a shell's script and what it printed on standard error; $C is the command."""
    done = subprocess.run(
        ["sh", "-c", script],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        cwd=cwd,
        # Nothing is traced in the child: tracing opens files before the command can say that none can be opened.
        env={**{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}, "C": _COMMAND},
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_matter(closed: str, tmp_path: Path) -> None:
    status, told = shell(f"$C {RUN} {closed}", tmp_path)
    assert (status, "Traceback" in told, (tmp_path / "out" / "run.json").exists()) == (0, False, True), told


@pytest.mark.parametrize("arguments", ["clauses", "--help", "run --depth smoke --dry-run", RUN])
def test_a_full_standard_output_is_a_sentence(arguments: str, tmp_path: Path) -> None:
    assert shell(f"$C {arguments} >/dev/full", tmp_path) == (4, "chime-conformance: the disk is full.\n")


def test_a_full_standard_error_is_no_finding(tmp_path: Path) -> None:
    assert shell(f"$C {RUN} 2>/dev/full", tmp_path)[0] == 0
    assert shell("$C nothing 2>/dev/full", tmp_path)[0] == 2


# With four, Python itself cannot start: its site module reads a folder beside the standard streams.
@pytest.mark.parametrize("most", [5, 7, 8, 9])
def test_too_few_descriptors_are_a_sentence(most: int, target: str, tmp_path: Path) -> None:
    status, told = shell(f"ulimit -n {most}; $C {RUN} --target {target}", tmp_path)
    assert (status in (0, 4), "error of the suite" in told, "Traceback" in told) == (True, False, False), told
    assert not list(tmp_path.glob("out/*.journal"))


@pytest.mark.parametrize("most", [0, 8, 64, 200])
def test_a_full_disk_is_a_sentence(most: int, target: str, tmp_path: Path) -> None:
    script = f"trap '' XFSZ; ulimit -f {most}; $C run --depth smoke --target {target} --output out 2>&1 | cat >&2"
    _, told = shell(script, tmp_path)
    assert "cannot write to" in told or "cannot be written" in told
    assert "Report:" not in told or (tmp_path / "out" / "report.html").exists()
    assert ("error of the suite" in told, "Traceback" in told) == (False, False), told
    assert not list(tmp_path.glob("out/*.journal"))
