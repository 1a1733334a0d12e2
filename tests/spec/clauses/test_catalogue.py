"""The catalogue: every clause of a contract's operations, with its id, its level and what tests it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from spec.clauses.catalogue import Catalogue, catalogue
from spec.clauses.checks import CHECKS
from spec.clauses.clause import Evidence, Level
from spec.contract import SHIPPED, ContractError

# A contract of a few operations of other kinds: every location of a parameter, maps, unions, no body, several errors.
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Trees", "version": "1"},
    "paths": {
        "/groves/{groveId}/trees/{treeId}": {
            "get": {
                "operationId": "GetTree",
                "parameters": [
                    {"name": "groveId", "in": "path", "required": True, "schema": {"type": "string", "minLength": 2}},
                    {"name": "treeId", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "depth", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9}},
                    {"name": "x-season", "in": "header", "schema": {"type": "string", "enum": ["dry", "wet"]}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "leaves": {
                                            "type": "object",
                                            "additionalProperties": {"type": "string", "maxLength": 3},
                                            "propertyNames": {"pattern": "^[a-z]+$"},
                                        }
                                    },
                                }
                            }
                        }
                    },
                    "400": {"x-errors": ["BadTree", "WorseTree"]},
                    "409": {"x-errors": ["Conflict"]},
                },
            },
            "delete": {
                "operationId": "FellTree",
                "parameters": [
                    {"name": "groveId", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "treeId", "in": "path", "required": True, "schema": {"type": "string"}},
                ],
                "responses": {"204": {}, "404": {"x-errors": ["NoTree"]}},
            },
        },
        "/groves/{groveId}/trees": {
            "post": {
                "operationId": "PlantTree",
                "parameters": [{"name": "groveId", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["kind"],
                                "properties": {
                                    "kind": {
                                        "type": "object",
                                        "properties": {"oak": {"type": "string"}, "elm": {"type": "boolean"}},
                                        "oneOf": [{"required": ["oak"]}, {"required": ["elm"]}],
                                    },
                                    "tags": {"type": "object", "minProperties": 1},
                                },
                            }
                        }
                    },
                },
                "responses": {"202": {}, "400": {"x-errors": ["BadTree"]}},
            }
        },
    },
}


@pytest.fixture
def trees(tmp_path: Path) -> Catalogue:
    return catalogue(_written(tmp_path, {}), ("all",))


def _written(folder: Path, contract: dict[str, Any]) -> str:
    for name, content in (("openapi", DOCUMENT), ("contract", contract), ("ledger", {"clauses": []})):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_default_operation_of_a_shipped_contract_has_ids_without_a_prefix(name: str) -> None:
    assert {"request.robustness", "request.path.voiceConnectorId.pattern", "response.status.201"} <= {
        clause.id for clause in catalogue(name)
    }
    assert {clause.operation for clause in catalogue(name)} == {"CreateProxySession"}


def test_ids_of_another_operation_begin_with_its_name(trees: Catalogue) -> None:
    assert trees.operations == ("GetTree", "FellTree", "PlantTree")
    assert all(clause.id.startswith(f"{clause.operation}.") for clause in trees)


@pytest.mark.parametrize(
    "local",
    [
        "request.path.groveId.minLength",
        "request.query.depth.type",
        "request.query.depth.maximum",
        "request.query.depth.optional",
        "request.header.x-season.enum",
        "response.body.leaves.values.maxLength",
        "response.body.leaves.keys.pattern",
    ],
)
def test_every_keyword_of_a_parameter_or_a_map_is_a_clause(trees: Catalogue, local: str) -> None:
    assert trees[f"GetTree.{local}"].checks


def test_a_union_and_the_size_of_a_map_are_clauses(trees: Catalogue) -> None:
    assert trees["PlantTree.request.body.kind.oneOf"].sentence == "kind has exactly one of oak or elm."
    assert trees["PlantTree.request.body.tags.minProperties"].sentence == "tags has at least 1 member."


def test_text_cannot_be_of_a_wrong_type_outside_a_body(trees: Catalogue) -> None:
    assert trees["GetTree.request.header.x-season.type"].excluded == (
        "Everything in a header is text; no request can break this."
    )


def test_a_parameter_at_the_end_is_not_missed_where_the_rest_is_another_operation(trees: Catalogue) -> None:
    assert "PlantTree" in trees["FellTree.request.path.treeId.required"].excluded
    assert trees["FellTree.request.path.groveId.required"].checks


def test_an_operation_without_a_body_has_no_clause_on_one(trees: Catalogue) -> None:
    assert not [clause.id for clause in trees if clause.id.startswith("GetTree.request.body")]
    assert trees["FellTree.response.body.empty"].check == "answered"
    assert "FellTree.response.contentType" not in trees


def test_of_errors_with_one_status_the_first_is_tested(trees: Catalogue) -> None:
    assert trees["GetTree.error.BadTree.status"].sentence == "Invalid input is answered 400."
    assert trees["GetTree.error.BadTree.type"].checks
    assert "BadTree" in trees["GetTree.error.WorseTree.type"].excluded
    assert trees["GetTree.error.Conflict.status"].excluded


def test_where_no_error_is_documented_the_protocol_says_what_is_right(trees: Catalogue) -> None:
    invalid, missing = trees["FellTree.error.invalid.status"], trees["GetTree.error.missing.status"]
    assert (invalid.level, missing.level) == (Level.SHOULD, Level.SHOULD)
    assert missing.sentence == "A grove or tree that does not exist is answered 404, or as invalid input is."
    assert "PlantTree.error.invalid.status" not in trees


def test_only_the_contracts_own_source_binds(tmp_path: Path) -> None:
    derived = catalogue(_written(tmp_path, {"source": "model"}))
    clause = derived["GetTree.request.query.depth.maximum"]
    assert (clause.level, clause.evidence) == (Level.MUST, Evidence.MODEL)
    assert derived["GetTree.request.path"].level is Level.SHOULD


@pytest.mark.parametrize("name", SHIPPED)
def test_every_clause_names_its_check_or_the_reason_for_none(name: str) -> None:
    for clause in catalogue(name, ("all",)):
        assert bool(clause.excluded) != bool(clause.checks), clause.id
        assert clause.excluded or clause.check in CHECKS, clause.id


def test_an_unknown_operation_is_told(trees: Catalogue) -> None:
    with pytest.raises(ContractError, match="there is no operation ListTrees"):
        catalogue(trees.contract, ("ListTrees",))


def described(folder: Path, operation: dict[str, Any], path: str = "/trees/{name}") -> Catalogue:
    """The catalogue of a contract of one operation, `GrowTree`, whose `/trees` somebody else reads."""
    operation = {"operationId": "GrowTree", "responses": {"200": {"description": "."}}, **operation}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Trees", "version": "1"},
        "paths": {path: {"post": operation}},
        "x-other-operations": {"/trees": {"get": "ListTrees"}},
    }
    stated = {"title": "Trees", "version": "1", "source": "model"}
    for name, content in (("openapi", document), ("contract", stated), ("ledger", {"clauses": []})):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return catalogue(str(folder), ("all",))


def test_a_name_at_the_end_is_not_missed_where_the_rest_is_an_operation_left_out(tmp_path: Path) -> None:
    named = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    found = described(tmp_path, {"parameters": [named]})["GrowTree.request.path.name.required"]
    assert found.excluded == "Without it the path is that of GET /trees, another operation."


@pytest.mark.parametrize(("fresh", "excluded"), [(True, True), (False, False)])
def test_only_what_the_request_does_not_create_may_be_unknown(tmp_path: Path, *, fresh: bool, excluded: bool) -> None:
    named = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "x-fresh": fresh}}
    answers = {"200": {"description": "."}, "404": {"description": ".", "x-errors": ["NoTree"]}}
    found = described(tmp_path, {"parameters": [named], "responses": answers})["GrowTree.error.NoTree.status"]
    assert bool(found.excluded) == excluded


@pytest.mark.parametrize(
    ("location", "schema", "keyword", "excluded"),
    [
        ("header", {"type": "string", "minLength": 0}, "minLength", True),
        ("query", {"type": "string", "minLength": 2}, "minLength", False),
        ("query", {"type": "array", "items": {"type": "string"}, "minItems": 1}, "minItems", True),
        ("query", {"type": "array", "items": {"type": "string"}, "minItems": 2}, "minItems", False),
    ],
)
def test_what_no_text_outside_a_body_breaks_is_not_tested(
    tmp_path: Path, location: str, schema: dict[str, object], keyword: str, *, excluded: bool
) -> None:
    given = {"name": "tree", "in": location, "required": False, "schema": schema}
    found = described(tmp_path, {"parameters": [given]})[f"GrowTree.request.{location}.tree.{keyword}"]
    assert bool(found.excluded) == excluded


@pytest.mark.parametrize(("width", "excluded"), [("int64", True), ("timestamp", False)])
def test_how_a_number_is_held_is_no_bound(tmp_path: Path, width: str, *, excluded: bool) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "number", "format": width}}}
    body = {"content": {"application/json": {"schema": schema}}}
    found = described(tmp_path, {"requestBody": body}, "/trees")["GrowTree.request.body.age.format"]
    assert bool(found.excluded) == excluded


@pytest.mark.parametrize(("least", "excluded"), [(1, True), (2, False)])
def test_that_a_page_token_has_a_character_cannot_be_broken(tmp_path: Path, least: int, *, excluded: bool) -> None:
    token = {"name": "next", "in": "query", "schema": {"type": "string", "minLength": least}}
    pages = {"token": "$request.query.next", "next": "$response.body#/next", "items": "$response.body#/trees"}
    found = described(tmp_path, {"parameters": [token], "x-pagination": pages}, "/trees")
    assert bool(found["GrowTree.request.query.next.minLength"].excluded) == excluded


@pytest.mark.parametrize(("least", "excluded"), [(0, True), (1, False)])
def test_that_a_page_token_of_a_body_may_be_empty_cannot_be_shown(
    tmp_path: Path, least: int, *, excluded: bool
) -> None:
    schema = {"type": "object", "properties": {"next": {"type": "string", "minLength": least}}}
    pages = {"token": "$request.body#/next", "next": "$response.body#/next", "items": "$response.body#/trees"}
    body = {"content": {"application/json": {"schema": schema}}}
    found = described(tmp_path, {"requestBody": body, "x-pagination": pages}, "/trees")
    assert bool(found["GrowTree.request.body.next.minLength"].excluded) == excluded


def test_of_two_names_beside_one_another_the_second_is_not_missed(tmp_path: Path) -> None:
    named = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in ("wood", "name")]
    found = described(tmp_path, {"parameters": named}, "/woods/{wood}/{name}/rings")
    reasons = [found[f"GrowTree.request.path.{name}.required"].excluded for name in ("wood", "name")]
    assert reasons == ["", "A path without it is one without wood."]


@pytest.mark.parametrize(("most", "excluded"), [(1_048_576, False), (1_048_577, True)])
def test_a_bound_that_no_request_of_a_suite_goes_beyond_is_not_tested(
    tmp_path: Path, most: int, *, excluded: bool
) -> None:
    schema = {"type": "object", "properties": {"text": {"type": "string", "maxLength": most}}}
    body = {"content": {"application/json": {"schema": schema}}}
    found = described(tmp_path, {"requestBody": body}, "/trees")["GrowTree.request.body.text.maxLength"]
    assert bool(found.excluded) == excluded


def test_a_clause_in_words_links_to_the_anchor_of_its_place() -> None:
    found = catalogue("chime-sdk-voice-2022-08-03", ("CreateProxySession",))
    assert found["response.status.201"].url.partition("#")[2] == "API_voice-chime_CreateProxySession_ResponseSyntax"


def test_where_an_error_may_be_named_stands_with_its_clause(trees: Catalogue) -> None:
    notes = {clause.note for clause in trees if clause.id.endswith(".type") and ".error." in f".{clause.id}"}
    assert notes == {"The name may stand in x-amzn-ErrorType or as __type, code or Code of the body."}
