"""The site: it is built without a warning, asks no other host for anything, and what it shows is what happens."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.cli.main import cli
from tests.docs.generated import commands
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
TOOL = [sys.executable, "-m", "conformance"]
# Keys that no service knows.
ENVIRONMENT = {
    **os.environ,
    "AWS_ACCESS_KEY_ID": "false-key",
    "AWS_SECRET_ACCESS_KEY": "false-secret",
    "COLUMNS": "200",
}


def fences(page: str, kind: str) -> list[str]:
    return re.findall(rf"(?ms)^ *```{kind}\n(.*?)^ *```$", (ROOT / page).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [BIN / "mkdocs", "build", "--quiet", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**ENVIRONMENT, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return folder


@pytest.mark.slow
def test_the_site_loads_nothing_from_another_host(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"?(https?:[^\s\">]+)", text)
        assert loaded == [], page.name


@pytest.mark.slow
def test_the_site_has_every_command_and_every_clause_of_the_default_contract(site: Path) -> None:
    commands = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    assert all(f'id="{name}"' in commands for name in cli.list_commands(None))  # type: ignore[arg-type] # - unused by it
    clauses = (site / "reference" / "chime-2018-05-01.html").read_text(encoding="utf-8")
    assert "request.<wbr>body.<wbr>Name.<wbr>pattern" in clauses


def test_what_a_command_says_of_itself_is_no_code() -> None:
    assert [line for line in commands().splitlines() if line.startswith("    ")] == []


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def started(command: list[str], port: int) -> Iterator[str]:
    """A server of somebody else's on a port of loopback, once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def tool(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*TOOL, *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


@pytest.mark.slow
def test_the_tutorial_goes_as_it_says(tmp_path: Path) -> None:
    mock, repaired = fences("docs/tutorial.md", "python")
    function = re.compile(r"(?ms)^def wrong.*?(?=\n\n\n|\Z)")
    (shown,) = fences("docs/tutorial.md", "text")
    select = ("--select", "request.body.Capabilities.required")
    outcomes = []
    for text in (mock, function.sub(lambda _: repaired.rstrip(), mock)):
        port = free_port()
        (tmp_path / "mock.py").write_text(text.replace("8080", str(port)), encoding="utf-8")
        with started([sys.executable, str(tmp_path / "mock.py")], port) as url:
            outcomes.append(tool(tmp_path, "run", "--target", url, "--depth", "smoke", *select))
    first, second = outcomes
    assert (first.returncode, second.returncode) == (1, 0)
    assert shown in first.stdout + first.stderr


@pytest.mark.slow
def test_the_example_of_any_action_shows_what_is_printed(tmp_path: Path) -> None:
    (shown,) = fences("README.md", "console")
    derive, run = [line[2:].split() for line in shown.splitlines() if line.startswith("$ ")]
    port = free_port()
    with started([str(BIN / "moto_server"), "-p", str(port)], port) as url:
        assert tool(tmp_path, *derive[1:]).returncode == 0
        done = tool(tmp_path, *[url if "://" in word else word for word in run[1:]])
    assert done.returncode == 1
    printed = done.stdout + done.stderr
    for line in shown.partition("…\n")[2].splitlines():
        if line.startswith(("FAIL", "  ", "nonconformant")):
            assert line in printed.splitlines()
