"""The proof of contracts that were derived: what is particular to names of a request's own and to lists of objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.engine.settings import Settings
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.reference.service.known import existing
from conformance.selftest.faults import faults
from conformance.selftest.faults.tools import crashes, refuses
from conformance.selftest.trial import attempt
from conformance.wire.exchange import Answer
from spec.clauses.catalogue import catalogue
from spec.contract import load
from spec.derive.contracts import derived
from spec.derive.writing.folder import contents, write
from strategies.request import Request


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contracts")


def contract(folder: Path, service: str, operation: str, *others: str) -> str:
    """The name of a contract of an operation and some others, derived from the SDK's model."""
    target = folder / "-".join((operation, *others))
    if not target.exists():
        derivation, sources = derived(service_name=service, operations=[operation, *others])
        write(target, contents(derivation, sources, operation).files)
    return load(str(target)).name


@pytest.mark.parametrize(
    ("service", "operation", "fault"),
    [
        ("sesv2", "CreateContactList", "exclusive-Tags-Topics:{}.request.combination"),
        ("sesv2", "CreateContactList", "flaps-on-null:{}.response.repeatable"),
        ("sesv2", "CreateContactList", "other-case:{}.request.body.ContactListName.required"),
        ("sesv2", "CreateContactList", "unknown-1:{}.request.body.Topics.items.DefaultSubscriptionStatus.enum"),
        ("sesv2", "CreateContactList", "refused:{}.request.body.Topics.items.Description.type"),
        ("sesv2", "CreateContactList", "one-item:{}.request.body.Tags.type"),
        ("backup", "CreateBackupVault", "flaps-on-unknown:{}.response.repeatable"),
        ("backup", "CreateBackupVault", "crash-without:{}.request.body.CreatorRequestId.optional"),
        ("backup", "CreateBackupVault", "crashes-on-reserved-characters@{}"),
        ("amp", "CreateWorkspace", "recased:{}.response.body.kmsKeyArn.echo"),
        ("amp", "CreateWorkspace", "short-1:{}.request.body.kmsKeyArn.pattern"),
        ("amp", "CreateWorkspace", "long:{}.response.body.tags.keys.maxLength"),
    ],
)
@pytest.mark.slow
def test_a_fault_is_found_on_its_clause(service: str, operation: str, fault: str, folder: Path) -> None:
    name = contract(folder, service, operation)
    tried = faults(name)[fault.format(operation)]
    with InProcess(create_app(contract=name, hooks=tried.hooks)) as transport:
        trial = attempt(Settings(edition=name, examples=0, auth="none"), transport, tried.clauses, near=tried.near)
    assert trial.found_after is not None, trial.failing


@pytest.mark.parametrize(
    "fault",
    [
        # Every request of the operation would be answered 500.
        "crashes-on-put-or-patch@{}",
        # A number has no format that a text could break.
        "word:{}.response.body.CreationDate.format",
    ],
)
def test_no_fault_is_made_that_is_none(fault: str, folder: Path) -> None:
    assert fault.format("CreateBackupVault") not in faults(contract(folder, "backup", "CreateBackupVault"))


def test_faults_of_a_required_object_that_requires_members_have_names_of_their_own(folder: Path) -> None:
    """`BackupPolicy` is required, and so is its `Status`; two faults of one name are an error."""
    assert "unenforced:PutBackupPolicy.request.body.BackupPolicy.required" in faults(
        contract(folder, "efs", "PutBackupPolicy")
    )


def test_nothing_is_wrong_where_only_documented_members_come_back(folder: Path) -> None:
    """What the request documents is no unknown member."""
    name = contract(folder, "appconfig", "CreateApplication")
    assert "copies-unknown-members@CreateApplication" not in faults(name)


@pytest.mark.parametrize(
    ("fault", "worse"),
    [
        ("emptied:{}.response.body.Name.echo", "{}.response.body.Name.minLength"),
        ("fixed:{}.response.body.FunctionVersion.echo", "{}.response.body.FunctionVersion.pattern"),
    ],
)
def test_a_text_that_breaks_its_form_may_be_found_by_that(fault: str, worse: str, folder: Path) -> None:
    name, operation = contract(folder, "lambda", "CreateAlias"), "CreateAlias"
    assert worse.format(operation) in faults(name)[fault.format(operation)].clauses


