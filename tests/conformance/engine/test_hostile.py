"""Whatever a target does, the run ends soon, with a report, without a finding that is not the target's doing."""

from __future__ import annotations

import gzip
import json
import socket
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from conformance.cli.progress import summarise
from conformance.engine.configuration import resolve
from conformance.engine.interruption import Interruption
from conformance.engine.verification import verify
from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.wire.exchange import Answer
from reports.files.schema import schema
from reports.run.record import Record, Verdict
from strategies.request import Request
from tests.conformance.support import chime, text_of
from tests.conformance.wire.hostile import (
    Serve,
    bomb,
    drips,
    endless,
    hangs,
    kept,
    once,
    reply,
    request_of,
    resets,
    serving,
)
from tests.patience import PATIENCE

CONNECTOR = "abcdef1ghij2klmno3pqr4"
NASTY = "<script>alert(1)</script>\x1b]0;owned\x07\x1b[2J]]>&amp;`|\u202e"
Change = Callable[[Answer], bytes]


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a run would have waited between requests; nothing is waited for."""
    found: list[float] = []
    monkeypatch.setattr(Interruption, "sleep", lambda _self, seconds: found.append(seconds))
    return found


def attack(serve: Serve, output: Path, **more: Any) -> Record:
    """Run the suite against the server and write every report, as `run` does."""
    with serving(serve) as url:
        given = {"target": url, "depth": "smoke", "timeout": PATIENCE, "output": output, "yes": True, **more}
        settings = resolve(given, environ={})
        output.mkdir(exist_ok=True)
        found = verify(settings).record
    with (output / "terminal.txt").open("w") as terminal:
        summarise(Console(file=terminal), found, settings)
    return found


def sound(output: Path) -> None:
    """Every report can be read, and nothing in it acts."""
    jsonschema.validate(json.loads((output / "run.json").read_text()), schema())
    ET.parse(output / "junit.xml")
    for path in output.glob("*.*"):
        text = text_of(path)
        assert "\x1b" not in text, path
        assert "\x07" not in text, path
        assert "\u202e" not in text, path
    for name in ("report.html", "summary.md"):
        assert "<script>alert" not in (output / name).read_text()


def through(change: Change, *, good: int = 0) -> Serve:
    """The reference, whose answers go out as `change` writes them, after so many good ones."""
    app = InProcess(create_app(parameters={"voiceConnectorId": [CONNECTOR]}))
    count = [0]

    def serve(peer: socket.socket) -> None:
        while data := request_of(peer):
            head, _, body = data.partition(b"\r\n\r\n")
            lines = head.decode("utf-8", "surrogatepass").split("\r\n")
            method, path = lines[0].split(" ")[:2]
            headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines[1:]))
            answer = app.send(Request(method=method, path=path, headers=headers, body=body))
            count[0] += 1
            peer.sendall(whole(answer) if count[0] <= good else change(answer))

    return serve


def whole(answer: Answer, *, body: bytes | None = None, more: bytes = b"", reason: bytes = b"OK") -> bytes:
    """An answer's bytes, some of them replaced."""
    given = b"".join(f"{name}: {value}\r\n".encode() for name, value in answer.headers if name != "content-length")
    return reply(answer.body if body is None else body, status=b"%d %s" % (answer.status, reason), headers=given + more)


def created(change: Callable[[dict[str, Any]], Any]) -> Change:
    """Rewrites created sessions only."""

    def written(answer: Answer) -> bytes:
        if answer.status != 201:
            return whole(answer)
        document = change(json.loads(answer.body))
        return whole(answer, body=document if isinstance(document, bytes) else json.dumps(document).encode())

    return written


def member(name: str, raw: bytes) -> Change:
    """Puts raw bytes where one member of the session stands."""
    return created(
        lambda document: (
            json.dumps({"ProxySession": {**document["ProxySession"], name: "@here@"}})
            .encode()
            .replace(b'"@here@"', raw)
        )
    )


