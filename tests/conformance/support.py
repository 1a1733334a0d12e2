"""Running the command line and the reference in tests."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    status: int
    out: str
    err: str


def chime(*arguments: str, cwd: Path | None = None, timeout: float = 120) -> Outcome:
    """Run the command line in a process of its own."""
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
