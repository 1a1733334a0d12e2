"""What might change what a target's owner has is sent to no target that is not on this machine."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from conformance.engine.permission.admission import Admission
from conformance.engine.permission.known import Known
from conformance.engine.permission.sparing import Names, changed, empties, spared, strays
from conformance.engine.planning.schedule import schedules
from conformance.engine.settings import Settings
from spec.contract import load
from spec.operation import Operation
from strategies.request import Request

FAMILY = "chime-sdk-voice-2022-08-03"
OPERATIONS = tuple(load(FAMILY).operations.values())
SESSIONS = "/voice-connectors/abc/proxy-sessions"
EMPTYING = ("/", "", "/voice-connectors", "/voice-connectors/abc", SESSIONS, f"{SESSIONS}/", f"{SESSIONS}/%20?a=b")


@pytest.mark.parametrize("path", [*EMPTYING, f"{SESSIONS}/.", f"{SESSIONS}/%2e%2e", f"{SESSIONS}/x/..", "//"])
def test_a_deletion_without_an_id_may_empty_a_collection(path: str) -> None:
    for method in ("DELETE", "PUT", "PATCH", "delete"):
        assert empties(Request(method=method, path=path), OPERATIONS)
    assert not empties(Request(method="GET", path=path), OPERATIONS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-HTTP-Method-Override", "delete"), ("x_http_method", "DELETE"), ("X-Method-Override", "GET, PUT")],
)
def test_a_header_may_make_a_deletion_of_a_request(name: str, value: str) -> None:
    override = Request(method="POST", path=SESSIONS, headers=((name, value),))
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


@pytest.mark.parametrize(
    "more",
    [
        {"path": "/?Action=DeleteUser&UserName=a&Version=2010-05-08"},
        {"path": f"{SESSIONS}?a=b&%41ction=StopInstances"},
        {"method": "POST", "path": SESSIONS, "body": b"Version=1&Action=TerminateInstances"},
        {"path": f"{SESSIONS}/x?action=delete"},
        {"path": f"{SESSIONS}/x?action=DELETE_ALL"},
        {"path": f"{SESSIONS}/x?Action=purge-all"},
        {"path": f"{SESSIONS}/x?__METHOD=delete"},
        {"path": f"{SESSIONS}/x?X-HTTP-Method-Override=DELETE"},
        {"path": SESSIONS, "headers": (("X-Original-URL", "/elsewhere"),)},
        {"method": "POST", "path": SESSIONS, "headers": (("X_Amz_Target", "Service.DeleteTable"),)},
    ],
)
def test_a_request_that_may_be_read_as_another_one_is_not_sent(more: dict[str, Any]) -> None:
    assert strays(Request(**{"method": "GET", **more}), OPERATIONS, NAMES)


@pytest.mark.parametrize("path", ["/?Action=ListUsers", f"{SESSIONS}?action=NODE", f"{SESSIONS}?Action=a"])
def test_a_question_of_another_protocol_and_a_parameter_of_that_name_are(path: str) -> None:
    assert not strays(Request(method="GET", path=path), OPERATIONS, NAMES)


GIVEN = "abcdef1ghij2klmno3pqr4"
NAMES = Names({GIVEN})
CREATED = "{proxySessionId}"


def changing(identity: str, parent: str = GIVEN) -> set[bool]:
    """Whether what changes the session of this id is spared."""
    path = f"/voice-connectors/{parent}/proxy-sessions/{identity}"
    return {strays(Request(method=method, path=path), OPERATIONS, NAMES) for method in ("DELETE", "POST", "post")}


@pytest.mark.parametrize(
    "identity", ["12", "a", "abcde", "unknown", "%27%20OR%20%271%27%3D%271", "{proxySessionId:shorter}", "_" * 36]
)
def test_an_id_that_may_be_that_of_something_is_not_changed(identity: str) -> None:
    assert changing(identity) == {True}


@pytest.mark.parametrize("variant", ["same-alphabet", "last-character", "first-character", "middle-character"])
def test_an_id_like_a_created_one_is_not_changed(variant: str) -> None:
    assert changing(f"{{proxySessionId:{variant}}}") == {True}


@pytest.mark.parametrize(
    "identity",
    [
        *(CREATED, f"{CREATED}%20", "{proxySessionId:longer}", "{proxySessionId:prefixed}", "%20"),
        *("01234567-89ab-4cde-8f01-23456789abcd", "a" * 129),
    ],
)
def test_what_was_created_and_what_nobody_has_may_be_changed(identity: str) -> None:
    assert changing(identity) == {False}


@pytest.mark.parametrize("parent", ["unknown", "1234567890", GIVEN[:-1]])
def test_nothing_is_changed_below_another_parent(parent: str) -> None:
    assert changing(CREATED, parent) == {True}


@pytest.mark.parametrize(
    ("name", "last", "expected"),
    [
        *(("StopThing", "/stop", True), ("StartThing", "/start", True), ("AddPermission", "/policy", True)),
        *(("StartJobRun", "/runs", False), ("CreatePart", "/parts", False), ("SearchParts", "/search", False)),
    ],
)
def test_what_a_path_names_is_stopped_by_its_own_name_alone(name: str, last: str, expected: bool) -> None:  # noqa: FBT001 - data
    template = "/things/{thingId}" + last
    definition = {"parameters": [{"name": "thingId", "in": "path", "schema": {"type": "string"}}]}
    known = Operation(
        contract="things", name=name, method="POST", template=template, definition=definition, document={}
    )
    found = [strays(Request(path=f"/things/{it}{last}"), [known], Names({"mine"})) for it in ("mine", "min", "unknown")]
    assert found == [False, expected, expected]


@pytest.mark.parametrize("method", ["DELETE", "POST", "PUT", "PATCH"])
def test_what_the_user_named_is_changed_only_by_the_operations_that_he_chose(method: str) -> None:
    request = Request(method=method, path=f"/voice-connectors/{GIVEN}/proxy-sessions/mine")
    changing = {"DELETE": "DeleteProxySession", "POST": "UpdateProxySession"}
    found = [
        strays(request, OPERATIONS, Names({GIVEN, "mine"}, made=Known(made), chosen=chosen))
        for chosen, made in [(["GetProxySession"], ()), (changing.values(), ()), (["GetProxySession"], ["mine"])]
    ]
    assert found == [True, method not in changing, False]


@pytest.mark.parametrize("given", [(), ("proxySessionId=mine",)])
def test_an_id_that_the_user_named_is_tried_with_no_other_method_that_changes(given: tuple[str, ...]) -> None:
    settings = Settings(
        target="http://127.0.0.1:9", contract=FAMILY, operation=("GetProxySession",), depth="smoke", parameter=given
    )
    methods = {case.request.method for plan in schedules(settings).values() for case in plan}
    assert bool(methods & {"DELETE", "POST", "PUT", "PATCH"}) is not bool(given)


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
def test_a_method_that_no_operation_has_may_be_known_all_the_same(method: str) -> None:
    create = load("chime-2018-05-01").operation
    paths = ("/voice-connectors/{}/proxy-sessions", "/things")
    known = [create, replace(create, template="/things", definition={})]
    assert [strays(Request(method=method, path=path.format(GIVEN)), known, NAMES) for path in paths] == [True, True]


@pytest.mark.parametrize(
    ("name", "method", "template", "expected"),
    [
        ("StartFlow", "POST", "/flows/{flowName}/start", ["flowName"]),
        ("PutPart", "PUT", "/flows/{flowName}/parts/{partName}", ["partName"]),
        ("CreatePart", "POST", "/flows/{flowName}/parts", []),
        ("GetFlow", "GET", "/flows/{flowName}", []),
    ],
)
def test_its_user_names_what_an_operation_changes(name: str, method: str, template: str, expected: list[str]) -> None:
    stated = [{"name": step, "in": "path", "schema": {"type": "string"}} for step in re.findall(r"{(\w+)}", template)]
    known = Operation(
        contract="flows", name=name, method=method, template=template, definition={"parameters": stated}, document={}
    )
    assert changed(known) == expected


def test_what_only_reads_may_ask_for_any_id() -> None:
    assert not strays(Request(method="GET", path=f"{SESSIONS}/12"), OPERATIONS, Names())


def planned(target: str) -> set[str]:
    """The paths of what is spared."""
    settings = Settings(target=target, contract=FAMILY, operation=("all",), depth="smoke")
    cases = [case for plan in schedules(settings).values() for case in plan]
    return {case.request.path for case in cases if spared(case.request, OPERATIONS, NAMES)}


def test_it_is_planned_on_this_machine_alone() -> None:
    assert planned("http://127.0.0.1:9") != set()
    assert planned("http://target.example") == set()


def test_it_is_replayed_on_this_machine_alone() -> None:
    settings = Settings(target="http://127.0.0.1:9", contract=FAMILY, operation=("all",), depth="smoke")
    cases = [case for plan in schedules(settings).values() for case in plan if spared(case.request, OPERATIONS, NAMES)]
    elsewhere = Settings(target="http://target.example", contract=FAMILY, operation=("all",), depth="smoke")
    here, there = Admission.of(settings), Admission.of(elsewhere)
    assert {here.admits(case.request, case.operation) for case in cases} == {True}
    assert {there.admits(case.request, case.operation) for case in cases} == {False}
