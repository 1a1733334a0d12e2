"""Records and journals of others: they say what to send, never where to, as whom, or what a run would not send."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click import Command
from click.testing import CliRunner

import spec
from conformance.cli.commands.cleanup import command as cleanup
from conformance.cli.commands.compare import command as compare
from conformance.cli.commands.run import command as run
from conformance.cli.commands.selftest import command as selftest
from conformance.engine.permission.admission import Admission, sendable
from conformance.engine.settings import Settings
from conformance.errors import UsageError, writing
from conformance.resources.journal import Journal, left_in
from conformance.resources.kinds import Resource
from reports.files import store
from strategies.request import Case, Request
from tests.conformance.support import chime
from tests.conformance.wire.hostile import reply, request_of, serving
from tests.reports import sample

CONNECTOR = "abcdef1ghij2klmno3pqr4"
SESSIONS = f"/voice-connectors/{CONNECTOR}/proxy-sessions"
SETTINGS = Settings(target="http://127.0.0.1:9", auth="sigv4")
PLAIN = Request(path=SESSIONS, body=b"{}")
ADMISSION = Admission.of(SETTINGS)


def case(request: Request) -> Case:
    return Case(id="c", clause="a", request=request)


@pytest.mark.parametrize(
    "request_",
    [
        PLAIN,
        replace(PLAIN, path="/voice-connectors/another/proxy-sessions"),
        replace(PLAIN, path="/voice-connectors/a%20b/proxy-sessions"),
        replace(PLAIN, body=b"\0" * 1000),
        replace(PLAIN, forgery="wrong-secret"),
    ],
)
def test_what_the_suite_could_send_is_admitted(request_: Request) -> None:
    assert ADMISSION.admits(request_)


SESSION = "/voice-connectors/{}/proxy-sessions/{}"
CREATED = "{proxySessionId}"
FAMILY = Settings(contract="chime-sdk-voice-2022-08-03", operation=("all",), voice_connector_id=CONNECTOR)


def admitted(target: str, method: str, path: str) -> bool:
    """Whether a record may have this sent, as a request of whatever operation."""
    request = Request(method=method, path=path, body=b"{}")
    return any(admission_to(target).admits(request, operation.name) for operation in FAMILY.operations)


@cache
def admission_to(target: str) -> Admission:
    """What a record of the family may have sent to a target."""
    return Admission.of(replace(FAMILY, target=target))


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_record_changes_only_what_the_run_makes(method: str) -> None:
    assert admitted("http://127.0.0.1:9", method, SESSION.format(CONNECTOR, CREATED))
    assert not admitted("http://127.0.0.1:9", method, SESSION.format(CONNECTOR, "an-id-of-somebody-with-sessions"))


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_record_changes_elsewhere_only_what_the_user_named(method: str) -> None:
    path = "/voice-connectors/{}/programmable-numbers/proxy"
    assert admitted("http://target.example", method, path.format(CONNECTOR))
    assert not admitted("http://target.example", method, path.format("zbcdef1ghij2klmno3pqr9"))


@pytest.mark.parametrize(("named", "expected"), [("PutVoiceConnectorProxy", 1), ("GetProxySession", 0), ("", 0)])
def test_a_request_is_of_the_operation_that_its_case_names(named: str, expected: int) -> None:
    path = f"/voice-connectors/{CONNECTOR}/programmable-numbers/proxy"
    recorded = replace(case(Request(method="PUT", path=path, body=b"{}")), operation=named)
    assert len(list(sendable([recorded], admission_to("http://target.example")))) == expected


def test_every_case_of_a_plan_is_admitted_as_it_is() -> None:
    from conformance.engine.planning.schedule import schedule

    cases = schedule(replace(SETTINGS, depth="standard", examples=0)).all
    assert list(sendable(cases, ADMISSION)) == list(cases)


@pytest.mark.parametrize(
    "request_",
    [
        replace(PLAIN, path="/?Action=CreateAccessKey"),
        replace(PLAIN, path="/", headers=(("X-Amz-Target", "Other.DeleteEverything"),)),
        replace(PLAIN, path="/other"),
        replace(PLAIN, path=f"{SESSIONS}?Action=CreateAccessKey"),
        replace(PLAIN, path="http://other.example" + SESSIONS),
        replace(PLAIN, path="//other.example" + SESSIONS),
        replace(PLAIN, path=SESSIONS + " HTTP/1.1\r\nHost: other"),
        replace(PLAIN, path="/voice-connectors/./proxy-sessions"),
        replace(PLAIN, path="/voice-connectors/%2e%2e/proxy-sessions"),
        replace(PLAIN, path="/voice-connectors/..%2Fb/proxy-sessions"),
        replace(PLAIN, path="/voice-connectors/a%252Fb/proxy-sessions"),
        replace(PLAIN, method="DELETE", path=f"/voice-connectors/{CONNECTOR}"),
        replace(PLAIN, method="DELETE", path=f"{SESSIONS}/an-id-of-somebody"),
        replace(PLAIN, method="GET / HTTP/1.1\r\nX:"),
        replace(PLAIN, method="PROPFIND"),
        replace(PLAIN, forgery="no-such-forgery"),
        replace(PLAIN, body=b" " * (33 << 20)),
    ],
    ids=lambda request: f"{request.method} {request.path}"[:60],
)
def test_what_it_could_not_send_is_left_out(request_: Request) -> None:
    assert list(sendable([case(request_)], ADMISSION)) == []


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "Authorization",
        "X-Amz-Security-Token",
        "X-Amz-Content-Sha256",
        "X-Amz-Target",
        "Content-Length",
        "Content-Length ",
        "Transfer-Encoding",
        "Connection",
        "Cookie",
        "Proxy-Authorization",
        "X-Forwarded-Host",
        "A: b\r\nHost",
    ],
)
def test_a_header_that_no_case_carries_is_dropped(name: str) -> None:
    (found,) = sendable([case(replace(PLAIN, headers=((name, "x"), ("Content-Type", "text/plain"))))], ADMISSION)
    assert found.request.headers == (("Content-Type", "text/plain"),)


def test_a_case_goes_with_its_control() -> None:
    control = replace(case(replace(PLAIN, path="/other")), id="control")
    assert list(sendable([replace(case(PLAIN), control=control)], ADMISSION)) == []


# Journals


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A target that says yes to everything, and what it was sent."""
    seen: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        while data := request_of(peer):
            seen.append(data)
            peer.sendall(reply())

    with serving(serve) as url:
        yield url, seen


