from __future__ import annotations

import os
from pathlib import Path

import pytest

from reports.files import exchanges, store
from reports.writers import foreign, sweep, write_all
from tests.reports import sample

NAMES = {"run.json", "report.html", "junit.xml", "summary.md", "badge.svg"}


def fill_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the disk be full when the report of this name is written."""

    def full(path: Path, content: bytes) -> Path:
        if path.name == name:
            raise OSError(28, "no space left")
        return real(path, content)

    real = store._stage
    monkeypatch.setattr(store, "_stage", full)


def test_all_reports_are_written(tmp_path: Path) -> None:
    write_all(sample.five_faults(), tmp_path / "new" / "folder")
    assert {found.name for found in (tmp_path / "new" / "folder").iterdir()} == NAMES


def test_the_written_record_is_the_record(tmp_path: Path) -> None:
    write_all(sample.hostile(), tmp_path)
    assert store.load(tmp_path / "run.json") == sample.hostile()


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_those_may_read_the_reports_whom_the_umask_lets(mask: int, mode: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        write_all(sample.perfect(), tmp_path)
    finally:
        os.umask(before)
    assert {found.stat().st_mode & 0o777 for found in tmp_path.iterdir()} == {mode}


def test_a_failure_half_way_replaces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(sample.perfect(), tmp_path)
    before = {found.name: found.read_bytes() for found in tmp_path.iterdir()}

    fill_at(monkeypatch, "junit.xml")
    with pytest.raises(OSError, match="no space"):
        write_all(sample.five_faults(), tmp_path)
    assert {found.name: found.read_bytes() for found in tmp_path.iterdir()} == before


def test_where_nothing_stood_what_can_be_written_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_at(monkeypatch, "report.html")
    with pytest.raises(OSError, match="no space"):
        write_all(sample.five_faults(), tmp_path)
    assert {found.name for found in tmp_path.iterdir()} == NAMES - {"report.html"}


def test_a_full_disk_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: int) -> None:
        raise OSError(28, f"no space left for {path.name} {mode}")

    monkeypatch.setattr("pathlib.Path.chmod", refuse)
    with pytest.raises(OSError, match="no space"):
        store.replace_text(tmp_path / "run.json", "{}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        write_all(sample.perfect(), tmp_path / "file")


@pytest.mark.parametrize("name", sorted(NAMES | {"exchanges.jsonl.gz"}))
def test_what_others_have_made_is_not_ours_to_replace(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("<p>the quarterly figures</p>", encoding="utf-8")
    assert foreign(tmp_path) == tmp_path / name


@pytest.mark.parametrize("make", ["mkdir", "symlink", "mkfifo"])
def test_what_is_no_file_is_not_ours(make: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    if make == "symlink":
        path.symlink_to("gone")
    else:
        getattr(os, make)(path)
    assert foreign(tmp_path) == path


def test_earlier_reports_of_ours_are_replaced(tmp_path: Path) -> None:
    assert foreign(tmp_path / "new") is None
    write_all(sample.five_faults(), tmp_path)
    assert foreign(tmp_path) is None


def test_each_report_counts_by_its_own_mark(tmp_path: Path) -> None:
    write_all(sample.hostile(), tmp_path / "written")
    exchanges.write([], tmp_path / "written" / exchanges.NAME)
    for name in (*NAMES, exchanges.NAME):
        (tmp_path / name).mkdir()
        (tmp_path / "written" / name).rename(tmp_path / name / name)
    assert [name for name in (*NAMES, exchanges.NAME) if foreign(tmp_path / name)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    {
        "junit.xml": '<testsuites name="chime-conformance-mock"><testsuite name="unit"/></testsuites>',
        "report.html": "<!doctype html><html><title>Notes</title><p>What I think of chime-conformance</p></html>",
        "summary.md": "# Notes on chime-conformance\n",
        "badge.svg": "<svg><!-- chime-conformance --></svg>",
        "run.json": '{"notes": "see chime-conformance"}',
        "exchanges.jsonl.gz": '{"case": 1}',
    }.items(),
)
def test_a_file_of_others_beside_reports_of_ours_is_found(name: str, text: str, tmp_path: Path) -> None:
    write_all(sample.five_faults(), tmp_path)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert foreign(tmp_path) == tmp_path / name


def test_what_a_killed_run_had_not_put_in_its_place_is_removed(tmp_path: Path) -> None:
    left = store._stage(tmp_path / "run.json", b"{")
    kept = [tmp_path / name for name in (".run.json.tmp", ".run.json.mine.tmp", ".other.abcdefgh.tmp", "run.json")]
    for path in (*kept, tmp_path / ".exchanges.jsonl.gz.ab_12345.tmp"):
        path.write_text("mine")
    sweep(tmp_path)
    assert (left.exists(), sorted(tmp_path.iterdir())) == (False, sorted(kept))
