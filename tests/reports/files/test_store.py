from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reports.files import codec, schema, store
from reports.run.record import FORMAT, Record
from tests.reports import sample

RECORDS = [sample.perfect(), sample.five_faults(), sample.unreachable(), sample.hostile()]


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_validates_against_the_schema(record: Record) -> None:
    validator = jsonschema.Draft202012Validator(schema.schema())
    assert [error.message for error in validator.iter_errors(json.loads(store.dump(record)))] == []


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schema())


def test_the_schema_is_the_one_that_the_dataclasses_state() -> None:
    assert json.loads(json.dumps(schema.generated())) == schema.schema()


def test_every_member_of_the_record_is_described() -> None:
    properties = schema.schema()["$defs"]["Record"]["properties"]
    assert [name for name, stated in properties.items() if "description" not in stated] == []


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
        (json.dumps(codec.plain(sample.perfect()) | {"format": 99}), "format 99 is newer"),
        (json.dumps(codec.plain(sample.perfect()) | {"seed": "7"}), r"Expected `int`, got `str` - at `\$.seed`"),
    ],
    ids=["text", "deep", "list", "foreign", "newer", "mistyped"],
)
def test_what_is_no_record_is_refused(content: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(store.RecordError, match=problem) as caught:
        store.load(tmp_path / "run.json")
    assert caught.value.hint


def test_a_missing_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(store.RecordError, match="cannot be read"):
        store.load(tmp_path / "none.json")


def test_a_folder_stands_for_the_record_in_it(tmp_path: Path) -> None:
    store.write(sample.perfect(), tmp_path / "run.json")
    assert store.load(tmp_path) == sample.perfect()


def test_a_record_of_the_first_format_is_read(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps(first_format()), encoding="utf-8-sig")
    record = store.load(tmp_path / "run.json")
    assert (record.contract, record.operations) == ("chime-2018-05-01", ("CreateProxySession",))
    assert {clause.operation for clause in record.clauses} == {"CreateProxySession"}
    assert (record.latency, record.changes, record.format) == (None, None, FORMAT)


@pytest.mark.parametrize("clauses", [5, [5], {"a": 1}, "ab"])
def test_a_record_of_the_first_format_may_be_no_record(clauses: object, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps(first_format() | {"clauses": clauses}))
    with pytest.raises(store.RecordError, match="no run record"):
        store.load(tmp_path / "run.json")


def first_format() -> dict[str, Any]:
    """A record as version 0.1.0 wrote it."""
    later = {"contract", "operations", "past", "timeline"}
    plain = {name: value for name, value in codec.plain(sample.perfect()).items() if name not in later}
    clauses = [{name: value for name, value in clause.items() if name != "operation"} for clause in plain["clauses"]]
    changed = {"edition": "2018-05-01", "format": 1, "clauses": clauses, "latency": {}, "changes": {}, "recording": []}
    return plain | changed


@pytest.mark.parametrize("url", [None, 5, [], {}])
def test_a_record_of_no_target_is_refused(url: object, tmp_path: Path) -> None:
    plain = json.loads(store.dump(sample.perfect()))
    (tmp_path / "run.json").write_text(json.dumps({**plain, "target": {"url": url}}), encoding="utf-8")
    with pytest.raises(store.RecordError, match="its target has no URL"):
        store.load(tmp_path / "run.json")
