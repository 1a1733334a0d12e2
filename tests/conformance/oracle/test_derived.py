"""What is right in requests to derived contracts, although their source does not say so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.stages.judging import Judge
from conformance.oracle.judgement import Context
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.status import Status
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from strategies.request import Case, Request
from tests.conformance.oracle.derived_contracts import THING, answered, failing, judged, oracle, sent
from tests.conformance.oracle.support import NOW


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contracts")


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


@pytest.mark.parametrize(("answer", "expected"), [(409, []), (500, ["response.status.200"])])
def test_what_was_associated_before_may_be_so_already(folder: Path, answer: int, expected: list[str]) -> None:
    judge = Judge(oracle(folder, "connect", "AssociateAnalyticsDataSet", {"InstanceId": "i"}))
    request = sent("/analytics-data/instance/i/association", {"DataSetId": "d"}, method="PUT")
    clause = judge.oracle.operation.success
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    found = judge.judge(Exchange(case=case, request=request, outcome=Answer(status=answer), started_at=NOW, elapsed=0))
    assert [judge.oracle.operation.local(item.clause) for item in found if item.status is Status.FAIL] == expected


def test_two_faults_in_one_request_do_not_tell_which_of_them_breaks_the_target(folder: Path) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    assert failing(judge, sent("/applications", {"Name": 7, "Tags": 7}), Answer(status=500)) == ["request.robustness"]
    assert failing(judge, sent("/applications", {"Name": 7}), Answer(status=500)) == ["request.body.Name.type"]


def test_one_value_that_breaks_two_keywords_tells_the_one_at_which_it_aims(folder: Path) -> None:
    judge = Judge(oracle(folder, "amp", "CreateWorkspace"))
    request = sent(judge.oracle.operation.template, {"kmsKeyArn": "short"})
    clause = judge.oracle.operation.clause_id("request.body.kmsKeyArn.minLength")
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    found = judge.judge(Exchange(case=case, request=request, outcome=Answer(status=500), started_at=NOW, elapsed=0))
    assert [item.clause for item in found if item.status is Status.FAIL] == [clause]


@pytest.mark.parametrize(("name", "expected"), [("", "request.body.Name.minLength"), ("१" * 65, "request.robustness")])
def test_odd_text_tells_nothing_of_the_clause_that_it_breaks_and_something_of_others(
    folder: Path, name: str, expected: str
) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    request = sent("/applications", {"Name": name, "Description": "१	"})
    assert failing(judge, request, Answer(status=500)) == [expected]


def test_a_wrong_value_of_what_must_exist_may_be_unknown_as_well(folder: Path) -> None:
    given = {"FunctionName": "f", "body.FunctionVersion": "$LATEST"}
    judge = oracle(folder, "lambda", "CreateAlias", given)
    wrong = sent("/2015-03-31/functions/f/aliases", {"Name": "n", "FunctionVersion": ""})
    assert judge.expect(wrong).allowed == {400, 404}


def test_the_error_for_plain_invalid_input_stands_for_its_status(folder: Path) -> None:
    assert oracle(folder, "lambda", "CreateAlias").operation.invalid_error == "InvalidParameterValueException"


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


def test_an_unknown_arn_is_as_plain_as_one_that_exists(folder: Path) -> None:
    judge = oracle(folder, "amp", "TagResource", {"resourceArn": "arn:aws:aps:us-east-1:1:workspace/a"})
    request = sent("/tags/arn%3Aaws%3Aaps%3Aus-east-1%3A1%3Aworkspace%2Fb", {"tags": {"a": "b"}})
    assert judge.expect(request).allowed == frozenset({404})


def test_the_only_member_of_a_union_is_not_optional(folder: Path) -> None:
    judge = oracle(folder, "wisdom", "CreateAssistantAssociation", {"assistantId": "a"})
    clause = judge.catalogue["CreateAssistantAssociation.request.body.association.knowledgeBaseId.optional"]
    assert clause.excluded == "It is the only member of a union, which must have one."


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


@pytest.mark.parametrize(("accepted", "expected"), [(True, Status.FAIL), (False, Status.INCONCLUSIVE)])
def test_a_refusal_of_what_is_made_up_decides_once_something_was_accepted(
    folder: Path, expected: Status, *, accepted: bool
) -> None:
    judge = oracle(folder, "greengrass", "CreateSubscriptionDefinition")
    request = sent("/greengrass/definition/subscriptions", {"Name": "a"})
    clause = judge.operation.success
    case = Case(id=f"{clause}/case", clause=clause, request=request)
    exchange = Exchange(case=case, request=request, outcome=answered(400, {}), started_at=NOW, elapsed=0)
    (found,) = judge.judge(exchange, judge.expect(request), Context(accepted=accepted))
    assert found.status is expected


@pytest.mark.parametrize(
    ("other", "allowed"),
    [("global-network-0123456789abcdef01", {404}), ("global-network-unknown", {400, 404}), ("abcde", {400, 404})],
)
def test_an_unknown_id_of_another_form_may_be_called_invalid(folder: Path, other: str, allowed: set[int]) -> None:
    judge = oracle(folder, "networkmanager", "GetDevices", {"globalNetworkId": "global-network-68f136b3ec33e1e488"})
    request = Request(method="GET", path=f"/global-networks/{other}/devices")
    assert judge.expect(request).allowed == allowed


@pytest.mark.parametrize(
    ("tags", "status", "failing_clauses"),
    [
        # The error of a 409 with the status of a 400: one of the two is wrong, as the request is.
        (7, 400, ["error.ValidationException.type"]),
        (7, 409, []),
        ([], 400, []),
    ],
)
def test_a_name_is_taken_only_where_the_refusal_is_right_about_itself(
    folder: Path, tags: Any, status: int, failing_clauses: list[str]
) -> None:
    judge = Judge(oracle(folder, "scheduler", "CreateScheduleGroup"))
    clause = judge.oracle.operation.clause_id("request.body.Tags.type")
    path = "/schedule-groups/one"
    for number, (document, answer) in enumerate(
        (
            ({}, answered(200, {"ScheduleGroupArn": "arn:aws:scheduler:a:123456789012:schedule-group/one"})),
            ({"Tags": tags}, answered(status, {"__type": "ConflictException"})),
        )
    ):
        case = Case(id=f"{clause}/{number}", clause=clause, request=sent(path, document))
        found = judge.judge(Exchange(case=case, request=case.request, outcome=answer, started_at=NOW, elapsed=0))
    local = judge.oracle.operation.local
    assert [local(item.clause) for item in found if item.status is Status.FAIL] == failing_clauses
