from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from reports import store
from reports.record import ClauseResult, Finding, Message, Observation, Record
from tests.reports import sample

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = [sample.perfect(), sample.five_faults(), sample.unreachable(), sample.hostile()]


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_validates_against_the_schema(record: Record) -> None:
    document = json.loads(json.dumps(record.to_json()))
    validator = jsonschema.Draft202012Validator(store.schema())
    assert [error.message for error in validator.iter_errors(document)] == []


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(store.schema())


@pytest.mark.parametrize(
    ("name", "kind"),
    [("clause", ClauseResult), ("finding", Finding), ("message", Message), ("observation", Observation)],
)
def test_the_schema_names_every_field(name: str, kind: type[Any]) -> None:
    assert set(store.schema()["$defs"][name]["properties"]) == {field.name for field in fields(kind)}


def test_the_schema_names_every_field_of_the_record() -> None:
    assert set(store.schema()["properties"]) == {field.name for field in fields(Record)}


@pytest.mark.parametrize("record", RECORDS)
def test_what_is_written_is_read_back(record: Record, tmp_path: Path) -> None:
    store.write(record, tmp_path / "run.json")
    assert store.load(tmp_path / "run.json") == record


def test_a_written_record_is_plain_ascii(tmp_path: Path) -> None:
    store.write(sample.hostile(), tmp_path / "run.json")
    raw = (tmp_path / "run.json").read_bytes()
    assert set(raw) <= set(range(0x20, 0x7F)) | {0x0A}


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        store.replace_text(path, "\ud800")
    assert {found.name: found.read_text(encoding="utf-8") for found in tmp_path.iterdir()} == {"run.json": "old"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("not json", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "no run record"),
        ('{"verdict": "fine"}', "no run record"),
        (json.dumps(replace(sample.perfect(), format=99).to_json()), "format 99 is newer"),
    ],
    ids=["text", "deep", "list", "foreign", "newer"],
)
def test_what_is_no_record_is_refused(content: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(store.RecordError, match=problem) as caught:
        store.load(tmp_path / "run.json")
    assert caught.value.hint


def test_a_missing_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(store.RecordError, match="cannot be read"):
        store.load(tmp_path / "none.json")


def test_an_unknown_member_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(sample.perfect().to_json() | {"surprise": 1}), encoding="utf-8")
    with pytest.raises(store.RecordError, match="surprise"):
        store.load(path)
