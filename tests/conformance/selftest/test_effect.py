"""A fault that changes no answer is told from one that was not found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.reference.app import create_app
from conformance.reference.hooks import NO_HOOKS, Hooks
from conformance.reference.inprocess import InProcess
from conformance.selftest.effect import Effect
from conformance.selftest.faults import faults
from conformance.selftest.faults.tools import overlooks, with_status
from spec.contract import load
from strategies.controls import controls
from strategies.request import Request

FAMILY = "chime-sdk-voice-2022-08-03"
NAME = "request.body.Name.pattern"


def seen(hooks: Hooks, **members: object) -> bool:
    effect, plain = Effect(), controls(load().operation, load().given())[0].request
    body = {"Capabilities": ["Voice"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"], **members}
    with InProcess(create_app(hooks=effect.watching(hooks))) as target:
        target.send(plain.with_json(body))
    return effect.seen


@pytest.mark.parametrize(
    ("members", "acted"),
    [({"Name": "!"}, True), ({"Name": "Ann"}, False), ({"Name": "!", "ExpiryMinutes": 0}, False)],
)
def test_what_is_overlooked_has_an_effect_where_the_request_passes(members: dict[str, object], *, acted: bool) -> None:
    assert seen(overlooks(NAME), **members) is acted


def test_a_changed_answer_is_an_effect() -> None:
    assert seen(Hooks(after=lambda _call, reply: with_status(202)(reply)))


def test_the_faithful_reference_has_none() -> None:
    assert not seen(NO_HOOKS)


def test_a_member_that_an_answer_need_not_have_is_made_up_to_break_its_pattern() -> None:
    """No fallback number was configured: the faithful answer has none."""
    member = "GetVoiceConnectorProxy.response.body.Proxy.FallBackPhoneNumber.pattern"
    fault = faults(FAMILY, ("GetVoiceConnectorProxy",))[f"intruder:{member}"]
    effect = Effect()
    proxy = Request(method="GET", path="/voice-connectors/abcdef1ghij2klmno3pqr4/programmable-numbers/proxy")
    configured = proxy.with_json({"DefaultSessionExpiryMinutes": 60, "PhoneNumberPoolCountries": ["US"]})
    with InProcess(create_app(contract=FAMILY, hooks=effect.watching(fault.hooks))) as target:
        target.send(replace(configured, method="PUT"))
        target.send(proxy)
    assert effect.seen
