"""What others wrote is read within bounds, and every trouble is one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spec.reading import files
from spec.reading.documents import parse_json
from spec.reading.files import FileError, _opened, is_file, is_folder, read_bytes, read_json, read_text


def problem(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read_json(path)
    assert str(caught.value) == f"{path}: {caught.value.problem}"
    return caught.value.problem


def test_text_is_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    for data in ("é".encode(), "é".encode("utf-8-sig")):
        (tmp_path / "a").write_bytes(data)
        assert read_text(tmp_path / "a") == "é"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_named(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a").write_bytes("\ufeffé".encode(encoding))
    assert problem(tmp_path / "a") == "is in UTF-16; save it as UTF-8"


def test_other_bytes_are_placed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a\xff")
    assert problem(tmp_path / "a") == "is no UTF-8 (byte 2)"


def test_no_more_is_read_than_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_bytes(tmp_path / "a", 5) == b"12345"
    with pytest.raises(FileError, match="larger than"):
        read_bytes(tmp_path / "a", 4)
    with pytest.raises(FileError, match="larger than"):
        read_bytes(Path("/dev/zero"), 4)


@pytest.mark.parametrize("name", ["missing", "", "a\0b", "x" * 5000])
def test_what_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    assert problem(tmp_path / name).startswith("cannot be read (")


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a":' * 100_000, "9" * 10_000, "\0"])
def test_what_is_no_json_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_text(text)
    assert problem(tmp_path / "a").startswith("is no JSON (")
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)


@pytest.mark.parametrize("way", ["", "/dev/..", "/proc/self/root"])
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path, way: str) -> None:
    os.mkfifo(tmp_path / "a")
    assert problem(Path(f"{way}{tmp_path}/a")) == "is a pipe"


def test_a_file_that_never_ends_as_those_of_a_kernel_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    descriptor = _opened(tmp_path / "a")
    assert not os.get_blocking(descriptor)
    os.close(descriptor)


def test_a_device_says_what_it_has_and_is_not_waited_for() -> None:
    outside, terminal = os.openpty()
    assert read_text(Path(os.ttyname(terminal))) == ""
    assert read_text(Path("/dev/null")) == ""
    os.close(outside)
    os.close(terminal)


def test_the_pipe_that_a_shell_makes_is_read() -> None:
    out, into = os.pipe()
    os.write(into, b"told")
    os.close(into)
    assert read_text(Path(f"/dev/fd/{out}")) == "told"
    os.close(out)


def test_a_pipe_through_which_nothing_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0)
    out, into = os.pipe()
    assert problem(Path(f"/dev/fd/{out}")) == "is a pipe through which nothing came for 0 seconds"
    os.close(out)
    os.close(into)


def test_json_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"a": [1]}')
    assert read_json(tmp_path / "a") == {"a": [1]}


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b", "missing"])
def test_at_a_path_that_is_none_there_is_nothing(tmp_path: Path, name: str) -> None:
    assert (is_file(tmp_path / name), is_folder(tmp_path / name)) == (False, False)
