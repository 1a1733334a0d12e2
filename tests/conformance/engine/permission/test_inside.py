"""What deletes or changes whatever its body or its query names is told only names of the user's or the run's own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.engine.permission.inside import names_inside, unnamed
from conformance.engine.permission.sparing import Names, spared
from spec.operation import Operation
from strategies.adapting.pinning import pinned
from strategies.request import Request

TEXT = {"type": "string"}
OWN = "mine"
NAMES = Names({OWN})


def operation(name: str, method: str = "POST", template: str = "/delete-things", **members: Any) -> Operation:
    """An operation whose body has these members, all of them required."""
    schema = {"type": "object", "required": list(members), "properties": members}
    body = {"requestBody": {"content": {"application/json": {"schema": schema}}}} if members else {}
    return Operation(contract="things", name=name, method=method, template=template, definition=body, document={})


BY_NAME = operation("DeleteThing", thingId=TEXT)
BY_NAMES = operation("BatchDeleteThings", thingIds={"type": "array", "items": TEXT})
OF_A_PARENT = operation("DeleteCredentials", template="/things/{thingId}/credentials", userNames={"type": "array"})
REFERRING = operation("PutSettings", "PUT", "/things/{thingId}/settings", roleArn=TEXT)
MAKING = operation("PutThing", thingName={**TEXT, "x-fresh": True})


def is_spared(known: Operation, document: Any, **more: Any) -> bool:
    sent = {"method": known.method, "path": known.template, "body": json.dumps(document).encode(), **more}
    return spared(Request(**sent), [known], NAMES)


@pytest.mark.parametrize("named", ["a", "unknown", "12", "", 7, None, True, [], {}, "mine2"])
def test_what_may_be_someone_elses_is_not_named(named: Any) -> None:
    assert is_spared(BY_NAME, {"thingId": named})
    assert is_spared(BY_NAMES, {"thingIds": [OWN, named]})


@pytest.mark.parametrize("named", [OWN, "{body.thingId}", "01234567-89ab-4cde-8f01-23456789abcd"])
def test_what_is_the_users_or_the_runs_own_is_named(named: str) -> None:
    assert not is_spared(BY_NAME, {"thingId": named})
    assert not is_spared(BY_NAMES, {"thingIds": [named, OWN]})


@pytest.mark.parametrize("body", [b"", b"{}", b'{"other":"mine"}', b"[]", b'{"thingId":"mine"', b"null"])
def test_a_deletion_of_nothing_by_name_may_be_one_of_all(body: bytes) -> None:
    assert is_spared(BY_NAME, None, body=body)


@pytest.mark.parametrize("other", ["a", None, [], {}])
def test_a_name_said_twice_is_read_both_ways(other: Any) -> None:
    def said(*values: Any) -> bytes:
        return b"{%s}" % b",".join(b'"thingId":' + json.dumps(value).encode() for value in values)

    bodies = (said(other, OWN), said(OWN, other), said(OWN, OWN))
    assert [is_spared(BY_NAME, None, body=body) for body in bodies] == [True, True, False]


def test_a_name_may_be_read_in_any_case() -> None:
    assert is_spared(BY_NAME, {"thingId": OWN, "ThingID": "a"})
    assert is_spared(BY_NAME, {"ThingId": OWN})
    assert not is_spared(BY_NAME, {"thingId": OWN, "ThingId": OWN})


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_target_may_know_the_path_by_any_method(method: str) -> None:
    assert is_spared(BY_NAME, {"thingId": "a"}, method=method)
    assert not is_spared(BY_NAME, {"thingId": "a"}, method="GET")


def test_a_query_names_as_well() -> None:
    stated = {"name": "thingId", "in": "query", "required": True, "schema": TEXT}
    known = Operation(
        contract="things",
        name="DeleteThing",
        method="DELETE",
        template="/things",
        definition={"parameters": [stated]},
        document={},
    )
    paths = ("/things?thingId=a", "/things?thingId=mine&thingId=a", "/things", "/things?thingId=mine")
    assert [spared(Request(method="DELETE", path=path), [known], NAMES) for path in paths] == [True, True, True, False]


def test_a_query_of_too_many_pairs_is_not_read_and_not_sent() -> None:
    path = f"/delete-things?{'&'.join(['a=1'] * 1_001)}"
    assert is_spared(BY_NAME, {"thingId": OWN}, path=path)


@pytest.mark.parametrize(
    ("named", "expected"), [("a", True), ("123456", True), ("x' OR '1'='1", True), ("0text", False)]
)
def test_a_name_that_every_request_has_anew_is_no_short_one(named: str, expected: bool) -> None:  # noqa: FBT001 - data
    assert is_spared(MAKING, {"thingName": named}) is expected
    by_path = Operation(
        contract="things",
        name="PutThing",
        method="PUT",
        template="/things/{name}",
        definition={"parameters": [{"name": "name", "in": "path", "schema": TEXT, "x-fresh": True}]},
        document={},
    )
    assert spared(Request(method="PUT", path=f"/things/{named}"), [by_path], NAMES) is expected


def test_what_the_user_named_is_not_exchanged_and_has_no_other_name() -> None:
    known = pinned(operation("PutThing", thing={**TEXT, "x-fresh": True}), {"body.thing": OWN})
    assert [is_spared(known, {"thing": named}) for named in ("0text", OWN)] == [True, False]


def test_a_list_may_have_names_that_every_request_has_anew() -> None:
    known = operation("PutThing", thing={"type": "array", "items": {**TEXT, "x-fresh": True}})
    assert unnamed(known, ()) == []
    assert [is_spared(known, {"thing": [named]}) for named in ("a", "0text")] == [True, False]


@pytest.mark.parametrize(
    "body",
    [b'{"thing":["0text","other"]}', b'{"thing":["other"],"thing":["0text"]}', b'{"Thing":"other","thing":"0text"}'],
)
def test_only_one_name_is_new_in_a_request(body: bytes) -> None:
    known = operation("PutThing", thing={"type": "array", "items": {**TEXT, "x-fresh": True}})
    assert is_spared(known, None, body=body)


def test_only_what_changes_what_it_is_told_is_held_to_it() -> None:
    asking, making = (
        operation("GetThings", template="/things", thingId=TEXT),
        operation("CreateThing", template="/things", thingId=TEXT),
    )
    known = [BY_NAME, BY_NAMES, OF_A_PARENT, MAKING, REFERRING, asking, making]
    assert [names_inside(item) for item in known] == [True, True, True, True, False, False, False]


@pytest.mark.parametrize("does", ["Start", "Add", "Register", "Import", "Allocate"])
def test_what_is_started_or_added_to_is_there_already(does: str) -> None:
    known = operation(f"{does}Thing", thingId=TEXT)
    assert unnamed(known, ()) == ["body.thingId"]
    assert [is_spared(known, {"thingId": named}) for named in ("a", OWN)] == [True, False]


def test_what_is_started_under_a_new_name_is_told_no_short_one() -> None:
    known = operation("StartThing", thingName={**TEXT, "x-fresh": True})
    assert unnamed(known, ()) == []
    assert [is_spared(known, {"thingName": named}) for named in ("a", "0text")] == [True, False]


def test_what_is_started_without_a_name_is_new() -> None:
    known = operation("StartThing", template="/things", reason=TEXT)
    assert not names_inside(known)
    assert not is_spared(known, {"reason": "a"})


def test_it_is_told_which_name_is_missing() -> None:
    assert unnamed(BY_NAME, ()) == ["body.thingId"]
    assert unnamed(BY_NAME, {"body.thingId"}) == []
    assert unnamed(MAKING, ()) == []
