"""Running the command line and the reference in tests."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from conformance.__main__ import main
from tests.patience import PATIENCE

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    status: int
    out: str
    err: str


def chime(*arguments: str, cwd: Path | None = None) -> Outcome:
    """Run the command line in this process, as the console script does."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    status: int | str | None = 0
    with (
        _signals_kept(),
        chdir(cwd or Path.cwd()),
        Path(os.devnull).open() as nothing,
        patch.multiple(sys, argv=["chime-conformance", *arguments], stdin=nothing),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code
    assert isinstance(status, int)
    return Outcome(status, *(stream.buffer.getvalue().decode() for stream in (out, err)))


@contextmanager
def _signals_kept() -> Iterator[None]:
    """The command listens for signals in its own way; afterwards pytest does again."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def process(*arguments: str, cwd: Path | None = None, timeout: float = PATIENCE) -> Outcome:
    """Run the command line in a process of its own: for what a process shares with its surroundings."""
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=timeout,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def record(output: Path) -> dict[str, Any]:
    """The run record that a run left."""
    found: dict[str, Any] = json.loads((output / "run.json").read_text())
    return found


def text_of(path: Path) -> str:
    """A report's text; the recording is packed."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def failing(data: dict[str, Any]) -> list[str]:
    """The failing clauses of a record."""
    return [clause["id"] for clause in data["clauses"] if clause["status"] == "fail"]
