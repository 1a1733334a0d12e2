"""A deviation that shows in several answers is put down to one clause alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.engine.sequences.running import Extent
from tests.conformance.engine.family import Family, Reply, stamp
from tests.conformance.engine.sequences.playing import FAILED, Remembering, played, two


class ListsTheFirstByStatus(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        return status, {"ProxySessions": document["ProxySessions"][:1]} if "status" in query else document


class ListsNoneByStatus(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        return (200, {"ProxySessions": []}) if "status" in query else super().list(query)


class ListsTwiceByStatus(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        return status, {"ProxySessions": document["ProxySessions"] * 2} if "status" in query else document


class OpensWhenListed(Family):
    """A faithful target: what is created is in progress, and open once it has been listed."""

    def create(self, body: Mapping[str, Any]) -> Reply:
        status, document = super().create(body)
        if status == 201:
            document["ProxySession"]["Status"] = "InProgress"
        return status, document

    def list(self, query: Mapping[str, str]) -> Reply:
        before = [dict(one) for one in self.sessions.values()]
        answer = Family(sessions={one["ProxySessionId"]: one for one in before}, mark=self.mark)
        for one in self.sessions.values():
            one["Status"] = "Open"
        return Family.list(answer, query)


class RevivesByAnUpdate(Remembering):
    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        if identity not in self.sessions and identity in self.dead:
            self.sessions[identity] = self.dead[identity]
        return super().update(identity, body)


class ShowsNoName(Family):
    def get(self, identity: str) -> Reply:
        status, document = super().get(identity)
        return status, {"ProxySession": {**document["ProxySession"], "Name": None}} if status == 200 else document


class ShowsExpiryAsText(Family):
    def get(self, identity: str) -> Reply:
        status, document = super().get(identity)
        if status == 200:
            session = document["ProxySession"]
            document = {"ProxySession": {**session, "ExpiryMinutes": str(session["ExpiryMinutes"])}}
        return status, document


class ListsWithoutTheLast(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        listed = document.get("ProxySessions", [])
        return status, document if "NextToken" in document else {**document, "ProxySessions": listed[:-1]}


class NeverEndsTheList(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list({name: value for name, value in query.items() if name != "next-token"})
        return status, {**document, "NextToken": f"{self.mark}{next(self.numbers)}"}


class HasNoEmptyList(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        return super().list(query) if self.sessions else self.missing()


class ForgetsSessionsAtAPut(Family):
    def put(self, body: Mapping[str, Any]) -> Reply:
        self.sessions.clear()
        return super().put(body)


class ForgetsTheProxyAtADeletion(Family):
    def delete(self, identity: str) -> Reply:
        self.proxy = None
        return super().delete(identity)


class FailsAfterADeletion(Family):
    def delete(self, identity: str) -> Reply:
        return super().delete(identity) if identity in self.sessions else FAILED


class FailsWhileDisabled(Family):
    def create(self, body: Mapping[str, Any]) -> Reply:
        status, document = super().create(body)
        return FAILED if status == 403 else (status, document)


class GivesOtherNumbers(Family):
    def get(self, identity: str) -> Reply:
        status, document = super().get(identity)
        if status == 200:
            number = f"+1913555{1000 + next(self.numbers)}"
            session = document["ProxySession"]
            others = [{**one, "ProxyPhoneNumber": number} for one in session["Participants"]]
            document = {"ProxySession": {**session, "Participants": others}}
        return status, document


class ConfirmsWithoutName(Family):
    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        status, document = super().update(identity, body)
        return status, {"ProxySession": {**document["ProxySession"], "Name": None}} if status == 201 else document


class DatesAnew(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        listed = [{**one, "CreatedTimestamp": stamp()} for one in document.get("ProxySessions", [])]
        return status, {**document, "ProxySessions": listed} if status == 200 else document


class FailsOnNoConfiguration(Family):
    def unconfigure(self) -> Reply:
        return super().unconfigure() if self.proxy else FAILED


class FailsOnTheSecondUpdate(Family):
    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        again = "ForUpdates" in self.sessions.get(identity, {})
        status, document = super().update(identity, {**body, "ForUpdates": 1})
        return FAILED if again else (status, document)


class FailsOnce(Family):
    def get(self, identity: str) -> Reply:
        return FAILED if next(self.numbers) == 20 else super().get(identity)


class TakesANameOnce(Family):
    def create(self, body: Mapping[str, Any]) -> Reply:
        names = {one["Name"] for one in self.sessions.values()} - {None}
        return (400, {"__type": "BadRequestException"}) if body.get("Name") in names else super().create(body)


class DeletesByName(Family):
    def delete(self, identity: str) -> Reply:
        name = self.sessions.get(identity, {}).get("Name")
        status, document = super().delete(identity)
        for other in [one for one in self.sessions.values() if name is not None and one["Name"] == name]:
            del self.sessions[other["ProxySessionId"]]
        return status, document


class StoresOtherNumbers(Family):
    def create(self, body: Mapping[str, Any]) -> Reply:
        status, document = super().create(body)
        if status == 201:
            session = document["ProxySession"]
            others = [{**one, "ProxyPhoneNumber": "+12065550100"} for one in session["Participants"]]
            document = {"ProxySession": {**session, "Participants": others}}
        return status, document


class StillHasDeleted(Family):
    def delete(self, identity: str) -> Reply:
        return (204, None) if identity in self.sessions else self.missing()


class BringsDeletedBack(Family):
    def delete(self, identity: str) -> Reply:
        found = self.sessions.get(identity)
        self.ghosts = [*getattr(self, "ghosts", []), *([found] if found else [])]
        if len(self.ghosts) > 10:
            self.sessions |= {one["ProxySessionId"]: one for one in self.ghosts[:5]}
            self.ghosts = []
        return super().delete(identity)


class RevivesAtAnUpdate(Family):
    def delete(self, identity: str) -> Reply:
        self.last = self.sessions.get(identity) or getattr(self, "last", None)
        return super().delete(identity)

    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        last = getattr(self, "last", None)
        if last and identity in self.sessions:
            self.sessions[last["ProxySessionId"]] = last
        return super().update(identity, body)


class GivesWhatIsThere(Family):
    def create(self, body: Mapping[str, Any]) -> Reply:
        numbers = body["ParticipantPhoneNumbers"]
        same = (
            one for one in self.sessions.values() if [item["PhoneNumber"] for item in one["Participants"]] == numbers
        )
        found = next(same, None)
        return (201, {"ProxySession": found}) if found else super().create(body)


class ChangesTheDefaultOfAll(Family):
    def put(self, body: Mapping[str, Any]) -> Reply:
        before = (self.proxy or {}).get("DefaultSessionExpiryMinutes")
        for session in self.sessions.values():
            if session["ExpiryMinutes"] == before:
                session["ExpiryMinutes"] = body["DefaultSessionExpiryMinutes"]
        return super().put(body)


class PrefersTheDefault(Family):
    def create(self, body: Mapping[str, Any]) -> Reply:
        default = {"ExpiryMinutes": self.proxy["DefaultSessionExpiryMinutes"]} if self.proxy else {}
        return super().create({**body, **default})


@pytest.mark.parametrize(
    ("target", "clauses"),
    [
        (ListsTheFirstByStatus, {"ListProxySessions.lifecycle.filter"}),
        (ListsNoneByStatus, {"ListProxySessions.lifecycle.filter"}),
        (ListsTwiceByStatus, {"ListProxySessions.lifecycle.filter"}),
        (TakesANameOnce, {"response.status.201"}),
        (DeletesByName, {"DeleteProxySession.lifecycle.others"}),
        (StoresOtherNumbers, {"GetProxySession.lifecycle.stable"}),
        (PrefersTheDefault, {"response.body.ProxySession.ExpiryMinutes.echo"}),
        (StillHasDeleted, {"GetProxySession.lifecycle.gone"}),
        (RevivesAtAnUpdate, {"GetProxySession.lifecycle.gone"}),
        (BringsDeletedBack, {"GetProxySession.lifecycle.gone"}),
        (GivesWhatIsThere, {"response.body.ProxySession.ProxySessionId.unique"}),
        (ChangesTheDefaultOfAll, {"GetProxySession.lifecycle.stable"}),
        (DatesAnew, {"ListProxySessions.lifecycle.readBack"}),
        (FailsOnNoConfiguration, {"DeleteVoiceConnectorProxy.request.robustness"}),
        (FailsOnTheSecondUpdate, {"UpdateProxySession.response.status.201"}),
        (FailsOnce, {"GetProxySession.request.robustness"}),
        (ShowsNoName, {"GetProxySession.lifecycle.readBack"}),
        (ShowsExpiryAsText, {"GetProxySession.response.body.ProxySession.ExpiryMinutes.type"}),
        (ListsWithoutTheLast, {"ListProxySessions.lifecycle.complete"}),
        (NeverEndsTheList, {"ListProxySessions.lifecycle.pages", "ListProxySessions.lifecycle.token"}),
        (HasNoEmptyList, {"ListProxySessions.lifecycle.complete"}),
        (ForgetsSessionsAtAPut, {"GetProxySession.lifecycle.readBack"}),
        (ForgetsTheProxyAtADeletion, {"GetVoiceConnectorProxy.lifecycle.readBack"}),
        (FailsAfterADeletion, {"DeleteProxySession.lifecycle.gone"}),
        (FailsWhileDisabled, {"PutVoiceConnectorProxy.lifecycle.disabled"}),
        (GivesOtherNumbers, {"GetProxySession.lifecycle.stable"}),
        (ConfirmsWithoutName, {"UpdateProxySession.lifecycle.keeps"}),
        (RevivesByAnUpdate, {"UpdateProxySession.lifecycle.gone"}),
    ],
)
def test_a_deviation_is_put_down_to_its_own_clause_alone(target: type[Family], clauses: set[str]) -> None:
    assert set(played(target()).failures) == clauses


class GivesOtherNumbersLater(GivesOtherNumbers):
    def get(self, identity: str) -> Reply:
        reads = sum(request.method == "GET" and request.path.endswith(identity) for request in self.requests)
        return super().get(identity) if reads > 1 else Family.get(self, identity)


@pytest.mark.parametrize(
    ("target", "words"),
    [(StoresOtherNumbers, "as CreateProxySession answered it"), (GivesOtherNumbersLater, "as it was read before")],
)
def test_a_resource_that_is_not_stable_is_told_beside_what_showed_it_otherwise(
    target: type[Family], words: str
) -> None:
    failure = played(target()).failures["GetProxySession.lifecycle.stable"]
    assert failure.judgement.expected.rpartition(", ")[2] == words


def test_a_state_that_moves_between_two_lists_is_no_deviation_of_the_list_between_them() -> None:
    assert played(OpensWhenListed(), Extent(rounds=1, sequences=5)).failures == {}


def test_a_list_by_status_is_shown_between_the_whole_lists_that_decide_on_it() -> None:
    failure = played(ListsNoneByStatus()).failures["ListProxySessions.lifecycle.filter"]
    sent = [(exchange.case.change, exchange.case.request.path.partition("?")[2]) for exchange in failure.sequence]
    assert sent == [("create", ""), ("list", ""), ("list by status", "status=Open"), ("list", "")]
    assert failure.judgement.expected == 'the one resource with the Status "Open" once'
    assert failure.judgement.actual.endswith('" is not there by status=Open')


def test_what_is_wrong_with_the_answers_of_one_parent_is_not_put_down_to_requests_under_another() -> None:
    assert set(played(two(ShowsNoName)).failures) == {"GetProxySession.lifecycle.readBack"}
