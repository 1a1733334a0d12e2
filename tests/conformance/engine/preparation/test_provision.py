"""What an operation works on is made before its requests are sent."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import pytest

from conformance.engine.preparation.provision import Provision
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import BUDGET, Answer, Exchange, Failure
from spec.contract import load
from strategies.controls import controls
from strategies.request import Case

FAMILY = "chime-sdk-voice-2022-08-03"
CONNECTOR = "abcdef1ghij2klmno3pqr4"


class Target:
    """Answers what creates with the next id, and keeps what it was sent."""

    def __init__(self, called: str = "session-{}") -> None:
        self.kept: list[Case] = []
        self.sent: list[Case] = []
        self._called = called
        self._numbers = itertools.count(1)

    def send(self, case: Case) -> Exchange:
        self.sent.append(case)
        return self._exchange(case, 200, {})

    def keep(self, case: Case) -> Exchange:
        self.kept.append(case)
        return self._exchange(case, 201, {"ProxySession": {"ProxySessionId": self._called.format(next(self._numbers))}})

    @staticmethod
    def _exchange(case: Case, status: int, document: object) -> Exchange:
        answer = Answer(status=status, headers=(), body=json.dumps(document).encode())
        return Exchange(case=case, request=case.request, outcome=answer, started_at=0, elapsed=0)


class Refusing(Target):
    """Answers 400, except to what creates."""

    def send(self, case: Case) -> Exchange:
        self.sent.append(case)
        return self._exchange(case, 400, {})


def _provided(
    operation: str, configurable: tuple[str, ...] = (), target: Target | None = None
) -> tuple[Target, Provision, Case]:
    target, oracle = target or Target(), Oracle.of(FAMILY, operation=operation)
    provision = Provision(load(FAMILY), oracle, target.send, target.keep, configurable)
    return target, provision, controls(oracle.operation, oracle.given)[0]


def _ids(target: Target) -> list[str]:
    return [case.request.path.rpartition("/")[2] for case in target.sent]


def test_requests_that_only_read_share_a_resource() -> None:
    target, provision, case = _provided("GetProxySession")
    provision.exchange(case)
    provision.exchange(case)
    assert _ids(target) == ["session-1", "session-1"]


@pytest.mark.parametrize(
    ("connector", "ids"), [(CONNECTOR, ["session-1", "session-2"]), (" ", ["session-1", "session-1"])]
)
def test_a_right_deletion_that_is_refused_may_have_been_carried_out(connector: str, ids: list[str]) -> None:
    target, provision, case = _provided("DeleteProxySession", target=Refusing())
    path = case.request.path.replace(CONNECTOR, connector)
    for _ in range(2):
        provision.exchange(replace(case, request=replace(case.request, path=path)))
    assert _ids(target) == ids


def test_a_request_with_another_method_has_a_resource_of_its_own() -> None:
    target, provision, case = _provided("GetProxySession")
    provision.exchange(case)
    provision.exchange(replace(case, request=replace(case.request, method="DELETE")))
    provision.exchange(case)
    assert _ids(target) == ["session-1", "session-2", "session-1"]


def test_what_is_read_has_every_member_that_a_request_can_set() -> None:
    target, provision, case = _provided("GetProxySession")
    provision.exchange(case)
    (made,) = target.kept
    assert set(json.loads(made.request.body or b"")) == set(load(FAMILY).operation.request_schema["properties"])


def test_a_list_has_something_to_show_from_its_first_request_on() -> None:
    target, provision, case = _provided("ListProxySessions")
    provision.exchange(case)
    provision.exchange(case)
    assert len(target.kept) == 2


class Unconfigured(Target):
    """A target whose connector has no configuration until one is put there."""

    def keep(self, case: Case) -> Exchange:
        known = any(kept.request.method == "PUT" for kept in self.kept)
        self.kept.append(case)
        return self._exchange(case, 200 if known or case.request.method == "PUT" else 404, {})


SHOW, PUT = "GetVoiceConnectorProxy", "PutVoiceConnectorProxy"


def test_a_configuration_is_put_there_once_to_be_shown() -> None:
    target, provision, case = _provided(SHOW, (PUT,), Unconfigured())
    provision.exchange(case)
    provision.exchange(case)
    assert [kept.request.method for kept in target.kept] == ["GET", "PUT"]
    assert len(target.sent) == 2


def test_what_was_put_back_is_looked_for_again() -> None:
    target, provision, case = _provided(SHOW, (PUT,), Unconfigured())
    provision.exchange(case)
    provision.unconfigured()
    provision.exchange(case)
    assert [kept.request.method for kept in target.kept] == ["GET", "PUT", "GET"]


class Broken(Target):
    """A target that breaks down on what it is asked to show."""

    def keep(self, case: Case) -> Exchange:
        self.kept.append(case)
        return self._exchange(case, 503, {})


def test_nothing_is_put_there_where_it_is_not_known_that_nothing_is() -> None:
    target, provision, case = _provided(SHOW, (PUT,), Broken())
    provision.exchange(case)
    assert [kept.request.method for kept in target.kept] == ["GET"]


def test_a_configuration_that_is_there_is_shown_as_it_is() -> None:
    target, provision, case = _provided(SHOW, (PUT,))
    provision.exchange(case)
    provision.exchange(case)
    assert [kept.request.method for kept in target.kept] == ["GET"]


def test_no_configuration_is_put_there_without_consent() -> None:
    target, provision, case = _provided(SHOW, (), Unconfigured())
    provision.exchange(case)
    assert [kept.request.method for kept in target.kept] == []


def test_what_a_request_may_have_removed_is_put_there_again() -> None:
    target, provision, case = _provided(SHOW, (PUT,), Unconfigured())
    provision.exchange(replace(case, request=replace(case.request, method="POST")))
    provision.exchange(case)
    assert [kept.request.method for kept in target.kept] == ["GET", "PUT", "GET"]


class Lagging(Target):
    """A target that shows a removed configuration once more, and a new one a request late."""

    def __init__(self) -> None:
        super().__init__()
        self.late = iter([404] * 6)

    def keep(self, case: Case) -> Exchange:
        self.kept.append(case)
        looked = sum(kept.request.method == "GET" for kept in self.kept)
        return self._exchange(case, 404 if case.request.method == "GET" and looked > 1 else 200, {})

    def send(self, case: Case) -> Exchange:
        self.sent.append(case)
        return self._exchange(case, next(self.late, 200), {})


def test_a_configuration_that_is_removed_late_is_put_there_again_and_waited_for() -> None:
    target, provision, case = _provided(SHOW, (PUT,), Lagging())
    answers = [provision.exchange(case).answer for _ in range(2)]
    assert [answer and answer.status for answer in answers] == [200, 200]
    assert [kept.request.method for kept in target.kept] == ["GET", "GET", "PUT"]


def test_what_is_put_back_may_be_removed_late_each_time() -> None:
    target = Lagging()
    _, provision, case = _provided(SHOW, (PUT,), target)
    provision.exchange(case)
    provision.unconfigured()
    target.late = iter([404] * 6)
    assert provision.exchange(case).answer == Answer(status=200, headers=(), body=b"{}")


@pytest.mark.parametrize("operation", ["GetProxySession", "UpdateProxySession", "DeleteProxySession"])
@pytest.mark.parametrize("called", ["..", ".", " ", "a/../../b", "%2e%2e", "%252e%252e", "..\\\\x", "a\x00"])
def test_an_id_that_leads_elsewhere_is_not_followed(operation: str, called: str) -> None:
    target, provision, case = _provided(operation, target=Target(called))
    failure = provision.exchange(case).failure
    assert failure is not None
    assert "answered 201, with an id that would lead a request elsewhere" in failure.detail
    assert target.sent == []


class Spent(Target):
    """A way to a target on which no more may be created."""

    def keep(self, case: Case) -> Exchange:
        return replace(super().keep(case), outcome=Failure(kind=BUDGET, detail="the budget of 5 resources is used up"))


def test_where_no_more_may_be_created_that_is_what_stands_in_the_way() -> None:
    _, provision, case = _provided("GetProxySession", target=Spent())
    sentence = "GetProxySession needs what CreateProxySession creates, and the budget of 5 resources is used up"
    assert provision.exchange(case).failure == Failure(kind=BUDGET, detail=sentence)


def test_an_id_with_a_slash_is_an_id() -> None:
    target, provision, case = _provided("GetProxySession", target=Target("arn:aws:x:::a/b"))
    provision.exchange(case)
    assert _ids(target) == ["arn%3Aaws%3Ax%3A%3A%3Aa%2Fb"]


def test_a_configuration_that_is_read_has_every_member_and_forbids_nothing() -> None:
    target, provision, case = _provided(SHOW, (PUT,), Unconfigured())
    provision.exchange(case)
    put = json.loads(target.kept[-1].request.body or b"")
    assert put.keys() == load(FAMILY).operations[PUT].request_schema["properties"].keys()
    assert put["Disabled"] is False
