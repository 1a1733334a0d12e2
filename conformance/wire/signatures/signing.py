"""Signs requests with AWS Signature Version 4, exactly as they will be sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from botocore.utils import normalize_url_path
from requests_aws4auth import AWS4Auth

from strategies.request import Request

DATE = "X-Amz-Date"
_DATE = DATE.lower()
# How a header that is added is spelled, where not in lower case.
_NAMES = {_DATE: DATE}
# The length of a signature in hexadecimal digits, with which a right Authorization ends.
_SIGNATURE = 64
_EVERYTHING = ("host", "content-type", "date", "x-amz-*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """All that a signature depends on beside the request.

    Attributes:
        access_key: says who signs.
        secret_key: proves it.
        token: of temporary credentials, or "".
        region: the AWS region in the credential's scope.
        service: the AWS service in the credential's scope.
        headers: the names of the headers to sign, where the request has them.
    """

    access_key: str
    secret_key: str
    token: str = ""
    region: str = "us-east-1"
    service: str = "chime"
    headers: tuple[str, ...] = _EVERYTHING


class VerbatimAuth(AWS4Auth):  # type: ignore[misc] # - the library has no type information
    """requests-aws4auth for paths, queries and headers that nothing has normalised.

    Its own canonical request cuts a path at a semicolon, keeps other characters unescaped than services do, parses and
    re-encodes the query, and reads header values as a shell would, which fails for a single quote.
    """

    def get_canonical_request(self, req: _Unsigned, cano_headers: str, signed_headers: str) -> str:
        """The canonical request: the path with each character encoded once more, the parameters as sent but sorted."""
        path, _, query = req.url.partition("#")[0].removeprefix(_origin(req.url)).partition("?")
        pairs = sorted(item.partition("=")[::2] for item in query.split("&")) if query else []
        return "\n".join(
            (
                req.method.upper(),
                quote(normalize_url_path(path), safe="/~"),
                "&".join(f"{name}={value}" for name, value in pairs),
                cano_headers,
                signed_headers,
                req.headers["x-amz-content-sha256"],
            )
        )

    @classmethod
    def get_request_date(cls, req: _Unsigned) -> date:
        """The day of `X-Amz-Date`, which every request has here: the library tries six formats of dates first."""
        return date.fromisoformat(req.headers[_DATE][:8])

    @classmethod
    def get_canonical_headers(cls, req: _Unsigned, include: Sequence[str]) -> tuple[str, str]:
        """The headers to sign, in order, and their names; each run of white space in a value is one space."""
        every = "x-amz-*" in include
        names = sorted(name for name in req.headers if name in include or (every and name.startswith("x-amz-")))
        return "".join(f"{name}:{' '.join(req.headers[name].split())}\n" for name in names), ";".join(names)


@dataclass(slots=True)
class _Unsigned:
    """What the library needs of a request.

    Attributes:
        method: its method.
        url: where it goes.
        body: its body.
        headers: by name in lower case; the library adds its own.
    """

    method: str
    url: str
    body: bytes
    headers: dict[str, str]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@lru_cache(maxsize=64)
def _auth(key: SigningKey, day: str) -> VerbatimAuth:
    """The library's signer for one day: its key takes longer to derive than all else, and changing it is not safe."""
    return VerbatimAuth(
        key.access_key,
        key.secret_key,
        key.region,
        key.service,
        day,
        session_token=key.token or None,
        include_hdrs=key.headers,
    )


def signed(request: Request, url: str, key: SigningKey, at: datetime | None = None) -> Request:
    """`request` with the headers that sign it, when it is sent to `url`, byte for byte.

    Args:
        request: with all its other headers.
        url: the absolute URL that it goes to.
        key: how it is signed.
        at: when it says that it was signed; now by default.
    """
    stamp = (at or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    given = {name.lower(): value for name, value in request.headers}
    plain = _Unsigned(request.method, url, request.body, {**given, _DATE: stamp})
    _auth(key, stamp[:8])(plain)
    added = tuple((_NAMES.get(name, name), value) for name, value in plain.headers.items() if name not in given)
    return replace(request, headers=(*request.headers, *added))


class AwsSigner:
    """Signs with credentials of the AWS chain; temporary ones are renewed during long runs."""

    def __init__(
        self,
        credentials: Any,
        *,
        region: str,
        service: str,
        learn: Callable[[list[str]], None] = lambda _new: None,
        signed: Callable[[str], None] = lambda _signature: None,
    ) -> None:
        """Prepare.

        Args:
            credentials: of botocore.
            region: the AWS region to sign for.
            service: the AWS service name to sign for.
            learn: told the secrets of the first and of all renewed credentials, before they are used.
            signed: told every signature.
        """
        self._credentials = credentials
        self._region = region
        self._service = service
        self._learn = learn
        self._signed = signed
        self._current: Any = None
        self._seal = self._renewed()

    def sign(self, request: Request, url: str) -> Request:
        """`request` with the headers that sign it, or that its forgery wants instead."""
        key = self._renewed()
        if request.forgery:
            # Imported late: most targets are not signed to wrongly.
            from conformance.wire.signatures.forging import forge  # noqa: PLC0415 - see above

            whole = forge(request, url, key)
        else:
            whole = signed(request, url, key)
        for name, value in whole.headers[len(request.headers) :]:
            if name.lower() == "authorization":
                self._signed(value[-_SIGNATURE:])
        return whole

    def _renewed(self) -> SigningKey:
        """The key for the credentials as they are now."""
        frozen = self._credentials.get_frozen_credentials()
        if frozen != self._current:
            self._current = frozen
            self._seal = SigningKey(
                access_key=frozen.access_key,
                secret_key=frozen.secret_key,
                token=frozen.token or "",
                region=self._region,
                service=self._service,
            )
            self._learn([value for value in (frozen.secret_key, frozen.token, frozen.access_key) if value])
        return self._seal
