"""A real SDK client against the running reference: what it creates and which exceptions it raises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from conformance.reference.serving.running import Running
from spec.derive.contracts import derived
from spec.derive.model import service
from spec.derive.writing.folder import contents, write
from tests.spec.derive.published import Writer

CONNECTOR = "abcdef1ghij2klmno3pqr4"
NUMBERS = ["+14015550101", "+12065550100"]


def connected(
    url: str, secret: str = "not-a-secret", token: str | None = None, *, name: str = "chime-sdk-voice"
) -> Any:
    return boto3.client(
        name,
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="AKIDEXAMPLEFALSE",
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with Running(contract="2022-08-03", parameters={"voiceConnectorId": [CONNECTOR]}) as reference:
        client = connected(reference.url)
        yield client
        client.close()


def create(client: Any, connector: str = CONNECTOR, **members: Any) -> dict[str, Any]:
    body = {"Capabilities": ["Voice", "SMS"], "ParticipantPhoneNumbers": NUMBERS, **members}
    session: dict[str, Any] = client.create_proxy_session(VoiceConnectorId=connector, **body)["ProxySession"]
    return session


def test_creates_a_session(client: Any) -> None:
    session = create(client, Name="Support", ExpiryMinutes=5)

    assert (session["Name"], session["ExpiryMinutes"], session["Status"]) == ("Support", 5, "Open")
    assert [item["PhoneNumber"] for item in session["Participants"]] == NUMBERS


def test_raises_bad_request_for_an_invalid_body(client: Any) -> None:
    with pytest.raises(client.exceptions.BadRequestException):
        create(client, ExpiryMinutes=0)


def test_raises_not_found_for_an_unknown_connector(client: Any) -> None:
    with pytest.raises(client.exceptions.NotFoundException):
        create(client, connector="zbcdef1ghij2klmno3pqr4")


def test_gets_and_lists_what_was_created(client: Any) -> None:
    session = create(client)
    key = {"VoiceConnectorId": CONNECTOR, "ProxySessionId": session["ProxySessionId"]}

    assert client.get_proxy_session(**key)["ProxySession"] == session
    assert session in client.list_proxy_sessions(VoiceConnectorId=CONNECTOR)["ProxySessions"]


def test_lists_page_by_page(client: Any) -> None:
    created = {create(client)["ProxySessionId"] for _ in range(3)}
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = client.list_proxy_sessions(VoiceConnectorId=CONNECTOR, MaxResults=2, Status="Open", **token)
        found += [session["ProxySessionId"] for session in page["ProxySessions"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}

    assert len(found) == len(set(found))
    assert created <= set(found)


def test_updates_a_session(client: Any) -> None:
    key = {"VoiceConnectorId": CONNECTOR, "ProxySessionId": create(client)["ProxySessionId"]}

    updated = client.update_proxy_session(**key, Capabilities=["SMS"], ExpiryMinutes=7)["ProxySession"]

    assert (updated["Capabilities"], updated["ExpiryMinutes"]) == (["SMS"], 7)
    assert client.get_proxy_session(**key)["ProxySession"] == updated


def test_a_deleted_session_is_gone(client: Any) -> None:
    key = {"VoiceConnectorId": CONNECTOR, "ProxySessionId": create(client)["ProxySessionId"]}

    client.delete_proxy_session(**key)

    with pytest.raises(client.exceptions.NotFoundException):
        client.get_proxy_session(**key)


@pytest.mark.parametrize("token", [None, "not-a-token-not-a-token"])
def test_signed_requests_get_through_with_the_right_key_only(token: str | None) -> None:
    odd = "a b/\u00fc%2F;=?"
    keys = ("AKIDEXAMPLEFALSE", "not-a-secret", token)
    with Running(contract="2022-08-03", parameters={"voiceConnectorId": [CONNECTOR, odd]}, keys=keys) as reference:
        right, wrong = connected(reference.url, token=token), connected(reference.url, "another-secret", token)
        other = connected(reference.url, token="a-token-of-nobody")
        for connector in (CONNECTOR, odd):
            session = create(right, connector, Name="Support")
            key = {"VoiceConnectorId": connector, "ProxySessionId": session["ProxySessionId"]}
            assert right.get_proxy_session(**key)["ProxySession"] == session
            right.list_proxy_sessions(VoiceConnectorId=connector, Status="Open", MaxResults=3)
            right.delete_proxy_session(**key)
            for refused in (wrong, other):
                with pytest.raises(refused.exceptions.ForbiddenException):
                    create(refused, connector)
        for used in (right, wrong, other):
            used.close()


def test_configures_the_proxy_and_removes_its_configuration(client: Any) -> None:
    connector = {"VoiceConnectorId": CONNECTOR}
    client.put_voice_connector_proxy(
        **connector, DefaultSessionExpiryMinutes=30, PhoneNumberPoolCountries=["US"], FallBackPhoneNumber="+12065550100"
    )
    assert client.get_voice_connector_proxy(**connector)["Proxy"]["DefaultSessionExpiryMinutes"] == 30

    gone = client.delete_voice_connector_proxy(**connector)

    assert gone["ResponseMetadata"]["HTTPStatusCode"] == 204
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_voice_connector_proxy(**connector)


def test_removes_no_configuration_of_an_unknown_connector(client: Any) -> None:
    with pytest.raises(client.exceptions.NotFoundException):
        client.delete_voice_connector_proxy(VoiceConnectorId="zbcdef1ghij2klmno3pqr4")


def test_creates_what_a_contract_from_a_page_describes(tmp_path: Path) -> None:
    page = tmp_path / "API_CreateApplication.md"
    page.write_text(Writer(service=service("appconfig"), name="CreateApplication").page(), encoding="utf-8")
    derivation, sources = derived([page])
    write(tmp_path / "contract", contents(derivation, sources, "appconfig").files)
    with Running(contract=str(tmp_path / "contract")) as reference:
        client = connected(reference.url, name="appconfig")
        created = client.create_application(Name="one", Description="first", Tags={"a": "b"})
        with pytest.raises(client.exceptions.BadRequestException):
            client.create_application(Name="x" * 65)
        client.close()
    assert (created["ResponseMetadata"]["HTTPStatusCode"], created["Name"], created["Description"]) == (
        201,
        "one",
        "first",
    )