def mine(identity: str = "mine") -> dict[str, Any]:
    """A journal's line about a session that was created."""
    values = {"proxySessionId": identity, "voiceConnectorId": CONNECTOR}
    return {"created": {"operation": "CreateProxySession", "identity": identity, "values": values}}


def journal(folder: Path, target: dict[str, Any], *lines: dict[str, Any]) -> Path:
    path = folder / "sessions-20260101T000000Z-1.journal"
    connector = f"voiceConnectorId={CONNECTOR}"
    named = {"journal": 2, "target": {"contract": "chime-2018-05-01", "parameter": [connector], **target}}
    path.write_text("\n".join(json.dumps(line) for line in (named, *lines)) + "\n")
    return path


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLEFALSE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret-not-a-secret")


def test_a_journal_does_not_have_requests_signed(tmp_path: Path, listener: tuple[str, list[bytes]]) -> None:
    url, seen = listener
    told = {"target": url, "auth": "sigv4", "region": "us-east-1", "service": "iam", "header": ["X-Key: a"]}
    done = chime("cleanup", str(journal(tmp_path, told, mine())))
    assert done.status == 0, done.err
    assert any(data.startswith(f"DELETE {SESSIONS}/mine ".encode()) for data in seen)
    assert not [data for data in seen if b"authorization" in data.lower() or b"x-key" in data.lower()]


def test_a_journal_names_no_other_machine(tmp_path: Path) -> None:
    done = chime("cleanup", str(journal(tmp_path, {"target": "http://192.0.2.1"}, mine())))
    assert (done.status, done.out) == (2, "")
    assert "Add --target http://192.0.2.1" in done.err


