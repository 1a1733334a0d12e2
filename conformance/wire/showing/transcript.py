"""Requests and answers as the record shows them: as text where they are text."""

from __future__ import annotations

import base64

from conformance.wire.exchange import Answer, Failure
from reports.run.finding import Message
from strategies.request import Request


def request_message(request: Request) -> Message:
    """What was sent."""
    text, encoding = _text(request.body)
    return Message(
        start=f"{request.method} {request.path}",
        headers=request.headers,
        body=text,
        encoding=encoding,
    )


def outcome_message(outcome: Answer | Failure) -> Message:
    """What came back, or why nothing did."""
    if isinstance(outcome, Failure):
        return Message(start=f"{outcome.kind}: {outcome.detail}")
    text, encoding = _text(outcome.body)
    return Message(
        start=str(outcome.status),
        headers=outcome.headers,
        body=text,
        encoding=encoding,
        truncated=outcome.truncated,
    )


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode(), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"
