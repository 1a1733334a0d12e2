"""Verifies AWS Signature Version 4 as a service does: botocore's signer signs anew what arrived.

What AWS documents is demanded: SignedHeaders in lower case, sorted and each once; `host`, `content-type` where there is
one and every `x-amz-` header among them; no header signed that is not there; a date within fifteen minutes. AWS does
not publish what it checks beyond that: whether it refuses a signature that it has seen before, in which order it
checks, and what a policy allows. Here a right signature is accepted however often it comes.
"""

from __future__ import annotations

import email.utils
import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from conformance.reference.http import MISMATCH, Headers
from conformance.wire.signatures.credentials import Keys

_SKEW = timedelta(minutes=15)
_STAMP = "%Y%m%dT%H%M%SZ"
_STAMPED = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[^/,\s]+)/(?P<day>\d{8})/(?P<region>[^/,\s]+)/(?P<service>[^/,\s]+)"
    r"/aws4_request\s*,\s*SignedHeaders=(?P<headers>[^,\s]+)\s*,\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_HASH = "x-amz-content-sha256"
_TOKEN = "x-amz-security-token"  # noqa: S105 - the name of a header


class _Signed(SigV4Auth):  # type: ignore[misc] # - botocore has no type information
    """Signs the headers that it is given, and only those."""

    def headers_to_sign(self, request: AWSRequest) -> Mapping[str, str]:
        """All of them: the request was made of the signed ones."""
        headers: Mapping[str, str] = request.headers
        return headers


class Verifier:
    """Says which clauses the signature of a request breaks."""

    def __init__(
        self,
        credentials: Mapping[str, tuple[str, str | None]],
        *,
        region: str,
        service: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Prepare.

        Args:
            credentials: secret key and session token, or None for it, by access key.
            region: the AWS region that must be signed for.
            service: the AWS service that must be signed for.
            clock: the time that dates are compared with.
        """
        self._credentials = credentials
        self._scope = {"auth.scope.region": region, "auth.scope.service": service}
        self._clock = clock

    def __call__(self, method: str, target: bytes, headers: Headers, body: bytes) -> tuple[str, ...]:
        """The clauses, plainest first; none for a right signature."""
        given = _joined(headers)
        if "authorization" not in given:
            return ("auth.required",)
        read = _AUTHORIZATION.fullmatch(given["authorization"])
        if read is None:
            return ("auth.form",)
        moment = _moment(given)
        if moment is None:
            return ("auth.date.required",)
        if read["key"] not in self._credentials:
            return ("auth.accessKey",)
        secret, token = self._credentials[read["key"]]
        broken = [*self._outside(read, moment), *_incomplete(read, given, token, body)]
        signer = _Signed(Keys(read["key"], secret), read["service"], read["region"])
        signed = {name: given.get(name, "") for name in read["headers"].split(";")}
        expected = _signature(signer, AWSRequest(method, f"http://signed{_text(target)}", signed, body), moment)
        if not hmac.compare_digest(expected, read["signature"]):
            broken.append(MISMATCH)
        return tuple(dict.fromkeys(broken))

    def _outside(self, read: re.Match[str], moment: datetime) -> Iterator[str]:
        """What the signature's scope and its date break."""
        for clause, wanted in self._scope.items():
            if read[clause.rpartition(".")[2]] != wanted:
                yield clause
        if moment.strftime("%Y%m%d") != read["day"] or abs(self._clock() - moment) > _SKEW:
            yield "auth.date.window"


def _incomplete(read: re.Match[str], given: Mapping[str, str], token: str | None, body: bytes) -> Iterator[str]:
    """What the request's headers break."""
    names = read["headers"].split(";")
    if names != sorted(set(names)) or any(name != name.lower() or name not in given for name in names):
        yield MISMATCH
    if given.get(_TOKEN) != token:
        yield "auth.sessionToken"
    if "host" not in names:
        yield "auth.host"
    if any(name not in names for name in given if name == "content-type" or name.startswith("x-amz-")):
        yield MISMATCH
    if given.get(_HASH, "").lower() not in ("", hashlib.sha256(body).hexdigest()):
        yield "auth.integrity.body"


def _joined(headers: Headers) -> dict[str, str]:
    """The headers by lower-case name, repeated ones joined."""
    found: dict[str, str] = {}
    for raw, data in headers:
        name, value = _text(raw).lower(), _text(data).strip()
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _text(data: bytes) -> str:
    """The text that has these bytes in UTF-8, which is what is signed; other bytes as Latin-1."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _moment(given: Mapping[str, str]) -> datetime | None:
    """When the request says that it was signed: X-Amz-Date, or else Date."""
    try:
        if "x-amz-date" in given:
            stamp = given["x-amz-date"]
            return datetime.fromisoformat(stamp) if _STAMPED.fullmatch(stamp) else None
        return email.utils.parsedate_to_datetime(given["date"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return None


def _signature(signer: _Signed, request: AWSRequest, moment: datetime) -> str:
    request.context["timestamp"] = moment.strftime(_STAMP)
    signature: str = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    return signature
