"""Whatever a target does becomes an answer or a failure, in bounded time and memory; requests go out byte for byte."""

from __future__ import annotations

import contextlib
import errno
import gzip
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from conformance.errors import lacking
from conformance.wire.exchange import BODY_LIMIT, Answer, Exchange, Failure
from conformance.wire.transport import HttpTransport
from strategies.request import Case, Request
from tests.conformance.wire.hostile import (
    BODY,
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

REQUEST = Request(path="/a", body=b"{}")
# Long enough for what never comes.
SHORT = 0.5


def outcome(serve: Serve, request: Request = REQUEST, *, timeout: float = PATIENCE) -> Answer | Failure:
    with serving(serve) as url:
        transport = HttpTransport(url, timeout=timeout)
        try:
            return transport.send(request)
        finally:
            transport.close()


@pytest.mark.parametrize(
    ("data", "status", "body"),
    [
        (reply(), 200, BODY),
        (reply(status=b"404 Not Found"), 404, BODY),
        (reply(status=b"299 "), 299, BODY),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        (b"HTTP/1.0 200 OK\r\n\r\n" + BODY, 200, BODY),
        (b"HTTP/1.1 200 OK\r\n\r\n" + BODY, 200, BODY),
        (b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"ok\r\n7\r\n":true}\r\n0\r\n\r\n', 200, BODY),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + reply(), 200, BODY),
        (reply(status=b"302 Found", headers=b"Location: http://127.0.0.1:1/\r\n"), 302, BODY),
        (reply(gzip.compress(BODY), headers=b"Content-Encoding: gzip\r\n"), 200, BODY),
        (reply(b'"\xff\xfe"'), 200, b'"\xff\xfe"'),
        (reply(headers=b"X-Odd: \xe9\x80\r\n"), 200, BODY),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_an_answer_is_read(data: bytes, status: int, body: bytes) -> None:
    answer = outcome(once(data))
    assert isinstance(answer, Answer), answer
    assert (answer.status, answer.body, answer.truncated) == (status, body, False)


@pytest.mark.parametrize(
    ("serve", "kind"),
    [
        (hangs(b""), "timeout"),
        (hangs(b"HTTP/1.1 200 OK\r\n"), "timeout"),
        (hangs(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), "timeout"),
        (drips, "timeout"),
        (once(b""), "closed"),
        (once(b"HTTP/1.1 200 OK\r\nContent-"), "closed"),
        (once(reply(length=999)), "closed"),
        (once(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{}"), "closed"),
        (resets, "reset"),
        (once(b"hello\r\n\r\n"), "not-http"),
        (once(b"\x00\x01\x02\x03" * 100 + b"\r\n\r\n"), "not-http"),
        (once(b"HTTP/1.1 xyz OK\r\n\r\n"), "not-http"),
        (once(b"HTTP/1.1 100 Continue\r\n\r\n" * 50), "not-http"),
        (once(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), "not-http"),
        (once(reply(headers=b"X-Long: " + b"a" * 100_000 + b"\r\n")), "too-large"),
        (once(reply(headers=b"X: y\r\n" * 5000)), "too-large"),
        (once(reply(b"\x1f\x8bnonsense", headers=b"Content-Encoding: gzip\r\n")), "encoding"),
        (once(reply(gzip.compress(BODY)[:-9], headers=b"Content-Encoding: gzip\r\n")), "encoding"),
        (once(reply(headers=b"Content-Encoding: magic\r\n")), "encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_usable_answer_is_a_failure(serve: Serve, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Who hangs up is asked whether it speaks TLS; these servers say nothing, and would be waited for.
    monkeypatch.setattr("conformance.wire.transport._GREETING", 0.05)
    failure = outcome(serve, timeout=SHORT if kind == "timeout" else PATIENCE)
    assert isinstance(failure, Failure), failure
    assert failure.kind == kind
    assert failure.detail


@pytest.mark.parametrize(
    "serve",
    [endless, once(reply(b" " * (8 << 20))), once(reply(bomb(), headers=b"Content-Encoding: gzip\r\n"))],
    ids=["endless", "large", "bomb"],
)
def test_only_a_mebibyte_of_a_body_is_kept(serve: Serve) -> None:
    answer = outcome(serve)
    assert isinstance(answer, Answer), answer
    assert answer.truncated
    assert len(answer.body) <= BODY_LIMIT


def test_nothing_listening_is_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        failure = HttpTransport(f"http://127.0.0.1:{unused.getsockname()[1]}").send(REQUEST)
    assert isinstance(failure, Failure)
    assert failure.kind == "unreachable"


def test_no_tls_is_told_apart() -> None:
    with serving(lambda peer: peer.sendall(b"no TLS here\r\n")) as url:
        failure = HttpTransport(url.replace("http", "https"), timeout=PATIENCE).send(REQUEST)
    assert isinstance(failure, Failure)
    assert failure.kind == "tls"


@pytest.mark.parametrize(
    "path",
    ["/a/./b/../c", "/%61", "/%zz", "/a%2fb%2Fc", "//double", "/a?b=c&&=%00", "/\u00fc", "/a%20b", "/{}|^`", "/a#b"],
)
def test_the_request_target_goes_out_as_it_is(path: str) -> None:
    seen: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        seen.append(request_of(peer))
        peer.sendall(reply())

    outcome(serve, Request(path=path, body=b"\x00\xff", headers=(("X-Odd", "a  b"),)))
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == f"POST {path} HTTP/1.1".encode()
    assert b"X-Odd: a  b" in head.split(b"\r\n")
    assert b"Content-Length: 2" in head.split(b"\r\n")
    assert body == b"\x00\xff"


def test_a_header_cannot_smuggle_a_line() -> None:
    seen: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        seen.append(request_of(peer))
        peer.sendall(reply())

    outcome(serve, Request(path="/", headers=(("X", "a\r\nInjected: yes"),)))
    assert b"\r\nInjected" not in seen[0]


def test_a_connection_is_used_again_and_opened_anew_when_it_went_idle() -> None:
    peers: list[int] = []
    answered = threading.Event()

    def serve(peer: socket.socket) -> None:
        peers.append(1)
        for _ in range(2):
            request_of(peer)
            peer.sendall(reply())
        answered.set()

    with serving(serve) as url:
        transport = HttpTransport(url, timeout=PATIENCE)
        first = [transport.send(REQUEST) for _ in range(2)]
        assert answered.wait(PATIENCE)
        second = [transport.send(REQUEST) for _ in range(2)]
        transport.close()
    assert all(isinstance(answer, Answer) for answer in (*first, *second))
    assert len(peers) == 2


def test_a_refusal_before_the_whole_body_was_read_is_an_answer() -> None:
    def serve(peer: socket.socket) -> None:
        peer.recv(1000)
        peer.sendall(reply(status=b"413 Too Large", headers=b"Connection: close\r\n"))
        peer.shutdown(socket.SHUT_WR)
        while peer.recv(65536):
            pass

    answer = outcome(serve, Request(path="/", body=b" " * (4 << 20)))
    assert isinstance(answer, Answer), answer
    assert answer.status == 413


def test_the_answer_to_head_has_no_body() -> None:
    with serving(kept(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n")) as url:
        transport = HttpTransport(url, timeout=PATIENCE)
        answers = [transport.send(Request(method="HEAD", path="/")) for _ in range(2)]
        transport.close()
    assert [answer.status for answer in answers if isinstance(answer, Answer)] == [200, 200]


def test_what_is_sent_names_host_agent_and_length_once() -> None:
    sent = HttpTransport("http://h:81/base/").sent(Request(path="/a", headers=(("user-agent", "own"),)))
    assert sent.path == "/base/a"
    names = [name.lower() for name, _ in sent.headers]
    assert sorted(names) == ["accept-encoding", "content-length", "host", "user-agent"]
    assert ("Host", "h:81") in sent.headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("Host", "iam.amazonaws.com"), ("content-length", "0"), ("Transfer-Encoding", "identity")),
        *(("Authorization", "Basic eA=="), ("X-Amz-Security-Token", "x"), ("Connection", "Upgrade")),
        ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
    ],
)
def test_what_frames_directs_or_signs_a_message_no_request_says_itself(name: str, value: str) -> None:
    transport = HttpTransport("http://h:81/")
    assert transport.sent(replace(REQUEST, headers=((name, value),))) == transport.sent(replace(REQUEST, headers=()))


def test_threads_that_follow_each_other_share_connections() -> None:
    peers: list[socket.socket] = []

    def serve(peer: socket.socket) -> None:
        peers.append(peer)
        while request_of(peer):
            peer.sendall(reply())

    with serving(serve) as url:
        transport = HttpTransport(url, timeout=PATIENCE)
        for _ in range(10):
            with ThreadPoolExecutor(3) as pool:
                answers = list(pool.map(lambda _: transport.send(REQUEST), range(6)))
            assert all(isinstance(answer, Answer) for answer in answers)
        transport.close()
    assert len(peers) <= 3


def test_requests_in_turn_go_over_several_connections() -> None:
    served: list[socket.socket] = []

    def serve(peer: socket.socket) -> None:
        while request_of(peer):
            served.append(peer)
            peer.sendall(reply())

    with serving(serve) as url:
        transport = HttpTransport(url, timeout=PATIENCE)
        assert isinstance(transport.send(REQUEST), Answer)
        with transport.in_turn():
            assert all(isinstance(transport.send(REQUEST), Answer) for _ in range(6))
        assert isinstance(transport.send(REQUEST), Answer)
        transport.close()
    assert served[1:4] == served[4:7]
    assert len(set(served)) == 3


@pytest.mark.parametrize(
    ("method", "status", "connections"),
    [("POST", 201, 1), ("POST", 400, 1), ("POST", 404, 2), ("POST", 403, 2), ("DELETE", 201, 2), ("PUT", 405, 2)],
)
def test_a_body_that_may_be_left_unread_is_not_followed_by_another_request(
    method: str, status: int, connections: int
) -> None:
    peers: list[socket.socket] = []

    def serve(peer: socket.socket) -> None:
        peers.append(peer)
        while request_of(peer):
            peer.sendall(reply(status=b"%d X" % status))

    with serving(serve) as url:
        transport = HttpTransport(url, timeout=PATIENCE)
        for sent in (Request(method=method, path="/", body=b"{}"), REQUEST):
            assert isinstance(transport.send(sent), Answer)
        transport.close()
    assert len(peers) == connections


def test_a_second_connection_is_asked_for_what_was_read_well() -> None:
    paths: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        while request := request_of(peer):
            paths.append(request.split()[1])
            peer.sendall(reply())

    with serving(serve) as url:
        transport = HttpTransport(url, timeout=PATIENCE)
        for sent in (Request(method="GET", path="/read"), Request(method="POST", path="/made", body=b"{}")):
            assert isinstance(transport.send(sent), Answer)
        assert transport.answers_beside(PATIENCE)
        transport.close()
    assert paths == [b"/read", b"/made", b"/read"]


@pytest.mark.parametrize("several", [True, False])
def test_whether_a_target_serves_several_connections_is_found_out(*, several: bool) -> None:
    turn = threading.Lock()

    def serve(peer: socket.socket) -> None:
        with contextlib.nullcontext() if several else turn:
            kept(reply())(peer)

    with serving(serve) as url:
        transport = HttpTransport(url, timeout=PATIENCE)
        assert isinstance(transport.send(REQUEST), Answer)
        assert transport.answers_beside(PATIENCE if several else 0.05) is several
        assert isinstance(transport.send(REQUEST), Answer)
        transport.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="the system acknowledges late, whatever it is asked")
def test_an_answer_in_two_pieces_does_not_wait_for_a_late_acknowledgement(monkeypatch: pytest.MonkeyPatch) -> None:
    acknowledged, original = threading.Event(), socket.socket.setsockopt

    def noted(peer: socket.socket, level: int, option: int, value: int) -> None:
        original(peer, level, option, value)
        if (level, option, value) == (socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1):
            acknowledged.set()

    def serve(peer: socket.socket) -> None:
        request_of(peer)
        head, mark, body = reply().partition(b"\r\n\r\n")
        peer.sendall(head + mark)
        # As a system does that holds back a second piece until the first one is known to have come.
        if acknowledged.wait(PATIENCE):
            peer.sendall(body)

    monkeypatch.setattr(socket.socket, "setsockopt", noted)
    assert isinstance(outcome(serve), Answer)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL, errno.ENOBUFS])
def test_what_this_machine_lacks_is_not_put_down_to_the_target(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket, "create_connection", refuse)
    transport = HttpTransport("http://127.0.0.1:1")
    failure = transport.send(REQUEST)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.detail) == ("lacking", transport.trouble)
    assert transport.trouble == lacking(OSError(number, ""))


def test_what_is_kept_of_a_long_answer_is_what_people_read() -> None:
    request = Request(path="/")
    whole = Exchange(
        case=Case(id="c", clause="a", request=request),
        request=request,
        outcome=Answer(status=200, headers=(("A", "b"), ("X", "y" * 20_000), ("Z", "z")), body=b" " * 20_000),
        started_at=0,
        elapsed=0,
    )
    answer = whole.truncated.answer
    assert answer is not None
    assert ([name for name, _ in answer.headers], len(answer.headers[1][1]), len(answer.body)) == (
        ["A", "X"],
        8190,
        8192,
    )
