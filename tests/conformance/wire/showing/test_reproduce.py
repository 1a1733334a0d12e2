"""Command lines that send a request again, byte for byte, and credentials only by reference."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from conformance.reference.sigv4 import Verifier
from conformance.wire.exchange import Answer, Failure
from conformance.wire.showing.reproduce import Destination, commands
from conformance.wire.showing.transcript import outcome_message, request_message
from spec.contract import load
from strategies.request import Request, dump
from tests.conformance.wire.hostile import reply, request_of, serving
from tests.patience import PATIENCE

BODIES = [b"", b'{"Name":"it\'s"}', b"@file", b'{"a":"\xc3\xa9"}', b"\xff\xfe", b"a\nb\\c$d", b"\x00NUL", b"%s%d!"]


CREATE = "CreateProxySession"
PATH = "/voice-connectors/c/proxy-sessions"


def _body(**members: Any) -> bytes:
    """The body of a request that the contract allows, but for `members`."""
    return dump({"ParticipantPhoneNumbers": ["+14015550101", "+12065550100"], "Capabilities": ["SMS"], **members})


def lines(
    request: Request, url: str, *, signed: bool = False, edition: str = "2018-05-01", operation: str = CREATE
) -> dict[str, str]:
    contract = load(edition)
    where = Destination(url=url, signed=signed, cli=contract.cli, operation=contract.operations[operation])
    return commands(request, where)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("tool", ["sh", "dash", "bash", "python"])
def test_the_line_sends_the_same_bytes(tool: str, body: bytes) -> None:
    if tool != "python" and (shutil.which("curl") is None or shutil.which(tool) is None):
        pytest.skip("curl or the shell is not installed")
    seen: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        seen.append(request_of(peer))
        peer.sendall(reply())

    request = Request(
        path="/a/./b%2fc?d=e", body=body, headers=(("Content-Type", "application/json"), ("X-Own", "a b'c"))
    )
    with serving(serve) as url:
        found = lines(request, url)
        command = [sys.executable, "-c", found["python"]] if tool == "python" else [tool, "-c", found["curl"]]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    head, _, sent = seen[0].partition(b"\r\n\r\n")
    assert sent == body
    assert head.startswith(b"POST /a/./b%2fc?d=e HTTP/1.1\r\n")
    assert b"X-Own: a b'c" in head.split(b"\r\n")


def test_credentials_stand_by_reference_only() -> None:
    curl = lines(Request(path="/voice-connectors/c/proxy-sessions", body=b"{}"), "http://h", signed=True)["curl"]
    assert "--aws-sigv4 aws:amz:us-east-1:chime" in curl
    assert '"${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}"' in curl


def test_the_aws_line_stands_only_where_the_tool_can_say_it() -> None:
    good = Request(path="/voice-connectors/c%20d/proxy-sessions", body=_body(Name="x"))
    assert '"VoiceConnectorId": "c d"' in lines(good, "http://h")["aws"]
    assert lines(good, "http://h")["aws"].startswith("aws chime create-proxy-session ")
    assert lines(good, "http://h", edition="2022-08-03")["aws"].startswith("aws chime-sdk-voice create-proxy-session ")


@pytest.mark.parametrize(
    "values",
    [
        {"path": "/"},
        {"path": f"{PATH}?x=y"},
        {"method": "PUT"},
        {"headers": (("Accept", "text/html"), ("Content-Type", "application/json"))},
        {"headers": (("Content-Type", "application/json"), ("X-Own", "1"))},
        {"headers": (("Accept", "application/json"),)},
        {"body": b"{"},
        {"body": b"[]"},
        {"body": b""},
        {"body": b"{}"},
        {"body": _body().decode().encode("utf-16")},
        {"body": b"\xef\xbb\xbf" + _body()},
        {"body": _body()[:-1] + b',"Name":NaN}'},
        {"body": _body()[:-1] + b',"Name":"a","Name":"b"}'},
        {"body": _body(Unknown=1)},
        {"body": _body(Name=None)},
        {"body": _body(Name=7)},
        {"body": _body(Name="\ud800")},
        {"body": _body(ExpiryMinutes=0)},
        {"body": _body(ExpiryMinutes=60.5)},
        {"body": _body(ExpiryMinutes=True)},
        {"body": _body(ParticipantPhoneNumbers=["+1"])},
        {"body": _body(GeoMatchParams={"Country": "US"})},
    ],
)
def test_the_aws_tool_cannot_say_the_rest(values: dict[str, Any]) -> None:
    good = Request(path=PATH, body=_body())
    assert "aws" in lines(good, "http://h")
    assert "aws" not in lines(replace(good, **values), "http://h")


def test_the_aws_line_names_every_part_of_the_path() -> None:
    request = Request(method="DELETE", path="/voice-connectors/c/proxy-sessions/s%2F1")
    line = lines(request, "http://h", edition="2022-08-03", operation="DeleteProxySession")["aws"]
    assert line.startswith("aws chime-sdk-voice delete-proxy-session ")
    assert '{"VoiceConnectorId": "c", "ProxySessionId": "s/1"}' in line


def test_a_huge_request_has_no_line() -> None:
    assert lines(Request(path="/", body=b" " * 10_000), "http://h") == {}


def test_messages_show_text_as_text_and_bytes_as_base64() -> None:
    shown = request_message(Request(path="/a", body=b"text", headers=(("X-Own", "x"),)))
    assert (shown.start, shown.body, shown.headers) == ("POST /a", "text", (("X-Own", "x"),))
    assert outcome_message(Answer(status=201, body=b"\xff")).encoding == "base64"
    assert outcome_message(Failure(kind="timeout", detail="late")).start == "timeout: late"


@pytest.mark.parametrize("body", [b'{"a":"\xc3\xa9"}', b"", b"\xff"])
@pytest.mark.parametrize("tool", ["curl", "python"])
def test_the_line_for_a_signed_request_signs_it(tool: str, body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    if tool == "curl" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLEFALSE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret-not-a-secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    verifier = Verifier({"AKIDEXAMPLEFALSE": ("not-a-secret-not-a-secret", None)}, region="us-east-1", service="chime")
    seen: list[tuple[str, ...]] = []

    def serve(peer: socket.socket) -> None:
        head, _, sent = request_of(peer).partition(b"\r\n\r\n")
        first, *rest = head.split(b"\r\n")
        raw = [(name.lower(), value) for name, _, value in (line.partition(b": ") for line in rest)]
        seen.append(verifier("POST", first.split(b" ")[1], raw, sent))
        peer.sendall(reply())

    request = Request(path="/voice-connectors/c/proxy-sessions", body=body)
    with serving(serve) as url:
        line = lines(request, url, signed=True)[tool]
        command = ["bash", "-c", line] if tool == "curl" else [sys.executable, "-c", line]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    assert seen == [()]


def test_no_tool_signs_wrongly_so_only_the_unsigned_forgery_has_lines() -> None:
    request = Request(path="/voice-connectors/c/proxy-sessions", body=b"{}")
    unsigned = lines(replace(request, forgery="unsigned"), "http://h", signed=True)
    assert "sigv4" not in "".join(unsigned.values()).lower()
    assert lines(replace(request, forgery="wrong-secret"), "http://h", signed=True) == {}


@pytest.mark.parametrize("name", ["Host", "authorization", "X-Amz-Date", "X-Amz-Security-Token", "Content-Length"])
def test_no_line_says_what_only_the_sender_says(name: str) -> None:
    plain = Request(path="/a", headers=(("Accept", "*/*"),))
    more = replace(plain, headers=((name, "theirs"), *plain.headers))
    assert lines(more, "http://h", signed=True) == lines(plain, "http://h", signed=True)
