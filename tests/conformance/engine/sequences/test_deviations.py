"""Sequences find what only the life of a resource shows, on the clause that it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.engine.family import Family, Reply
from tests.conformance.engine.sequences.playing import played


class ForgetsName(Family):
    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        status, document = super().update(identity, body)
        if status == 201:
            self.sessions[identity] = {**self.sessions[identity], "Name": None}
        return status, document


class IgnoresExpiry(Family):
    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        before = self.sessions.get(identity, {}).get("ExpiryMinutes")
        status, document = super().update(identity, body)
        if status == 201:
            self.sessions[identity] = {**self.sessions[identity], "ExpiryMinutes": before}
        return status, document


class LeavesDeletedListed(Family):
    def delete(self, identity: str) -> Reply:
        found = self.sessions.get(identity)
        status, document = super().delete(identity)
        self.ghosts = [*getattr(self, "ghosts", []), *([found] if found else [])]
        return status, document

    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        return status, document if status != 200 else {
            **document,
            "ProxySessions": [*document["ProxySessions"], *getattr(self, "ghosts", [])],
        }


class DeletesEverything(Family):
    def delete(self, identity: str) -> Reply:
        status, document = super().delete(identity)
        self.sessions.clear()
        return status, document


class MixesSessions(Family):
    def get(self, identity: str) -> Reply:
        return (
            (200, {"ProxySession": list(self.sessions.values())[-1]}) if identity in self.sessions else self.missing()
        )


class RepeatsAnItem(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        if status == 200 and "NextToken" in document:
            start = int(document["NextToken"].removeprefix("page-"))
            document = {**document, "NextToken": f"page-{start - 1}"} if start > 1 else document
        return status, document


class ForgetsTheLastPage(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        return status, {**document, "NextToken": None} if status == 200 and "next-token" in query else document


class RefusesItsOwnTokens(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        return (400, {"__type": "BadRequestException"}) if "next-token" in query else super().list(query)


class ListsOnlyTheFirst(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        return status, {"ProxySessions": document["ProxySessions"][:1]} if status == 200 else document


class TakesAnyToken(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        known = {**query, "next-token": "page-0"} if not query.get("next-token", "page-").startswith("page-") else query
        return super().list(known)


class FreezesTheUpdate(Family):
    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        old = self.sessions.get(identity, {}).get("CreatedTimestamp")
        status, document = super().update(identity, body)
        if status == 201:
            document["ProxySession"]["UpdatedTimestamp"] = old
        return status, document


class CreatesAnew(Family):
    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        status, document = super().update(identity, body)
        if status == 201:
            document["ProxySession"]["CreatedTimestamp"] = document["ProxySession"]["UpdatedTimestamp"]
        return status, document


class KeepsTheProxy(Family):
    def unconfigure(self) -> Reply:
        return 204, None


class ForgetsThePut(Family):
    def put(self, body: Mapping[str, Any]) -> Reply:
        before = self.proxy
        answer = super().put(body)
        self.proxy = before or self.proxy
        return answer


class IgnoresDisabled(Family):
    def put(self, body: Mapping[str, Any]) -> Reply:
        answer = super().put(body)
        self.proxy = {**(self.proxy or {}), "Disabled": False}
        return answer


class IgnoresTheDefault(Family):
    def create(self, body: Mapping[str, Any]) -> Reply:
        return super().create({"ExpiryMinutes": 60, **body})


@pytest.mark.parametrize(
    ("target", "clauses"),
    [
        (ForgetsName, {"UpdateProxySession.lifecycle.keeps"}),
        (IgnoresExpiry, {"UpdateProxySession.lifecycle.changes"}),
        (LeavesDeletedListed, {"ListProxySessions.lifecycle.gone"}),
        (DeletesEverything, {"DeleteProxySession.lifecycle.others"}),
        (MixesSessions, {"GetProxySession.lifecycle.apart"}),
        (RepeatsAnItem, {"ListProxySessions.lifecycle.pages"}),
        (ForgetsTheLastPage, {"ListProxySessions.lifecycle.pages"}),
        (RefusesItsOwnTokens, {"ListProxySessions.lifecycle.pages"}),
        (ListsOnlyTheFirst, {"ListProxySessions.lifecycle.complete"}),
        (TakesAnyToken, {"ListProxySessions.lifecycle.token"}),
        (FreezesTheUpdate, {"UpdateProxySession.lifecycle.UpdatedTimestamp.moves"}),
        (CreatesAnew, {"UpdateProxySession.lifecycle.CreatedTimestamp.constant"}),
        (KeepsTheProxy, {"GetVoiceConnectorProxy.lifecycle.gone"}),
        (ForgetsThePut, {"GetVoiceConnectorProxy.lifecycle.readBack"}),
        (IgnoresDisabled, {"PutVoiceConnectorProxy.lifecycle.disabled"}),
        (IgnoresTheDefault, {"PutVoiceConnectorProxy.lifecycle.defaultExpiry"}),
    ],
)
def test_a_deviation_is_found_on_the_clause_that_it_breaks(target: type[Family], clauses: set[str]) -> None:
    sequences = played(target())
    assert set(sequences.failures) >= clauses


def test_a_failing_tour_is_told_by_as_few_requests_as_still_fail() -> None:
    failure = played(IgnoresExpiry()).failures["UpdateProxySession.lifecycle.changes"]
    assert [exchange.case.change for exchange in failure.sequence] == ["create", "update", "read"]


class ListsNoName(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        listed = [{**one, "Name": None} for one in document.get("ProxySessions", [])]
        return status, {**document, "ProxySessions": listed} if status == 200 else document


def test_a_wrong_member_of_a_list_is_named_with_its_place() -> None:
    (failure,) = played(ListsNoName(), names=("CreateProxySession", "ListProxySessions")).failures.values()
    found = failure.judgement
    assert (found.actual, found.pointer) == ("Name is null in the list", "/ProxySessions/0/Name")


class StoresNothing(Family):
    def create(self, body: Mapping[str, Any]) -> Reply:
        status, document = super().create(body)
        self.sessions.clear()
        return status, document


def test_a_list_without_what_was_created_is_found_where_nothing_else_is_offered() -> None:
    sequences = played(StoresNothing(), names=("CreateProxySession", "ListProxySessions"))
    assert set(sequences.failures) == {"ListProxySessions.lifecycle.complete"}
