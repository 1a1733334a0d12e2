"""What changes the configuration of a target elsewhere is sent only by its name and with consent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.engine.permission import consent
from conformance.engine.settings import Settings
from conformance.engine.verification import verify
from conformance.errors import UsageError
from spec.contract import load

FAMILY = "chime-sdk-voice-2022-08-03"
PUT, DELETE = "PutVoiceConnectorProxy", "DeleteVoiceConnectorProxy"


def settings(*named: str, target: str | None = "http://target.invalid", yes: bool = True) -> Settings:
    return Settings(contract=FAMILY, target=target, operation=named, yes=yes)


@pytest.mark.parametrize("name", [PUT, DELETE])
def test_what_is_named_with_yes_is_sent(name: str) -> None:
    consent.check(settings(name), [name])


@pytest.mark.parametrize("name", [PUT, DELETE])
@pytest.mark.parametrize("given", [settings("all"), settings(PUT, DELETE, yes=False), settings("GetProxySession")])
def test_what_is_not_named_or_lacks_yes_is_refused(given: Settings, name: str) -> None:
    with pytest.raises(UsageError, match=name):
        consent.check(given, [name])


def test_what_configures_nothing_needs_no_name() -> None:
    consent.check(settings("all"), ["CreateProxySession", "DeleteProxySession", "GetVoiceConnectorProxy"])


@pytest.mark.parametrize("target", [None, "http://127.0.0.1:9"])
def test_a_target_on_this_machine_needs_no_name(target: str | None) -> None:
    consent.check(settings("all", target=target, yes=False), [PUT, DELETE])


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (settings("all", target=None, yes=False), (PUT, DELETE)),
        (settings(PUT), (PUT,)),
        (settings(PUT, yes=False), ()),
        (settings("GetVoiceConnectorProxy"), ()),
    ],
)
def test_what_may_be_put_there_to_be_shown(given: Settings, names: tuple[str, ...]) -> None:
    assert consent.configurable(given) == names


def test_what_changes_what_it_is_told_needs_a_name_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "unnamed", lambda operation, _known: [f"body.{operation.name}"])
    with pytest.raises(UsageError, match=r"--parameter body\.DeleteProxySession=VALUE"):
        consent.check(settings("all"), ["DeleteProxySession"])
    consent.check(settings("all", target="http://127.0.0.1:9"), ["DeleteProxySession"])


def test_no_front_end_comes_past_it(tmp_path: Path) -> None:
    chosen = Settings(
        contract=FAMILY, target="http://target.invalid", operation=("all",), yes=True, auth="none", output=tmp_path
    )
    with pytest.raises(UsageError, match=PUT):
        verify(chosen)
    assert list(tmp_path.iterdir()) == []


def test_what_a_strangers_contract_names_as_an_example_is_no_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    own = settings(PUT)
    consent.check(own, [PUT])
    contract = replace(load(FAMILY), shipped=False)
    monkeypatch.setattr(consent, "load", lambda _name: contract)
    with pytest.raises(UsageError, match="--parameter voiceConnectorId=VALUE"):
        consent.check(own, [PUT])
    consent.check(replace(own, voice_connector_id="mine"), [PUT])


@pytest.mark.parametrize(
    ("method", "template"),
    [("DELETE", "/brokers"), ("PUT", "/brokers/b-1")],
)
def test_what_a_strangers_contract_changes_without_a_name_is_sent_only_where_it_is_chosen(
    monkeypatch: pytest.MonkeyPatch, method: str, template: str
) -> None:
    known = load(FAMILY)
    operation = replace(known.operations[PUT], method=method, template=template, name="DoBrokers")
    contract = replace(known, shipped=False, operations={"DoBrokers": operation})
    monkeypatch.setattr(consent, "load", lambda _name: contract)
    with pytest.raises(UsageError, match="DoBrokers changes something that no request of it names"):
        consent.check(settings("all"), ["DoBrokers"])
    consent.check(settings("DoBrokers"), ["DoBrokers"])


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A run of a stranger's contract, in which GetQueue is what AWS Batch calls DeleteJobQueue."""
    known = load(FAMILY)
    operation = replace(known.operation, method="POST", template="/v1/deletejobqueue", name="GetQueue")
    contract = replace(known, shipped=False, operations={"GetQueue": operation}, service="batch")
    monkeypatch.setattr(consent, "load", lambda _name: contract)
    return replace(settings("all"), auth="sigv4", service="batch")


def test_what_a_strangers_contract_calls_otherwise_than_the_service_is_sent_only_where_it_is_named(
    strangers: Settings,
) -> None:
    with pytest.raises(UsageError, match=r"GetQueue, POST /v1/deletejobqueue, is DeleteJobQueue in the SDK's model"):
        consent.check(strangers, ["GetQueue"])
    consent.check(replace(strangers, operation=("GetQueue",)), ["GetQueue"])
    consent.check(replace(strangers, auth="none"), ["GetQueue"])


def test_what_a_strangers_contract_makes_a_run_send_is_told_in_a_line_an_operation(strangers: Settings) -> None:
    line = "GetQueue is POST /v1/deletejobqueue at target.invalid, signed for batch in us-east-1"
    assert list(consent.explained(strangers, ["GetQueue"])) == [f"{line}; the SDK's model calls it DeleteJobQueue."]
    assert list(consent.explained(replace(strangers, target="http://127.0.0.1:9"), ["GetQueue"])) == []


def test_what_every_request_says_is_told(strangers: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed = {"name": "action", "in": "query", "schema": {"type": "string", "enum": ["delete"]}}
    plain = load(FAMILY).operation
    definition = {**plain.definition, "parameters": [fixed]}
    operation = replace(plain, method="POST", template="/v1/deletejobqueue", name="GetQueue", definition=definition)
    contract = replace(load(FAMILY), shipped=False, operations={"GetQueue": operation})
    monkeypatch.setattr(consent, "load", lambda _name: contract)
    (line,) = consent.explained(strangers, ["GetQueue"])
    assert "POST /v1/deletejobqueue with action=delete at" in line


def test_what_a_shipped_contract_sends_needs_no_telling() -> None:
    assert list(consent.explained(settings("all"), [PUT])) == []
