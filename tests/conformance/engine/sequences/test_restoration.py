"""What a parent had before a run is put back, and nothing that an owner had is removed."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.interruption import Interruption
from conformance.engine.sequences.restoration import Restoration
from conformance.engine.settings import Settings
from conformance.engine.target import Target
from conformance.engine.verification import verify
from conformance.reference.serving.running import Running
from conformance.wire.exchange import Answer, Failure
from conformance.wire.transport import HttpTransport
from strategies.request import Case, Request
from tests.conformance.engine.family import Family, Reply
from tests.conformance.engine.permission.test_guard import CONNECTOR, ELSEWHERE, FAMILY
from tests.conformance.engine.permission.test_guard import PROXY as PATH
from tests.conformance.engine.sequences.playing import NAMES, ORACLES, played, two


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
    read = []
    for name in NAMES:
        target = Family()
        Restoration(ORACLES, target).remember(name)
        read += [name] if target.requests else []
    assert read == [PROXY, UNPROXY]


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


OWNS = {"DefaultSessionExpiryMinutes": 7, "PhoneNumberPoolCountries": ["US"]}


def asked(url: str, method: str, body: dict[str, Any]) -> bytes:
    with contextlib.closing(HttpTransport(url, timeout=60)) as transport:
        found = transport.send(Request(method=method, path=PATH).with_json(body))
    assert isinstance(found, Answer)
    return found.body


@pytest.mark.parametrize(("chosen", "first", "body"), [(PROXY, "DELETE", {}), (UNPROXY, "PUT", OWNS)])
def test_a_run_elsewhere_puts_back_by_an_operation_that_nobody_chose(
    chosen: str, first: str, body: dict[str, Any], tmp_path: Path
) -> None:
    with Running(contract=FAMILY, parameters={"voiceConnectorId": (CONNECTOR,)}) as owner:
        asked(owner.url, first, body)
        before = asked(owner.url, "GET", {})
        # The reference answers as a proxy would, in the place of a target elsewhere.
        there = replace(ELSEWHERE, proxy=owner.url, yes=True, rate=10_000.0, timeout=60.0)
        run = replace(there, operation=(chosen,), select=(f"{chosen}.response.*",), depth="smoke", output=tmp_path)
        result = verify(run)
        assert (result.record.verdict, asked(owner.url, "GET", {})) == ("conformant", before)


def test_a_run_that_was_told_to_end_still_puts_back() -> None:
    nowhere, ending = Settings(target="http://127.0.0.1:9", contract=FAMILY), Interruption()
    case = Case(id="restoration", clause="", request=Request(method="GET", path=PATH))
    ending.ask()
    with contextlib.closing(Target(nowhere, "http://127.0.0.1:9", ending=ending)) as target:
        with target.restoring([PROXY]):
            meanwhile = target.exchange(case).outcome
        kinds = [outcome.kind for outcome in (meanwhile, target.exchange(case).outcome) if isinstance(outcome, Failure)]
    assert kinds == ["unreachable", "stopped"]
