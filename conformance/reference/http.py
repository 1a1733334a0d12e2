"""What HTTP adds to the reference: how a refusal is written, which media types are JSON, and ids of answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

from conformance.reference.call import Reply
from conformance.reference.service.errors import Refusal

_JSON = "application/json"
BODY_LIMIT = 4 << 20
REQUEST_ID = "x-amzn-RequestId"
ERROR_TYPE = "x-amzn-ErrorType"

Headers = list[tuple[bytes, bytes]]
# What a signature that does not match breaks: it speaks of all that is signed, not of one part of it.
MISMATCH = "auth.signature"
# From method, target with query, headers and body to the clauses that the signature breaks.
Verify = Callable[[str, bytes, Headers, bytes], tuple[str, ...]]


def is_json(content_type: str | None) -> bool:
    """Whether a Content-Type is that of JSON, whatever its parameters."""
    return (content_type or "").partition(";")[0].strip().lower() == _JSON


def refusal(error: Refusal) -> Reply:
    """How the reference writes a refusal: the name in a header and in the body."""
    return Reply(
        status=error.status,
        document={"Code": error.name, "Message": error.message},
        headers=((ERROR_TYPE, error.name),),
        broken=error.clauses,
    )


def identified(reply: Reply) -> Reply:
    """The reply with an id of its own, unless it has one."""
    if any(name.lower() == REQUEST_ID.lower() for name, _ in reply.headers):
        return reply
    return replace(reply, headers=(*reply.headers, (REQUEST_ID, str(uuid.uuid4()))))
