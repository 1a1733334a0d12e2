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
from conformance.reference.serving.running import Running
from reports.files import exchanges, store

# What is asked of these runs does not depend on how much they send.
FEW = ("request.body.Name.*",)
REPORTS = {"run.json", "report.html", "junit.xml", "summary.md", "badge.svg"}


@pytest.fixture(scope="module")
def target() -> Iterator[str]:
    with Running() as reference:
        yield reference.url


def run(target: str, output: Path, during: Callable[[], object], history: Path | None = None) -> Verification:
    """A run in whose middle something happens once."""
    told = [during]

    def progress(step: Step) -> None:
        if step.done and told:
            told.pop()()

    settings = Settings(target=target, output=output, depth="smoke", select=FEW, history=history)
    return verify(settings, progress=progress)


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


def full(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full when the report of this name is written."""

    def stage(path: Path, content: bytes) -> Path:
        if path.name == name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, content)

    real = store._stage
    monkeypatch.setattr(store, "_stage", stage)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_where_reports_cannot_be_written_the_earlier_ones_keep_their_own_recording(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(target, tmp_path, lambda: None)
    before = contents(tmp_path)
    full("junit.xml", monkeypatch)
    assert run(target, tmp_path, lambda: None).exit_status == 4
    assert contents(tmp_path) == before


def test_where_nothing_stood_the_recording_is_kept_whatever_report_is_missing(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full("junit.xml", monkeypatch)
    assert run(target, tmp_path, lambda: None).exit_status == 4
    assert contents(tmp_path).keys() == REPORTS - {"junit.xml"} | {exchanges.NAME}


def test_an_earlier_recording_stays_beside_no_other_record(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(target, tmp_path, lambda: None)

    def complete(self: exchanges.Writer) -> Path:
        self.discard()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(exchanges.Writer, "complete", complete)
    assert run(target, tmp_path, lambda: None).exit_status == 4
    assert contents(tmp_path).keys() == REPORTS
