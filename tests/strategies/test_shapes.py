"""Operations of every shape are planned: with or without a body, with parameters of every type and place."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from itertools import takewhile
from typing import Any

import jsonschema_rs
import pytest

from spec.clauses.clause_ids import METHOD, PATH
from spec.operation import Operation
from strategies.controls import additions, combinations, controls, member_classes
from strategies.drawing.generated import generated
from strategies.drawing.schemathesis_cases import schemathesis_cases
from strategies.plan import DEPTHS, deterministic
from strategies.request import Case, Hazard, Kind
from tests.strategies.shapes import SHAPES, TEXT, body, deep, query, shaped


def plan(operation: Operation, depth: str = "standard") -> list[Case]:
    return list(deterministic(operation, {}, DEPTHS[depth]))


@cache
def planned(shape: str, depth: str = "standard") -> list[Case]:
    """The plan of a shape, made once for all tests."""
    return plan(SHAPES[shape], depth)


def sent(cases: list[Case], clause: str) -> list[Any]:
    """What cases that break a clause send, as bodies or paths."""
    breaking = [case for case in cases if case.clause == f"Tried.{clause}" and case.kind is Kind.VIOLATION]
    return [json.loads(case.request.body) if "request.body" in clause else case.request for case in breaking]


@pytest.mark.parametrize("depth", ["smoke", "standard"])
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_planned_with_ids_that_are_unique_and_belong_to_the_operation(name: str, depth: str) -> None:
    cases = planned(name, depth)
    assert Counter(case.id for case in cases).most_common(1)[0][1] == 1
    assert {case.operation for case in cases} == {"Tried"}
    assert all(case.clause.startswith("Tried.") and case.id.startswith(f"{case.clause}/") for case in cases)
    assert {case.control.id for case in cases if case.control} <= {case.id for case in cases}
    assert len(cases) < 7_000


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.has_json_request])
def test_every_valid_body_is_valid_by_the_schema(name: str) -> None:
    operation = SHAPES[name]
    schema = {**operation.request_schema, "$schema": "https://json-schema.org/draft/2020-12/schema"}
    validator = jsonschema_rs.Draft202012Validator(schema)
    cases = [*planned(name), *combinations(operation, {}), *additions(operation, {}, member_classes(operation))]
    # The valid ones are drawn first.
    drawn = takewhile(lambda case: case.kind is Kind.VALID, generated(operation, {}, count=10, seed=1))
    valid = [case for case in [*cases, *drawn] if case.kind in (Kind.CONTROL, Kind.VALID)]
    assert [case.id for case in valid if not validator.is_valid(json.loads(case.request.body))] == []


@pytest.mark.parametrize("name", SHAPES)
def test_every_violation_differs_from_its_control(name: str) -> None:
    wrong = [case for case in planned(name) if case.kind is Kind.VIOLATION]
    assert [case.id for case in wrong if case.control is None or case.request == case.control.request] == []


def test_one_thing_is_named_in_one_way_by_the_query() -> None:
    named = shaped("get", parameters=[query("ownerName", TEXT), query("ownerId", TEXT), query("limit", TEXT)])
    example, full, smallest = (case.request.path.partition("?")[2] for case in controls(named, {"ownerId": "o1"})[:3])
    assert [example, full, smallest] == ["ownerId=o1", "ownerId=o1&limit=0text", ""]


def test_methods_that_a_sibling_documents_are_no_violations() -> None:
    methods = {case.request.method for case in planned("body-optional") if case.clause == f"Tried.{METHOD}"}
    assert methods == {"PUT", "PATCH"}


def test_paths_that_a_sibling_documents_are_no_violations() -> None:
    paths = {case.request.path for case in planned("delete") if case.clause == f"Tried.{PATH}"}
    assert paths == {"/", "/prefix/things/{thingId}", "/things", "/things/{thingId}/other"}


def test_each_parameter_is_broken_alone() -> None:
    requests = sent(planned("get-parameters"), "request.query.max-results.maximum")
    assert {request.path.partition("?")[2].rpartition("max-results=")[2] for request in requests} == {"100", "1048675"}
    (missing,) = sent(planned("get-parameters"), "request.query.max-results.required")[:1]
    assert "max-results" not in missing.path
    values = {
        dict(request.headers)["If-Match"]
        for request in sent(planned("get-parameters"), "request.header.If-Match.pattern")
    }
    assert "0" * 9 not in values
    assert all(value.isascii() and value == value.strip() for value in values)
    flags = sent(planned("get-parameters"), "request.query.deep.type")
    assert {request.path.rpartition("deep=")[2] for request in flags} >= {"text", "2"}


def test_the_full_control_has_every_parameter_written_as_its_type_is() -> None:
    full = controls(SHAPES["get-parameters"], {"bucket": "abc"})[1].request
    assert full.path == (
        "/things/abc/{number}/{thingId}?max-results=42&status=Open&deep=true&since=2023-11-14T22%3A13%3A20Z"
        "&rate=41.5&tag=aza&tag=zaz&tag=aza&0text=0text"
    )
    assert dict(full.headers) == {
        "Accept": "application/json",
        "If-Match": "09af09af",
        "X-When": "Tue, 14 Nov 2023 22:13:20 GMT",
        "X-Flag": "true",
        "x-meta-0text": "0text",
    }


@pytest.mark.parametrize("variant", ["same-alphabet", "last-character", "shorter", "longer"])
def test_an_unknown_id_of_a_created_resource_is_made_when_it_is_bound(variant: str) -> None:
    paths = {case.request.path for case in planned("delete") if case.kind is Kind.UNKNOWN}
    assert f"/things/{{thingId:{variant}}}" in paths


@pytest.mark.parametrize(("name", "tried"), [("get-parameters", True), ("delete", False)])
def test_what_sql_takes_for_any_id_is_asked_for_where_it_is_only_read(name: str, tried: bool) -> None:  # noqa: FBT001 - data
    paths = " ".join(case.request.path for case in planned(name))
    assert ("{thingId:wildcards}" in paths, "/%25" in paths) == (tried, tried)


def test_every_id_of_a_path_is_unknown_once() -> None:
    unknown = [case for case in planned("get-parameters") if case.kind is Kind.UNKNOWN]
    assert {case.name.partition("@")[0].rpartition("-of-")[2] for case in unknown} >= {"bucket", "number", "thingId"}


@pytest.mark.parametrize(
    ("shape", "clause", "bodies"),
    [
        ("body-maps", "Tags.maxProperties", [4]),
        ("body-maps", "Tags.minProperties", [0]),
    ],
)
def test_a_map_is_too_large_or_too_small(shape: str, clause: str, bodies: list[int]) -> None:
    found = sent(planned(shape), f"request.body.{clause}")
    assert sorted({len(document["Tags"]) for document in found}) == bodies


def test_the_keys_and_values_of_a_map_are_broken() -> None:
    keys = {
        key for document in sent(planned("body-maps"), "request.body.Tags.keys.pattern") for key in document["Tags"]
    }
    assert {"aza ", "A", "azazaz"} & keys
    values = sent(planned("body-maps"), "request.body.Tags.values.maxLength")
    assert {len(value) for document in values for value in document["Tags"].values()} >= {21}


def test_a_union_has_none_or_two_of_its_members() -> None:
    found = {tuple(document["Value"]) for document in sent(planned("body-unions"), "request.body.Value.oneOf")}
    assert found == {(), ("S", "N")}


def test_each_branch_of_a_union_is_broken_where_a_control_has_it() -> None:
    found = sent(planned("body-unions"), "request.body.Value.N.type")
    assert found
    assert all(list(document["Value"]) == ["N"] for document in found)


@pytest.mark.parametrize(
    ("member", "keyword", "values"),
    [
        ("Flag", "type", {'"true"', "1", '"yes"'}),
        ("Rate", "maximum", {"2"}),
        ("More", "exclusiveMinimum", {"0", "-1"}),
        ("Either", "format", {'"yesterday"', '"2023-13-14T22:13:20Z"'}),
        ("Data", "contentEncoding", {'"!!!!"'}),
        ("Step", "multipleOf", {"7.5"}),
        ("Const", "const", {'"xx"'}),
    ],
)
def test_scalars_of_every_type_are_broken(member: str, keyword: str, values: set[str]) -> None:
    found = sent(planned("body-scalars"), f"request.body.{member}.{keyword}")
    assert {json.dumps(document[member]) for document in found} >= values


@pytest.mark.parametrize("name", ["get-parameters", "put-parameters", "body-list", "bytes"])
@pytest.mark.slow
def test_schemathesis_draws_for_every_shape(name: str) -> None:
    found = list(schemathesis_cases(SHAPES[name], {}, count=2, seed=1))
    assert {case.kind for case in found} == {Kind.FOREIGN}
    assert {case.clause for case in found} == {"Tried.request.robustness"}
    assert {case.drawn for case in found} == {True, False}


def test_schemathesis_draws_without_the_patterns_that_it_cannot_read() -> None:
    schema = {"type": "string", "pattern": r"\A\S[\p{Print}]*\z"}
    operation = shaped(parameters=[{"name": "x-text", "in": "header", "schema": schema}])
    assert list(schemathesis_cases(operation, {}, count=3, seed=1))


def test_an_edge_of_a_maps_keys_is_a_key_with_an_ordinary_value() -> None:
    value = {"type": "object", "properties": {"Size": {"type": "integer"}}, "required": ["Size"]}
    keys = {"type": "string", "minLength": 2, "maxLength": 3}
    schema = {"type": "object", "propertyNames": keys, "additionalProperties": value, "minProperties": 2}
    operation = shaped(**body({"type": "object", "properties": {"Sizes": schema}}))
    edges = [case for case in plan(operation) if ".Sizes.keys." in case.id and case.kind is Kind.VALID]
    found = [json.loads(case.request.body)["Sizes"] for case in edges]

    assert {len(min(sizes, key=len)) for sizes in found} | {len(max(sizes, key=len)) for sizes in found} == {2, 3}
    assert {len(sizes) for sizes in found} == {2}
    assert all(item.keys() == {"Size"} for sizes in found for item in sizes.values())


@pytest.mark.parametrize(
    ("schema", "clause", "size"),
    [
        ({"type": "string", "maxLength": 100_000}, "request.body.Wide.maxLength", 100_001),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 1_000}, "request.body.Wide.maxItems", 1_001),
    ],
)
@pytest.mark.parametrize("depth", ["smoke", "standard"])
def test_a_high_bound_is_exceeded_by_one(schema: dict[str, Any], clause: str, size: int, depth: str) -> None:
    operation = shaped(**body({"type": "object", "properties": {"Wide": schema}}))
    assert {len(found["Wide"]) for found in sent(plan(operation, depth), clause)} == {size}


@pytest.mark.parametrize("depth", ["smoke", "standard"])
def test_what_is_very_long_is_sent_once_and_late(depth: str) -> None:
    long, line = {"type": "string", "maxLength": 65_535}, {"type": "string", "maxLength": 6_000}
    operation = shaped(
        **body({"type": "object", "properties": {"Text": long}}),
        parameters=[{"name": "next", "in": "query", "schema": line}],
    )
    cases = [case for case in plan(operation, depth) if case.kind is Kind.VIOLATION and "maxLength" in case.clause]
    assert [(case.clause, case.hazard) for case in cases] == [
        ("Tried.request.body.Text.maxLength", Hazard.HEAVY),
        ("Tried.request.query.next.maxLength", Hazard.HEAVY),
    ]


def test_a_member_that_is_called_as_the_keys_of_a_map_are_is_a_member() -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    operation = shaped(**body({"type": "object", "properties": {"keys": texts, "name": {"type": "string"}}}))
    assert {"keys": "text"} in sent(plan(operation), "request.body.keys.type")


def test_several_items_are_no_deeper_than_the_control_is() -> None:
    """What the control leaves out for its depth may be refused: then it would be the depth that is refused."""
    items = {"type": "object", "properties": {"Id": {"type": "string"}, "In": deep(3)}}
    listed = {"type": "array", "items": items}
    schema = {"type": "object", "properties": {"A": {"type": "object", "properties": {"List": listed}}}}
    operation = shaped(**body(schema))
    usual = json.loads(controls(operation, {})[1].request.body)["A"]["List"][0]
    (several,) = (case for case in plan(operation) if case.id.endswith("List.type/valid-several@full"))
    found = json.loads(several.request.body)["A"]["List"]
    assert [_depth(item) for item in found] == [_depth(usual)] * 2


def _depth(value: Any) -> int:
    return 1 + max(map(_depth, value.values()), default=0) if isinstance(value, dict) else 0
