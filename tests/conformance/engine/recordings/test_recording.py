"""The recording of a run: written as it comes, and kept or taken away at the end."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.engine.recordings.recording import Recorder, recorded, replayed
from conformance.errors import OutputError
from conformance.wire.exchange import Answer, Exchange
from reports.files import exchanges
from strategies.request import Case, Request

CASE = Case(id="a/b", clause="a", request=Request(path="/"))


def exchange(number: int, status: int = 201) -> Exchange:
    return Exchange(
        case=CASE, request=CASE.request, outcome=Answer(status=status), started_at=number, elapsed=0.25, number=number
    )


def test_exchanges_are_read_back_in_their_order(tmp_path: Path) -> None:
    recorder = Recorder.into(tmp_path / "new")
    for number in range(3):
        recorder.add(exchange(number))
    written = recorder.close()
    assert written is not None
    written.replace(tmp_path / "new" / exchanges.NAME)
    found = exchanges.read(tmp_path / "new" / "run.json")
    assert [entry.at for entry in found] == [0.25, 1.25, 2.25]


def test_an_exchange_is_read_back_as_it_was_sent_and_its_case_as_it_was_planned() -> None:
    planned = replace(CASE, request=Request(path="/trees/{treeId}"))
    sent = Exchange(
        case=planned,
        request=Request(path="/trees/oak"),
        outcome=Answer(status=200),
        started_at=0,
        elapsed=0,
        bindings={"treeId": "oak"},
    )
    found = replayed(recorded(sent), {})
    assert (found.request.path, found.case.request.path) == ("/trees/oak", "/trees/{treeId}")


def test_latency_and_timeline_need_no_recording() -> None:
    recorder = Recorder()
    recorder.add(exchange(0))
    recorder.add(exchange(1, status=429))
    assert recorder.latency is not None
    assert recorder.timeline is not None
    assert (recorder.latency.count, sum(recorder.timeline.throttled)) == (2, 1)


def test_what_is_discarded_leaves_the_earlier_recording(tmp_path: Path) -> None:
    exchanges.write([], tmp_path / exchanges.NAME)
    before = (tmp_path / exchanges.NAME).read_bytes()
    recorder = Recorder.into(tmp_path)
    recorder.add(exchange(0))
    recorder.discard()
    assert [file.name for file in tmp_path.iterdir()] == [exchanges.NAME]
    assert (tmp_path / exchanges.NAME).read_bytes() == before


def test_a_folder_that_vanishes_is_told_and_raises_nothing(tmp_path: Path) -> None:
    recorder = Recorder.into(tmp_path / "gone")
    recorder.add(exchange(0))
    shutil.rmtree(tmp_path / "gone")
    assert recorder.close() is None
    assert recorder.trouble == "the recording cannot be written (No such file or directory)"


def test_a_recording_for_which_the_disk_has_no_room_leaves_it_to_the_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: exchanges.Writer, _entry: exchanges.Entry) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    recorder = Recorder.into(tmp_path)
    monkeypatch.setattr(exchanges.Writer, "add", full)
    recorder.add(exchange(0))
    assert recorder.trouble == "the recording cannot be written (No space left on device)"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write to"):
        Recorder.into(tmp_path / "file")
