"""What an answer of a derived contract may lack, hide or bring back otherwise, although no source says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.oracle.judgement import Context
from conformance.wire.exchange import Answer, Exchange
from conformance.wire.showing.redaction import HIDDEN
from spec.clauses.status import Status
from strategies.request import Case, Request
from tests.conformance.oracle.derived_contracts import HTML, JSON, answered, failing, oracle, sent
from tests.conformance.oracle.support import NOW


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contracts")


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


def test_what_no_error_says_must_exist_may_be_used_as_it_comes(folder: Path) -> None:
    judge = oracle(folder, "iot-data", "Publish", {"topic": "known"})
    found = judge.expect(Request(method="POST", path="/topics/other", body=b"some bytes"))
    assert (found.known, 200 in found.allowed, judge.operation.missing in judge.catalogue) == (False, True, False)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, []), (403, []), (409, []), (422, []), (500, ["request.robustness"])],
)
def test_of_what_may_be_used_as_it_comes_only_an_error_of_the_server_is_wrong(
    folder: Path, status: int, expected: list[str]
) -> None:
    judge = oracle(folder, "iot-data", "Publish", {"topic": "known"})
    request = Request(method="POST", path="/topics/other", body=b"some bytes")
    assert failing(judge, request, Answer(status=status)) == expected


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


def test_a_text_that_lost_a_secret_has_no_form_to_be_judged(folder: Path) -> None:
    judge = oracle(folder, "appconfig", "CreateApplication")
    request = sent("/applications", {"Name": "n"})
    assert failing(judge, request, answered(201, {"Id": HIDDEN, "Name": "n"})) == []
    assert failing(judge, request, answered(201, {"Id": "!", "Name": "n"})) == ["response.body.Id.pattern"]


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


@pytest.mark.parametrize(("tags", "expected"), [({}, []), ({"a": "b"}, []), ([], ["response.body.Tags.type"])])
def test_an_empty_map_stands_for_one_that_is_not_set_whatever_its_least_size(
    folder: Path, tags: Any, expected: list[str]
) -> None:
    judge = oracle(folder, "synthetics", "ListTagsForResource", {"resourceArn": "arn"})
    assert failing(judge, sent("/tags/arn", None, method="GET"), answered(200, {"Tags": tags})) == expected


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
