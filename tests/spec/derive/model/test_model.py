"""What a model of botocore says of an operation arrives in the OpenAPI description."""

from __future__ import annotations

from typing import Any

import pytest

from spec.derive import ModelError
from spec.derive.contracts import derived
from spec.derive.model import described, service
from spec.derive.model.naming import names_at
from spec.derive.model.services import names


def operation(name: str, operation_name: str) -> dict[str, Any]:
    """The OpenAPI operation of one operation."""
    return described(service(name), operation_name).definition


def without_sources(value: Any) -> Any:
    """A schema without what it rests on."""
    if isinstance(value, dict):
        return {key: without_sources(child) for key, child in value.items() if key != "x-sources"}
    return [without_sources(item) for item in value] if isinstance(value, list) else value


def parameter(name: str, operation_name: str, wanted: str) -> dict[str, Any]:
    (found,) = [stated for stated in operation(name, operation_name)["parameters"] if stated["name"] == wanted]
    cleaned: dict[str, Any] = without_sources(found)
    return cleaned


def body(name: str, operation_name: str) -> dict[str, Any]:
    schema: dict[str, Any] = operation(name, operation_name)["requestBody"]["content"]["application/json"]["schema"]
    return schema


def test_members_of_the_body() -> None:
    schema = body("appconfig", "CreateApplication")
    assert without_sources(schema) == {
        "type": "object",
        "properties": {
            "Name": {"type": "string", "minLength": 1, "maxLength": 64},
            "Description": {"type": "string", "minLength": 0, "maxLength": 1024},
            "Tags": {
                "type": "object",
                "minProperties": 0,
                "maxProperties": 50,
                "propertyNames": {"type": "string", "minLength": 1, "maxLength": 128},
                "additionalProperties": {"type": "string", "maxLength": 256},
            },
        },
        "required": ["Name"],
    }
    source = {"evidence": "model", "place": "CreateApplicationRequest › Name"}
    assert schema["properties"]["Name"]["x-sources"] == {
        "type": source,
        "minLength": source,
        "maxLength": source,
        "required": source,
    }


def test_parameters_go_where_the_model_binds_them() -> None:
    found = operation("chime-sdk-voice", "ListProxySessions")["parameters"]
    assert [(stated["in"], stated["name"], stated["required"]) for stated in found] == [
        ("path", "voiceConnectorId", True),
        ("query", "status", False),
        ("query", "next-token", False),
        ("query", "max-results", False),
    ]
    assert parameter("chime-sdk-voice", "ListProxySessions", "max-results")["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
    }


def test_path_that_takes_several_segments() -> None:
    assert parameter("ebs", "GetSnapshotBlock", "snapshotId")["in"] == "path"
    greedy = described(service("apigateway"), "GetResource")
    assert greedy.template == "/restapis/{restapi_id}/resources/{resource_id}"
    stated = parameter("polly", "GetLexicon", "LexiconName")
    assert "allowReserved" not in stated


def test_the_fixed_part_of_a_query() -> None:
    cleaned = without_sources(operation("chime-sdk-voice", "BatchDeletePhoneNumber")["parameters"][0])
    assert (cleaned["name"], cleaned["required"]) == ("operation", True)
    assert cleaned["schema"] == {"type": "string", "enum": ["batch-delete"]}


def test_headers_of_the_request() -> None:
    kind = parameter("lambda", "Invoke", "X-Amz-Invocation-Type")
    assert (kind["in"], kind["schema"]["enum"]) == ("header", ["Event", "RequestResponse", "DryRun"])


def test_bytes_are_a_body_of_bytes() -> None:
    assert list(operation("lambda", "Invoke")["requestBody"]["content"]) == ["application/octet-stream"]


def test_headers_of_an_answer_are_required_only_where_the_model_says_so() -> None:
    answer = operation("lambda", "Invoke")["responses"]["200"]
    assert "X-Amz-Function-Error" in answer["headers"]
    assert not any(header.get("required") for header in answer["headers"].values())
    assert answer["x-status-varies"] is True


