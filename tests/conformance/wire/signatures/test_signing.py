"""What is signed is what is sent: our signatures equal those of botocore's signer, however odd the request is."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from conformance.errors import UsageError
from conformance.wire.showing.redaction import HIDDEN, Redactor
from conformance.wire.signatures.credentials import Keys, chain
from conformance.wire.signatures.forging import forge
from conformance.wire.signatures.signing import AwsSigner, SigningKey, signed
from strategies.request import Request
from tests.conformance.wire.signatures.paths import PATHS
from tests.patience import UNHURRIED

KEYS = Credentials("AKIDEXAMPLEFALSE", "not-a-secret-not-a-secret", "not-a-token-not-a-token")
BASE = "http://service.invalid:8080"
TYPES = (("Content-Type", "application/json"), ("Host", "service.invalid:8080"))


def ours(request: Request) -> dict[str, str]:
    signed = AwsSigner(KEYS, region="us-east-1", service="chime").sign(request, BASE + request.path)
    return {name.lower(): value for name, value in signed.headers}


def theirs(request: Request, stamp: str) -> str:
    """Botocore's Authorization for the same request at the same time."""
    signer = SigV4Auth(KEYS, "chime", "us-east-1")
    aws = AWSRequest(method=request.method, url=BASE + request.path, data=request.body, headers=dict(request.headers))
    aws.headers["X-Amz-Content-SHA256"] = signer.payload(aws)
    aws.headers["X-Amz-Security-Token"] = KEYS.token
    aws.headers["X-Amz-Date"] = stamp
    aws.context["timestamp"] = stamp
    canonical = signer.canonical_request(aws)
    signature = signer.signature(signer.string_to_sign(aws, canonical), aws)
    return str(signature)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\x00"])
def test_the_signature_is_that_of_botocore(path: str, body: bytes) -> None:
    request = Request(path=path, body=body, headers=TYPES)
    headers = ours(request)
    assert headers["authorization"].endswith(f"Signature={theirs(request, headers['x-amz-date'])}")


@UNHURRIED
@given(st.text(st.sampled_from("abcAZ09-._~%2F%20/;=:@?&+"), max_size=30), st.binary(max_size=30))
def test_the_signature_of_any_path_is_that_of_botocore(tail: str, body: bytes) -> None:
    request = Request(path=f"/voice-connectors/{tail}", body=body, headers=TYPES)
    headers = ours(request)
    assert headers["authorization"].endswith(f"Signature={theirs(request, headers['x-amz-date'])}")


def test_nothing_else_of_the_request_is_changed() -> None:
    request = Request(path="/a", body=b"{}", headers=TYPES)
    signed = AwsSigner(KEYS, region="us-east-1", service="chime").sign(request, BASE + "/a")
    assert (signed.method, signed.path, signed.body) == (request.method, request.path, request.body)
    assert signed.headers[: len(TYPES)] == TYPES


def test_without_credentials_the_user_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    class Empty:
        def __init__(self, **_: Any) -> None: ...

        def get_credentials(self) -> None:
            return None

    monkeypatch.setattr("botocore.session.Session", Empty)
    with pytest.raises(UsageError, match="AWS_ACCESS_KEY_ID"):
        chain(None)


def test_an_unknown_profile_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    with pytest.raises(UsageError, match="--aws-profile"):
        chain("no-such-profile")


def test_no_secret_of_a_signed_request_is_shown() -> None:
    redactor = Redactor(())
    signer = AwsSigner(KEYS, region="us-east-1", service="chime", learn=redactor.learn)
    signed = signer.sign(Request(path="/a", body=b"{}", headers=TYPES), BASE + "/a")
    authorization = dict(signed.headers)["Authorization"]
    echoed = f"you sent {authorization} and {KEYS.token} and {KEYS.secret_key}"
    shown = redactor.redact_text(echoed) + str(redactor.redact_headers(signed.headers))
    for secret in (KEYS.secret_key, KEYS.token, KEYS.access_key, authorization.rpartition("=")[2]):
        assert secret not in shown
    assert HIDDEN in shown


class Renewed:
    """Credentials that are other ones each time they are asked for."""

    def __init__(self) -> None:
        self.count = 0

    def get_frozen_credentials(self) -> Keys:
        self.count += 1
        return Keys("AKIDEXAMPLEFALSE", f"not-a-secret-{self.count:04}", f"not-a-token-{self.count:04}")


def test_renewed_credentials_are_used_and_hidden_from_then_on() -> None:
    redactor = Redactor(())
    signer = AwsSigner(Renewed(), region="us-east-1", service="chime", learn=redactor.learn)
    tokens = {dict(signer.sign(Request(path="/a"), BASE + "/a").headers)["x-amz-security-token"] for _ in range(3)}
    assert len(tokens) == 3
    for secret in (*tokens, "not-a-secret-0002"):
        assert secret not in redactor.redact_text(f"you sent {secret}")


@pytest.mark.parametrize("value", ['application/json; charset="utf-8', "application/json;  x='a  b", "text/plain; x=é"])
def test_an_odd_header_is_signed_as_it_is_sent(value: str) -> None:
    request = Request(path="/a", headers=(("Content-Type", value), ("Host", "service.invalid:8080")))
    headers = ours(request)
    assert headers["authorization"].endswith(f"Signature={theirs(request, headers['x-amz-date'])}")


def test_a_signature_alone_is_hidden_and_another_digest_is_not() -> None:
    redactor = Redactor(())
    signer = AwsSigner(KEYS, region="us-east-1", service="chime", signed=redactor.learn_signature)
    for request in (Request(path="/a"), Request(path="/a", forgery="other-scheme")):
        signature = dict(signer.sign(request, BASE + "/a").headers)["Authorization"][-64:]
        assert redactor.redact_text(f"<{signature}> {signature.upper()}") == f"<{HIDDEN}> {HIDDEN}"
        other = hashlib.sha256(signature.encode()).hexdigest()
        assert redactor.redact_text(other) == other


@pytest.mark.parametrize("media", ["application/json", "text/plain"])
def test_a_signature_for_another_content_type_is_never_that_of_the_request(media: str) -> None:
    request = Request(path="/", headers=(("Content-Type", media),), body=b"a", forgery="changed-header")
    key, url = SigningKey(access_key="AKIDEXAMPLEFALSE", secret_key="not-a-secret"), f"{BASE}/"
    wrong = forge(request, url, key)
    stamp = dict(wrong.headers)["X-Amz-Date"]
    right = signed(request, url, key, datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))
    assert dict(wrong.headers)["Authorization"] != dict(right.headers)["Authorization"]
