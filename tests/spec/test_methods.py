"""Which methods are tried on a path: none that would take away what the target's owner has made."""

from __future__ import annotations

from typing import Any

import pytest

from spec.contract import load
from spec.methods import harmless, undocumented, withheld
from spec.operation import operations

ONE = {
    "responses": {"200": {"content": {"application/json": {"schema": {"properties": {"Name": {"type": "string"}}}}}}}
}
MANY = {
    "responses": {"200": {"content": {"application/json": {"schema": {"properties": {"Names": {"type": "array"}}}}}}}
}


def of(method: str, template: str, definition: dict[str, Any] = ONE) -> tuple[str, ...]:
    paths = {template: {method: {"operationId": "It", **definition}}}
    return harmless(operations("things", {"paths": paths}, "It")["It"])


@pytest.mark.parametrize(
    ("method", "template", "definition", "expected"),
    [
        ("get", "/things/{thingId}", ONE, ("PATCH",)),
        ("get", "/things/{thingId}/settings", ONE, ("PATCH",)),
        ("put", "/things/{thingId}/settings", ONE, ("PATCH", "POST")),
        ("post", "/things/{thingId}", ONE, ("PUT", "PATCH")),
        ("delete", "/things/{thingId}", ONE, ("PUT", "PATCH", "POST")),
        ("get", "/things", MANY, ("PUT", "PATCH", "DELETE", "POST")),
        ("post", "/things", ONE, ("PUT", "PATCH", "DELETE")),
    ],
)
def test_what_the_owner_has_made_is_neither_removed_nor_replaced(
    method: str, template: str, definition: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert of(method, template, definition) == expected


def test_what_the_run_has_made_may_be_harmed() -> None:
    family = load("chime-sdk-voice-2022-08-03").operations
    assert harmless(family["GetProxySession"]) == ("PUT", "PATCH")


def test_a_method_of_another_operation_on_the_path_is_no_wrong_one() -> None:
    family = load("chime-sdk-voice-2022-08-03").operations
    assert undocumented(family["GetVoiceConnectorProxy"], ("GET", "PUT", "DELETE", "POST")) == ("POST",)


@pytest.mark.parametrize(
    ("name", "method", "expected"),
    [
        ("GetVoiceConnectorProxy", "DELETE", False),
        ("GetVoiceConnectorProxy", "PUT", False),
        ("GetVoiceConnectorProxy", "OPTIONS", True),
        ("DeleteVoiceConnectorProxy", "PUT", False),
        ("DeleteVoiceConnectorProxy", "DELETE", True),
        ("GetProxySession", "DELETE", True),
        ("CreateProxySession", "DELETE", True),
    ],
)
def test_a_generator_of_others_requests_spares_what_the_owner_has_made(
    name: str, method: str, *, expected: bool
) -> None:
    assert (method not in withheld(load("2022-08-03").operations[name])) is expected
