"""Removes what must not leave memory: credentials, signatures and tokens, even where a target echoes them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "[redacted]"
_HEADERS = frozenset(
    {"authorization", "x-amz-security-token", "proxy-authorization", "cookie", "set-cookie", "x-amz-signature"}
)
# A signature or a credential scope, wherever it stands.
_SHAPES = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=[^\s\"'<>]+(?:\s*,?\s*SignedHeaders=[^\s\"'<>,]+)?(?:\s*,?\s*Signature=[0-9a-fA-F]+)?"
    r"|(?:X-Amz-)?(?:Signature|Security-Token|Credential)=[^&\s\"'<>,]+",
    re.IGNORECASE,
)
_LEAST = 6
# A signature alone: known ones are hidden, other values of this shape may be a target's own ids.
_DIGEST = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")


class Redactor:
    """Redacts the given secrets in every form in which they can come back."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Remember the secrets; those of fewer than six characters would hide ordinary words and are left out."""
        self._forms: list[str] = []
        self._signatures: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Redact these as well."""
        forms = {form for secret in secrets if len(secret) >= _LEAST for form in _forms(secret)}
        self._forms = sorted({*self._forms, *forms}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, self._forms))) if self._forms else None

    def learn_signature(self, signature: str) -> None:
        """Redact this signature, of 64 hexadecimal digits, wherever it stands."""
        self._signatures.add(signature)

    def redact_text(self, text: str) -> str:
        """`text` without secrets."""
        if self._pattern is not None:
            text = self._pattern.sub(HIDDEN, text)
        if self._signatures:
            text = _DIGEST.sub(lambda match: HIDDEN if match[0].lower() in self._signatures else match[0], text)
        return _SHAPES.sub(HIDDEN, text) if "=" in text else text

    def redact_bytes(self, data: bytes) -> bytes:
        """`data` without secrets; other bytes stay as they are."""
        text = data.decode("latin-1")
        redacted = self.redact_text(text)
        return data if redacted == text else redacted.encode("latin-1", "replace")

    def redact_headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The headers without the values of those that carry credentials, and without secrets in the others."""
        shown = tuple((name, HIDDEN if name.lower() in _HEADERS else value) for name, value in headers)
        # One look at all of them is enough where there is nothing to hide.
        whole = "\n".join(part for pair in shown for part in pair)
        if self.redact_text(whole) == whole:
            return shown
        return tuple((self.redact_text(name), self.redact_text(value)) for name, value in shown)


def _forms(secret: str) -> set[str]:
    """The secret as it is, URL-encoded, JSON-escaped and in base64 at each of the three alignments."""
    raw = secret.encode()
    encoded = {
        base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] :].rstrip(b"=")[:-1].decode() for shift in range(3)
    }
    plain = {
        secret,
        quote(secret, safe=""),
        quote(secret),
        json.dumps(secret)[1:-1],
        secret.replace("/", "\\/"),
        raw.hex(),
    }
    return {form for form in plain | encoded if len(form) >= _LEAST}
