"""Someone else's contract points nowhere outside itself, and every trouble with it is one sentence."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from conformance.oracle.schemas import Checker
from spec.clauses.catalogue import catalogue
from spec.contract import ContractError
from spec.reading.contract_checks import problem, retrieve

CONTRACT = Path("spec/contracts/chime-2018-05-01")
PATTERN = re.compile(r"pattern: .*")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(Path(__file__).parents[3] / CONTRACT, tmp_path / "contract"))


def refusal(folder: Path) -> str:
    with pytest.raises(ContractError) as caught:
        catalogue(str(folder))
    return str(caught.value)


@pytest.mark.parametrize(
    "keyword",
    [
        "$ref: file:///etc/passwd",
        "$ref: 'http://127.0.0.1:9/x.json'",
        "$ref: other.yaml",
        "$dynamicRef: 'http://127.0.0.1:9/'",
        "$id: 'http://127.0.0.1:9/'",
        "$schema: 'http://127.0.0.1:9/'",
        "pattern: 5",
        "pattern: '((((a{1,1000}){1,1000}){1,1000}){1,1000})'",
        "minLength: abc",
        "minLength: -5",
        "minLength: 1000000000",
        "enum: 5",
        "type: nothing",
    ],
)
def test_a_schema_that_points_elsewhere_or_is_none_is_refused(folder: Path, keyword: str) -> None:
    file = folder / "openapi.yaml"
    before, _, _ = PATTERN.sub("HERE", file.read_text(), count=1).partition("HERE")
    file.write_text(PATTERN.sub(keyword, file.read_text(), count=1))
    told = re.search(
        r"openapi\.yaml:(\d+): .*(stands for itself|a schema is not valid|no regular expression of ECMA-262|"
        r"more than a request can hold)",
        refusal(folder),
    )
    assert told is not None
    # What points elsewhere is told of the object that it stands in.
    within = 4
    assert int(told[1]) - len(before.splitlines()) in range(-within, 1)


@pytest.mark.parametrize(
    "keyword", ["not: {}", "anyOf: [{}]", "if: {}", "contains: {}", "dependentRequired: {a: [b]}", "enum: []"]
)
def test_a_schema_of_which_no_clause_is_made_is_refused(folder: Path, keyword: str) -> None:
    file = folder / "openapi.yaml"
    file.write_text(PATTERN.sub(keyword, file.read_text(), count=1))
    assert re.search("no clause is made|nothing could be right", refusal(folder))


def test_a_member_may_be_called_like_a_keyword() -> None:
    schema = {"type": "object", "properties": {"not": {"type": "string"}, "if": {}}, "additionalProperties": False}
    wrong = {"type": "object", "properties": {"not": False}}
    told = "a schema is true or false alone, and no clause is made of that"
    assert problem({"schema": schema}) is None
    assert problem({"schema": wrong}) == (("schema", "properties", "not"), told)


@pytest.mark.parametrize(
    ("stated", "path"),
    [
        ({"in": "query", "name": "a", "required": "maybe", "schema": {}}, ("required",)),
        ({"content": {}, "required": 1}, ("required",)),
        ({"schema": {"type": "string", "x-fresh": 3}}, ("schema", "x-fresh")),
        ({"x-readonly": "yes"}, ("x-readonly",)),
    ],
)
def test_what_is_so_or_not_is_true_or_false(stated: dict[str, Any], path: tuple[str, ...]) -> None:
    found = problem(stated)
    assert found is not None
    assert found[0] == path
    assert found[1].endswith(", neither true nor false")


def test_a_member_or_a_header_may_be_called_like_a_flag() -> None:
    schema = {"type": "object", "properties": {"required": {"type": "string"}, "content": {"type": "string"}}}
    assert problem({"schema": schema, "headers": {"x-fresh": {"schema": {"type": "string"}}}}) is None
    assert problem({"example": {"content": "a", "required": "maybe"}}) is None


def nested(times: int, **more: Any) -> dict[str, Any]:
    """Lists in lists."""
    return {"type": "array", "items": nested(times - 1, **more), **more} if times else {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (nested(3, minItems=3_000), "the smallest value"),
        (nested(2, minItems=3_000), "the smallest value"),
        ({**nested(1), "maxItems": 1_000_000, "items": {"type": "string", "minLength": 100_000}}, "the longest list"),
    ],
)
def test_no_value_is_larger_than_a_request_can_hold(schema: dict[str, Any], words: str) -> None:
    found = problem({"schema": {"type": "object", "properties": {"a": schema}}})
    assert found is not None
    assert words in found[1]
    assert problem({"schema": {"type": "object", "properties": {"a": nested(2, minItems=900)}}}) is None


@pytest.mark.parametrize("name", ["a\n::error::b", "a\x1b[2J", "a\u202eb"])
def test_a_member_has_a_name_that_can_be_seen(name: str) -> None:
    assert problem({"schema": {"type": "object", "properties": {name: {"type": "string"}}}}) is not None
    assert problem({"schema": {"type": "object", "properties": {"é-1": {"type": "string"}}}}) is None


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "content-length",
        "Transfer-Encoding",
        "AUTHORIZATION",
        "X-Amz-Target",
        "X-Original-URL",
        "X-Amz-Content-Sha256",
    ],
)
def test_a_contract_has_no_header_that_frames_directs_or_signs_a_message(folder: Path, name: str) -> None:
    file = folder / "openapi.yaml"
    stated = f"      parameters:\n      - {{name: {name}, in: header, schema: {{type: string}}}}\n"
    file.write_text(file.read_text().replace("      parameters:\n", stated, 1))
    assert f"the header {name}, which frames, directs or signs a message" in refusal(folder)


@pytest.mark.parametrize("member", ["Nothing", "'\\e[2J'", "5"])
def test_what_is_required_is_a_member(folder: Path, member: str) -> None:
    file = folder / "openapi.yaml"
    file.write_text(file.read_text().replace("- Capabilities\n", f"- {member}\n", 1))
    assert re.search("is required, and is no member|a schema is not valid", refusal(folder))


@pytest.mark.parametrize("overlay", ["../../../etc/passwd", "/etc/passwd", "a/b", "5", '"a\\0b"', "[]"])
def test_an_overlay_lies_beside_its_contract(folder: Path, overlay: str) -> None:
    with (folder / "contract.yaml").open("a") as file:
        file.write(f"\noverlay: {overlay}\n")
    assert str(folder) in refusal(folder)


@pytest.mark.parametrize("other", ["/etc", ".", "../contract"])
def test_only_a_shipped_contract_serves_another(folder: Path, other: str) -> None:
    file = folder / "contract.yaml"
    file.write_text(re.sub("served_by: .*", f"served_by: {other}", file.read_text()))
    assert "served_by names no shipped contract" in refusal(folder)


@pytest.mark.parametrize(
    "ledger",
    [
        "clauses: 5",
        "clauses: [5]",
        "clauses: [{}]",
        "clauses: [{id: 5}]",
        "clauses: [{id: a, section: b, evidence: page, place: x, sentence: s, checks: [os.system]}]",
        "adjustments: 5",
    ],
)
def test_a_ledger_that_is_none_is_one_sentence(folder: Path, ledger: str) -> None:
    (folder / "ledger.yaml").write_text(f"{ledger}\n")
    assert "\n" not in refusal(folder)


def test_what_a_contract_of_ours_says_is_no_problem() -> None:
    schema: dict[str, Any] = {"type": "string", "pattern": "a", "minLength": 5}
    assert problem({"schema": schema, "$ref": "#/a", "properties": {"$ref": {"type": "string"}}}) is None


def test_nothing_is_fetched_for_a_schema(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"type": "string"}')
    with pytest.raises((ValueError, LookupError), match="is not fetched"):
        Checker("p", {"$ref": (tmp_path / "a.json").as_uri()})
    with pytest.raises(LookupError):
        retrieve("file:///etc/passwd")


PATH = "/voice-connectors/{voiceConnectorId}/proxy-sessions"


@pytest.mark.parametrize(
    "template",
    ["'@elsewhere.example'", "http://elsewhere.example/", "/a/../b", "//elsewhere/x", "/a?b=c", "/a/{id}:delete"],
)
def test_a_path_stays_below_the_target(folder: Path, template: str) -> None:
    """Behind the host of a line to paste, `@elsewhere/` would be another host."""
    file = folder / "openapi.yaml"
    file.write_text(file.read_text().replace(f"  {PATH}:", f"  {template}:", 1))
    assert "is no path" in refusal(folder)


def test_an_overlay_leads_no_path_elsewhere(folder: Path) -> None:
    with (folder / "contract.yaml").open("a") as file:
        file.write("overlay: mine.yaml\n")
    action = "actions:\n  - target: $.paths\n    update:\n      '@elsewhere.example/': {get: {operationId: x}}\n"
    (folder / "mine.yaml").write_text(f"overlay: 1.0.0\ninfo: {{title: mine, version: 1.0.0}}\n{action}")
    assert "is no path" in refusal(folder)


@pytest.mark.parametrize("name", ['"\\e]0;x\\a"', '"a\\nb"', "x" * 257])
def test_an_operation_has_a_printable_name(folder: Path, name: str) -> None:
    file = folder / "openapi.yaml"
    file.write_text(file.read_text().replace("operationId: CreateProxySession", f"operationId: {name}", 1))
    assert "operationId" in refusal(folder)
