"""Nothing around a run changes its verdict: no directory, file, package, variable or signal."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.engine.interruption import Interrupted
from reports.run.record import Verdict
from tests.conformance.support import record
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow
_PLANTED = "raise RuntimeError('imported from the current directory')\n"
# The console script, which does not put the current directory on the path.
_COMMAND = str(Path(sys.executable).parent / "chime-conformance")


def run(output: Path, *arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_COMMAND, "run", "--depth", "smoke", "--output", str(output), *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **environ},
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which every name that we or pytest could import is taken."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("spec", "strategies", "conformance", "reports"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(_PLANTED)
    (folder / "tests").mkdir()
    for name in ("conftest.py", "tests/conftest.py", "json.py", "sitecustomize.py", "xdist.py"):
        (folder / name).write_text(_PLANTED)
    (folder.parent / "conftest.py").write_text(_PLANTED)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -k nothing\n")
    return folder


@pytest.mark.parametrize("more", [(), ("--", "-q", "-n", "2")], ids=["alone", "pytest"])
def test_nothing_of_the_current_directory_takes_part(tmp_path: Path, hostile: Path, more: tuple[str, ...]) -> None:
    done = run(tmp_path, *more, cwd=hostile, PYTEST_ADDOPTS="-k Name -n 4 -x", PYTEST_PLUGINS="no_such_plugin")
    assert (done.returncode, "warning" in done.stdout) == (0, False), done.stdout + done.stderr
    data = record(tmp_path)
    assert data["verdict"] == Verdict.CONFORMANT
    assert {clause["status"] for clause in data["clauses"]} == {"pass", "excluded"}


def test_a_deleted_directory_is_no_matter_where_the_output_is_elsewhere(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f'cd "{gone}" && rmdir "{gone}" && exec "{_COMMAND}" run --depth smoke --output "{tmp_path / "report"}"'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_a_deleted_directory_cannot_take_the_report(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f'cd "{gone}" && rmdir "{gone}" && exec "{_COMMAND}" run --depth smoke'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr


def test_a_defect_is_no_finding(tmp_path: Path) -> None:
    code = (
        "import sys, conformance.cli.commands.run as run; from conformance.__main__ import main; "
        "run.resolve = lambda *a, **k: {}['no such key']; sys.argv = ['chime-conformance', 'run']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    (details,) = tmp_path.glob("chime-conformance-*.txt")
    assert str(details) in done.stderr
    assert "no such key" in details.read_text()


@pytest.fixture
def heard() -> Iterator[None]:
    """Signals reach the children, even where the shell or nohup that started these tests has them ignored."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("seed", range(2))
def test_a_signal_at_any_moment_ends_a_run_in_order(number: signal.Signals, seed: int, tmp_path: Path) -> None:
    with subprocess.Popen(
        [_COMMAND, "run", "--output", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        while not tmp_path.exists() or (running.poll() is None and not _begun(running)):
            time.sleep(0.01)
        time.sleep(random.Random(f"{number} {seed}").uniform(0, 1))
        running.send_signal(number)
        told = running.communicate(timeout=PATIENCE)[1]
    assert "Traceback" not in told
    assert running.returncode in (130, 0)
    if running.returncode == 130 and (tmp_path / "run.json").exists():
        assert record(tmp_path)["interrupted"] is True
        assert record(tmp_path)["leaked_sessions"] == []


def _begun(running: subprocess.Popen[str]) -> bool:
    """Whether the command has come as far as to listen for signals."""
    mask = Path(f"/proc/{running.pid}/status")
    caught = [line.split()[1] for line in mask.read_text().splitlines() if line.startswith("SigCgt")]
    return bool(int(caught[0], 16) & (1 << (signal.SIGTERM - 1)))


@pytest.mark.parametrize(("kind", "said"), [(KeyboardInterrupt, "interrupted"), (Interrupted, ""), (ValueError, "bad")])
def test_a_signal_that_the_interpreter_swallows_ends_the_command_or_is_noted(
    kind: type[BaseException], said: str
) -> None:
    code = f"""
import sys
from types import SimpleNamespace
from conformance.__main__ import main
from conformance.engine.interruption import Interrupted
import conformance.cli.commands.clauses as clauses

class Raising:
    def __del__(self):
        raise {kind.__name__}("bad")

def listed(*arguments):
    Raising()
    return []

sys.argv = ["chime-conformance", "clauses"]
clauses.catalogue = listed
main()
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert said in done.stderr
    assert (done.returncode == 130) == (kind is KeyboardInterrupt)
    assert ("Traceback" in done.stderr) == (kind is ValueError)
