"""Records and recordings of others: anything in them is either what a run writes, or one sentence."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.recordings.foreign import _is_ours, checked, stated
from conformance.engine.recordings.recording import recorded as recorded_as
from conformance.engine.recordings.recording import replayed
from conformance.engine.recordings.rerun import settings_of
from conformance.errors import UsageError
from conformance.wire.exchange import Exchange, Failure
from reports.files.exchanges import NAME, Entry, read
from reports.files.formats import RecordError
from reports.files.store import load
from spec.contract import load as load_contract
from strategies.request import Case, Request
from tests.conformance.support import chime

BAD: tuple[Any, ...] = (
    None,
    7,
    -1,
    1e400,
    1e308,
    10**30,
    "\ud800",
    True,
    "",
    "x\x1b]0;a\x07",
    "../..",
    "http://a..b",
    [],
    {},
    [[[]]],
    {"a": []},
)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small run against the reference: its record is read thousands of times."""
    folder = tmp_path_factory.mktemp("recorded")
    small = ("--depth", "smoke", "--select", "request.body.Name.*")
    assert chime("run", *small, "--output", str(folder)).status == 0
    return folder


def test_a_record_names_its_connector_in_what_can_be_sent(recorded: Path) -> None:
    record = load(recorded / "run.json")
    wrong = replace(record, target={**record.target, "voice_connector_id": "a\ud800"})
    with pytest.raises(UsageError, match="no usable voice_connector_id"):
        checked(wrong)


def places(document: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document; of a list only the first."""
    pairs = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document[:1])
        if isinstance(document, list)
        else ()
    )
    for key, value in pairs:
        yield (*before, key)
        yield from places(value, (*before, key))


def replaced(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(document))
    inner = copy
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return copy


def used(path: Path) -> None:
    """Read the record and its recording as `judge` does."""
    record = load(path)
    contract = checked(record)
    for _ in stated(read(path), contract):
        pass
    settings_of(record)


def sentence(path: Path) -> str:
    """What is said of a record; "" where it can be used."""
    try:
        used(path)
    except (UsageError, RecordError) as error:
        return str(error)
    return ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["target", "contract", "operations", "depth", "clauses", "findings", "suite", "seed", "format"]
)
def test_a_record_that_no_run_writes_is_one_sentence(name: str, recorded: Path, tmp_path: Path) -> None:
    document = json.loads((recorded / "run.json").read_text())
    (tmp_path / NAME).write_bytes((recorded / NAME).read_bytes())
    for place in (place for place in places({name: document[name]})):
        for value in BAD:
            (tmp_path / "run.json").write_text(json.dumps(replaced(document, place, value)))
            assert "\n" not in sentence(tmp_path / "run.json")


@pytest.mark.slow
def test_an_exchange_that_no_run_writes_is_one_sentence(recorded: Path, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes((recorded / "run.json").read_bytes())
    entry = json.loads(gzip.decompress((recorded / NAME).read_bytes()).splitlines()[0])
    for place in places(entry):
        for value in BAD:
            line = json.dumps(replaced(entry, place, value)).encode()
            (tmp_path / NAME).write_bytes(gzip.compress(line + b"\n"))
            assert "\n" not in sentence(tmp_path / "run.json")


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [b"", b"no gzip", gzip.compress(b"{")[:-4], gzip.compress(b"[" * 100_000), gzip.compress(b"\xff")],
    # Packed bytes hold the time: as names they would differ from one process of the tests to the next.
    ids=["empty", "not-packed", "cut-short", "nested", "not-text"],
)
def test_a_recording_that_is_none_is_one_sentence(data: bytes, recorded: Path, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes((recorded / "run.json").read_bytes())
    (tmp_path / NAME).write_bytes(data)
    assert "\n" not in sentence(tmp_path / "run.json")


@pytest.mark.slow
def test_a_recording_that_unpacks_to_a_great_deal_is_not_read_to_its_end(recorded: Path, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes((recorded / "run.json").read_bytes())
    (tmp_path / NAME).write_bytes(gzip.compress(b" " * (1 << 20)) * 200)
    assert "unpacks to more than any run writes" in sentence(tmp_path / "run.json")


@pytest.mark.slow
def test_a_run_of_our_own_can_be_used(recorded: Path) -> None:
    assert sentence(recorded / "run.json") == ""


def unanswered(request: Request, operation: str = "") -> Entry:
    """The entry of a request that was not answered."""
    return recorded_as(
        Exchange(
            case=Case(id="c", clause="a", request=request, operation=operation),
            request=request,
            outcome=Failure(kind="timeout", detail=""),
            started_at=0,
            elapsed=0,
        )
    )


@pytest.mark.parametrize(("path", "expected"), [("/a", True), ("/\ud800", False), ("/\u00e9", False)])
def test_a_path_is_as_it_goes_over_the_wire(path: str, expected: bool) -> None:  # noqa: FBT001 - data
    assert _is_ours(unanswered(Request(path=path)), load_contract()) is expected


@pytest.mark.parametrize(("forgery", "expected"), [("unsigned", True), ("changed-body", False), ("other", False)])
def test_a_forgery_is_one_of_the_operation(forgery: str, expected: bool) -> None:  # noqa: FBT001 - data
    entry = unanswered(Request(path="/a", forgery=forgery), "GetProxySession")
    assert _is_ours(entry, load_contract("chime-sdk-voice-2022-08-03")) is expected


def test_ids_do_not_multiply_a_path() -> None:
    request = Request(path="/" + "a" * 1000)
    entry = replace(unanswered(request), bindings={"a" * number: "a" for number in range(100, 104)})
    assert request.path == replayed(entry, {}).case.request.path
