"""A configuration file decides what its reader allowed it to decide; secrets are read from variables."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import spec
from conformance.engine import settings as module
from conformance.engine.configuration import resolve
from conformance.engine.settings import Settings, lasting
from conformance.errors import UsageError
from spec.contract import load

FILE = "chime-conformance.toml"


def written(text: str, *, named: bool) -> Settings:
    """The settings that a file in the current directory gives, found or named."""
    Path(FILE).write_text(text, encoding="utf-8")
    return resolve({}, config=Path(FILE) if named else None, environ={}, announce=lambda _line: None)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OWN_KEY", "not-a-secret")


@pytest.mark.parametrize(
    "line",
    [
        "yes = true",
        'auth = "sigv4"',
        'aws_profile = "mine"',
        'aws-profile = "mine"',
        'header = ["X-Key: a"]',
        'proxy = "http://127.0.0.1:9"',
        "insecure = true",
        'ca_bundle = "a.pem"',
        'client_cert = "a.pem"',
        'client_key = "a.pem"',
        'host-header = "iam.example"',
        'target = "a"\n[targets.a]\nurl = "http://127.0.0.1:9"\nhost_header = "iam.example"',
        'output = "/tmp/elsewhere"',
        'output = "../elsewhere"',
        'history = "/tmp/elsewhere.db"',
        'history = "__init__.py"',
        'label = "${OWN_KEY}"',
        'target = "http://127.0.0.1:9/${OWN_KEY}"',
        '[targets.a]\nurl = "http://127.0.0.1:9/${OWN_KEY}"',
    ],
)
def test_a_file_that_was_only_found_decides_nothing_of_its_reader(line: str) -> None:
    Path("__init__.py").touch()
    with pytest.raises(UsageError, match="found, not named"):
        written(line, named=False)


ELSEWHERE = "http://target.example"
VOICE = "chime-sdk-voice-2022-08-03"
CHOSEN = {"target": ELSEWHERE, "contract": VOICE, "yes": True}


@pytest.mark.parametrize(
    ("line", "given"),
    [
        (f'target = "{ELSEWHERE}"', {"auth": "sigv4"}),
        (f'target = "{ELSEWHERE}"', {"header": ("X-Key: not-a-secret",)}),
        ('target = "http://me:not-a-password@target.example"', {}),
        (f'[targets.a]\nurl = "{ELSEWHERE}"', {"target": "a", "auth": "sigv4"}),
        ('contract = "mine"', {"target": ELSEWHERE}),
        ("rate = 1000", {"target": ELSEWHERE}),
        ("concurrency = 500", {"target": ELSEWHERE}),
        ('operation = ["PutVoiceConnectorProxy"]', {"target": ELSEWHERE, "contract": VOICE, "yes": True}),
        (
            f'[targets.a]\nurl = "{ELSEWHERE}"\noperation = "DeleteVoiceConnectorProxy"',
            {"target": "a", "contract": VOICE},
        ),
        ('voice_connector_id = "theirs"', {**CHOSEN, "operation": ("PutVoiceConnectorProxy",)}),
        ('[parameters]\nproxySessionId = "theirs"', {**CHOSEN, "operation": ("DeleteProxySession",)}),
        ('operation = ["DeleteProxySession"]', {**CHOSEN, "parameter": ("proxySessionId=mine",)}),
    ],
    ids=[
        *(
            "signed",
            "header",
            "password",
            "named",
            "contract",
            "rate",
            "concurrency",
            "operation",
            "operation of a target",
        ),
        *("configured", "deleted", "what the user named is deleted"),
    ],
)
def test_a_file_that_was_only_found_uses_no_credentials_and_no_consent_elsewhere(
    line: str, given: dict[str, Any]
) -> None:
    shutil.copytree(Path(__file__).parents[4] / "spec/contracts/chime-2018-05-01", "mine")
    Path(FILE).write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match="found, not named"):
        resolve(given, environ={}, announce=lambda _line: None)
    assert resolve(given, config=Path(FILE), environ={}).target == ELSEWHERE


@pytest.mark.parametrize("where", ['target = "http://127.0.0.1:9"', '[targets.a]\nurl = "http://127.0.0.1:9"'])
def test_a_file_that_was_only_found_does_not_say_both_what_is_sent_and_where_to(where: str) -> None:
    shutil.copytree(Path(__file__).parents[4] / "spec/contracts/chime-2018-05-01", "mine")
    Path(FILE).write_text(f'contract = "mine"\n{where}', encoding="utf-8")
    given = {"target": "a"} if "targets" in where else {}
    with pytest.raises(UsageError, match="both what is sent"):
        resolve(given, environ={}, announce=lambda _line: None)
    assert resolve({"target": "http://127.0.0.1:9"}, environ={}, announce=lambda _line: None).contract == "mine"
    assert resolve({**given, "contract": VOICE}, environ={}, announce=lambda _line: None).loopback


@pytest.mark.parametrize(
    "line",
    [
        f'target = "{ELSEWHERE}"',
        'operation = ["GetProxySession"]\ndepth = "smoke"',
        'voice_connector_id = "theirs"\noperation = ["CreateProxySession", "DeleteProxySession"]',
    ],
)
def test_a_file_that_was_only_found_still_says_what_harms_nobody(line: str) -> None:
    Path(FILE).write_text(line, encoding="utf-8")
    given = {"target": None if "target" in line else ELSEWHERE, "contract": VOICE}
    assert resolve(given, environ={}, announce=lambda _line: None).target == ELSEWHERE


def test_a_named_file_reads_secrets_from_variables() -> None:
    found = written('target = "http://127.0.0.1:9"\nheader = ["X-Key: ${OWN_KEY}", "X-Other: a, b"]', named=True)
    assert found.access.headers == (("X-Key", "not-a-secret"), ("X-Other", "a, b"))


def test_a_variable_names_the_file_as_the_option_does() -> None:
    Path(FILE).write_text('auth = "sigv4"', encoding="utf-8")
    assert resolve({}, environ={"CHIME_CONFORMANCE_CONFIG": FILE}).auth == "sigv4"


def test_a_variable_has_a_later_word_than_the_table_of_a_target() -> None:
    Path(FILE).write_text(f'[targets.a]\nurl = "{ELSEWHERE}"\ndry-run = false\nrate = 1000', encoding="utf-8")
    around = {"CHIME_CONFORMANCE_DRY_RUN": "true", "CHIME_CONFORMANCE_RATE": "1"}
    found = resolve({"target": "a"}, environ=around, announce=lambda _line: None)
    assert (found.dry_run, found.rate) == (True, 1)


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(UsageError, match="NO_SUCH_VARIABLE"):
        written('label = "${NO_SUCH_VARIABLE}"', named=True)


@pytest.mark.parametrize(
    "line",
    [
        'target = "me:${OWN_KEY}@localhost:8080"',
        'target = "http://me:a@${OWN_KEY}@localhost:99999"',
        '[targets.a]\nurl = "http://127.0.0.1:9"\n[header]\nX-Key = "${OWN_KEY}"',
        'target = "me:${OWN_KEY}@localhost:8080"\n[targets.a]\nurl = "http://127.0.0.1:9"',
        'header = ["X-Key: ${OWN_KEY}", 5]',
        'target = ["http://me:${OWN_KEY}@localhost"]',
        'proxy = "me:${OWN_KEY}@localhost:8080"',
    ],
)
def test_a_wrong_setting_is_told_without_its_secret(line: str) -> None:
    with pytest.raises(UsageError) as told:
        _ = written(line, named=True).access
    assert "not-a-secret" not in f"{told.value} {told.value.hint}"


@pytest.mark.parametrize("name", ["target", "voice_connector_id", "proxy", "parameter", "label"])
def test_a_text_is_one_that_can_be_sent(name: str) -> None:
    with pytest.raises(UsageError, match="must be UTF-8"):
        resolve({name: "http://localhost/caf\udce9"}, environ={}, announce=lambda _line: None)


def test_a_url_on_the_command_line_is_never_a_name() -> None:
    Path(FILE).write_text('[targets."http://127.0.0.1:18080"]\nurl = "http://192.0.2.1"', encoding="utf-8")
    found = resolve({"target": "http://127.0.0.1:18080"}, environ={}, announce=lambda _line: None)
    assert found.target == "http://127.0.0.1:18080"


@pytest.mark.parametrize("name", ["region", "service"])
@pytest.mark.parametrize("value", ["us-east-1;touch owned", "a b", "$(x)", "", "a/b", "-x", "a" * 100])
def test_a_region_and_a_service_are_plain_words(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"--{name}"):
        resolve({name: value}, environ={}, announce=lambda _line: None)


@pytest.mark.parametrize(("service", "told"), [(None, []), ("chime", []), ("execute-api", ["--service"])])
def test_a_journal_says_only_what_cleanup_must_be_told_of_the_service(service: str | None, told: list[str]) -> None:
    given = {} if service is None else {"service": service}
    found = resolve({"target": "http://127.0.0.1:9", **given}, environ={}, announce=lambda _line: None)
    assert lasting(found)["reached_with"] == told


@pytest.fixture
def nameless(tmp_path: Path) -> str:
    """A contract that names no service, as that of a page without links to the SDKs."""
    folder = tmp_path / "nameless"
    shutil.copytree(Path(spec.__file__).parent / "contracts" / "chime-2018-05-01", folder)
    stated = (folder / "contract.yaml").read_text(encoding="utf-8")
    assert "service: chime" in stated
    (folder / "contract.yaml").write_text(stated.replace("service: chime", "service: null"), encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("told", [{}, {"target": "http://127.0.0.1:9"}])
def test_without_signatures_a_contract_needs_no_service(nameless: str, told: dict[str, Any]) -> None:
    given = {"contract": nameless, "voice_connector_id": "abc", **told}
    assert resolve(given, environ={}, announce=lambda _line: None).service == ""


def test_a_signature_needs_a_service(nameless: str) -> None:
    given = {"contract": nameless, "voice_connector_id": "abc", "target": "http://127.0.0.1:9", "auth": "sigv4"}
    with pytest.raises(UsageError, match="names no service to sign requests for") as caught:
        resolve(given, environ={}, announce=lambda _line: None)
    assert "--service NAME" in str(caught.value)


def test_a_password_in_the_url_becomes_a_header() -> None:
    found = resolve({"target": "http://me:not-a-password@127.0.0.1:9/x/"}, environ={}, announce=lambda _line: None)
    assert found.target == "http://127.0.0.1:9/x"
    assert found.header == ("Authorization: Basic bWU6bm90LWEtcGFzc3dvcmQ=",)


@pytest.mark.parametrize(
    "text",
    [
        "targets = 5",
        "\0",
        "a." * 2_000 + "a = 1",
        "a = " + "[" * 100_000,
        "x = 1",
        "rate = []",
        'target = "http://a..b"',
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_broken_file_is_one_line(text: str, *, named: bool) -> None:
    with pytest.raises(UsageError) as caught:
        written(text, named=named)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["examples", "concurrency", "timeout", "time_limit", "rate", "max_sessions"])
@pytest.mark.parametrize("number", ["1e300", "1" + "0" * 18, "-1", "nan", "inf"])
def test_a_number_is_within_its_bounds(name: str, number: str) -> None:
    with pytest.raises(UsageError, match=f"--{name.replace('_', '-')} must be"):
        resolve({name: number}, environ={})


@pytest.mark.parametrize(("auth", "expected"), [("none", "svc.eu-north-1.example"), ("sigv4", "")])
def test_a_contract_says_the_host_only_of_what_is_not_signed(
    auth: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = replace(load("2022-08-03"), shipped=False, host="svc.{region}.example")
    monkeypatch.setattr(module, "load", lambda _name: contract)
    chosen = Settings(target="http://127.0.0.1:9", auth=auth, region="eu-north-1")
    assert (chosen.host, replace(chosen, host_header="mine").host) == (expected, "mine")


def test_what_is_wrong_in_a_file_is_told_also_where_the_command_line_has_the_last_word() -> None:
    Path(FILE).write_text("[target.staging]\n", encoding="utf-8")
    with pytest.raises(UsageError, match="--target must be text"):
        resolve({"target": "http://127.0.0.1:9"}, config=Path(FILE), environ={})


def test_a_file_that_was_found_may_not_write_to_links_that_lead_in_a_circle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "chime-conformance.toml").write_text('output = "loop"\n')
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="may not write output outside"):
        resolve({}, environ={})
