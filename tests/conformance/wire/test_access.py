"""Targets are reached with headers, passwords, certificates and proxies; what is wrong is one sentence."""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from conformance.errors import UsageError
from conformance.wire.access import Access, access, ignored_proxy
from conformance.wire.exchange import Answer, Failure
from conformance.wire.transport import HttpTransport
from strategies.request import Request
from tests.conformance.wire.hostile import BODY, kept, once, reply, request_of, serving
from tests.patience import PATIENCE

REQUEST = Request(path="/a", body=b"{}")
AUTHORITY = trustme.CA()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The authority's certificate, and a client's with its key."""
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    client = AUTHORITY.issue_cert("client.example")
    client.cert_chain_pems[0].write_to_path(str(tmp_path / "client.pem"))
    client.private_key_pem.write_to_path(str(tmp_path / "client.key"))
    return tmp_path


@pytest.fixture(autouse=True)
def _no_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


@contextlib.contextmanager
def secured(change: Callable[[ssl.SSLContext], None] = lambda _context: None, **more: Any) -> Iterator[str]:
    """An https server with a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(more.pop("name", "127.0.0.1"), **more).configure_cert(context)
    change(context)

    def serve(peer: socket.socket) -> None:
        with context.wrap_socket(peer, server_side=True) as secure:
            kept(reply())(secure)

    with serving(serve) as url:
        yield url.replace("http:", "https:")


def sent(url: str, reach: Access) -> Answer | Failure:
    transport = HttpTransport(url, timeout=PATIENCE, access=reach)
    try:
        return transport.send(REQUEST)
    finally:
        transport.close()


def demands(context: ssl.SSLContext) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    AUTHORITY.configure_trust(context)


def test_an_authority_that_is_named_is_trusted(files: Path) -> None:
    with secured() as url:
        assert isinstance(sent(url, access(ca_bundle=files / "ca.pem")), Answer)


@pytest.mark.parametrize("name", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_an_authority_that_the_environment_names_is_trusted(
    name: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(files / "ca.pem"))
    with secured() as url:
        assert isinstance(sent(url, access()), Answer)


def test_any_certificate_will_do_where_that_is_asked_for() -> None:
    with secured() as url:
        assert isinstance(sent(url, access(insecure=True)), Answer)


def test_a_client_certificate_is_shown(files: Path) -> None:
    reach = access(ca_bundle=files / "ca.pem", client_cert=files / "client.pem", client_key=files / "client.key")
    with secured(demands) as url:
        assert isinstance(sent(url, reach), Answer)


def test_the_host_header_may_be_another() -> None:
    seen: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        seen.append(request_of(peer))
        peer.sendall(reply())

    with serving(serve) as url:
        sent(url, access(host="service.example", headers=["X-Own: a: b", "user-agent: mine"]))
    lines = seen[0].split(b"\r\n")
    assert b"Host: service.example" in lines
    assert b"X-Own: a: b" in lines
    assert [line for line in lines if line.lower().startswith(b"user-agent")] == [b"user-agent: mine"]


def test_a_user_and_a_password_are_basic_authentication() -> None:
    found = access(user="me", password="not-a-password")
    assert found.headers == (("Authorization", "Basic " + base64.b64encode(b"me:not-a-password").decode()),)
    assert {"not-a-password", "me:not-a-password"} <= set(found.secrets)


def test_the_credentials_behind_a_scheme_are_secrets() -> None:
    assert list(access(headers=["Authorization: Bearer not-a-token"]).secrets) == ["Bearer not-a-token", "not-a-token"]
    assert list(access(headers=["Accept: text/plain"]).secrets) == []


EXPIRED: dict[str, Any] = {
    "not_before": datetime(2020, 1, 1, tzinfo=UTC),
    "not_after": datetime(2020, 2, 1, tzinfo=UTC),
}
EARLY: dict[str, Any] = {"not_before": datetime.now(UTC) + timedelta(days=9)}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (secured, "its certificate is not trusted (unable to get local issuer certificate): name the authority"),
        (lambda: secured(**EXPIRED), "its certificate has expired: renew it"),
        (lambda: secured(**EARLY), "its certificate is not valid yet"),
        (lambda: secured(name="other.example"), "its certificate is of another name"),
    ],
    ids=["unknown authority", "expired", "early", "other name"],
)
def test_a_failed_handshake_names_the_cure(
    make: Callable[[], contextlib.AbstractContextManager[str]], sentence: str, files: Path
) -> None:
    trusted = None if "not trusted" in sentence else files / "ca.pem"
    with make() as url:
        failure = sent(url, access(ca_bundle=trusted))
    assert isinstance(failure, Failure), failure
    assert (failure.kind, failure.detail[: len(sentence)]) == ("tls", sentence)