def test_the_reference_sends_the_headers_that_are_promised(folder: Path) -> None:
    name = contract(folder, "geo-routes", "OptimizeWaypoints")
    request = Request(
        path="/v2/optimize-waypoints", headers=(("Content-Type", "application/json"),), body=b'{"Origin":[41.5,42.5]}'
    )
    with InProcess(create_app(contract=name)) as transport:
        answer = transport.send(request)
    assert isinstance(answer, Answer)
    assert "x-amz-geo-pricing-bucket" in dict(answer.headers)


@pytest.mark.parametrize("operation", ["PutClusterPolicy", "GetClusterPolicy", "DeleteClusterPolicy"])
def test_what_a_parent_has_once_is_put_at_a_parent_that_is_made_before(operation: str, folder: Path) -> None:
    policy = ("PutClusterPolicy", "GetClusterPolicy", "DeleteClusterPolicy")
    name = contract(folder, "kafka", "CreateCluster", *policy)
    settings = Settings(edition=name, operation=(operation,), depth="smoke", examples=0, auth="none")
    with InProcess(create_app(contract=name)) as transport:
        trial = attempt(settings, transport)
    assert (trial.verdict, trial.failing) == ("conformant", ())


@pytest.mark.slow
def test_members_of_which_words_want_exactly_one_are_not_wanted_otherwise(folder: Path) -> None:
    """Words of CopyPackageVersions ask for versions or versionRevisions, and not for both."""
    name = contract(folder, "codeartifact", "CopyPackageVersions")
    operation = load(name).operation
    hooks = refuses(operation, lambda call: len({"versions", "versionRevisions"} & call.document.keys()) != 1)
    with InProcess(create_app(contract=name, hooks=hooks)) as transport:
        select = ("*.versions*", "*.versionRevisions*", "*.combination", "*.optional", "*.accept")
        assert attempt(Settings(edition=name, examples=0, auth="none", select=select), transport).failing == ()


def test_a_least_length_of_nothing_says_nothing_of_an_id_in_a_path(folder: Path) -> None:
    clauses = catalogue(contract(folder, "networkmanager", "CreateConnection"), ("all",))
    found = {clause.id: not clause.excluded for clause in clauses if ".path.globalNetworkId." in clause.id}
    assert found["CreateConnection.request.path.globalNetworkId.minLength"] is False
    assert found["CreateConnection.request.path.globalNetworkId.maxLength"] is True


def test_what_is_null_within_a_list_is_not_set_and_the_list_comes_back(folder: Path) -> None:
    name = contract(folder, "chime-sdk-meetings", "BatchCreateAttendee")
    known = {parameter: sorted(values) for parameter, values in existing(load(name)).items()}
    request = Request(
        path=f"/meetings/{known['MeetingId'][0]}/attendees?operation=batch-create",
        headers=(("Content-Type", "application/json"),),
        body=b'{"Attendees":[{"ExternalUserId":"one","Capabilities":null}]}',
    )
    with InProcess(create_app(contract=name, parameters=known)) as transport:
        answer = transport.send(request)
    assert isinstance(answer, Answer)
    assert [one["ExternalUserId"] for one in json.loads(answer.body)["Attendees"]] == ["one"]


def test_what_is_refused_without_a_name_of_its_own_is_put_down_to_that_name_alone(folder: Path) -> None:
    name = contract(folder, "backup", "CreateBackupVault")
    token = "CreateBackupVault.request.body.CreatorRequestId.optional"
    selected = Settings(
        edition=name,
        examples=0,
        auth="none",
        select=(token, "CreateBackupVault.request.combination", "CreateBackupVault.response.status.200"),
    )
    crash = crashes(load(name).operation, lambda call: "CreatorRequestId" not in call.document)
    with InProcess(create_app(contract=name, hooks=crash)) as transport:
        assert list(attempt(selected, transport).failing) == [token]
