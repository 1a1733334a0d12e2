"""The common mistakes are one sentence each and exit 3, not a page of red lines."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from conformance.reference.serving.running import Running
from conformance.wire.signatures.credentials import Keys
from tests.conformance.support import Outcome, chime, record, text_of
from tests.conformance.wire.hostile import kept, reply, serving

CONNECTOR = "abcdef1ghij2klmno3pqr4"
KEYS = Keys("AKIDEXAMPLEFALSE", "not-a-secret-not-a-secret")
TEMPORARY = Keys("AKIDEXAMPLETEMPORARY", "not-a-secret-not-a-secret", "not-a-token-not-a-token")
pytestmark = pytest.mark.slow


def smoke(url: str, output: Path, *more: str) -> Outcome:
    return chime("run", "--target", url, "--depth", "smoke", "--output", str(output), *more)


def use(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
    if keys.token:
        monkeypatch.setenv("AWS_SESSION_TOKEN", keys.token)


def inconclusive(done: Outcome, output: Path, words: str) -> None:
    """Exit 3, the sentence in the terminal and in the record, every clause undecided for that reason."""
    assert done.status == 3, done.err
    assert "Traceback" not in done.err
    data = record(output)
    assert words in data["reason"]
    assert words in " ".join((done.out + done.err).split())
    assert data["verdict"] == "inconclusive"
    assert data["findings"] == []
    assert not [clause for clause in data["clauses"] if clause["status"] in ("pass", "fail")]


def test_a_proxy_that_does_not_listen_is_what_is_to_be_checked(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        proxy = f"http://127.0.0.1:{once.getsockname()[1]}"
    done = smoke("http://127.0.0.1:1", tmp_path, "--proxy", proxy)
    said = "http://127.0.0.1:1 does not answer: the proxy cannot be reached: connection refused; check --proxy."
    assert (done.status, done.err) == (3, f"chime-conformance: {said}\n")


@pytest.fixture(scope="module")
def signed() -> Iterator[str]:
    with Running(parameters={"voiceConnectorId": [CONNECTOR]}, keys=KEYS) as reference:
        yield reference.url


def test_right_credentials_verify_the_signature_too(
    signed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(KEYS, monkeypatch)
    assert smoke(signed, tmp_path, "--auth", "sigv4").status == 0
    data = record(tmp_path)
    assert data["target"]["auth"] == "sigv4"
    statuses = {clause["status"] for clause in data["clauses"] if clause["section"] == "Signature"}
    assert statuses == {"pass"}


def test_temporary_credentials_sign_with_their_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(TEMPORARY, monkeypatch)
    with Running(
        parameters={"voiceConnectorId": [CONNECTOR]}, keys=TEMPORARY, region="eu-west-1", service="chime-x"
    ) as reference:
        done = smoke(reference.url, tmp_path, "--auth", "sigv4", "--region", "eu-west-1", "--service", "chime-x")
    assert done.status == 0, done.err
    for path in tmp_path.iterdir():
        assert not [secret for secret in TEMPORARY if str(secret) in text_of(path)]


@pytest.mark.parametrize(
    "keys", [KEYS._replace(secret_key="another-secret-of-that-key"), KEYS._replace(access_key="AKIDEXAMPLEOTHER")]
)
def test_refused_credentials(signed: str, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(keys, monkeypatch)
    inconclusive(
        smoke(signed, tmp_path, "--auth", "sigv4"), tmp_path, "refuses the credentials (answered 403 ForbiddenException"
    )


def test_unsigned_requests_to_a_target_that_wants_signatures(signed: str, tmp_path: Path) -> None:
    inconclusive(
        smoke(signed, tmp_path), tmp_path, "refuses unsigned requests; try --auth sigv4 (answered 401 Unauthorized"
    )


def test_no_credentials_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    done = smoke("http://127.0.0.1:9", tmp_path, "--auth", "sigv4")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "AWS_ACCESS_KEY_ID" in done.err


def test_an_unknown_connector(tmp_path: Path) -> None:
    with Running(parameters={"voiceConnectorId": [CONNECTOR]}) as reference:
        inconclusive(
            smoke(reference.url, tmp_path, "--voice-connector-id", "nobodys"), tmp_path, "--voice-connector-id nobodys"
        )


def test_a_wrong_path_prefix(tmp_path: Path) -> None:
    with Running(parameters={"voiceConnectorId": [CONNECTOR]}) as reference:
        inconclusive(smoke(f"{reference.url}/v1", tmp_path), tmp_path, "the path of --target")


@pytest.mark.parametrize("status", [b"429 Slow Down", b"503 Busy"])
def test_a_target_that_only_puts_us_off(status: bytes, tmp_path: Path) -> None:
    with serving(kept(reply(status=status, headers=b"Retry-After: 0\r\n"))) as url:
        inconclusive(smoke(url, tmp_path), tmp_path, "put off every plain request")
    assert record(tmp_path)["throttling"][status[:3].decode()] > 0


def test_a_certificate_that_is_not_trusted_and_one_that_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Running(parameters={"voiceConnectorId": [CONNECTOR]}) as reference, _tls(context, reference.url) as url:
        done = smoke(url, tmp_path / "untrusted")
        assert done.status == 3
        assert "its certificate is not trusted" in done.err
        assert "--ca-bundle" in done.err
        assert done.err.count("\n") == 1
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert smoke(url, tmp_path / "trusted").status == 0
    assert json.loads((tmp_path / "trusted" / "run.json").read_text())["leaked_sessions"] == []


class _tls:  # noqa: N801 - used like a function
    """A TLS front of a plain server, for as long as the context lasts."""

    def __init__(self, context: ssl.SSLContext, url: str) -> None:
        self._context = context
        self._address = ("127.0.0.1", int(url.rpartition(":")[2]))
        self._listener = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        threading.Thread(target=self._accept, daemon=True).start()
        return f"https://127.0.0.1:{self._listener.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            with (
                self._context.wrap_socket(plain, server_side=True) as peer,
                socket.create_connection(self._address) as back,
            ):
                threading.Thread(target=_copy, args=(back, peer), daemon=True).start()
                _copy(peer, back)
        except OSError:
            plain.close()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except (OSError, ValueError):
        return
