"""The operations on sessions, without HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from conformance.reference.errors import Refusal
from conformance.reference.service import Service

BODY: dict[str, Any] = {"Capabilities": ["SMS"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"]}


@pytest.fixture
def service() -> Service:
    return Service({"known", "other"})


def expire(service: Service, identity: str, minutes: int = 61) -> None:
    """Let so much time pass for a session."""
    service._sessions["known"][identity].updated -= timedelta(minutes=minutes)


def test_a_session_begins_open_with_the_default_expiry(service: Service) -> None:
    session = service.create("known", BODY)

    assert (session["Status"], session["EndedTimestamp"], session["ExpiryMinutes"]) == ("Open", None, 60)


def test_an_expired_session_is_closed_when_its_minutes_were_over(service: Service) -> None:
    session = service.create("known", BODY)
    expire(service, session["ProxySessionId"])

    found = service.get("known", session["ProxySessionId"])

    assert found["Status"] == "Closed"
    assert found["EndedTimestamp"] < session["CreatedTimestamp"]


def test_a_session_that_never_expires_stays_open(service: Service) -> None:
    session = service.create("known", {**BODY, "ExpiryMinutes": 10**400})

    assert service.get("known", session["ProxySessionId"])["Status"] == "Open"


def test_a_list_can_be_limited_to_one_status(service: Service) -> None:
    closed, opened = (service.create("known", BODY)["ProxySessionId"] for _ in range(2))
    expire(service, closed)

    listed = {
        status: [session["ProxySessionId"] for session in service.list("known", {"status": status})["ProxySessions"]]
        for status in ("Open", "Closed", "InProgress")
    }

    assert listed == {"Open": [opened], "Closed": [closed], "InProgress": []}


@pytest.mark.parametrize(
    "query",
    [{"max-results": "0"}, {"max-results": "101"}, {"max-results": "x"}, {"next-token": "-1"}, {"status": "open"}],
    ids=lambda query: "=".join(*query.items()),
)
def test_a_list_refuses_parameters_out_of_range(service: Service, query: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        service.list("known", query)

    assert refused.value.name == "BadRequestException"


def test_a_list_ends_without_a_token(service: Service) -> None:
    for _ in range(3):
        service.create("known", BODY)

    first = service.list("known", {"max-results": "2"})
    second = service.list("known", {"max-results": "2", "next-token": first["NextToken"]})

    assert [len(page["ProxySessions"]) for page in (first, second)] == [2, 1]
    assert "NextToken" not in second


def test_sessions_belong_to_their_connector(service: Service) -> None:
    session = service.create("known", BODY)

    assert service.list("other", {})["ProxySessions"] == []
    with pytest.raises(Refusal, match="NotFoundException"):
        service.get("other", session["ProxySessionId"])


def test_an_update_prolongs_from_now(service: Service) -> None:
    session = service.create("known", BODY)
    expire(service, session["ProxySessionId"], minutes=30)

    updated = service.update("known", session["ProxySessionId"], {"Capabilities": ["Voice"], "ExpiryMinutes": 45})

    assert (updated["Capabilities"], updated["ExpiryMinutes"], updated["Status"]) == (["Voice"], 45, "Open")
    assert updated["UpdatedTimestamp"] >= session["UpdatedTimestamp"]


@pytest.mark.parametrize("connector", ["unknown", "known"])
def test_what_does_not_exist_is_not_found(service: Service, connector: str) -> None:
    for operation in (service.get, service.delete, lambda *key: service.update(key[0], key[1], {})):
        with pytest.raises(Refusal, match="NotFoundException"):
            operation(connector, "nothing")


def test_the_quota_counts_open_sessions_only() -> None:
    service = Service({"known"}, max_open_sessions=1)
    session = service.create("known", BODY)

    with pytest.raises(Refusal, match="too many open"):
        service.create("known", BODY)
    expire(service, session["ProxySessionId"])

    assert service.create("known", BODY)["Status"] == "Open"


def test_ids_are_not_used_twice(service: Service) -> None:
    assert len({service.create("known", BODY)["ProxySessionId"] for _ in range(50)}) == 50
