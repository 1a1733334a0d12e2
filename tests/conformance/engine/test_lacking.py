"""What the machine lacks while a run is under way: it ends in one sentence, with what can be written written."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.engine.conditions import Step
from conformance.engine.settings import Settings
from conformance.engine.verification import Verification, verify
from conformance.errors import OutputError, UsageError
from conformance.reference.running import Running

REPORTS = {"run.json", "report.html", "junit.xml", "summary.md", "badge.svg"}


@pytest.fixture(scope="module")
def target() -> Iterator[str]:
    with Running() as reference:
        yield reference.url


def run(target: str, output: Path, during: Callable[[], object], history: Path | None = None) -> Verification:
    """A run in whose middle something happens once."""
    told = [during]

    def watch(step: Step) -> None:
        if step.done and told:
            told.pop()()

    settings = Settings(target=target, output=output, depth="smoke", history=history)
    return verify(settings, watch=watch)


def replaced(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("a file")


def emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


@pytest.mark.parametrize("during", [replaced, shutil.rmtree, emptied])
def test_an_output_that_vanishes_is_a_sentence(target: str, tmp_path: Path, during: Callable[[Path], object]) -> None:
    done = run(target, tmp_path / "out", lambda: during(tmp_path / "out"))
    assert isinstance(done.error, OutputError)
    assert (done.exit_status, done.record.leaked_sessions) == (4, ())
    if (tmp_path / "out").is_dir():
        assert {path.name for path in (tmp_path / "out").iterdir()} == REPORTS


def test_a_history_that_fails_last_does_not_take_the_reports_with_it(target: str, tmp_path: Path) -> None:
    history = tmp_path / "h.db"
    done = run(target, tmp_path / "out", lambda: history.write_bytes(b"no database" * 100), history)
    assert isinstance(done.error, OutputError)
    assert done.exit_status == 4
    assert "cannot be used as a history" in done.error.message
    assert {path.name for path in (tmp_path / "out").iterdir()} >= REPORTS


def test_where_no_descriptor_is_left_the_target_is_not_to_blame(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(socket, "create_connection", refuse)
    done = run(target, tmp_path, lambda: None)
    assert isinstance(done.error, OutputError)
    assert done.error.message == "no file descriptor is left (see ulimit -n)."
    assert (done.exit_status, done.record.exchanges, done.record.verdict) == (4, 0, "inconclusive")
    assert not list(tmp_path.glob("*.journal"))


def test_a_second_run_into_a_folder_is_refused_by_every_front_end(target: str, tmp_path: Path) -> None:
    def second() -> None:
        with pytest.raises(UsageError, match="another run is writing"):
            verify(Settings(target=target, output=tmp_path, depth="smoke"))

    assert run(target, tmp_path, second).exit_status == 0
