"""A contract that nobody tuned the reference for: derived from the SDK's model, and used by the SDK."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from conformance.reference.serving.running import Running
from tests.conformance.support import chime

APPLICATIONS = ("CreateApplication", "GetApplication", "ListApplications", "UpdateApplication", "DeleteApplication")
FAMILY = (
    *(f"{verb}ProxySession" for verb in ("Create", "Get", "Update", "Delete")),
    "ListProxySessions",
    *(f"{verb}VoiceConnectorProxy" for verb in ("Put", "Get", "Delete")),
)
CONNECTOR = {"VoiceConnectorId": "abcdef1ghij2klmno3pqr4"}
SESSION = {"Capabilities": ["SMS"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"]}


def connected(service: str, url: str) -> Any:
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="AKIDEXAMPLEFALSE",
        aws_secret_access_key="not-a-secret",
        config=Config(retries={"total_max_attempts": 1}),
    )


def served(service: str, operations: tuple[str, ...], folder: Path, **parameters: list[str]) -> Iterator[Any]:
    """A client of the reference of a contract that was derived from the model."""
    wanted = [argument for name in operations for argument in ("--operation", name)]
    derived = chime("derive", "--service", service, *wanted, "--output", str(folder))
    assert derived.status == 0, derived.err
    with Running(contract=str(folder), parameters=parameters) as reference:
        client = connected(service, reference.url)
        yield client
        client.close()


@pytest.fixture(scope="module")
def appconfig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from served("appconfig", APPLICATIONS, tmp_path_factory.mktemp("contract") / "appconfig")


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("contract") / "voice"
    yield from served("chime-sdk-voice", FAMILY, folder, voiceConnectorId=list(CONNECTOR.values()))


pytestmark = pytest.mark.slow


def test_what_was_created_is_read_back(appconfig: Any) -> None:
    created = appconfig.create_application(Name="one", Description="the first")

    read = appconfig.get_application(ApplicationId=created["Id"])

    assert (read["Name"], read["Description"]) == ("one", "the first")
    assert read["Id"] == created["Id"]


def test_every_page_is_followed_by_the_sdks_own_paginator(appconfig: Any) -> None:
    created = {appconfig.create_application(Name=f"page-{number}")["Id"] for number in range(5)}

    pages = list(appconfig.get_paginator("list_applications").paginate(PaginationConfig={"PageSize": 2}))

    found = [item["Id"] for page in pages for item in page["Items"]]
    assert len(found) == len(set(found))
    assert created <= set(found)
    assert max(len(page["Items"]) for page in pages) == 2


def test_an_update_is_shown_afterwards(appconfig: Any) -> None:
    identity = appconfig.create_application(Name="old", Description="kept")["Id"]

    appconfig.update_application(ApplicationId=identity, Name="new")

    read = appconfig.get_application(ApplicationId=identity)
    assert (read["Name"], read["Description"]) == ("new", "kept")


def test_what_was_deleted_is_not_found(appconfig: Any) -> None:
    identity = appconfig.create_application(Name="gone")["Id"]

    appconfig.delete_application(ApplicationId=identity)

    with pytest.raises(appconfig.exceptions.ResourceNotFoundException):
        appconfig.get_application(ApplicationId=identity)


def test_invalid_input_is_refused_by_its_documented_error(appconfig: Any) -> None:
    loose = connected("appconfig", appconfig.meta.endpoint_url)
    loose.meta.events.register("before-call", lambda params, **_: params.update(body=b'{"Name":""}'))

    with pytest.raises(loose.exceptions.BadRequestException):
        loose.create_application(Name="x")

    loose.close()


def test_a_disabled_connector_creates_no_session(voice: Any) -> None:
    proxy = {"DefaultSessionExpiryMinutes": 9, "PhoneNumberPoolCountries": ["US"]}
    voice.put_voice_connector_proxy(**CONNECTOR, **proxy, Disabled=True)

    with pytest.raises(voice.exceptions.BadRequestException, match="disabled"):
        voice.create_proxy_session(**CONNECTOR, **SESSION)

    shown = voice.put_voice_connector_proxy(**CONNECTOR, **proxy, Disabled=False)["Proxy"]
    assert shown["PhoneNumberCountries"] == ["US"]
    assert voice.create_proxy_session(**CONNECTOR, **SESSION)["ProxySession"]["ExpiryMinutes"] == 9


def test_a_configuration_is_gone_once_it_is_deleted(voice: Any) -> None:
    voice.delete_voice_connector_proxy(**CONNECTOR)

    with pytest.raises(voice.exceptions.NotFoundException):
        voice.get_voice_connector_proxy(**CONNECTOR)


@pytest.mark.parametrize(
    ("service", "operation"),
    [("appconfig", "CreateApplication"), ("iot", "CreateThing"), ("scheduler", "CreateScheduleGroup")],
)
def test_the_reference_conforms_to_a_contract_of_one_operation(service: str, operation: str, tmp_path: Path) -> None:
    chime("derive", "--service", service, "--operation", operation, "--output", str(tmp_path / service))

    ended = chime("run", "--contract", service, "--depth", "smoke", "--no-cache", cwd=tmp_path)

    assert ended.status == 0, ended.out


def test_lists_that_stay_empty_leave_nothing_open(tmp_path: Path) -> None:
    names = [part for name in APPLICATIONS for part in ("--operation", name)]
    chime("derive", "--service", "appconfig", *names, "--output", str(tmp_path / "mine"))

    ended = chime("run", "--contract", "mine", "--operation", "all", "--depth", "smoke", "--no-cache", cwd=tmp_path)

    assert ended.status == 0, ended.out
