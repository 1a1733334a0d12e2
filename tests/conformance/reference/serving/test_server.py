"""The reference over real HTTP: the same answers as in process, and a child process that never outlives its parent."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from conformance.reference.app import create_app
from conformance.reference.inprocess import InProcess
from conformance.reference.serving.listening import listen
from conformance.reference.serving.running import Running
from conformance.selftest.serving import Deviating
from conformance.wire.exchange import Answer, Failure
from conformance.wire.transport import HttpTransport
from strategies.request import JSON_HEADERS, Request, dump
from tests.patience import PATIENCE

CONNECTOR = "abcdef1ghij2klmno3pqr4"
SESSIONS = f"/voice-connectors/{CONNECTOR}/proxy-sessions"
BODY = dump({"Capabilities": ["SMS"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"]})
# Members and headers that differ from one answer to the next.
FRESH = {"CreatedTimestamp", "ProxySessionId", "UpdatedTimestamp", "ProxyPhoneNumber"}
PER_ANSWER = {"date", "server", "x-amzn-requestid", "connection"}

_PARENT = """
import sys
from conformance.reference.serving.running import Running
from conformance.selftest.serving import Deviating
from tests.patience import PATIENCE
with Running(parameters={"voiceConnectorId": ["a"]}) as reference:
    print(reference.url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def wire() -> Iterator[HttpTransport]:
    with Running(parameters={"voiceConnectorId": [CONNECTOR]}) as reference:
        transport = HttpTransport(reference.url, timeout=PATIENCE)
        yield transport
        transport.close()


def steady(answer: Answer | Failure) -> tuple[int, dict[str, str], Any]:
    """What does not change from one answer to the next."""
    assert isinstance(answer, Answer)
    headers = {name.lower(): value for name, value in answer.headers if name.lower() not in PER_ANSWER}
    document = json.loads(answer.body, object_hook=lambda item: {k: v for k, v in item.items() if k not in FRESH})
    return answer.status, headers, document


@pytest.mark.parametrize(
    "request_",
    [
        Request(path=SESSIONS, body=BODY),
        Request(path=SESSIONS, body=b""),
        Request(path=SESSIONS, body=BODY[:-1]),
        Request(path=SESSIONS, headers=(*JSON_HEADERS, ("X-Other", "\u00fc")), body=BODY),
        Request(path=SESSIONS, headers=(("Content-Type", "text/plain"),), body=BODY),
        Request(path=SESSIONS.replace("abc", "%61bc"), body=BODY),
        Request(path=SESSIONS.replace("abc", "%zz"), body=BODY),
        Request(path="/voice-connectors/../x", body=BODY),
        Request(method="PUT", path=SESSIONS, body=BODY),
        Request(method="GET", path=f"{SESSIONS}?max-results=0"),
    ],
    ids=lambda request: f"{request.method} {request.path}",
)
def test_in_process_and_over_http_the_answers_are_the_same(wire: HttpTransport, request_: Request) -> None:
    with InProcess(create_app(parameters={"voiceConnectorId": [CONNECTOR]})) as inside:
        assert steady(wire.send(request_)) == steady(inside.send(request_))


def test_a_fault_is_served_by_its_name() -> None:
    with Deviating(
        parameters={"voiceConnectorId": [CONNECTOR]},
        faults=["off-by-one:request.body.ParticipantPhoneNumbers.maxItems"],
    ) as reference:
        transport = HttpTransport(reference.url, timeout=PATIENCE)
        three = {"Capabilities": ["SMS"], "ParticipantPhoneNumbers": ["+14015550101"] * 3}
        answer = transport.send(Request(path=SESSIONS, body=dump(three)))
        transport.close()

    assert isinstance(answer, Answer)
    assert answer.status == 201


def test_a_port_in_use_is_an_error() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", first.getsockname()[1])


def test_listens_on_ipv6() -> None:
    with listen("::1", 0) as listener:
        assert listener.family == socket.AF_INET6


def test_the_child_has_ended_when_the_context_has() -> None:
    with Running(parameters={"voiceConnectorId": [CONNECTOR]}) as reference:
        pass

    assert refused(reference.url)


@pytest.mark.slow
def test_the_child_ends_when_the_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().decode().strip()
        assert not refused(url)
        os.kill(parent.pid, signal.SIGKILL)

    deadline = time.monotonic() + PATIENCE
    while not refused(url) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert refused(url)


def refused(url: str) -> bool:
    """Whether nothing listens there."""
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) != 0
