"""Bodies written by hand where `json` would not write them so."""

from __future__ import annotations

import json


def raw_member(body: bytes, *, name: str, value: bytes) -> bytes:
    """The body with one member set to a literal, as it is; a body that is no object becomes one."""
    read = json.loads(body)
    document = {key: item for key, item in read.items() if key != name} if isinstance(read, dict) else {}
    opening = json.dumps(document, separators=(",", ":")).encode()[:-1]
    return opening + (b"," if document else b"") + json.dumps(name).encode() + b":" + value + b"}"
