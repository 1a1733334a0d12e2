"""Ten actions of ten services, derived from the SDK's model: the SDK itself creates, reads, lists, updates, deletes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.conformance.reference.test_any_contract import served

pytestmark = pytest.mark.slow


@dataclass(frozen=True, kw_only=True)
class Life:
    """The operations on one kind of resource, as the SDK calls them.

    Attributes:
        service: as boto3 spells it.
        operations: of its contract.
        create: the method that creates and its arguments.
        read: the method that reads one, or lists those with its id.
        listing: the method that lists, and the member with the items.
        update: the method that updates and its arguments, or None.
        delete: the method that deletes.
        key: the parameter by which all but `create` and `listing` name the resource.
        own: where the answer of `create` or its arguments tell that name.
        shown: a member that is read back, with its value.
        scope: arguments of all of them.
    """

    service: str
    operations: tuple[str, ...]
    create: tuple[str, Mapping[str, Any]]
    read: str
    listing: tuple[str, str]
    update: tuple[str, Mapping[str, Any]] | None
    delete: str
    key: str
    own: tuple[str, ...]
    shown: tuple[str, Any]
    scope: Mapping[str, str] = field(default_factory=dict)


def crud(thing: str, *more: str, read: str = "Get") -> tuple[str, ...]:
    plural = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}es" if thing.endswith("s") else f"{thing}s"
    return (f"Create{thing}", f"{read}{thing}", f"List{plural}", f"Delete{thing}", *more)


LIVES = [
    Life(
        service="appconfig",
        operations=crud("Application", "UpdateApplication"),
        create=("create_application", {"Name": "one", "Description": "first"}),
        read="get_application",
        listing=("list_applications", "Items"),
        update=("update_application", {"Description": "second"}),
        delete="delete_application",
        key="ApplicationId",
        own=("Id",),
        shown=("Description", "first"),
    ),
    Life(
        service="iot",
        operations=crud("Thing", "UpdateThing", read="Describe"),
        create=("create_thing", {"thingName": "one", "attributePayload": {"attributes": {"a": "b"}}}),
        read="describe_thing",
        listing=("list_things", "things"),
        update=("update_thing", {"attributePayload": {"attributes": {"a": "c"}}}),
        delete="delete_thing",
        key="thingName",
        own=("thingName",),
        shown=("attributes", {"a": "b"}),
    ),
    Life(
        service="lambda",
        operations=crud("Alias", "UpdateAlias"),
        create=("create_alias", {"Name": "one", "FunctionVersion": "1", "Description": "first"}),
        read="get_alias",
        listing=("list_aliases", "Aliases"),
        update=("update_alias", {"Description": "second"}),
        delete="delete_alias",
        key="Name",
        own=("Name",),
        shown=("Description", "first"),
        scope={"FunctionName": "mine"},
    ),
    Life(
        service="sesv2",
        operations=crud("ContactList", "UpdateContactList"),
        create=("create_contact_list", {"ContactListName": "one", "Description": "first"}),
        read="get_contact_list",
        listing=("list_contact_lists", "ContactLists"),
        update=("update_contact_list", {"Description": "second"}),
        delete="delete_contact_list",
        key="ContactListName",
        own=("ContactListName",),
        shown=("Description", "first"),
    ),
    Life(
        service="scheduler",
        operations=crud("ScheduleGroup"),
        create=("create_schedule_group", {"Name": "one"}),
        read="get_schedule_group",
        listing=("list_schedule_groups", "ScheduleGroups"),
        update=None,
        delete="delete_schedule_group",
        key="Name",
        own=("Name",),
        shown=("Name", "one"),
    ),
    Life(
        service="backup",
        operations=crud("BackupVault", read="Describe"),
        create=("create_backup_vault", {"BackupVaultName": "one", "EncryptionKeyArn": "arn:aws:kms:key"}),
        read="describe_backup_vault",
        listing=("list_backup_vaults", "BackupVaultList"),
        update=None,
        delete="delete_backup_vault",
        key="BackupVaultName",
        own=("BackupVaultName",),
        shown=("EncryptionKeyArn", "arn:aws:kms:key"),
    ),
    Life(
        service="amp",
        operations=crud("Workspace", "UpdateWorkspaceAlias", read="Describe"),
        create=("create_workspace", {"alias": "first"}),
        read="describe_workspace",
        listing=("list_workspaces", "workspaces"),
        update=("update_workspace_alias", {"alias": "second"}),
        delete="delete_workspace",
        key="workspaceId",
        own=("workspaceId",),
        shown=("alias", "first"),
    ),
    Life(
        service="ivs",
        operations=crud("Channel", "UpdateChannel"),
        create=("create_channel", {"name": "one", "latencyMode": "LOW"}),
        read="get_channel",
        listing=("list_channels", "channels"),
        update=("update_channel", {"latencyMode": "NORMAL"}),
        delete="delete_channel",
        key="arn",
        own=("channel", "arn"),
        shown=("latencyMode", "LOW"),
    ),
    Life(
        service="resource-groups",
        operations=crud("Group", "UpdateGroup"),
        create=("create_group", {"Name": "one", "Description": "first"}),
        read="get_group",
        listing=("list_groups", "GroupIdentifiers"),
        update=("update_group", {"Description": "second"}),
        delete="delete_group",
        key="GroupName",
        own=("Group", "Name"),
        shown=("Description", "first"),
    ),
    Life(
        service="batch",
        operations=(
            *(f"{verb}SchedulingPolicy" for verb in ("Create", "Update", "Delete")),
            *(f"{verb}SchedulingPolicies" for verb in ("Describe", "List")),
        ),
        create=("create_scheduling_policy", {"name": "one", "fairsharePolicy": {"computeReservation": 1}}),
        read="describe_scheduling_policies",
        listing=("list_scheduling_policies", "schedulingPolicies"),
        update=("update_scheduling_policy", {"fairsharePolicy": {"computeReservation": 2}}),
        delete="delete_scheduling_policy",
        key="arn",
        own=("arn",),
        shown=("fairsharePolicy", {"computeReservation": 1}),
    ),
]


@dataclass(kw_only=True)
class Played:
    """What became of a life: what was shown after each step."""

    created: Any = None
    listed: Any = None
    updated: Any = None
    gone: Any = None


@pytest.fixture(params=LIVES, ids=lambda life: life.service, scope="module")
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Life, Any]]:
    chosen: Life = request.param
    folder = tmp_path_factory.mktemp("contract") / chosen.service
    parameters = {name: [value] for name, value in chosen.scope.items()}
    for client in served(chosen.service, chosen.operations, folder, **parameters):
        yield chosen, client


def at(document: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        document = document[step]
    return document


def shown(life: Life, client: Any, name: str) -> Any:
    """The member that is read back, by the operation that reads."""
    method = getattr(client, life.read)
    if life.service == "batch":
        found = method(arns=[name])["schedulingPolicies"]
        return found[0][life.shown[0]] if found else None
    answer = method(**life.scope, **{life.key: name})
    inner = [value for key, value in answer.items() if isinstance(value, dict) and key != "ResponseMetadata"]
    return answer.get(life.shown[0], inner[0].get(life.shown[0]) if inner else None)


def test_the_sdk_creates_reads_lists_updates_and_deletes(life: tuple[Life, Any]) -> None:
    chosen, client = life
    method, arguments = chosen.create
    answer = getattr(client, method)(**chosen.scope, **arguments)
    name = at(answer, chosen.own) if chosen.own[0] in answer else arguments[chosen.own[-1]]
    assert shown(chosen, client, name) == chosen.shown[1]

    listing, items = chosen.listing
    listed = getattr(client, listing)(**chosen.scope)[items]
    assert name in [value for item in listed for value in item.values()]

    if chosen.update:
        method, changes = chosen.update
        getattr(client, method)(**chosen.scope, **{chosen.key: name}, **changes)
        assert shown(chosen, client, name) != chosen.shown[1]

    getattr(client, chosen.delete)(**chosen.scope, **{chosen.key: name})
    assert getattr(client, listing)(**chosen.scope)[items] == []
    if chosen.service == "batch":
        assert shown(chosen, client, name) is None
    else:
        with pytest.raises(ClientError):
            shown(chosen, client, name)
