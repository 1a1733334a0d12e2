from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reports.files import exchanges, store
from reports.files.exchanges import Body, Entry, Received, Sent, Unanswered
from reports.files.formats import RecordError
from tests.reports import sample

ANSWERED = Entry(
    case="request.body.Name.pattern/near-miss@minimal",
    clause="request.body.Name.pattern",
    change="Name holds \ud800",
    control="control/minimal",
    at=1767322000.125,
    elapsed=0.0012,
    request=Sent(method="POST", path="/a%20b", headers=(("Accept", "*/*"),), body=Body.of(b"{}"), forgery="late"),
    response=Received(status=201, headers=(("A", "b"), ("A", "c")), body=Body.of(b"\xff\x00"), truncated=True),
    operation="CreateProxySession",
    bindings={"proxySessionId": "4b"},
)
SILENT = replace(ANSWERED, control=None, response=None, failure=Unanswered(kind="timeout", detail="no answer"))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    exchanges.write([ANSWERED, SILENT], tmp_path / exchanges.NAME)
    assert list(exchanges.read(tmp_path / "run.json")) == [ANSWERED, SILENT]


@pytest.mark.parametrize("content", [b"", b"{}", "é".encode(), b"\xed\xa0\x80", b"\x00\xff", bytes(range(256)) * 9])
def test_a_body_keeps_its_bytes(content: bytes) -> None:
    assert Body.of(content).content == content


def test_a_run_without_a_recording_has_no_exchanges(tmp_path: Path) -> None:
    store.write(sample.perfect(), tmp_path / "run.json")
    assert list(exchanges.read(tmp_path / "run.json")) == []


def test_the_same_exchanges_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        exchanges.write([ANSWERED], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_interrupted_run_keeps_what_it_has(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Entry]:
        yield ANSWERED
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exchanges.write(interrupted(), tmp_path / exchanges.NAME)
    assert list(exchanges.read(tmp_path / "run.json")) == [ANSWERED]
    assert [found.name for found in tmp_path.iterdir()] == [exchanges.NAME]


def test_a_full_disk_replaces_nothing_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, mode: int) -> None:
        raise OSError(28, f"no space left for {path.name} {mode}")

    exchanges.write([ANSWERED], tmp_path / exchanges.NAME)
    monkeypatch.setattr("pathlib.Path.chmod", full)
    with pytest.raises(OSError, match="no space"):
        exchanges.write([SILENT], tmp_path / exchanges.NAME)
    assert list(exchanges.read(tmp_path / "run.json")) == [ANSWERED]
    assert [found.name for found in tmp_path.iterdir()] == [exchanges.NAME]


@pytest.mark.parametrize(
    "damaged",
    [b"no gzip at all", gzip.compress(b"{}\n"), gzip.compress(b"no JSON\n"), gzip.compress(b"[]\n" * 9000)[:40]],
    ids=["foreign", "mistyped", "text", "cut"],
)
def test_a_damaged_recording_is_told_so(damaged: bytes, tmp_path: Path) -> None:
    (tmp_path / exchanges.NAME).write_bytes(damaged)
    with pytest.raises(store.RecordError, match=r"exchanges\.jsonl\.gz: is damaged"):
        list(exchanges.read(tmp_path / "run.json"))


def test_what_was_read_before_the_damage_is_handed_out(tmp_path: Path) -> None:
    exchanges.write([ANSWERED], tmp_path / exchanges.NAME)
    with (tmp_path / exchanges.NAME).open("ab") as stream:
        stream.write(gzip.compress(b"no JSON"))
    found = exchanges.read(tmp_path / "run.json")
    assert next(found) == ANSWERED
    with pytest.raises(store.RecordError):
        next(found)


_BOMB = base64.b64encode(zlib.compress(bytes(64 << 20), 9)).decode()
_FIRST = {"case": "c", "clause": "d", "change": "", "control": None, "at": 2.0, "elapsed": 0.5}
_ASKED = {"method": "POST", "path": "/a", "headers": [], "body": ""}
_PACKED = {"status": 400, "headers": [], "truncated": False, "body": _BOMB, "encoding": "zlib"}


@pytest.mark.parametrize(
    "entry",
    [
        5,
        {},
        _FIRST | {"request": 5, "outcome": {"kind": "timeout", "detail": ""}},
        _FIRST | {"request": _ASKED, "outcome": {"kind": 5, "detail": ""}},
        _FIRST | {"request": _ASKED, "outcome": _PACKED},
        _FIRST | {"request": _ASKED, "outcome": _PACKED | {"body": "eA=="}},
        _FIRST
        | {"request": _ASKED, "outcome": _PACKED | {"body": base64.b64encode(zlib.compress(b"x")[:-5]).decode()}},
        _FIRST | {"case": None, "request": _ASKED, "outcome": {"kind": "timeout", "detail": ""}},
    ],
    ids=["number", "empty", "request", "outcome", "bomb", "unpacked", "cut", "case"],
)
def test_an_exchange_of_the_first_format_may_be_none(entry: object, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps({"format": 1, "recording": [entry]}))
    with pytest.raises(RecordError, match="exchange that no run writes"):
        list(exchanges.read(tmp_path / "run.json"))


def test_the_recording_of_the_first_format_is_read(tmp_path: Path) -> None:
    request = {"method": "POST", "path": "/a", "headers": [["A", "b"]], "body": "{}"}
    long = base64.b64encode(zlib.compress(b"x" * 2000)).decode()
    outcome = {"status": 400, "headers": [], "truncated": False, "body": long, "encoding": "zlib"}
    entry = {"case": "c", "clause": "d", "change": "", "control": None, "at": 2.0, "elapsed": 0.5, "request": request}
    failed = entry | {"case": "e", "outcome": {"kind": "timeout", "detail": "no answer"}}
    document = {"format": 1, "recording": [entry | {"outcome": outcome}, failed]}
    (tmp_path / "run.json").write_text(json.dumps(document), encoding="utf-8")
    answered, silent = exchanges.read(tmp_path / "run.json")
    assert answered.response is not None
    assert (answered.request.body.content, answered.response.body.content) == (b"{}", b"x" * 2000)
    assert (silent.response, silent.failure) == (None, Unanswered(kind="timeout", detail="no answer"))
