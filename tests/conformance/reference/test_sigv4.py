"""The reference's check of signatures: right ones pass, however odd the request; each forgery breaks its one clause."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from conformance.reference.http import MISMATCH
from conformance.reference.sigv4 import Verifier
from conformance.wire.signatures.credentials import Keys
from conformance.wire.signatures.forging import FORGERS
from conformance.wire.signatures.signing import AwsSigner, SigningKey, signed
from strategies.forgeries import FORGERIES
from strategies.request import Request
from tests.conformance.wire.signatures.paths import PATHS
from tests.patience import UNHURRIED

KEYS = Keys("AKIDEXAMPLEFALSE", "not-a-secret-not-a-secret")
TEMPORARY = Keys("AKIDEXAMPLETEMPORARY", "not-a-secret-either-here", "not-a-token-not-a-token")
KNOWN = {keys.access_key: (keys.secret_key, keys.token) for keys in (KEYS, TEMPORARY)}
VERIFIER = Verifier(KNOWN, region="us-east-1", service="chime")
BASE = "http://service.invalid:8080"
PATH = "/voice-connectors/abcdef1ghij2klmno3pqr4/proxy-sessions"
HEADERS = (("Host", "service.invalid:8080"), ("Content-Type", "application/json"))
# What a forgery of the content breaks cannot be told apart: the signature is that of something else.
WHOLE = {"wrong-secret", "changed-path", "changed-query", "changed-header"}


def broken(request: Request, keys: Keys = KEYS, verifier: Verifier = VERIFIER) -> tuple[str, ...]:
    sent = AwsSigner(keys, region="us-east-1", service="chime").sign(request, BASE + request.path)
    return verify(sent, verifier)


def verify(sent: Request, verifier: Verifier = VERIFIER) -> tuple[str, ...]:
    raw = [(name.lower().encode(), value.encode()) for name, value in sent.headers]
    return verifier(sent.method, sent.path.encode(), raw, sent.body)


@pytest.mark.parametrize("keys", [KEYS, TEMPORARY])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\x00"])
def test_a_right_signature_passes(path: str, body: bytes, keys: Keys) -> None:
    assert broken(Request(path=path, body=body, headers=HEADERS), keys) == ()


@UNHURRIED
@given(st.text(st.sampled_from("abcAZ09-._~%2F%20/;=:@?&+"), max_size=30), st.binary(max_size=30))
def test_a_right_signature_of_any_request_passes(tail: str, body: bytes) -> None:
    assert broken(Request(path=f"/voice-connectors/{tail}", body=body, headers=HEADERS)) == ()


@pytest.mark.parametrize("value", ["a  b", ' "a  b ', "x; y='", "é", "\t a\t"])
def test_a_right_signature_of_an_odd_header_passes(value: str) -> None:
    assert broken(Request(path=PATH, headers=(("Host", "h"), ("Content-Type", value)))) == ()


def test_every_forgery_can_be_made() -> None:
    assert FORGERS.keys() == FORGERIES.keys()


@pytest.mark.parametrize("keys", [KEYS, TEMPORARY])
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_breaks_exactly_its_clause(name: str, keys: Keys) -> None:
    request = Request(path=PATH, body=b"{}", headers=HEADERS, forgery=name)
    expected = {MISMATCH} if name in WHOLE else {FORGERIES[name].clause}
    assert set(broken(request, keys)) - ({MISMATCH} if expected == {"auth.date.required"} else set()) == expected


def test_a_forgery_is_sent_with_the_request_of_its_control() -> None:
    signer = AwsSigner(KEYS, region="us-east-1", service="chime")
    for name in FORGERIES:
        request = Request(path=PATH, body=b"{}", headers=HEADERS, forgery=name)
        sent = signer.sign(request, BASE + request.path)
        assert (sent.method, sent.path, sent.body) == (request.method, request.path, request.body)
        assert sent.headers[: len(HEADERS)] == HEADERS


def test_a_wrong_secret_is_not_found_by_its_key_alone() -> None:
    request = Request(path=PATH, body=b"{}", headers=HEADERS)
    other = Keys(KEYS.access_key, "another-secret-for-that-key")
    assert broken(request, other) == (MISMATCH,)


@pytest.mark.parametrize(
    ("minutes", "clauses"), [(-14, ()), (14, ()), (-16, ("auth.date.window",)), (16, ("auth.date.window",))]
)
def test_a_signature_is_good_for_a_quarter_of_an_hour(minutes: int, clauses: tuple[str, ...]) -> None:
    then = datetime.now(UTC) + timedelta(minutes=minutes)
    verifier = Verifier(KNOWN, region="us-east-1", service="chime", clock=lambda: then)
    assert broken(Request(path=PATH, headers=HEADERS), verifier=verifier) == clauses


def test_the_date_may_stand_in_its_own_header() -> None:
    key = SigningKey(access_key=KEYS.access_key, secret_key=KEYS.secret_key)
    sent = signed(Request(path=PATH, headers=HEADERS), BASE + PATH, key)
    dated = {name.lower(): value for name, value in sent.headers}
    moment = datetime.strptime(dated.pop("x-amz-date"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    dated["date"] = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert verify(Request(path=PATH, headers=tuple(dated.items()))) == (MISMATCH,)


@pytest.mark.parametrize("value", ["yesterday", "20260101T000000", "20261301T000000Z", ""])
def test_a_date_that_is_none_is_a_missing_one(value: str) -> None:
    sent = signed(Request(path=PATH, headers=HEADERS), BASE + PATH, SigningKey(access_key="a", secret_key="b"))
    headers = tuple((name, value if name.lower() == "x-amz-date" else text) for name, text in sent.headers)
    assert verify(Request(path=PATH, headers=headers)) == ("auth.date.required",)


def test_an_unsigned_amazon_header_is_refused() -> None:
    sent = signed(
        Request(path=PATH, headers=HEADERS),
        BASE + PATH,
        SigningKey(access_key=KEYS.access_key, secret_key=KEYS.secret_key),
    )
    added = Request(path=PATH, headers=(*sent.headers, ("X-Amz-Target", "Other.Operation")))
    assert verify(added) == (MISMATCH,)


def resigned(names: list[str], headers: dict[str, str]) -> tuple[str, ...]:
    """What is broken where these names are signed, in this order, with the values of `headers`."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    values = {**headers, "x-amz-date": stamp}
    credentials = Credentials(KEYS.access_key, KEYS.secret_key)
    signer = SigV4Auth(credentials, "chime", "us-east-1")
    request = AWSRequest("POST", BASE + PATH, {}, b"{}")
    request.context["timestamp"] = stamp
    canonical = "\n".join(
        (
            "POST",
            PATH,
            "",
            *(f"{name}:{values.get(name.lower(), '')}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(b"{}").hexdigest(),
        )
    )
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    scope = f"{KEYS.access_key}/{stamp[:8]}/us-east-1/chime/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={';'.join(names)}, Signature={signature}"
    sent = {**headers, "x-amz-date": stamp, "authorization": authorization}
    return verify(Request(path=PATH, body=b"{}", headers=tuple(sent.items())))


PLAIN = {"host": "service.invalid:8080"}
TYPED = {**PLAIN, "content-type": "application/json"}


def test_what_aws_documents_is_accepted() -> None:
    assert resigned(["host", "x-amz-date"], PLAIN) == ()
    assert resigned(["content-type", "host", "x-amz-date"], TYPED) == ()


@pytest.mark.parametrize(
    ("names", "headers"),
    [
        (["host", "host", "x-amz-date"], PLAIN),
        (["x-amz-date", "host"], PLAIN),
        (["Host", "x-amz-date"], PLAIN),
        (["host", "x-absent", "x-amz-date"], PLAIN),
        (["host", "x-amz-date"], TYPED),
    ],
    ids=["duplicated", "unordered", "upper case", "absent", "unsigned content type"],
)
def test_what_aws_documents_otherwise_is_refused(names: list[str], headers: dict[str, str]) -> None:
    assert MISMATCH in resigned(names, headers)
