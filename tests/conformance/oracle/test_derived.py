"""What is right in requests to derived contracts, and in answers, although their source does not say so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.stages.judging import Judge
from conformance.oracle.judgement import Context, Judgement
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from conformance.wire.showing.redaction import HIDDEN
from spec.clauses.status import Status
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from strategies.request import Case, Request
from tests.conformance.oracle.support import NOW

JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=utf-8")
THING = "thing-1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contracts")


def oracle(folder: Path, service: str, operation: str, given: dict[str, str] | None = None) -> Oracle:
    target = folder / f"{service}-{operation}"
    if not target.exists():
        derivation, sources = derived(service_name=service, operations=[operation])
        write(target, contents(derivation, sources, operation).files)
    return Oracle.of(str(target), given, operation=operation)


def sent(path: str, document: Any, *, method: str = "POST", media: str = "application/json") -> Request:
    headers = (("Accept", "application/json"), ("Content-Type", media))
    return Request(method=method, path=path, headers=headers, body=json.dumps(document).encode())


def judged(judge: Oracle, request: Request, answer: Answer) -> list[Judgement]:
    clause = judge.operation.success
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    exchange = Exchange(case=case, request=request, outcome=answer, started_at=NOW, elapsed=0.1)
    return judge.judge(exchange, judge.expect(request), Context(accepted=True))


def failing(judge: Oracle, request: Request, answer: Answer) -> list[str]:
    found = judged(judge, request, answer)
    return [judge.operation.local(item.clause) for item in found if item.status is Status.FAIL]


def answered(status: int, document: Any, header: tuple[str, str] = JSON) -> Answer:
    return Answer(status=status, headers=(header,), body=json.dumps(document).encode())


def test_null_stands_for_a_member_that_is_not_set(folder: Path) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    document = {"Id": "abc1", "Name": "n", "Description": None}
    assert failing(judge, sent("/applications", {"Name": "n"}), answered(201, document)) == []


def test_null_does_not_come_back_for_a_value(folder: Path) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    document = {"Id": "abc1", "Name": "n", "Description": None}
    request = sent("/applications", {"Name": "n", "Description": "d"})
    assert failing(judge, request, answered(201, document)) == ["response.body.Description.echo"]


@pytest.mark.parametrize(("body", "expected"), [(b"", []), (b"{}", []), (b'{"a": 1}', ["response.body.empty"])])
def test_an_answer_without_members_is_empty_or_an_empty_object(folder: Path, body: bytes, expected: list[str]) -> None:
    judge = oracle(folder, "sesv2", "CreateContactList")
    request = sent("/v2/email/contact-lists", {"ContactListName": "n"})
    assert failing(judge, request, Answer(status=200, headers=(JSON,), body=body)) == expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (f"an {HIDDEN}.", []),
        (f"{HIDDEN} example.", []),
        (f"an {HIDDEN}e.", []),
        (f"a {HIDDEN}.", ["response.body.Description.echo"]),
        (f"an example.{HIDDEN}.", ["response.body.Description.echo"]),
    ],
)
def test_a_hidden_part_of_what_comes_back_fits_any_text(folder: Path, shown: str, expected: list[str]) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    request = sent("/applications", {"Name": "n", "Description": "an example."})
    assert failing(judge, request, answered(201, {"Id": "abc1", "Name": "n", "Description": shown})) == expected


@pytest.mark.parametrize("path", [f"/things/{THING[0]}%68ing-1", "/things/%74hing-1"])
def test_a_new_name_in_an_unusual_writing_may_be_taken(folder: Path, path: str) -> None:
    judge = oracle(folder, "iot", "CreateThing", {"thingName": THING})
    assert failing(judge, sent(path, {}), answered(200, {"thingName": "thing-1"})) == []
    assert failing(judge, sent(path, {}), Answer(status=404)) == []


def test_another_operation_of_the_service_at_the_same_path_is_no_wrong_method(folder: Path) -> None:
    judge = oracle(folder, "sesv2", "CreateContactList")
    found = judge.expect(sent("/v2/email/contact-lists", {}, method="GET"))
    assert (found.unspecified, found.breaches) == (frozenset({"other-operation"}), ())
    assert judge.expect(sent("/v2/email/contact-lists", {}, method="PUT")).breaches


def test_text_of_which_only_a_part_matches_may_be_refused_or_not(folder: Path) -> None:
    judge = oracle(folder, "resource-groups", "CreateGroup")
    found = judge.expect(sent("/groups", {"Name": "\u00d5a"}))
    assert (found.allowed, found.unspecified) == (frozenset({200, 400}), frozenset({"pattern-in-part"}))
    assert judge.expect(sent("/groups", {"Name": "\u00d5"})).breaches


@pytest.mark.parametrize(("days", "allowed"), [(0, {200, 400}), (1, {200}), (100, {200}), (101, {200, 400})])
def test_words_may_bound_a_number_for_which_no_bound_is_stated(folder: Path, days: int, allowed: set[int]) -> None:
    judge = oracle(folder, "backup", "PutBackupVaultLockConfiguration", {"backupVaultName": "v"})
    assert (
        judge.expect(sent("/backup-vaults/v/vault-lock", {"MinRetentionDays": days}, method="PUT")).allowed == allowed
    )


def test_an_instant_is_no_number_without_bounds(folder: Path) -> None:
    judge = oracle(folder, "datazone", "PostTimeSeriesDataPoints")
    form = {"formName": "n", "typeIdentifier": "t", "timestamp": 1_700_000_000}
    path = "/v2/domains/dzd-a/entities/ASSET/a3b95c27/time-series-data-points"
    assert judge.expect(sent(path, {"forms": [form]})).unspecified == frozenset()


def test_a_stated_bound_is_the_only_one_on_its_side(folder: Path) -> None:
    judge = oracle(folder, "lambda", "ListFunctions")
    requests = [sent(f"/2015-03-31/functions?MaxItems={count}", {}, method="GET") for count in (1, 10_000)]
    assert [judge.expect(replace(request, body=b"")).allowed for request in requests] == [{200}, {200}]


def test_what_no_error_says_must_exist_may_be_used_as_it_comes(folder: Path) -> None:
    judge = oracle(folder, "iot-data", "Publish", {"topic": "known"})
    found = judge.expect(Request(method="POST", path="/topics/other", body=b"some bytes"))
    assert (found.known, 200 in found.allowed, judge.operation.missing in judge.catalogue) == (False, True, False)


def test_an_error_of_the_server_for_what_may_be_used_as_it_comes_is_one(folder: Path) -> None:
    judge = oracle(folder, "iot-data", "Publish", {"topic": "known"})
    request = Request(method="POST", path="/topics/other", body=b"some bytes")
    assert failing(judge, request, Answer(status=500)) == ["request.robustness"]


@pytest.mark.parametrize(("shown", "expected"), [(300, []), (299, ["maxLength"])])
def test_what_a_valid_request_gave_may_come_back_as_it_was(folder: Path, shown: int, expected: list[str]) -> None:
    judge = oracle(folder, "resiliencehub", "CreateAppVersionResource")
    arn = "arn:aws:resiliencehub:us-east-1:123456789012:app/0232f312-03b5-4249-b8c4-3d5bd44b83cb"
    request = sent(
        "/create-app-version-resource",
        {
            "appArn": arn,
            "appComponents": ["a"],
            "logicalResourceId": {"identifier": "a"},
            "physicalResourceId": "a" * 300,
            "resourceType": "AWS::S3::Bucket",
        },
    )
    resource = {
        "appComponents": [],
        "logicalResourceId": {"identifier": "a"},
        "physicalResourceId": {"identifier": "a" * shown, "type": "Native"},
        "resourceType": "AWS::S3::Bucket",
    }
    answer = answered(200, {"appArn": arn, "appVersion": "draft", "physicalResource": resource})
    found = failing(judge, request, answer)
    assert [clause.rpartition(".")[2] for clause in found if "identifier" in clause] == expected


@pytest.mark.parametrize(("answer", "expected"), [(409, []), (500, ["response.status.200"])])
def test_what_was_associated_before_may_be_so_already(folder: Path, answer: int, expected: list[str]) -> None:
    judge = Judge(oracle(folder, "connect", "AssociateAnalyticsDataSet", {"InstanceId": "i"}))
    request = sent("/analytics-data/instance/i/association", {"DataSetId": "d"}, method="PUT")
    clause = judge.oracle.operation.success
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    found = judge.judge(Exchange(case=case, request=request, outcome=Answer(status=answer), started_at=NOW, elapsed=0))
    assert [judge.oracle.operation.local(item.clause) for item in found if item.status is Status.FAIL] == expected


def test_a_page_in_place_of_a_refusal_has_one_thing_wrong_with_it(folder: Path) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    page = Answer(status=400, headers=(HTML,), body=b"<html>")
    assert failing(judge, sent("/applications", {}), page) == ["error.contentType"]
    unnamed = answered(400, {"message": "no"})
    assert failing(judge, sent("/applications", {}), unnamed) == ["error.BadRequestException.type"]


def test_a_body_that_may_not_have_been_read_need_not_come_back(folder: Path) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    request = sent("/applications", {"Name": "n"}, media="application/x-www-form-urlencoded")
    assert failing(judge, request, answered(201, {"Id": "abc1", "Name": "other"})) == []


def test_two_faults_in_one_request_do_not_tell_which_of_them_breaks_the_target(folder: Path) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    assert failing(judge, sent("/applications", {"Name": 7, "Tags": 7}), Answer(status=500)) == ["request.robustness"]
    assert failing(judge, sent("/applications", {"Name": 7}), Answer(status=500)) == ["request.body.Name.type"]


def test_a_wrong_value_of_what_must_exist_may_be_unknown_as_well(folder: Path) -> None:
    given = {"FunctionName": "f", "body.FunctionVersion": "$LATEST"}
    judge = oracle(folder, "lambda", "CreateAlias", given)
    wrong = sent("/2015-03-31/functions/f/aliases", {"Name": "n", "FunctionVersion": ""})
    assert judge.expect(wrong).allowed == {400, 404}


def test_the_error_for_plain_invalid_input_stands_for_its_status(folder: Path) -> None:
    assert oracle(folder, "lambda", "CreateAlias").operation.invalid_error == "InvalidParameterValueException"


def test_a_text_that_lost_a_secret_has_no_form_to_be_judged(folder: Path) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    request = sent("/applications", {"Name": "n"})
    assert failing(judge, request, answered(201, {"Id": HIDDEN, "Name": "n"})) == []
    assert failing(judge, request, answered(201, {"Id": "!", "Name": "n"})) == ["response.body.Id.pattern"]


def test_an_odd_name_may_have_been_taken_when_its_creation_was_tried(folder: Path) -> None:
    target = folder / "groups"
    derivation, sources = derived(service_name="scheduler", operations=["CreateScheduleGroup", "GetScheduleGroup"])
    write(target, contents(derivation, sources, "CreateScheduleGroup").files)
    judge = Oracle.of(str(target), None, operation="GetScheduleGroup")
    odd = Request(method="GET", path="/schedule-groups/..", headers=(("Accept", "application/json"),))
    unknown = Request(method="GET", path="/schedule-groups/other", headers=odd.headers)
    allowed = [judge.expect(request, {"Name": "mine"}).allowed for request in (odd, unknown)]
    assert allowed == [{200, 400, 404}, {404}]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({}, id="in no way"),
        pytest.param({"thingName": "a"}, id="one of two things"),
        pytest.param({"thingName": "a", "thingArn": "b", "billingGroupName": "c"}, id="in two ways"),
        pytest.param({"thingName": "a", "billingGroupName": "c"}, id="in ways that nothing is known of"),
    ],
)
def test_a_request_that_names_a_thing_otherwise_may_be_refused(folder: Path, document: Any) -> None:
    judge = oracle(folder, "iot", "AddThingToBillingGroup")
    request = sent("/billing-groups/addThingToBillingGroup", document, method="PUT")
    refused = judged(judge, request, answered(400, {"message": "which?"}))
    assert [(judge.operation.local(item.clause), item.status) for item in refused] == [
        ("response.status.200", Status.INCONCLUSIVE)
    ]


def test_a_request_that_names_a_thing_otherwise_may_be_accepted(folder: Path) -> None:
    judge = oracle(folder, "iot", "AddThingToBillingGroup")
    request = sent("/billing-groups/addThingToBillingGroup", {}, method="PUT")
    accepted = {item.status for item in judged(judge, request, answered(200, {}))}
    assert accepted == {Status.PASS}


def test_a_crash_on_a_request_that_names_a_thing_otherwise_is_no_matter_of_the_members(folder: Path) -> None:
    judge = oracle(folder, "iot", "AddThingToBillingGroup")
    request = sent("/billing-groups/addThingToBillingGroup", {}, method="PUT")
    assert failing(judge, request, answered(500, {})) == ["request.robustness"]


def test_a_layer_may_be_made_by_its_first_version(folder: Path) -> None:
    judge = oracle(folder, "lambda", "PublishLayerVersion", {"LayerName": "known"})
    request = sent("/2018-10-31/layers/other/versions", {"Content": {"S3Bucket": "bucket", "S3Key": "k"}})
    assert failing(judge, request, answered(201, {"Version": 1})) == []


def test_an_alias_is_made_for_a_function_that_exists(folder: Path) -> None:
    judge = oracle(folder, "lambda", "CreateAlias", {"FunctionName": "known"})
    request = sent("/2015-03-31/functions/other/aliases", {"Name": "a", "FunctionVersion": "1"})
    found = failing(judge, request, answered(201, {"Name": "a"}))
    assert found == ["error.ResourceNotFoundException.status"]


def test_a_query_parameter_that_names_something_wrongly_names_nothing(folder: Path) -> None:
    judge = oracle(folder, "osis", "TagResource")
    request = sent("/2022-01-01/osis/tagResource/", {"Tags": []})
    assert judge.expect(request).allowed == frozenset({400, 404})


@pytest.mark.parametrize(("weights", "back"), [({"1": None}, {"1": None}), (None, None), ({"1": None}, {})])
def test_what_is_null_within_an_echo_comes_back_as_it_likes(folder: Path, weights: Any, back: Any) -> None:
    judge = oracle(folder, "lambda", "CreateAlias", {"FunctionName": "known"})
    given = {"Name": "a", "FunctionVersion": "1", "RoutingConfig": {"AdditionalVersionWeights": weights}}
    request = sent("/2015-03-31/functions/known/aliases", given)
    document = {"Name": "a", "FunctionVersion": "1", "RoutingConfig": {"AdditionalVersionWeights": back}}
    assert failing(judge, request, answered(201, document)) == []


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        pytest.param({"ec2": True, "ecr": False, "lambda": True}, [], id="filled in"),
        pytest.param({"ec2": True}, ["response.body.autoEnable.ecr.required"], id="lost"),
        pytest.param({"ec2": True, "ecr": True}, ["response.body.autoEnable.echo"], id="changed"),
    ],
)
def test_an_inferred_echo_of_an_object_says_nothing_of_what_was_not_given(
    folder: Path, back: Any, expected: list[str]
) -> None:
    judge = oracle(folder, "inspector2", "UpdateOrganizationConfiguration")
    request = sent("/organizationconfiguration/update", {"autoEnable": {"ec2": True, "ecr": False}})
    found = failing(judge, request, answered(200, {"autoEnable": back}))
    assert [name for name in found if name.endswith((".echo", ".required"))] == expected


def test_a_header_that_no_source_promises_may_be_missing(folder: Path) -> None:
    judge = oracle(folder, "glacier", "InitiateJob", {"accountId": "1", "vaultName": "v"})
    assert [clause.id for clause in judge.catalogue if ".response.header." in clause.id] == []


@pytest.mark.parametrize(("body", "expected"), [(b"", ["request.combination"]), (b"x", [])])
def test_another_status_of_success_is_known_by_an_empty_body_where_there_are_no_members(
    folder: Path, body: bytes, expected: list[str]
) -> None:
    judge = oracle(folder, "kafka", "TagResource", {"resourceArn": "a"})
    request = sent("/v1/tags/a", {"tags": {"a": "b"}})
    clause = judge.operation.clause_id("request.combination")
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    exchange = Exchange(case=case, request=request, outcome=Answer(status=200, body=body), started_at=NOW, elapsed=0.1)
    found = judge.judge(exchange, judge.expect(request), Context(accepted=True))
    held = [judge.operation.local(item.clause) for item in found if item.status is Status.PASS]
    assert [name for name in held if name == "request.combination"] == expected


def test_an_unknown_arn_is_as_plain_as_one_that_exists(folder: Path) -> None:
    judge = oracle(folder, "amp", "TagResource", {"resourceArn": "arn:aws:aps:us-east-1:1:workspace/a"})
    request = sent("/tags/arn%3Aaws%3Aaps%3Aus-east-1%3A1%3Aworkspace%2Fb", {"tags": {"a": "b"}})
    assert judge.expect(request).allowed == frozenset({404})


def test_the_only_member_of_a_union_is_not_optional(folder: Path) -> None:
    judge = oracle(folder, "wisdom", "CreateAssistantAssociation", {"assistantId": "a"})
    clause = judge.catalogue["CreateAssistantAssociation.request.body.association.knowledgeBaseId.optional"]
    assert clause.excluded == "It is the only member of a union, which must have one."


@pytest.mark.parametrize(("tags", "expected"), [({}, []), ({"a": "b"}, []), ([], ["response.body.Tags.type"])])
def test_an_empty_map_stands_for_one_that_is_not_set_whatever_its_least_size(
    folder: Path, tags: Any, expected: list[str]
) -> None:
    judge = oracle(folder, "synthetics", "ListTagsForResource", {"resourceArn": "arn"})
    assert failing(judge, sent("/tags/arn", None, method="GET"), answered(200, {"Tags": tags})) == expected


def test_a_valid_value_that_names_nothing_may_be_refused_as_unknown(folder: Path) -> None:
    judge = oracle(folder, "account", "GetAlternateContact")
    request = sent("/getAlternateContact", {"AlternateContactType": "BILLING", "AccountId": "091234567809"})
    refusals = [answered(400, {"__type": name}) for name in ("ResourceNotFoundException", "ValidationException")]
    assert [bool(failing(judge, request, answer)) for answer in refusals] == [False, True]


def test_a_documented_error_that_is_not_for_plain_invalid_input_may_answer_a_valid_request(folder: Path) -> None:
    judge = oracle(folder, "appsync", "UpdateApiKey", {"apiId": "a", "id": "b"})
    request = sent("/v1/apis/a/apikeys/b", {"expires": 41})
    named = ("ApiKeyValidityOutOfBoundsException", "BadRequestException", "SomethingElse")
    refusals = [answered(400, {"__type": name}) for name in named]
    assert [bool(failing(judge, request, answer)) for answer in refusals] == [False, True, True]


def test_a_slash_in_the_place_of_an_arn_is_a_part_of_it(folder: Path) -> None:
    judge = oracle(folder, "amp", "UntagResource", {"resourceArn": "arn"})
    request = Request(method="DELETE", path="/tags/arn/other?tagKeys=a", headers=(("Accept", "application/json"),))
    assert judge.expect(request).breaches == ()


def test_items_of_a_list_in_the_query_have_clauses_of_their_own(folder: Path) -> None:
    judge = oracle(folder, "amp", "UntagResource", {"resourceArn": "arn"})
    request = Request(method="DELETE", path=f"/tags/arn?tagKeys={'a' * 129}", headers=(("Accept", "application/json"),))
    (breach,) = judge.expect(request).breaches
    assert judge.operation.local(breach.clause) == "request.query.tagKeys.items.maxLength"
    assert breach.detail == "tagKeys.0 has 129 characters"


@pytest.mark.parametrize(("token", "broken"), [("a%C2%A0Z", []), ("a%20Z", ["request.query.nextToken.pattern"])])
def test_what_is_white_space_to_some_readers_of_a_pattern_breaks_it_to_none(
    folder: Path, token: str, broken: list[str]
) -> None:
    judge = oracle(folder, "m2", "ListDataSetImportHistory", {"applicationId": "a"})
    request = Request(method="GET", path=f"/applications/a/dataset-import-tasks?nextToken={token}")
    found = [judge.operation.local(breach.clause) for breach in judge.expect(request).breaches]
    assert found == broken


def test_an_id_that_is_not_there_is_missing_where_nothing_is_said_of_its_form(folder: Path) -> None:
    given = {"domainIdentifier": "dzd-a", "targetType": "DOMAIN_UNIT", "targetIdentifier": "a"}
    judge = oracle(folder, "datazone", "ListRules", given)
    request = Request(method="GET", path="/v2/domains/dzd-a/list-rules/DOMAIN_UNIT/")
    (breach,) = judge.expect(request).breaches
    assert judge.operation.local(breach.clause) == "request.path.targetIdentifier.required"


@pytest.mark.parametrize(("number", "expected"), [(1, []), (2, ["response.body.DeploymentNumber.echo"])])
def test_a_number_in_the_path_comes_back_as_a_number(folder: Path, number: int, expected: list[str]) -> None:
    given = {"ApplicationId": "abcd", "EnvironmentId": "abcd", "DeploymentNumber": "1"}
    judge = oracle(folder, "appconfig", "StopDeployment", given)
    request = Request(method="DELETE", path="/applications/abcd/environments/abcd/deployments/1")
    shown = {"ApplicationId": "abcd", "EnvironmentId": "abcd", "DeploymentNumber": number}
    assert failing(judge, request, answered(202, shown)) == expected


def test_what_the_answer_has_fewer_values_for_need_not_come_back(folder: Path) -> None:
    judge = oracle(folder, "macie2", "GetUsageTotals")
    assert "GetUsageTotals.response.body.timeRange.enum" in judge.catalogue
    assert "GetUsageTotals.response.body.timeRange.echo" not in judge.catalogue


@pytest.mark.parametrize(
    ("service", "operation", "clause", "excluded"),
    [
        ("macie2", "GetUsageTotals", "error.ValidationException.status", True),
        ("m2", "ListDataSetImportHistory", "error.ValidationException.status", False),
    ],
)
def test_no_input_is_invalid_where_any_text_is_right(
    folder: Path, service: str, operation: str, clause: str, *, excluded: bool
) -> None:
    judge = oracle(folder, service, operation)
    assert bool(judge.catalogue[f"{operation}.{clause}"].excluded) is excluded


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, []),
        ({"versionToken": "t"}, []),
        ({"newName": None}, []),
        ({"newName": "n"}, ["response.status.204"]),
    ],
)
def test_a_change_that_asks_for_nothing_may_be_refused(folder: Path, document: Any, expected: list[str]) -> None:
    given = {"tableBucketARN": "a", "namespace": "b", "name": "c"}
    judge = oracle(folder, "s3tables", "RenameTable", given)
    request = sent("/tables/a/b/c/rename", document, method="PUT")
    assert failing(judge, request, answered(400, {"__type": "BadRequestException"})) == expected


def test_a_token_that_continues_a_list_does_not_come_back(folder: Path) -> None:
    judge = oracle(folder, "apigateway", "GetModels", {"restapi_id": "a"})
    request = sent("/restapis/a/models?position=p", None, method="GET")
    assert failing(judge, request, answered(200, {"item": []})) == []


@pytest.mark.parametrize(("given", "expected"), [("", []), ("x", ["response.body.routeSelectionExpression.echo"])])
def test_an_empty_text_may_be_filled_in_where_names_alone_say_that_it_comes_back(
    folder: Path, given: str, expected: list[str]
) -> None:
    judge = oracle(folder, "apigatewayv2", "CreateApi")
    document = {"name": "n", "protocolType": "WEBSOCKET"}
    request = sent("/v2/apis", document | {"routeSelectionExpression": given})
    assert failing(judge, request, answered(201, document | {"routeSelectionExpression": "$request.path"})) == expected


@pytest.mark.parametrize("arn", ["a%2Fb", "a%00b"])
def test_what_is_not_there_may_be_deleted_whatever_it_is_called(folder: Path, arn: str) -> None:
    judge = oracle(folder, "amp", "UntagResource", {"resourceArn": "arn"})
    request = Request(method="DELETE", path=f"/tags/{arn}?tagKeys=a", headers=(("Accept", "application/json"),))
    assert failing(judge, request, answered(200, {})) == []


@pytest.mark.parametrize(
    ("operation", "path", "broken"),
    [("UntagResource", "/tags/arn?tagKeys=", 1), ("ListJobRuns", "/virtualclusters/arn/jobruns?states=", 0)],
)
def test_an_empty_value_is_no_list_where_the_list_may_be_left_out(
    folder: Path, operation: str, path: str, broken: int
) -> None:
    service = "amp" if operation == "UntagResource" else "emr-containers"
    judge = oracle(folder, service, operation, {"resourceArn": "arn", "virtualClusterId": "arn"})
    request = Request(method=judge.operation.method, path=path, headers=(("Accept", "application/json"),))
    assert len(judge.expect(request).breaches) == broken


@pytest.mark.parametrize(("query", "missing"), [("tagKeys=%zz", False), ("tagKeys", False), ("tagKey=a", True)])
def test_what_readers_take_differently_is_not_missing(folder: Path, query: str, *, missing: bool) -> None:
    judge = oracle(folder, "amp", "UntagResource", {"resourceArn": "arn"})
    request = Request(method="DELETE", path=f"/tags/arn?{query}", headers=(("Accept", "application/json"),))
    assert bool(judge.expect(request).breaches) is missing


def test_a_member_may_be_called_as_the_keys_of_a_map_are(folder: Path) -> None:
    judge = oracle(folder, "s3vectors", "GetVectors")
    found = judge.expect(sent("/GetVectors", {"keys": "a"})).breaches
    assert [judge.operation.local(breach.clause) for breach in found] == ["request.body.keys.type"]


def test_what_names_nothing_may_be_called_unknown_whatever_the_status(folder: Path) -> None:
    judge = oracle(folder, "resiliencehub", "DescribeApp")
    names = ("ResourceNotFoundException", "ConflictException")
    refusals = [answered(400, {"__type": name}) for name in names]
    found = [failing(judge, sent("/describe-app", {}), answer) for answer in refusals]
    assert found == [[], ["error.ValidationException.type"]]


@pytest.mark.parametrize(("shown", "expected"), [("known1", []), ("known2", ["response.body.arn.pattern"])])
def test_what_the_user_says_that_exists_may_come_back_whatever_its_form(
    folder: Path, shown: str, expected: list[str]
) -> None:
    judge = oracle(folder, "vpc-lattice", "GetService", {"serviceIdentifier": "known1"})
    found = failing(judge, sent("/services/known1", None, method="GET"), answered(200, {"arn": shown}))
    assert [clause for clause in found if clause.endswith("pattern")] == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["response.body.StreamInfo.StreamName.echo"]),
        ({"StreamARN": "arn:aws:kinesisvideo:us-east-1:123456789012:stream/other/1"}, []),
    ],
)
def test_of_two_names_for_one_thing_none_need_come_back(
    folder: Path, more: dict[str, str], expected: list[str]
) -> None:
    judge = oracle(folder, "kinesisvideo", "DescribeStream")
    answer = answered(200, {"StreamInfo": {"StreamName": "another"}})
    assert failing(judge, sent("/describeStream", {"StreamName": "one", **more}), answer) == expected


@pytest.mark.parametrize(("preset", "expected"), [("", []), ("NO_SUCH", ["response.body.channel.preset.enum"])])
def test_an_empty_text_stands_for_a_known_value_that_is_not_set(folder: Path, preset: str, expected: list[str]) -> None:
    judge = oracle(folder, "ivs", "CreateChannel")
    answer = answered(200, {"channel": {"preset": preset}})
    assert failing(judge, sent("/CreateChannel", {}), answer) == expected
