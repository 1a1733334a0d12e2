"""Proxy sessions at the reference: how they begin, expire, are listed, updated and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from conformance.reference.api import Api
from conformance.reference.call import Call
from spec.contract import load

PATH = "/voice-connectors/known/proxy-sessions"
BODY: dict[str, Any] = {"Capabilities": ["SMS"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"]}
JSON = {"content-type": "application/json"}


class Client:
    """Calls the reference without HTTP."""

    def __init__(self, **options: Any) -> None:
        self.api = Api(load(), {"voiceConnectorId": ("known", "other")}, **options)

    def __call__(self, method: str, path: str = PATH, query: str = "", **members: Any) -> tuple[int, Any]:
        """Status and document of the answer."""
        body = json.dumps(members).encode() if members else b""
        reply = self.api.answer(Call(method=method, path=path, query=query, headers=JSON, body=body))
        return reply.status, reply.document

    def create(self, path: str = PATH, **members: Any) -> dict[str, Any]:
        """A new session."""
        status, document = self("POST", path, **{**BODY, **members})
        assert status == 201
        session: dict[str, Any] = document["ProxySession"]
        return session

    def pass_(self, identity: str, minutes: int) -> None:
        """Let so much time pass for a session."""
        for resource in self.api._service.store.below("/voice-connectors/{}/proxy-sessions/{}", ("known", identity)):
            resource.updated -= timedelta(minutes=minutes)


@pytest.fixture
def client() -> Client:
    return Client()


def listed(client: Client, query: str = "", path: str = PATH) -> list[str]:
    """The ids on the first page of a list."""
    status, document = client("GET", path, query)
    assert status == 200
    return [session["ProxySessionId"] for session in document["ProxySessions"]]


def test_a_session_begins_open_with_the_default_expiry(client: Client) -> None:
    session = client.create()

    assert (session["Status"], session["EndedTimestamp"], session["ExpiryMinutes"]) == ("Open", None, 60)


def test_both_participants_have_the_same_proxy_number(client: Client) -> None:
    first, second = client.create()["Participants"]

    assert first["ProxyPhoneNumber"] == second["ProxyPhoneNumber"]


def test_an_expired_session_is_closed_when_its_minutes_were_over(client: Client) -> None:
    session = client.create()
    client.pass_(session["ProxySessionId"], 61)

    _, document = client("GET", f"{PATH}/{session['ProxySessionId']}")

    assert document["ProxySession"]["Status"] == "Closed"
    assert document["ProxySession"]["EndedTimestamp"] < session["CreatedTimestamp"]


def test_a_session_that_never_expires_stays_open(client: Client) -> None:
    session = client.create(ExpiryMinutes=10**400)

    assert client("GET", f"{PATH}/{session['ProxySessionId']}")[1]["ProxySession"]["Status"] == "Open"


def test_a_list_can_be_limited_to_one_status(client: Client) -> None:
    closed, opened = (client.create()["ProxySessionId"] for _ in range(2))
    client.pass_(closed, 61)

    found = {status: listed(client, f"status={status}") for status in ("Open", "Closed", "InProgress")}

    assert found == {"Open": [opened], "Closed": [closed], "InProgress": []}


@pytest.mark.parametrize(
    "query", ["max-results=0", "max-results=101", "max-results=x", "next-token=nobody-gave-it", "status=open"]
)
def test_a_list_refuses_parameters_out_of_range(client: Client, query: str) -> None:
    status, document = client("GET", PATH, query)

    assert (status, document["Code"]) == (400, "BadRequestException")


def pages(client: Client, size: int) -> Iterator[list[str]]:
    """Every page of a list."""
    token = ""
    while True:
        _, document = client("GET", PATH, f"max-results={size}{token}")
        yield [session["ProxySessionId"] for session in document["ProxySessions"]]
        if "NextToken" not in document:
            return
        token = f"&next-token={document['NextToken']}"


@pytest.mark.parametrize(("size", "lengths"), [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (100, [5])])
def test_a_list_gives_every_session_once_whatever_the_size_of_a_page(
    client: Client, size: int, lengths: list[int]
) -> None:
    created = [client.create()["ProxySessionId"] for _ in range(5)]

    found = list(pages(client, size))

    assert lengths == [len(page) for page in found]
    assert created == [identity for page in found for identity in page]


def test_a_token_is_good_for_its_own_list_only(client: Client) -> None:
    for _ in range(3):
        client.create()
    token = client("GET", PATH, "max-results=2")[1]["NextToken"]

    other = PATH.replace("known", "other")

    assert [
        client("GET", PATH, f"max-results=1&next-token={token}")[0],
        client("GET", other, f"next-token={token}")[0],
        client("GET", PATH, f"status=Open&next-token={token}")[0],
    ] == [200, 400, 400]


def test_a_page_goes_on_where_it_ended_although_a_session_was_deleted(client: Client) -> None:
    first, second, third = (client.create()["ProxySessionId"] for _ in range(3))
    token = client("GET", PATH, "max-results=2")[1]["NextToken"]
    client("DELETE", f"{PATH}/{first}")

    assert [third] == listed(client, f"next-token={token}")
    assert [second, third] == listed(client)


def test_sessions_belong_to_their_connector(client: Client) -> None:
    identity = client.create()["ProxySessionId"]
    other = PATH.replace("known", "other")

    assert listed(client, path=other) == []
    assert client("GET", f"{other}/{identity}")[0] == 404


def test_an_update_changes_what_was_given_and_nothing_else(client: Client) -> None:
    session = client.create(Name="Support", GeoMatchLevel="Country")
    path = f"{PATH}/{session['ProxySessionId']}"

    _, document = client("POST", path, Capabilities=["Voice"])

    updated = document["ProxySession"]
    changed = {name for name in session if session[name] != updated[name]}
    assert changed - {"UpdatedTimestamp"} == {"Capabilities"}
    assert client("GET", path)[1] == document


def test_an_update_prolongs_from_now(client: Client) -> None:
    session = client.create()
    path = f"{PATH}/{session['ProxySessionId']}"
    client.pass_(session["ProxySessionId"], 30)

    client("POST", path, Capabilities=["Voice"], ExpiryMinutes=45)
    client.pass_(session["ProxySessionId"], 44)

    shown = client("GET", path)[1]["ProxySession"]
    assert (shown["Capabilities"], shown["ExpiryMinutes"], shown["Status"]) == (["Voice"], 45, "Open")


def test_an_update_of_nothing_required_is_refused(client: Client) -> None:
    identity = client.create()["ProxySessionId"]

    assert client("POST", f"{PATH}/{identity}", ExpiryMinutes=5)[0] == 400


def test_a_deleted_session_is_gone(client: Client) -> None:
    path = f"{PATH}/{client.create()['ProxySessionId']}"

    assert client("DELETE", path) == (204, None)
    assert [client(method, path, Capabilities=["SMS"])[0] for method in ("GET", "POST", "DELETE")] == [404, 404, 404]
    assert listed(client) == []


@pytest.mark.parametrize("connector", ["unknown", "known"])
def test_what_does_not_exist_is_not_found(client: Client, connector: str) -> None:
    path = f"{PATH.replace('known', connector)}/nothing"

    assert [client(method, path, Capabilities=["SMS"])[0] for method in ("GET", "POST", "DELETE")] == [404] * 3


def test_a_request_cannot_choose_what_only_an_answer_says(client: Client) -> None:
    chosen = {"ProxySessionId": "mine", "Status": "Closed", "VoiceConnectorId": "other", "proxySessionId": "mine"}

    session = client.create(**chosen)

    assert session["ProxySessionId"] != "mine"
    assert (session["Status"], session["VoiceConnectorId"]) == ("Open", "known")


def test_the_quota_counts_open_sessions_only() -> None:
    client = Client(max_open_sessions=1)
    session = client.create()

    status, document = client("POST", **BODY)
    client.pass_(session["ProxySessionId"], 61)

    assert status == 400
    assert "too many open" in document["Message"]
    assert client.create()["Status"] == "Open"


def test_ids_are_not_used_twice(client: Client) -> None:
    assert len({client.create()["ProxySessionId"] for _ in range(50)}) == 50