DEAD = {
    "hangs before the head": hangs(b""),
    "hangs within the head": hangs(b"HTTP/1.1 200 OK\r\n"),
    "hangs within the body": hangs(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{"),
    "drips": drips,
    "closes": once(b""),
    "closes within the head": once(b"HTTP/1.1 201 Cre"),
    "promises more than it sends": once(reply(length=1 << 30)),
    "resets": resets,
    "no HTTP": once(b"SSH-2.0-OpenSSH_9\r\n"),
    "only interim answers": kept(b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
    "too large a head": kept(reply(headers=b"X-Long: " + b"a" * 300_000 + b"\r\n")),
    "too many headers": kept(reply(headers=b"X: y\r\n" * 5000)),
    "broken gzip": kept(reply(b"\x1f\x8bnonsense", headers=b"Content-Encoding: gzip\r\n")),
    "unknown coding": kept(reply(headers=b"Content-Encoding: magic\r\n")),
    "429 for ever": kept(reply(status=b"429 Slow Down", headers=b"Retry-After: 0\r\n")),
    "503 for ever": kept(reply(status=b"503 Busy", headers=b"Retry-After: 0\r\n")),
}

# Only waiting shows that nothing more comes of these.
WAITING, SHORT = {name for name in DEAD if name.startswith(("hangs", "drips"))}, 0.25

WRONG = {
    "endless body": endless,
    "large body": kept(reply(b" " * (4 << 20), status=b"201 Created")),
    "gzip bomb": kept(reply(bomb(16 << 20), status=b"201 Created", headers=b"Content-Encoding: gzip\r\n")),
    "redirects to itself": kept(reply(status=b"302 Found", headers=b"Location: /\r\n")),
    "deep JSON": kept(reply(b"[" * 200_000, status=b"201 Created", headers=b"Content-Type: application/json\r\n")),
    "deep and closed": kept(reply(b"[" * 200_000 + b"]" * 200_000, status=b"201 Created")),
    "UTF-16": through(created(lambda document: json.dumps(document).encode("utf-16"))),
    "broken UTF-8": through(member("Name", b'"\xff\xfe\xc0"')),
    "NaN": through(member("ExpiryMinutes", b"NaN")),
    "1e999": through(member("ExpiryMinutes", b"1e999")),
    "10,000 digits": through(member("ExpiryMinutes", b"9" * 10_000)),
    "a time of 10,000 digits": through(member("CreatedTimestamp", b"9" * 10_000)),
    "a time of 1e999": through(member("UpdatedTimestamp", b"-1e999")),
    "a lone surrogate": through(member("Name", b'"\\ud800"')),
    "length too short": through(lambda answer: reply(answer.body, status=b"%d x" % answer.status, length=5)),
    "escape sequences in members": through(
        created(lambda document: {"ProxySession": {**document["ProxySession"], "Name": NASTY, "Status": NASTY}})
    ),
    "escape sequences in the id": through(
        created(lambda document: {"ProxySession": {**document["ProxySession"], "ProxySessionId": NASTY, "Status": 1}})
    ),
    "escape sequences in names": through(
        created(lambda document: {NASTY: NASTY, "ProxySession": {**document["ProxySession"], NASTY: 1, "Status": 2}})
    ),
    "escape sequences in errors": through(
        lambda answer: whole(answer, body=json.dumps({"__type": NASTY, "Message": NASTY}).encode())
    ),
    "escape sequences in headers": through(
        lambda answer: whole(
            answer,
            body=b"{}",
            more=f"X-Odd: {NASTY}\r\n".encode("utf-8", "ignore").replace(b"\x1b", b"").replace(b"\x07", b""),
        )
    ),
}

HARMLESS = {
    "cookies": through(lambda answer: whole(answer, more=b"Set-Cookie: a=b; Path=/\r\n")),
    "an unknown charset": through(
        lambda answer: whole(answer).replace(b"application/json", b"application/json; charset=klingon-1")
    ),
    "interim answers": through(lambda answer: b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + whole(answer)),
    "an odd reason": through(lambda answer: whole(answer, reason=b"<script>\xe9")),
    "a member twice": through(
        created(lambda document: json.dumps(document).replace('"Status"', '"Extra": 1, "Extra": 2, "Status"').encode())
    ),
    "gzip unasked": through(
        lambda answer: (
            whole(answer, body=gzip.compress(answer.body), more=b"Content-Encoding: gzip\r\n")
            if answer.body
            else whole(answer)
        )
    ),
}


@pytest.mark.parametrize("name", DEAD)
@pytest.mark.slow
def test_a_target_without_usable_answers_is_inconclusive(name: str, tmp_path: Path) -> None:
    waiting = {"timeout": SHORT} if name in WAITING else {}
    record = attack(DEAD[name], tmp_path, **waiting)
    assert record.verdict == Verdict.INCONCLUSIVE
    assert record.findings == ()
    assert record.exchanges < 60
    assert record.reason
    sound(tmp_path)


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.slow
def test_a_target_with_absurd_answers_has_a_finding_or_is_inconclusive(name: str, tmp_path: Path) -> None:
    record = attack(WRONG[name], tmp_path)
    assert record.findings or record.verdict == Verdict.INCONCLUSIVE
    sound(tmp_path)
    assert max(path.stat().st_size for path in tmp_path.iterdir()) < 8 << 20


@pytest.mark.parametrize("name", HARMLESS)
@pytest.mark.slow
def test_what_is_only_unusual_is_conformant(name: str, tmp_path: Path) -> None:
    record = attack(HARMLESS[name], tmp_path)
    assert (record.verdict, record.findings) == (Verdict.CONFORMANT, ())
    sound(tmp_path)


@pytest.mark.slow
def test_a_target_that_dies_half_way_is_inconclusive(tmp_path: Path) -> None:
    def dies(_answer: Answer) -> bytes:
        raise OSError

    record = attack(through(dies, good=40), tmp_path)
    assert record.verdict == Verdict.INCONCLUSIVE
    assert [finding.clause for finding in record.findings] == []
    assert any(clause.status == "pass" for clause in record.clauses)
    sound(tmp_path)


@pytest.mark.parametrize("value", ["99999999999", "-5", "Fri, 31 Dec 9999 23:59:59 GMT", "soon", "1e9"])
@pytest.mark.slow
def test_an_absurd_retry_after_is_not_waited_for(value: str, tmp_path: Path, slept: list[float]) -> None:
    record = attack(kept(reply(status=b"429 No", headers=f"Retry-After: {value}\r\n".encode())), tmp_path)
    assert record.verdict == Verdict.INCONCLUSIVE
    assert record.throttling["429"] > 0
    assert sum(slept) < 300
    sound(tmp_path)


@pytest.mark.slow
def test_a_redirect_takes_neither_body_nor_signature_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere: list[bytes] = []

    def other(peer: socket.socket) -> None:
        elsewhere.append(request_of(peer))

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLEFALSE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret-not-a-secret")
    with serving(other) as url:
        location = f"Location: {url}/voice-connectors/x/proxy-sessions\r\n".encode()
        record = attack(kept(reply(status=b"307 Moved", headers=location)), tmp_path, auth="sigv4")
    assert elsewhere == []
    assert record.verdict != Verdict.CONFORMANT


@pytest.mark.slow
def test_what_a_target_echoes_of_our_credentials_is_shown_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, secret, token = "AKIDEXAMPLEFALSE", "not-a-secret/not+a-secret", "not-a-token+not/a-token=="
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    monkeypatch.setenv("AWS_SESSION_TOKEN", token)
    signatures: set[str] = set()

    def echoes(peer: socket.socket) -> None:
        while data := request_of(peer):
            head = data.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
            given = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            authorization = given.get("Authorization", "")
            signatures.add(authorization.rpartition("=")[2])
            alone = authorization[-64:]
            shown = json.dumps(
                {"Message": head, "Token": token, "Key": key, "Secret": secret, "Alone": alone, NASTY: authorization}
            )
            echoed = given.get("X-Amz-Security-Token", token)
            more = f"X-Echo: {authorization}\r\nX-Alone: {alone.upper()}\r\nX-Token: {echoed}\r\n"
            peer.sendall(reply(shown.encode(), status=b"201 Created", headers=more.encode()))

    record = attack(echoes, tmp_path, auth="sigv4", label="echo", select=("request.body.Name.*",))
    assert record.verdict == Verdict.NONCONFORMANT
    assert len(signatures) > 10
    outputs = "".join(text_of(path) for path in tmp_path.iterdir())
    lower = outputs.lower()
    for hidden in (key, secret, token, *(found for found in signatures if len(found) == 64)):
        assert hidden.lower() not in lower
        assert json.dumps(hidden)[1:-1] not in outputs
    sound(tmp_path)


def test_answers_that_are_all_too_large_end_the_run_with_a_sentence(tmp_path: Path) -> None:
    json_ = b"Content-Type: application/json\r\n"
    large = reply(b" " * (2 << 20), status=b"201 Created", headers=json_)
    record = attack(through(lambda _answer: large, good=30), tmp_path)
    said = "20 answers of the target in a row were too large to be read"
    assert said in {clause.reason for clause in record.clauses}
    assert said in (tmp_path / "terminal.txt").read_text().replace("\n", " ")
    assert record.stopped == ""


@pytest.mark.parametrize(
    ("serve", "timeout", "status"),
    [
        (hangs(b""), SHORT, 3),
        (kept(reply(b"[" * 200_000, status=b"201 Created")), PATIENCE, 1),
        (resets, PATIENCE, 3),
        (endless, PATIENCE, 1),
    ],
    ids=["hangs", "deep", "resets", "endless"],
)
@pytest.mark.slow
def test_the_command_ends_with_a_report_and_without_a_traceback(
    serve: Serve, timeout: float, status: int, tmp_path: Path
) -> None:
    with serving(serve) as url:
        done = chime("run", "--target", url, "--depth", "smoke", "--timeout", str(timeout), "--output", str(tmp_path))
    assert done.status == status
    assert "Traceback" not in done.err
    assert "\x1b" not in done.out + done.err
    assert (tmp_path / "report.html").exists()