def test_a_file_that_was_found_does_not_say_where_a_cleanup_goes(tmp_path: Path) -> None:
    (tmp_path / "chime-conformance.toml").write_text('target = "http://192.0.2.1"', encoding="utf-8")
    done = chime("cleanup", str(journal(tmp_path, {"target": "http://192.0.2.1"}, mine())), "--yes", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "Add --target http://192.0.2.1" in done.err


@pytest.mark.parametrize("option", [["--auth", "sigv4"], ["--header", "X-Key: not-a-secret"]])
def test_nothing_personal_goes_where_only_a_journal_says(
    option: list[str], tmp_path: Path, listener: tuple[str, list[bytes]]
) -> None:
    url, seen = listener
    path = journal(tmp_path, {"target": url}, mine())
    assert chime("cleanup", *option, str(path)).status == 2
    assert seen == []
    assert chime("cleanup", *option, "--target", url, str(path)).status == 0
    assert seen


@pytest.mark.parametrize("identity", ["..", "", "../..", f"../{CONNECTOR}", "a/b", "%2e%2e", "[redacted]"])
def test_an_id_of_a_journal_cannot_steer(identity: str, tmp_path: Path, listener: tuple[str, list[bytes]]) -> None:
    url, seen = listener
    done = chime("cleanup", str(journal(tmp_path, {"target": url}, mine(identity))))
    assert (done.status, json.dumps(identity) in done.out) == (1, True)
    assert not [data for data in seen if data.startswith(b"DELETE")]


@pytest.mark.parametrize("values", [{"voiceConnectorId": ".."}, {"voiceConnectorId": "a/../.."}, {}, {"other": "x"}])
def test_a_parent_of_a_journal_cannot_steer(
    values: dict[str, str], tmp_path: Path, listener: tuple[str, list[bytes]]
) -> None:
    url, seen = listener
    line = mine()
    line["created"]["values"] = {"proxySessionId": "mine", **values}
    done = chime("cleanup", str(journal(tmp_path, {"target": url}, line)))
    assert (done.status, "Traceback" in done.err) == (1, False)
    assert not [data for data in seen if data.startswith(b"DELETE")]


STEERING = ("..", "x/../../admin?", "..;", "a\\..\\b", "%2e%2e%2fadmin%3f")


@pytest.mark.parametrize(
    "parameter", [*([f"voiceConnectorId={name}"] for name in STEERING), ["x"], "x", [7], {"a": "b"}, ["other=x"]]
)
def test_a_parameter_of_a_journal_is_checked(parameter: Any, tmp_path: Path, listener: tuple[str, list[bytes]]) -> None:
    url, seen = listener
    done = chime("cleanup", str(journal(tmp_path, {"target": url, "parameter": parameter}, mine())))
    assert (done.status, done.err.count("\n"), seen) == (2, 1, [])


@pytest.mark.parametrize(
    ("connector", "own", "expected"),
    [("mine", ["--parameter", "body.Name=c"], b"mine"), ("arn:aws:x/mine", [], b"arn%3Aaws%3Ax%2Fmine")],
)
def test_what_a_journal_names_is_looked_through_though_a_value_has_a_slash(
    connector: str, own: list[str], expected: bytes, tmp_path: Path, listener: tuple[str, list[bytes]]
) -> None:
    url, seen = listener
    told = {"target": url, "parameter": [f"voiceConnectorId={connector}", "body.Name=a/b"]}
    unanswered = {"number": 1, "creating": "CreateProxySession", "own": {}, "given": {}, "at": 0}
    done = chime("cleanup", str(journal(tmp_path, told, unanswered)), *own)
    assert ({data.split(b"/")[2] for data in seen}, "leads" in done.err) == ({expected}, False), done.err


def test_what_a_journal_does_not_tell_is_said(tmp_path: Path, listener: tuple[str, list[bytes]]) -> None:
    url, _seen = listener
    family = {"target": url, "contract": "chime-sdk-voice-2022-08-03"}
    alone = journal(tmp_path, family, mine())
    assert "Check" not in chime("cleanup", str(alone)).out
    sent = journal(tmp_path, family, {"changing": "PutVoiceConnectorProxy"}, {"changing": "Of\x1b[1mNobody"}, mine())
    assert "Check what PutVoiceConnectorProxy may have changed" in chime("cleanup", str(sent)).out


@pytest.mark.parametrize("contract", [".", "/tmp", "..", None, 7, [], "chime-2031-01-01"])
def test_a_journal_names_no_contract_of_somebody_else(
    contract: Any, tmp_path: Path, listener: tuple[str, list[bytes]]
) -> None:
    url, seen = listener
    done = chime("cleanup", str(journal(tmp_path, {"target": url, "contract": contract}, mine())))
    assert (done.status, done.err.count("\n"), seen) == (2, 1, [])
    assert "--contract" in done.err


def test_the_journal_of_a_run_that_is_under_way_is_left_alone(tmp_path: Path) -> None:
    live = Journal(tmp_path, {"target": "http://127.0.0.1:9", "contract": "chime-2018-05-01"})
    live.created(Resource("CreateProxySession", "mine", ()))
    done = chime("cleanup", str(live.path))
    assert (done.status, "under way" in done.err) == (2, True)
    assert left_in(tmp_path) == []
    live.close()
    assert left_in(tmp_path) == [live.path]


# Records


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a smoke run against the reference."""
    folder = tmp_path_factory.mktemp("recorded")
    assert chime("run", "--depth", "smoke", "--output", str(folder)).status == 0
    return folder


@pytest.mark.slow
def test_a_record_has_nothing_sent_but_what_a_run_sends(
    recorded: Path, tmp_path: Path, listener: tuple[str, list[bytes]]
) -> None:
    url, seen = listener
    for name in ("run.json", "exchanges.jsonl.gz"):
        (tmp_path / name).write_bytes((recorded / name).read_bytes())
    lines = gzip.decompress((tmp_path / "exchanges.jsonl.gz").read_bytes()).splitlines()
    entries = [json.loads(line) for line in lines]
    evil = next(entry for entry in entries if "request" in entry)
    evil = json.loads(json.dumps(evil))
    evil["case"], evil["control"] = "evil", None
    evil["request"] |= {
        "method": "POST",
        "path": "/?Action=CreateAccessKey",
        "headers": [["Host", "iam.amazonaws.com"], ["Authorization", "AWS4-HMAC-SHA256 x"]],
    }
    data = b"".join(json.dumps(entry).encode() + b"\n" for entry in (*entries, evil))
    (tmp_path / "exchanges.jsonl.gz").write_bytes(gzip.compress(data))
    done = chime(
        *("replay", str(tmp_path / "run.json"), "--target", url, "--auth", "sigv4"),
        *("--output", str(tmp_path / "again"), "--service", "chime"),
    )
    assert "Traceback" not in done.err
    assert seen
    assert not [request for request in seen if b"CreateAccessKey" in request or b"iam.amazonaws.com" in request]
    assert "left out" in done.err


@pytest.mark.parametrize(
    ("command", "arguments", "name"),
    [
        (run, ("--depth", "smoke"), "report.html"),
        (selftest, (), "selftest.html"),
        (compare, ("{}/kept.json", "{}/kept.json"), "compare.html"),
    ],
)
def test_what_others_have_made_is_not_replaced(
    command: Command, arguments: tuple[str, ...], name: str, tmp_path: Path
) -> None:
    other = tmp_path / name
    other.write_text("<p>the quarterly figures</p>", encoding="utf-8")
    store.write(sample.perfect(), tmp_path / "kept.json")
    given = [*(text.format(tmp_path) for text in arguments), "--output", str(tmp_path)]
    with pytest.raises(UsageError, match=f"{name} is there"):
        CliRunner().invoke(command, given, catch_exceptions=False)
    assert other.read_text(encoding="utf-8") == "<p>the quarterly figures</p>"


def test_cleanup_of_a_folder_names_its_journals(tmp_path: Path) -> None:
    def hint() -> str:
        with pytest.raises(UsageError, match="is a folder") as error:
            CliRunner().invoke(cleanup, [str(tmp_path)], catch_exceptions=False)
        return error.value.hint

    before = hint()
    journal = Journal(tmp_path, {"target": "http://127.0.0.1:9"})
    journal.created(Resource("CreateProxySession", "a", ()))
    journal.close()
    assert before == "No journal of a killed run lies in it: nothing is left behind."
    assert hint() == f"Name a journal in it: chime-conformance cleanup {journal.path}"


@pytest.mark.slow
def test_reports_go_through_no_link_that_lies_where_they_go_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("elsewhere").mkdir()
    for name in ("conformance-report", "own"):
        Path(name).symlink_to("elsewhere")
    with pytest.raises(UsageError, match="is a link"), writing(Path("conformance-report")):
        pass
    with writing(Path("own")):
        pass


def test_a_second_run_into_a_folder_is_refused(tmp_path: Path) -> None:
    from conformance.engine.permission.reservation import reserved

    with reserved(tmp_path):
        done = chime("run", "--depth", "smoke", "--output", str(tmp_path))
    assert (done.status, "another run is writing" in done.err) == (2, True)
    assert chime("run", "--depth", "smoke", "--output", str(tmp_path)).status == 0


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("ledger.yaml", "with: {member: ProxySession.ProxySessionId}", "with: {}"),
        ("ledger.yaml", "adjustments:\n", "adjustments:\n  request.body.Name.type: 5\n"),
        ("contract.yaml", "operations: {CreateProxySession: creates a session}", "operations: 5"),
        ("openapi.yaml", "compare: set", "compare: sets"),
        ("openapi.yaml", "compare: set", "each: 5"),
        ("openapi.yaml", "            example:\n", "            example: 5\n            x-example:\n"),
        ("openapi.yaml", "application/json:\n            schema:", "application/json:\n            x-schema:"),
    ],
)
def test_a_contract_that_is_none_is_one_line_of_wrong_usage(tmp_path: Path, file: str, before: str, after: str) -> None:
    folder = Path(shutil.copytree(Path(spec.__file__).parent / "contracts" / "chime-2018-05-01", tmp_path / "contract"))
    text = (folder / file).read_text()
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1))
    done = chime("run", "--dry-run", "--no-cache", "--contract", str(folder))
    assert (done.status, done.err.count("\n"), str(folder) in done.err) == (2, 1, True), done.err


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 6_000 + "x"], ids=["long", "deep"])
def test_a_journal_with_a_name_that_no_file_can_have_is_wrong_usage(name: str) -> None:
    done = chime("cleanup", name)
    assert (done.status, done.err) == (2, f"chime-conformance: {name}: cannot be read (file name too long).\n")
