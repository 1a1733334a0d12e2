"""The committed descriptions are page + overlay, valid, and every conflict on the page is settled."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from spec.contract import EDITIONS, SHIPPED, load
from spec.derive import DecisionError, Derivation, derive, settle
from spec.derive.build import main

ROOT = Path(__file__).parents[3]
CONTRACTS = ROOT / "spec" / "contracts"
FOLDERS = dict(zip(EDITIONS, SHIPPED, strict=True))
PAGES = ROOT.parent / "shared" / "pages"

COLLECTION = "/voice-connectors/{voiceConnectorId}/proxy-sessions"

needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason="the documentation pages are not beside the repository")


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def data(contract: str, file: str) -> dict[str, Any]:
    """A file of a shipped contract, read once."""
    text = (CONTRACTS / contract / file).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


@pytest.fixture
def document(edition: str) -> dict[str, Any]:
    return data(FOLDERS[edition], "openapi.yaml")


@pytest.fixture
def overlay(edition: str) -> dict[str, Any]:
    return data(FOLDERS[edition], "overlay.yaml")


@needs_pages
def test_the_command_writes_what_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SHIPPED:
        (tmp_path / name).mkdir()
        (tmp_path / name / "overlay.yaml").write_bytes((CONTRACTS / name / "overlay.yaml").read_bytes())
    monkeypatch.setattr("spec.derive.build._CONTRACTS", tmp_path)
    main([str(PAGES)])
    for name in SHIPPED:
        written = (tmp_path / name / "openapi.yaml").read_bytes()
        assert written == (CONTRACTS / name / "openapi.yaml").read_bytes()


def test_is_valid_openapi(document: dict[str, Any]) -> None:
    from openapi_spec_validator import validate

    validate(document)


def test_every_conflict_has_its_decision(document: dict[str, Any], overlay: dict[str, Any]) -> None:
    decided = {conflict["id"]: conflict["decision"] for conflict in document["x-conflicts"]}
    assert decided == overlay["x-decisions"]


def test_every_conflict_of_the_first_edition_is_found() -> None:
    document = data(SHIPPED[0], "openapi.yaml")
    session = "response.body.ProxySession"
    assert {conflict["id"] for conflict in document["x-conflicts"]} == {
        f"{session}.optional",
        f"{session}.Participants.items.optional",
        f"{session}.CreatedTimestamp.example-type",
        f"{session}.UpdatedTimestamp.example-type",
        *(
            f"{session}.{name}.example-null"
            for name in ("EndedTimestamp", "GeoMatchLevel", "GeoMatchParams", "Name", "NumberSelectionBehavior")
        ),
        f"{session}.Capabilities.example-order",
        f"{session}.Participants.example-order",
    }


def test_the_description_allows_the_example(document: dict[str, Any]) -> None:
    """What one edition's page shows is right in both, but for the order of the list members."""
    first, answer = (
        found["paths"][COLLECTION]["post"]["responses"]["201"]["content"]["application/json"]
        for found in (data(SHIPPED[0], "openapi.yaml"), document)
    )
    Draft202012Validator(answer["schema"]).validate(first["example"])


def test_members_that_may_be_unset(document: dict[str, Any]) -> None:
    operation = document["paths"][COLLECTION]["post"]
    schema = operation["responses"]["201"]["content"]["application/json"]["schema"]
    session = schema["properties"]["ProxySession"]
    nullable = {name for name, member in session["properties"].items() if "null" in member["type"]}
    assert nullable == session["properties"].keys() - set(session["required"])


@pytest.mark.parametrize(
    ("edition", "expected"), [("2018-05-01", ["number", "string"]), ("2022-08-03", "string")], indirect=["edition"]
)
def test_forms_of_a_timestamp(document: dict[str, Any], expected: object) -> None:
    operation = document["paths"][COLLECTION]["post"]
    schema = operation["responses"]["201"]["content"]["application/json"]["schema"]
    assert schema["properties"]["ProxySession"]["properties"]["CreatedTimestamp"]["type"] == expected


def test_a_conflict_without_a_decision_is_refused(derived: Derivation) -> None:
    with pytest.raises(DecisionError, match="without a decision") as caught:
        settle(derived, {})
    assert set(caught.value.unsettled) == {conflict.id for conflict in derived.conflicts}


def test_a_decision_without_a_conflict_is_refused(derived: Derivation) -> None:
    decisions = {conflict.id: "so" for conflict in derived.conflicts}
    with pytest.raises(DecisionError, match="without a conflict: gone") as caught:
        settle(derived, {"x-decisions": {**decisions, "gone": "so"}})
    assert (caught.value.unsettled, caught.value.stale) == ((), ("gone",))


def test_settled_conflicts_carry_their_decisions(derived: Derivation) -> None:
    settled = settle(derived, {"x-decisions": {conflict.id: "so" for conflict in derived.conflicts}})
    assert {conflict["decision"] for conflict in settled["x-conflicts"]} == {"so"}


@needs_pages
def test_deriving_does_not_depend_on_the_order_of_type_pages() -> None:
    types = [PAGES / "ProxySession.2018-05-01.txt", PAGES / "GeoMatchParams.2022-08-03.md"]
    page = PAGES / "CreateProxySession.2018-05-01.txt"
    assert derive(page, types=types) == derive(page, types=types[::-1])


@pytest.mark.parametrize("name", SHIPPED)
def test_every_operation_and_each_of_its_answers_is_described(name: str) -> None:
    """`Success.` is what deriving writes of an answer of which nothing else is said."""
    contract = load(name)
    silent = [
        operation.name
        for operation in contract.operations.values()
        if "summary" not in operation.definition
        or operation.name not in contract.words["operations"]
        or any(answer["description"] == "Success." for answer in operation.definition["responses"].values())
    ]
    assert silent == []
