"""The headers of a request that only who sends it sets: no contract and no record says them."""

from __future__ import annotations

FRAMING = "transfer-encoding"
# In lower case. They frame a message, say where it goes, or who sends it. With a `Content-Length` of its own a request
# would be followed by whatever its body says, and with a `Host` of its own be signed for another service.
SENDERS = frozenset(
    {
        *(FRAMING, "host", "content-length", "connection", "upgrade", "te", "trailer"),
        *("authorization", "proxy-authorization", "x-amz-date", "x-amz-security-token"),
    }
)
