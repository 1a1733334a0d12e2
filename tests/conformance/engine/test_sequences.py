"""Sequences find what only the life of a resource shows, on the clause that it breaks, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from conformance.engine.sequences.playing import Stage, sequence_of
from conformance.engine.sequences.restoration import Restoration
from conformance.engine.sequences.running import Extent, Sequences
from conformance.oracle.oracle import Oracle
from spec.clauses.catalogue import catalogue
from spec.contract import load
from strategies.request import Request
from tests.conformance.engine.family import Family, Reply, stamp

CONTRACT = load("chime-sdk-voice-2022-08-03")
NAMES = tuple(CONTRACT.operations)
ORACLES = {name: Oracle.of(CONTRACT.name, operation=name) for name in NAMES}


OTHER = "zyxwvu9tsrq8ponm7lkji6"


def played(target: Family, extent: Extent | None = None, names: tuple[str, ...] = NAMES) -> Sequences:
    second = {"voiceConnectorId": target.beside.connector} if target.beside else {}
    clauses, offered = catalogue(CONTRACT.name, names), {name: ORACLES[name] for name in names}
    stage = Stage(contract=CONTRACT, oracles=offered, clauses=clauses, sender=target, second=second)
    restoration = Restoration(ORACLES, target, second)
    for name in names:
        restoration.remember(name)
    sequences = Sequences(stage, extent or Extent(), restore=restoration.restore)
    for _ in sequences.run():
        pass
    return sequences


def two(kind: type[Family] = Family) -> Family:
    """A target with two connectors, the first of which may deviate."""
    return kind(beside=Family(connector=OTHER, mark="other-"))


def test_every_clause_on_sequences_holds_on_a_faithful_target() -> None:
    sequences = played(two(), Extent(rounds=2, sequences=20))
    stated = {clause.id for clause in catalogue(CONTRACT.name, NAMES) if "sequence" in clause.checks}
    assert sequences.failures == {}
    assert {clause for clause, count in sequences.counts.items() if count.passes} == stated


def test_what_is_sent_is_counted() -> None:
    target = Family()
    stage = Stage(contract=CONTRACT, oracles=ORACLES, clauses=catalogue(CONTRACT.name, NAMES), sender=target)
    sequences = Sequences(stage, Extent(rounds=1, sequences=5))
    for _ in sequences.run():
        pass
    assert sequences.exchanges == len(target.requests)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (("CreateProxySession.read-again2",), ["CreateProxySession.read"]),
        (("clients-2-1-CreateProxySession.read",), ["clients-2"]),
        (("CreateProxySession.drawn-1",), ["CreateProxySession.drawn"]),
        ((), []),
    ],
)
def test_of_some_sequences_no_other_one_is_played(only: tuple[str, ...], expected: list[str]) -> None:
    clauses = catalogue(CONTRACT.name, NAMES)
    stage = Stage(contract=CONTRACT, oracles=ORACLES, clauses=clauses, sender=Family())
    assert list(Sequences(stage, Extent(rounds=2, sequences=1, only=only)).run()) == expected


def test_a_case_of_a_sequence_names_it() -> None:
    assert sequence_of("GetProxySession.lifecycle/CreateProxySession.read-12") == "CreateProxySession.read"
    assert sequence_of("request.body.Name.pattern/exclamation-mark@full") == ""


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


class StillShowsDeleted(Family):
    def delete(self, identity: str) -> Reply:
        return (204, None) if identity in self.sessions else self.missing()


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


class ListsOnlyTheFirst(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        return status, {"ProxySessions": document["ProxySessions"][:1]} if status == 200 else document


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
        (StillShowsDeleted, {"GetProxySession.lifecycle.gone", "UpdateProxySession.lifecycle.gone"}),
        (DeletesEverything, {"DeleteProxySession.lifecycle.others"}),
        (MixesSessions, {"GetProxySession.lifecycle.apart"}),
        (RepeatsAnItem, {"ListProxySessions.lifecycle.pages"}),
        (ForgetsTheLastPage, {"ListProxySessions.lifecycle.pages"}),
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


FAILED = (500, {"__type": "ServiceFailureException"})


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


def test_what_is_wrong_with_the_answers_of_one_parent_is_not_put_down_to_requests_under_another() -> None:
    assert set(played(two(ShowsNoName)).failures) == {"GetProxySession.lifecycle.readBack"}


class ShowsEverySession(Family):
    def answer(self, request: Request) -> Reply:
        other = self.beside
        steps = request.path.partition("?")[0].split("/")
        of_one = len(steps) == 5 and steps[3] == "proxy-sessions"
        shared = other is not None and of_one and steps[2] == other.connector and steps[4] not in other.sessions
        return super().answer(replace(request, path=request.path.replace(OTHER, self.connector)) if shared else request)


class FailsOnStrangers(Family):
    """Answers an error of the server to what reaches for its sessions under the other connector."""

    def answer(self, request: Request) -> Reply:
        steps = request.path.partition("?")[0].split("/")
        other = self.beside
        strange = other is not None and steps[2] == other.connector and len(steps) == 5 and steps[4] in self.sessions
        return self.failed(request) if strange else super().answer(request)

    def failed(self, _request: Request) -> Reply:
        return FAILED


class FailsAndDeletes(FailsOnStrangers):
    def failed(self, request: Request) -> Reply:
        if request.method == "DELETE":
            self.sessions.pop(request.path.rpartition("/")[2])
        return FAILED


class TakesTheOthersTokens(Family):
    def list(self, query: Mapping[str, str]) -> Reply:
        token = query.get("next-token", "")
        return super().list({**query, "next-token": "page-0"} if token.startswith("other-") else query)


@pytest.mark.parametrize(
    ("target", "clauses"),
    [
        (ShowsEverySession, {f"{verb}ProxySession.lifecycle.foreign" for verb in ("Get", "Update", "Delete")}),
        (TakesTheOthersTokens, {"ListProxySessions.lifecycle.foreignToken"}),
        (FailsOnStrangers, {f"{verb}ProxySession.request.robustness" for verb in ("Get", "Update", "Delete")}),
        (
            FailsAndDeletes,
            {f"{verb}ProxySession.request.robustness" for verb in ("Get", "Update", "Delete")}
            | {"DeleteProxySession.lifecycle.foreign"},
        ),
    ],
)
def test_what_crosses_two_parents_is_found(target: type[Family], clauses: set[str]) -> None:
    assert set(played(two(target)).failures) == clauses


def test_what_both_parents_had_is_put_back() -> None:
    target = two()
    played(target)
    assert target.beside is not None
    assert (target.proxy, target.beside.proxy) == (None, None)


PROXY, UNPROXY = "PutVoiceConnectorProxy", "DeleteVoiceConnectorProxy"
BEFORE = {
    "DefaultSessionExpiryMinutes": 30,
    "Disabled": False,
    "FallBackPhoneNumber": "+12065550100",
    "PhoneNumberCountries": ["US"],
}


def test_what_a_parent_had_is_put_back() -> None:
    target = Family(proxy=dict(BEFORE))
    restoration = Restoration(ORACLES, target)
    restoration.remember(PROXY)
    target.put({"DefaultSessionExpiryMinutes": 5, "Disabled": True, "PhoneNumberPoolCountries": ["CA"]})
    restoration.restore(PROXY)
    assert target.proxy == BEFORE


def test_where_a_parent_had_nothing_and_nothing_deletes_the_plainest_is_left() -> None:
    target = Family()
    restoration = Restoration({name: found for name, found in ORACLES.items() if "Delete" not in name}, target)
    restoration.remember(PROXY)
    target.put({"DefaultSessionExpiryMinutes": 5, "Disabled": True, "PhoneNumberPoolCountries": ["CA"]})
    restoration.restore(PROXY)
    assert target.proxy is not None
    assert target.proxy["Disabled"] is False


def test_only_what_has_no_id_of_its_own_is_put_back() -> None:
    restoration = Restoration(ORACLES, Family())
    assert [name for name in NAMES if restoration.configures(name)] == [PROXY, UNPROXY]


def test_what_a_parent_did_not_have_is_removed_again() -> None:
    target = Family()
    restoration = Restoration(ORACLES, target)
    restoration.remember(UNPROXY)
    target.put({"DefaultSessionExpiryMinutes": 5, "Disabled": True, "PhoneNumberPoolCountries": ["CA"]})
    restoration.restore(UNPROXY)
    assert target.proxy is None


class HidesTheProxy(Family):
    def shown(self) -> Reply:
        return 500, {}


def test_what_could_not_be_read_is_never_removed() -> None:
    target = HidesTheProxy(proxy=dict(BEFORE))
    restoration = Restoration(ORACLES, target)
    restoration.remember(PROXY)
    restoration.restore(PROXY)
    assert target.proxy is not None


def test_what_is_removed_is_put_back() -> None:
    target = Family(proxy=dict(BEFORE))
    restoration = Restoration(ORACLES, target)
    restoration.remember(UNPROXY)
    target.unconfigure()
    restoration.restore(UNPROXY)
    assert target.proxy == BEFORE


SHOW = "GetVoiceConnectorProxy"


@pytest.mark.parametrize(("before", "after"), [(None, None), (BEFORE, BEFORE)])
def test_what_was_put_there_to_be_shown_is_removed_and_an_owners_stays(before: Any, after: Any) -> None:
    target = Family(proxy=dict(before) if before else None)
    restoration = Restoration(ORACLES, target, configurable=(PROXY, UNPROXY))
    restoration.remember(SHOW)
    if before is None:
        target.put({"DefaultSessionExpiryMinutes": 5, "Disabled": False, "PhoneNumberPoolCountries": ["CA"]})
    target.requests.clear()
    restoration.restore(SHOW)
    sent = [request.method for request in target.requests]
    assert (target.proxy, sent) == (after, ["GET"] if before else ["DELETE"])


def test_what_an_owner_had_is_put_back_where_a_request_to_show_it_removed_it() -> None:
    target = Family(proxy=dict(BEFORE))
    restoration = Restoration(ORACLES, target, configurable=(PROXY, UNPROXY))
    restoration.remember(SHOW)
    target.unconfigure()
    restoration.restore(SHOW)
    assert target.proxy == BEFORE


def test_without_consent_nothing_is_removed_after_it_was_shown() -> None:
    target = Family()
    restoration = Restoration(ORACLES, target)
    restoration.remember(SHOW)
    restoration.restore(SHOW)
    assert target.requests == []


def test_a_tour_is_followed_by_what_a_parent_had() -> None:
    target = Family()
    played(target)
    assert target.proxy is None
