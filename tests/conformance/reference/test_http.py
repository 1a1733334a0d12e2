"""The reference behind HTTP, in this process: what it refuses and how, and that it never fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conformance.reference.app import create_app
from conformance.reference.http import BODY_LIMIT
from conformance.reference.inprocess import InProcess
from conformance.wire.exchange import Answer
from spec.contract import EDITIONS, load
from strategies.request import Request, dump

SESSIONS = "/voice-connectors/abcdef1ghij2klmno3pqr4/proxy-sessions"
BODY: dict[str, Any] = {"Capabilities": ["SMS"], "ParticipantPhoneNumbers": ["+14015550101", "+12065550100"]}
Send = Callable[..., Answer]


@pytest.fixture(scope="module")
def send() -> Iterator[Send]:
    """Sends a request to a reference of the default edition."""
    with InProcess(create_app()) as transport:
        yield lambda **fields: transport.send(Request(**{"path": SESSIONS, "body": dump(BODY), **fields}))


def error(answer: Answer) -> tuple[int, str | None, str]:
    """Status and the error's name in the header and in the body."""
    return answer.status, answer.header("x-amzn-ErrorType"), json.loads(answer.body)["Code"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_answer_has_the_form_of_the_example(edition: str) -> None:
    with InProcess(create_app(contract=edition)) as transport:
        answer = transport.send(Request(path=SESSIONS, body=dump(BODY)))
    example = load("2018-05-01").operation.response["content"]["application/json"]["example"]["ProxySession"]
    session = json.loads(answer.body)["ProxySession"]

    assert answer.status == 201
    assert list(session) == list(example)
    assert {name for name, value in session.items() if value is None} == {
        name for name, value in example.items() if value is None
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", session["CreatedTimestamp"])


def test_two_answers_have_different_request_ids(send: Send) -> None:
    first, second = (send().header("x-amzn-RequestId") for _ in range(2))

    assert first
    assert first != second


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=x"])
def test_json_is_accepted_however_it_is_called(send: Send, kind: str) -> None:
    assert send(headers=(("Content-Type", kind),)).status == 201


@pytest.mark.parametrize("headers", [(), (("Content-Type", "text/plain"),)], ids=["none", "other"])
def test_another_media_type_is_415(send: Send, headers: tuple[tuple[str, str], ...]) -> None:
    assert send(headers=headers).status == 415


def test_a_body_that_is_too_large_is_413(send: Send) -> None:
    assert send(body=b" " * (BODY_LIMIT + 1)).status == 413


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (SESSIONS.replace("abc", "abd"), "an unknown connector"),
        ("/voice-connectors//proxy-sessions", "an empty connector"),
        (f"{SESSIONS}/nothing/more", "a longer path"),
        ("/", "the root"),
    ],
    ids=lambda value: value,
)
def test_what_does_not_exist_is_404(send: Send, path: str, name: str) -> None:
    assert error(send(path=path)) == (404, "NotFoundException", "NotFoundException"), name


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("path", [f"{SESSIONS}/nothing", f"{SESSIONS.replace('abc', 'abd')}/nothing"])
def test_the_siblings_know_no_unknown_session_either(send: Send, method: str, path: str) -> None:
    assert error(send(method=method, path=path, body=b""))[:2] == (404, "NotFoundException")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("PUT", SESSIONS, "GET, POST"), ("PATCH", f"{SESSIONS}/nothing", "GET, POST, DELETE")],
)
def test_another_method_is_405_and_names_the_allowed_ones(send: Send, method: str, path: str, allowed: str) -> None:
    answer = send(method=method, path=path)

    assert (answer.status, answer.header("Allow")) == (405, allowed)


def test_a_percent_encoded_connector_is_the_same_connector(send: Send) -> None:
    assert send(path=SESSIONS.replace("abc", "%61bc")).status == 201


@pytest.mark.parametrize("members", [{"Capabilities": ["Fax"]}, {"Capabilities": ["SMS"], "ExpiryMinutes": 0}, {}])
def test_an_update_is_validated(send: Send, members: dict[str, Any]) -> None:
    identity = json.loads(send().body)["ProxySession"]["ProxySessionId"]

    assert error(send(path=f"{SESSIONS}/{identity}", body=dump(members)))[0] == 400


def test_a_refusal_names_the_member_and_not_its_value(send: Send) -> None:
    answer = send(body=dump(BODY | {"Name": "secret-name"}))

    assert error(answer) == (400, "BadRequestException", "BadRequestException")
    assert b"Name" in answer.body
    assert b"secret" not in answer.body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b'{"ExpiryMinutes":1e999}',
        b'{"ExpiryMinutes":' + b"9" * 20_000 + b"}",
        dump(BODY | {"ExpiryMinutes": 10**30}),
        b'{"Name":"\\ud800"}',
        dump(BODY | {"Name": "\ud83d"}),
        dump(BODY | {"Name": "\x00"}),
        dump(BODY | {"Capabilities": [[]], "GeoMatchParams": {"AreaCode": {}}}),
        dump(BODY)[:-1] + b',"ExpiryMinutes":1e999}',
        dump(BODY)[:-1] + b',"ExpiryMinutes":1e308}',
    ],
    ids=lambda body: repr(body[:30]),
)
@pytest.mark.parametrize("path", [SESSIONS, f"{SESSIONS}/%00", "/voice-connectors/%ff%00/proxy-sessions", "/%"])
def test_odd_input_is_never_the_servers_failure(send: Send, path: str, body: bytes) -> None:
    assert send(path=path, body=body).status < 500


def test_the_quota_is_a_bad_request() -> None:
    with InProcess(create_app(max_open_sessions=1)) as transport:
        answers = [transport.send(Request(path=SESSIONS, body=dump(BODY))) for _ in range(2)]

    assert answers[0].status == 201
    assert error(answers[1]) == (400, "BadRequestException", "BadRequestException")


def test_a_wrong_signature_is_refused_before_anything_else() -> None:
    seen: list[tuple[str, bytes, bytes]] = []

    def verifier(method: str, target: bytes, _headers: list[tuple[bytes, bytes]], body: bytes) -> tuple[str, ...]:
        seen.append((method, target, body))
        return ("auth.secretKey", "auth.host")

    with InProcess(create_app(verifier=verifier)) as transport:
        answer = transport.send(Request(path="/%61?b=c", body=b"d"))

    assert error(answer) == (403, "ForbiddenException", "ForbiddenException")
    assert seen == [("POST", b"/%61?b=c", b"d")]
