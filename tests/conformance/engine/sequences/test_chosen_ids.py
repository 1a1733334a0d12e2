"""What a caller has named, and what a body names, is made before, worked on and deleted after, as the links say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.engine.preparation.provision import Provision
from conformance.engine.settings import Settings
from conformance.engine.verification import verify
from conformance.oracle.oracle import Oracle
from conformance.resources.deletion import delete
from conformance.resources.kinds import kinds
from conformance.wire.exchange import Answer, Exchange
from reports.run.record import Record
from spec.clauses.lifecycle import lives, role
from spec.contract import Contract, load
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from spec.relations.links import links
from strategies.bindings import bound, created, unbound
from strategies.request import Case, Request

THINGS = ("CreateThing", "DescribeThing", "DeleteThing")
GROUPS = ("CreateScheduleGroup", "GetScheduleGroup", "DeleteScheduleGroup")
POLICIES = ("CreateSchedulingPolicy", "UpdateSchedulingPolicy", "DeleteSchedulingPolicy")


def written(folder: Path, service: str, names: tuple[str, ...]) -> Path:
    target = folder / service
    derivation, sources = derived(service_name=service, operations=names)
    write(target, contents(derivation, sources, service).files)
    return target


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("contract"), "scheduler", GROUPS)


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return load(str(written(tmp_path_factory.mktemp("contract"), "batch", POLICIES)))


def test_a_name_in_the_path_that_the_caller_chooses_is_the_id_of_what_is_made(groups: Path) -> None:
    contract = load(str(groups))
    (life,) = lives(contract.operations)
    assert (life.creator.name, life.identity) == ("CreateScheduleGroup", ("Name",))
    assert created(contract.operations["GetScheduleGroup"]) == {"Name"}


def test_what_the_one_that_creates_takes_itself_is_made_before_it(tmp_path: Path) -> None:
    names = ("CreateAgentRuntime", "CreateAgentRuntimeEndpoint", "GetAgentRuntimeEndpoint")
    contract = load(str(written(tmp_path, "bedrock-agentcore-control", names)))
    assert created(contract.operations["GetAgentRuntimeEndpoint"]) == {"agentRuntimeId", "endpointName"}


def test_what_is_started_by_its_name_was_created_before(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path, "pipes", ("StartPipe", "CreatePipe", "DeletePipe"))))
    found = {
        (link.creator, link.operation, role(link, contract.operations[link.operation]))
        for link in links(contract.operations)
    }
    assert found == {("CreatePipe", "StartPipe", None), ("CreatePipe", "DeletePipe", "delete")}


def test_a_name_before_a_collection_names_what_is_around_it(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path, "eks", ("CreateNodegroup",))))
    operation = contract.operations["CreateNodegroup"]
    assert [item.name for item in operation.at("path") if item.fresh] == []


def test_an_identifier_is_told_by_an_id(tmp_path: Path) -> None:
    contract = load(str(written(tmp_path, "cleanrooms", ("CreateCollaboration", "GetCollaboration"))))
    (link,) = links(contract.operations)
    assert link.created["collaborationIdentifier"].steps == ("collaboration", "id")


def test_what_nothing_creates_is_not_made_before(tmp_path: Path) -> None:
    names = ("CreateAgentRuntimeEndpoint", "GetAgentRuntimeEndpoint")
    contract = load(str(written(tmp_path, "bedrock-agentcore-control", names)))
    assert created(contract.operations["GetAgentRuntimeEndpoint"]) == {"endpointName"}


def test_what_the_caller_has_named_is_deleted_by_that_name(groups: Path) -> None:
    contract = load(str(groups))
    kind = kinds(contract, {})["CreateScheduleGroup"]
    found = kind.created(Request(method="POST", path="/schedule-groups/mine"), {"ScheduleGroupArn": "arn:x"})
    assert found is not None
    assert found.values == (("Name", "mine"),)


def test_an_id_in_a_body_is_a_placeholder_until_it_is_known(policies: Contract) -> None:
    operation = policies.operations["UpdateSchedulingPolicy"]
    assert created(operation) == {"body.arn"}
    planned = Request(path="/v1/updateschedulingpolicy", body=b'{"arn":"{body.arn}","name":"{arn}"}')
    assert unbound(planned) == ("body.arn",)
    assert bound(planned, {"body.arn": 'a"b'}).body == b'{"arn":"a\\"b","name":"{arn}"}'


def test_what_a_body_names_is_deleted_by_a_body(policies: Contract) -> None:
    kind = kinds(policies, {})["CreateSchedulingPolicy"]
    made = kind.created(Request(method="POST", path="/v1/createschedulingpolicy"), {"arn": "arn:x"})
    assert made is not None
    sent: list[Request] = []

    def send(request: Request) -> Answer:
        sent.append(request)
        return Answer(status=200)

    assert delete(send, kind, made)
    assert [(item.path, json.loads(item.body)) for item in sent] == [("/v1/deleteschedulingpolicy", {"arn": "arn:x"})]
    assert kind.deleted(sent[0]) == {"body.arn": "arn:x"}


def test_an_id_inside_the_path_leads_to_something_else(tmp_path: Path) -> None:
    names = ("CreateApplication", "CreateEnvironment", "GetEnvironment")
    contract = load(str(written(tmp_path, "appconfig", names)))
    found = {
        (link.creator, link.operation): role(link, contract.operations[link.operation])
        for link in links(contract.operations)
    }
    assert found["CreateApplication", "CreateEnvironment"] is None
    assert found["CreateEnvironment", "GetEnvironment"] == "read"


@pytest.mark.slow
def test_the_life_of_what_a_caller_names_is_right_on_the_reference(groups: Path, tmp_path: Path) -> None:
    found = run(groups, tmp_path)
    assert [finding.clause for finding in found.findings if finding.status == "fail"] == []
    lived = {clause.id: clause.status for clause in found.clauses if ".lifecycle." in clause.id}
    assert lived["GetScheduleGroup.lifecycle.apart"] == "pass"
    assert lived["GetScheduleGroup.lifecycle.gone"] == "pass"


def test_the_life_of_what_is_made_inside_something_else_is_right_on_the_reference(tmp_path: Path) -> None:
    own = ("CreateEnvironment", "GetEnvironment")
    found = run(written(tmp_path, "appconfig", ("CreateApplication", *own)), tmp_path / "report", own)
    assert [finding.clause for finding in found.findings if finding.status == "fail"] == []
    lived = {clause.id: clause.status for clause in found.clauses if ".lifecycle." in clause.id}
    assert lived["GetEnvironment.lifecycle.apart"] == "pass"


def run(contract: Path, folder: Path, operations: tuple[str, ...] = ("all",)) -> Record:
    return verify(Settings(contract=str(contract), operation=operations, depth="smoke", output=folder)).record


def test_what_may_be_done_once_has_something_of_its_own_to_do_it_to(tmp_path: Path) -> None:
    """What is associated with an instance may be so once: the same request is refused from the second time on."""
    folder = written(tmp_path, "connect", ("CreateInstance", "AssociateAnalyticsDataSet"))
    contract = load(str(folder))
    made: list[str] = []

    def keep(case: Case) -> Exchange:
        made.append(f"instance-{len(made)}")
        answer = Answer(status=200, body=json.dumps({"Id": made[-1]}).encode())
        return Exchange(case=case, request=case.request, outcome=answer, started_at=0, elapsed=0)

    def send(case: Case) -> Exchange:
        return Exchange(case=case, request=case.request, outcome=Answer(status=200), started_at=0, elapsed=0)

    oracle = Oracle.of(str(folder), operation="AssociateAnalyticsDataSet")
    provision = Provision(contract, oracle, send, keep)
    path = "/analytics-data/instance/{InstanceId}/association"
    case = Case(id="a", clause="a", request=Request(method="PUT", path=path))
    assert [provision.exchange(case).bindings["InstanceId"] for _ in range(2)] == made
