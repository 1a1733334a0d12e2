"""Signs requests with AWS Signature Version 4, exactly as they will be sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

import botocore.session
from botocore.exceptions import BotoCoreError
from botocore.utils import normalize_url_path
from requests import PreparedRequest
from requests.structures import CaseInsensitiveDict
from requests_aws4auth import AWS4Auth

from conformance.errors import UsageError
from strategies.request import Request


class VerbatimAuth(AWS4Auth):  # type: ignore[misc] # - the library has no type information
    """requests-aws4auth for paths and queries that nothing has normalised.

    Its own canonical request cuts a path at a semicolon, keeps other characters unescaped than services do, and parses
    and re-encodes the query; all of it differs from what a service computes for odd requests.
    """

    def get_canonical_request(self, req: PreparedRequest, cano_headers: str, signed_headers: str) -> str:
        """The canonical request: the path with each character encoded once more, the parameters as sent but sorted."""
        path, _, query = (req.url or "").partition("#")[0].removeprefix(_origin(req)).partition("?")
        pairs = sorted(item.partition("=")[::2] for item in query.split("&") if item)
        return "\n".join(
            (
                str(req.method).upper(),
                quote(normalize_url_path(path), safe="/~"),
                "&".join(f"{name}={value}" for name, value in pairs),
                cano_headers,
                signed_headers,
                req.headers["x-amz-content-sha256"],
            )
        )


def _origin(request: PreparedRequest) -> str:
    parts = urlsplit(request.url or "")
    return f"{parts.scheme}://{parts.netloc}"


class AwsSigner:
    """Signs with credentials of the standard AWS chain; temporary ones are renewed during long runs."""

    def __init__(self, credentials: Any, *, region: str, service: str) -> None:
        """Prepare.

        Args:
            credentials: of botocore.
            region: the AWS region to sign for.
            service: the AWS service name to sign for.
        """
        self._credentials = credentials
        self._region = region
        self._service = service

    def sign(self, request: Request, url: str) -> Request:
        """`request` with the headers that sign it, when it is sent to `url`, byte for byte."""
        frozen = self._credentials.get_frozen_credentials()
        prepared = PreparedRequest()
        prepared.method, prepared.url, prepared.body = request.method, url, request.body
        prepared.headers = CaseInsensitiveDict(request.headers)
        before = set(prepared.headers)
        VerbatimAuth(
            frozen.access_key, frozen.secret_key, self._region, self._service, session_token=frozen.token or None
        )(prepared)
        added = tuple((name, str(value)) for name, value in prepared.headers.items() if name not in before)
        return replace(request, headers=(*request.headers, *added))

    def secrets(self) -> list[str]:
        """What must be shown nowhere."""
        frozen = self._credentials.get_frozen_credentials()
        return [value for value in (frozen.secret_key, frozen.token, frozen.access_key) if value]


def load_signer(profile: str | None, *, region: str, service: str) -> AwsSigner:
    """A signer with the credentials of the standard AWS chain.

    Raises:
        UsageError: there are none.
    """
    try:
        credentials = botocore.session.Session(profile=profile).get_credentials()
        if credentials is None:
            raise UsageError(
                "no AWS credentials found.", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --aws-profile."
            )
        credentials.get_frozen_credentials()
    except BotoCoreError as error:
        raise UsageError(f"the AWS credentials cannot be used: {error}.", "Check --aws-profile.") from error
    return AwsSigner(credentials, region=region, service=service)
