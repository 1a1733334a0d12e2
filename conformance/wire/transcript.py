"""Requests and answers as the record shows them: redacted, as text where they are text."""

from __future__ import annotations

import base64

from conformance.wire.exchange import Answer, Failure
from conformance.wire.redaction import Redactor
from reports.record import Message
from strategies.request import Request


def request_message(request: Request, redactor: Redactor) -> Message:
    """What was sent."""
    text, encoding = _text(redactor.redact_bytes(request.body))
    return Message(
        start=redactor.redact_text(f"{request.method} {request.path}"),
        headers=redactor.redact_headers(request.headers),
        body=text,
        encoding=encoding,
    )


def outcome_message(outcome: Answer | Failure, redactor: Redactor) -> Message:
    """What came back, or why nothing did."""
    if isinstance(outcome, Failure):
        return Message(start=redactor.redact_text(f"{outcome.kind}: {outcome.detail}"))
    text, encoding = _text(redactor.redact_bytes(outcome.body))
    return Message(
        start=str(outcome.status),
        headers=redactor.redact_headers(outcome.headers),
        body=text,
        encoding=encoding,
        truncated=outcome.truncated,
    )


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode(), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"