def test_errors_by_status() -> None:
    responses = operation("appconfig", "CreateApplication")["responses"]
    assert {code: answer.get("x-errors") for code, answer in responses.items()} == {
        "201": None,
        "400": ["BadRequestException"],
        "402": ["ServiceQuotaExceededException"],
        "500": ["InternalServerException"],
    }


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("xray", "GetTraceSummaries", "StartTime"), {"type": "number", "format": "timestamp"}),
        (("mediaconvert", "ListJobs", None), None),
    ],
)
def test_timestamps_of_a_body_are_seconds(place: tuple[str, str, str | None], expected: object) -> None:
    name, operation_name, member = place
    if member is None:
        assert "requestBody" not in operation(name, operation_name)
    else:
        assert without_sources(body(name, operation_name)["properties"][member]) == expected


def test_a_timestamp_of_a_query_is_written_as_in_iso_8601() -> None:
    stated = parameter("backup", "ListBackupJobs", "createdBefore")["schema"]
    assert stated == {"type": "string", "format": "timestamp"}


def test_a_union_has_exactly_one_of_its_members() -> None:
    schema = body("accessanalyzer", "UpdateAnalyzer")["properties"]["configuration"]
    assert schema["oneOf"] == [{"required": [member]} for member in schema["properties"]]


def test_an_idempotency_token_is_marked() -> None:
    assert body("scheduler", "CreateScheduleGroup")["properties"]["ClientToken"]["x-idempotency-token"] is True


def test_a_shape_inside_itself_is_a_gap() -> None:
    found = operation("emr-serverless", "CreateApplication")
    assert [gap for gap in found["x-gaps"] if gap.endswith("since it contains itself")]


def test_a_body_of_thousands_of_members_is_cut_and_says_so() -> None:
    found = operation("quicksight", "CreateAnalysis")
    assert [gap for gap in found["x-gaps"] if gap.endswith("since there are too many members to write out")]


def test_pages_of_an_answer() -> None:
    found = operation("lambda", "ListAliases")["x-pagination"]
    assert without_sources(found) == {
        "token": "$request.query.Marker",
        "next": "$response.body#/NextMarker",
        "size": "$request.query.MaxItems",
        "items": "$response.body#/Aliases",
    }


def test_a_document_is_valid_openapi() -> None:
    from openapi_spec_validator import validate

    derivation, _ = derived(service_name="chime-sdk-voice", operations=["all"])
    validate(without_sources(derivation.document))


def test_another_protocol_is_refused_in_one_sentence() -> None:
    with pytest.raises(ModelError, match=r"^sqs speaks the protocol .*REST-JSON only\.$"):
        service("sqs")


def test_an_unknown_service_is_refused_with_the_nearest() -> None:
    with pytest.raises(ModelError, match=r"no service 'appconfg' in botocore .*Nearest: appconfig"):
        service("appconfg")


def test_an_unknown_operation_is_refused_with_the_nearest() -> None:
    with pytest.raises(ModelError, match=r"no operation 'CreateAplication' .*Nearest: CreateApplication"):
        derived(service_name="appconfig", operations=["CreateAplication"])


def test_models_of_the_user_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", "/nowhere")
    assert "appconfig" in names()


@pytest.mark.parametrize(
    ("signing", "method", "template", "names"),
    [
        ("batch", "POST", "/v1/deletejobqueue", ("DeleteJobQueue",)),
        ("lambda", "POST", "/2015-03-31/functions/mine/invocations", ("Invoke",)),
        ("lambda", "POST", "/2015-03-31/functi%6Fns/{F}/invocations", ("Invoke",)),
        ("lambda", "POST", "/2015-03-31/{kind}/{F}/invocations", ("Invoke",)),
        ("mq", "DELETE", "/v1/brokers/{id}", ("DeleteBroker",)),
        ("mq", "PATCH", "/v1/brokers/{id}", ()),
        ("no-such-service", "POST", "/v1/deletejobqueue", ()),
    ],
)
def test_an_operation_is_known_by_what_is_signed_and_sent(
    signing: str, method: str, template: str, names: tuple[str, ...]
) -> None:
    assert names_at(signing, method, template) == names


def test_a_header_that_signing_adds_is_none_of_a_contract() -> None:
    found = described(service("codeartifact"), "PublishPackageVersion").definition["parameters"]
    assert [parameter["name"] for parameter in found if parameter["in"] == "header"] == []