def test_a_demanded_client_certificate_is_said(files: Path) -> None:
    with secured(demands) as url:
        failure = sent(url, access(ca_bundle=files / "ca.pem"))
    # Whether its alert or its farewell is seen first is a matter of time.
    assert isinstance(failure, Failure), failure
    assert "a client certificate" in failure.detail
    assert "--client-cert" in failure.detail


def test_https_against_a_plain_port_is_told() -> None:
    def refuses(peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(reply(status=b"400 Bad Request"))

    with serving(refuses) as url:
        failure = sent(url.replace("http:", "https:"), access())
    assert isinstance(failure, Failure)
    assert failure.detail.startswith("it speaks no TLS on this port: write http://")


@pytest.mark.parametrize(
    "said",
    [
        b"\x15\x03\x01\x00\x02\x02\x46",
        reply(b"Client sent an HTTP request to an HTTPS server.\n", status=b"400 Bad Request"),
        reply(b"<p>The plain HTTP request was sent to HTTPS port</p>", status=b"400 Bad Request"),
    ],
    ids=["alert", "Go", "nginx"],
)
def test_http_against_a_tls_port_is_told(said: bytes) -> None:
    with serving(once(said)) as url:
        failure = sent(url, access())
    assert failure == Failure(kind="tls", detail="it speaks TLS on this port: write https:// in --target")


def test_http_against_a_tls_port_that_hangs_up_is_told() -> None:
    with secured() as url:
        failure = sent(url.replace("https:", "http:"), access())
    assert failure == Failure(kind="tls", detail="it speaks TLS on this port: write https:// in --target")


def test_a_plain_port_that_hangs_up_is_not_taken_for_one_of_tls() -> None:
    with serving(lambda _peer: None) as url:
        failure = sent(url, access())
    assert isinstance(failure, Failure)
    assert failure.kind in {"closed", "reset"}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_name_of_this_machine_may_end_in_a_dot(scheme: str, files: Path) -> None:
    with secured(name="localhost") if scheme == "https" else serving(kept(reply())) as url:
        answer = sent(url.replace("127.0.0.1", "localhost."), access(ca_bundle=files / "ca.pem"))
    assert isinstance(answer, Answer), answer


@pytest.mark.parametrize(
    "given",
    [
        {"headers": ["no colon"]},
        {"headers": [": x"]},
        {"headers": ["a b: x"]},
        {"headers": ["X: a\r\nY: b"]},
        {"headers": ["Content-Length: 5"]},
        {"headers": ["Transfer-Encoding: chunked"]},
        {"headers": ["Host: other"]},
        {"host": "a/b"},
        {"host": "a b"},
        {"proxy": "socks5://h:1"},
        {"proxy": "https://h:1"},
        {"proxy": "http://h:1/path"},
        {"client_key": Path("key.pem")},
        {"client_cert": Path("missing.pem")},
        {"ca_bundle": Path("missing.pem")},
        {"ca_bundle": Path(__file__)},
        {"client_cert": Path(__file__)},
    ],
)
def test_what_is_wrong_is_said_before_anything_is_sent(given: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        access(**given)
    assert str(caught.value).isprintable()


def test_the_value_of_a_wrong_header_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        access(headers=["X-Key: not-a-secret\x00"])
    assert "not-a-secret" not in str(caught.value)


def test_a_missing_file_of_the_environment_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/no/such/file.pem")
    with pytest.raises(UsageError, match=r"AWS_CA_BUNDLE.*does not exist"):
        HttpTransport("https://h", access=access())


@pytest.mark.parametrize("name", ["ca_bundle", "client_cert", "client_key"])
def test_a_pipe_is_not_waited_for(name: str, files: Path) -> None:
    os.mkfifo(files / "pipe")
    given: dict[str, Any] = {"client_cert": files / "client.pem", name: files / "pipe"}
    with pytest.raises(UsageError, match="is a pipe or a device"):
        access(**given)


def test_an_encrypted_key_is_said_and_not_asked_for(files: Path) -> None:
    text = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
    (files / "locked.key").write_text(text)
    with pytest.raises(UsageError, match="cannot be used"):
        access(client_cert=files / "client.pem", client_key=files / "locked.key")


# Proxies


class Proxy:
    """A forward proxy on loopback, for plain requests and for CONNECT."""

    def __init__(self, user: str = "") -> None:
        self.heads: list[bytes] = []
        self._wanted = (
            f"Proxy-Authorization: Basic {base64.b64encode(user.encode()).decode()}".encode() if user else b""
        )

    def __call__(self, peer: socket.socket) -> None:
        data = request_of(peer)
        head = data.partition(b"\r\n\r\n")[0]
        self.heads.append(head)
        if self._wanted and self._wanted not in head.split(b"\r\n"):
            peer.sendall(reply(status=b"407 Proxy Authentication Required"))
            return
        method, place = head.split(b" ")[:2]
        host, _, port = (
            place.rpartition(b"/")[2].rpartition(b":")
            if method == b"CONNECT"
            else place[7:].partition(b"/")[0].partition(b":")
        )
        with socket.create_connection((host.decode(), int(port)), PATIENCE) as far:
            if method == b"CONNECT":
                peer.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _both(peer, far)
            else:
                far.sendall(data.replace(place, b"/" + place[7:].partition(b"/")[2], 1))
                peer.sendall(far.recv(65536))


def _both(one: socket.socket, other: socket.socket) -> None:
    def copy(source: socket.socket, to: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                to.sendall(data)
            to.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=copy, args=(other, one), daemon=True)
    back.start()
    copy(one, other)
    back.join(PATIENCE)


@pytest.mark.parametrize("user", ["", "me:not-a-password"])
def test_a_plain_request_goes_through_a_proxy(user: str) -> None:
    proxy = Proxy(user)
    with serving(kept(reply())) as url, serving(proxy) as place:
        found = sent(url, access(proxy=place.replace("http://", f"http://{user}@" if user else "http://")))
    assert isinstance(found, Answer), found
    assert found.body == BODY
    assert proxy.heads[0].startswith(f"POST {url}/a HTTP/1.1\r\n".encode())


@pytest.mark.parametrize("user", ["", "me:not-a-password"])
def test_https_goes_through_a_tunnel_of_a_proxy(user: str, files: Path) -> None:
    proxy = Proxy(user)
    with secured() as url, serving(proxy) as place:
        reach = access(
            proxy=place.replace("http://", f"http://{user}@" if user else "http://"), ca_bundle=files / "ca.pem"
        )
        found = sent(url, reach)
    assert isinstance(found, Answer), found
    assert proxy.heads[0].startswith(f"CONNECT {url.removeprefix('https://')} HTTP/1.1\r\n".encode())


@pytest.fixture
def forward_proxy(tmp_path: Path) -> Iterator[str]:
    """A forward proxy of somebody else's, in a process of its own, once it listens."""
    told = tmp_path / "port"
    command = [sys.executable, "-m", "proxy", "--hostname", "127.0.0.1", "--port", "0", "--port-file", str(told)]
    alone = ["--num-workers", "1", "--num-acceptors", "1", "--data-dir", str(tmp_path / "data")]
    process = subprocess.Popen([*command, *alone], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (told.exists() and told.read_text().strip()) and time.monotonic() < deadline:
            threading.Event().wait(0.05)
        yield f"http://127.0.0.1:{told.read_text().split()[0]}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.slow
def test_a_plain_request_goes_through_somebody_elses_proxy(forward_proxy: str) -> None:
    heads: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        heads.append(request_of(peer))
        peer.sendall(reply())

    with serving(serve) as url:
        found = sent(url, access(proxy=forward_proxy))
    assert isinstance(found, Answer), found
    # The proxy writes itself into what it forwards.
    assert (found.body, [b"\r\nvia: " in head.lower() for head in heads]) == (BODY, [True])


@pytest.mark.slow
def test_https_goes_through_a_tunnel_of_somebody_elses_proxy(forward_proxy: str, files: Path) -> None:
    with secured() as url:
        found = sent(url, access(proxy=forward_proxy, ca_bundle=files / "ca.pem"))
    assert isinstance(found, Answer), found
    assert found.body == BODY


def test_a_proxy_that_wants_credentials_says_so() -> None:
    with serving(Proxy("me:not-a-password")) as place:
        found = sent("https://127.0.0.1:1", access(proxy=place))
    assert isinstance(found, Failure)
    assert found.detail == (
        "the proxy gives no way to it (answered 407; it wants credentials: --proxy http://USER:PASSWORD@HOST:PORT)"
    )


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_does_not_listen_is_not_taken_for_the_target(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        place = f"http://127.0.0.1:{once.getsockname()[1]}"
    found = sent(f"{scheme}://127.0.0.1:1", access(proxy=place))
    assert isinstance(found, Failure)
    assert found.detail == "the proxy cannot be reached: connection refused; check --proxy"


def test_a_proxy_of_the_environment_is_mentioned_and_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ignored_proxy({}) == ""
    assert ignored_proxy({"HTTP_PROXY": "http://p:1"}) == "HTTP_PROXY is set and not used: --proxy names a proxy."
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with serving(kept(reply())) as url:
        assert isinstance(sent(url, access()), Answer)
