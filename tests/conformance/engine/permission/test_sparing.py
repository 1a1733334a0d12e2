"""A deletion of all that lies below a path is sent to no target that is not on this machine."""

from __future__ import annotations

import pytest

from conformance.engine.permission.admission import Admission
from conformance.engine.permission.sparing import empties
from conformance.engine.planning.schedule import schedules
from conformance.engine.settings import Settings
from spec.contract import load
from strategies.request import Request

FAMILY = "chime-sdk-voice-2022-08-03"
OPERATIONS = tuple(load(FAMILY).operations.values())
SESSIONS = "/voice-connectors/abc/proxy-sessions"
EMPTYING = ("/", "", "/voice-connectors", "/voice-connectors/abc", SESSIONS, f"{SESSIONS}/", f"{SESSIONS}/%20?a=b")


@pytest.mark.parametrize("path", [*EMPTYING, f"{SESSIONS}/.", f"{SESSIONS}/%2e%2e", f"{SESSIONS}/x/..", "//"])
def test_a_deletion_without_an_id_may_empty_a_collection(path: str) -> None:
    assert empties(Request(method="DELETE", path=path), OPERATIONS)
    assert not empties(Request(method="GET", path=path), OPERATIONS)


def test_a_header_may_make_a_deletion_of_a_request() -> None:
    override = Request(method="POST", path=SESSIONS, headers=(("X-HTTP-Method-Override", "delete"),))
    assert empties(override, OPERATIONS)


@pytest.mark.parametrize(
    "path",
    [
        f"{SESSIONS}/x",
        f"{SESSIONS}/{{proxySessionId}}",
        "/voice-connectors/abc/programmable-numbers/proxy",
        "/elsewhere",
    ],
)
def test_a_deletion_of_one_thing_empties_nothing(path: str) -> None:
    assert not empties(Request(method="DELETE", path=path), OPERATIONS)


def planned(target: str) -> set[str]:
    """The paths without which nothing is deleted there."""
    settings = Settings(target=target, contract=FAMILY, operation=("all",), depth="smoke")
    cases = [case for plan in schedules(settings).values() for case in plan]
    return {case.request.path for case in cases if empties(case.request, OPERATIONS)}


def test_it_is_planned_on_this_machine_alone() -> None:
    assert planned("http://127.0.0.1:9") != set()
    assert planned("http://target.example") == set()


def test_it_is_replayed_on_this_machine_alone() -> None:
    settings = Settings(target="http://127.0.0.1:9", contract=FAMILY, operation=("all",), depth="smoke")
    cases = [case for plan in schedules(settings).values() for case in plan if empties(case.request, OPERATIONS)]
    elsewhere = Settings(target="http://target.example", contract=FAMILY, operation=("all",), depth="smoke")
    assert {Admission.of(settings).admits(case.request) for case in cases} == {True}
    assert {Admission.of(elsewhere).admits(case.request) for case in cases} == {False}
