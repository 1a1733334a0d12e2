"""The headers of a request that only who sends it sets: no contract and no record says them."""

from __future__ import annotations

FRAMING = "transfer-encoding"
# In lower case. They frame a message, say where it goes, or who sends it. With a `Content-Length` of its own a request
# would be followed by whatever its body says, with a `Host` of its own be signed for another service, and with an
# `X-Amz-Content-Sha256` of its own its body would not be.
SENDERS = frozenset(
    {
        *(FRAMING, "host", "content-length", "connection", "upgrade", "te", "trailer"),
        *("authorization", "proxy-authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"),
    }
)
# In lower case. They say what else a message asks for, of whom, or by what method: a target that obeys one reads
# another request than the one that was looked at. The suite sends some itself, to see what a target makes of them.
DIRECTING = frozenset(
    {
        *("forwarded", "cookie", "expect", "keep-alive", "proxy-connection", "x-amz-target"),
        *("x-amz-algorithm", "x-amz-credential", "x-amz-signature", "x-amz-signedheaders"),
        *("x-original-url", "x-original-uri", "x-original-host", "x-rewrite-url", "x-host"),
        *(f"x-forwarded-{what}" for what in ("for", "host", "method", "path", "port", "prefix", "proto", "uri", "url")),
        *("x-http-method", "x-http-method-override", "x-method", "x-method-override", "x-override-method"),
    }
)


def is_senders(name: str, value: str) -> bool:
    """Whether a header is the sender's: one of a request comes from a contract or a record, maybe of a stranger.

    Some cases are sent in chunks, and say so.
    """
    lower = name.strip().lower()
    return lower in SENDERS and (lower, value.strip().lower()) != (FRAMING, "chunked")
