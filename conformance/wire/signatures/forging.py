"""Signs wrongly, in the one point that a forgery names; the request that goes out stays that of its control."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from conformance.wire.signatures.signing import DATE, SigningKey, signed
from strategies.request import Request

_Forger = Callable[[Request, str, SigningKey], Request]
_AUTHORIZATION = "Authorization"


def forge(request: Request, url: str, key: SigningKey) -> Request:
    """`request` with a signature that is wrong in the one point that its forgery names.

    Raises:
        KeyError: there is no such forgery.
    """
    return FORGERS[request.forgery](request, url, key)


def _unsigned(request: Request, _url: str, _seal: SigningKey) -> Request:
    return request


def _rewritten(pattern: str, by: str) -> _Forger:
    """Changes the right Authorization header."""

    def forger(request: Request, url: str, key: SigningKey) -> Request:
        whole = signed(request, url, key)
        headers = tuple(
            (name, re.sub(pattern, by, value) if name.lower() == _AUTHORIZATION.lower() else value)
            for name, value in whole.headers
        )
        return replace(whole, headers=headers)

    return forger


def _sealed(change: Callable[[SigningKey], SigningKey]) -> _Forger:
    """Signs with another key."""
    return lambda request, url, key: signed(request, url, change(key))


def _dated(days: int) -> _Forger:
    """Signs at another time."""

    def forger(request: Request, url: str, key: SigningKey) -> Request:
        return signed(request, url, key, datetime.now(UTC) + timedelta(days=days))

    return forger


def _undated(request: Request, url: str, key: SigningKey) -> Request:
    whole = signed(request, url, key)
    return replace(whole, headers=tuple(pair for pair in whole.headers if pair[0].lower() != DATE.lower()))


def _for_another(change: Callable[[Request, str], tuple[Request, str]]) -> _Forger:
    """Signs something else, and puts that signature on the request itself."""

    def forger(request: Request, url: str, key: SigningKey) -> Request:
        other, elsewhere = change(request, url)
        whole = signed(other, elsewhere, key)
        return replace(request, headers=(*request.headers, *whole.headers[len(other.headers) :]))

    return forger


def _other_type(request: Request, url: str) -> tuple[Request, str]:
    headers = tuple(
        (name, _other(value, "text/plain", "text/html") if name.lower() == "content-type" else value)
        for name, value in request.headers
    )
    return replace(request, headers=headers), url


def _other(value: str, first: str, second: str) -> str:
    return second if value == first else first


FORGERS: Mapping[str, _Forger] = {
    "unsigned": _unsigned,
    "no-signature": _rewritten(r",\s*Signature=\w+", ""),
    "empty-signature": _rewritten(r"Signature=\w+", "Signature="),
    "no-credential": _rewritten(r"Credential=[^,]+,\s*", ""),
    "cut-scope": _rewritten(r"/aws4_request", ""),
    "other-algorithm": _rewritten(r"AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
    "other-scheme": _rewritten(r".*Signature=(\w+)", r"Bearer \1"),
    "unknown-key": _sealed(lambda key: replace(key, access_key="AKIDEXAMPLEUNKNOWN00")),
    "wrong-secret": _sealed(lambda key: replace(key, secret_key=f"not-{key.secret_key}")),
    "other-region": _sealed(lambda key: replace(key, region=_other(key.region, "eu-west-1", "us-east-1"))),
    "other-service": _sealed(lambda key: replace(key, service=_other(key.service, "s3", "execute-api"))),
    "no-date": _undated,
    "day-old": _dated(-1),
    "day-ahead": _dated(1),
    "changed-body": _for_another(lambda request, url: (replace(request, body=request.body + b" "), url)),
    "changed-path": _for_another(lambda request, url: (request, f"{url}-other")),
    "changed-query": _for_another(lambda request, url: (request, f"{url}?status=Open")),
    "changed-header": _for_another(_other_type),
    "unsigned-host": _sealed(lambda key: replace(key, headers=tuple(name for name in key.headers if name != "host"))),
    "bogus-token": _sealed(lambda key: replace(key, token="not-a-token-of-anyone")),  # noqa: S106 - no secret
}
