"""A body as people can read it, whatever encoding it was sent in, with a note on the bytes."""

from __future__ import annotations

import base64
import binascii
import codecs
from dataclasses import dataclass

from reports.run.finding import Message

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32LE"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32BE"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16BE"),
)
_BASE64 = "The body is not UTF-8 and stands here as base64."
# With a greater share of such bytes and control characters a body is no text.
_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A body as text, and what must be said of its bytes."""

    text: str
    notes: tuple[str, ...] = ()


def readable(message: Message, other: Message | None) -> Readable:
    """The body of `message` as text; where it is that of `other` in another encoding, it is said."""
    if message.encoding != "base64":
        return Readable(text=message.body)
    try:
        raw = base64.b64decode(message.body)
    except binascii.Error:
        return Readable(text=message.body, notes=(_BASE64,))
    text, how = _decoded(raw)
    if how:
        same = "The same text as the control, encoded" if other is not None and text == other.body else "Encoded"
        return Readable(text=text, notes=(f"{same} as {how}.",))
    text = raw.decode("utf-8", "backslashreplace")
    if text.count("\\x") + sum(char < " " and not char.isspace() for char in text) > _SHARE * len(raw):
        return Readable(text=message.body, notes=(_BASE64,))
    return Readable(text=text, notes=("Bytes that are not UTF-8 stand here as \\x and two digits.",))


def _decoded(raw: bytes) -> tuple[str, str]:
    """The text of bytes in UTF-16 or UTF-32, and which of them; "" and "" where they are in neither."""
    for mark, codec, name in _MARKS:
        if raw.startswith(mark):
            return _read(raw[len(mark) :], codec), f"{name} with {mark.hex(' ').upper()} in front"
    for codec, name, zero in (("utf-16-le", "UTF-16LE", 1), ("utf-16-be", "UTF-16BE", 0)):
        if len(raw) > 1 and raw[zero] == 0 and raw[1 - zero]:
            return _read(raw, codec), name
    return "", ""


def _read(raw: bytes, codec: str) -> str:
    return raw.decode(codec, "replace")
