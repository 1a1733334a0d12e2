"""The forms in which a secret may come back: backwards, in numbers, in base32, base64 and base85, whole or in part."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

# A value of fewer characters is no secret: it would hide ordinary words.
LEAST = 6
# A secret this long is recognised by a part of it: by half, and by no more than so many characters.
_DIVISIBLE, _ENOUGH = 16, 16
# A code's letters and digits alone, found where whatever else is left out, are so many at least.
_BARE = 8
_OTHER = re.compile(rb"[^A-Za-z0-9]++")
_DIGITS = b"0123456789"
_LOWER, _UPPER = b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# From the alphabet of RFC 1924 to that of ZeroMQ's RFC 32.
_Z85 = bytes.maketrans(
    _DIGITS + _UPPER + _LOWER + b"!#$%&()*+-;<=>?@^_`{|}~", _DIGITS + _LOWER + _UPPER + b".-:+=^!/*?&<>()[]{}@%$#"
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a secret.

    Attributes:
        text: its bytes in lower case.
        plain: its bytes as they are, where it is the secret itself; else the same as `text`.
        least: how many bytes of it in a row give it away.
        word: how many bytes in a row are no ordinary word, even if no digit or change of case speaks against one.
    """

    text: bytes
    plain: bytes
    least: int
    word: int

    def blocks(self) -> Iterator[Span]:
        """Where pieces start and end, of which every run of `least` bytes has a whole one."""
        size = len(self.text) if self.least == len(self.text) else (self.least + 1) // 2
        for start in range(0, len(self.text) - size + 1, size):
            yield start, start + size

    def run(self, data: bytes, place: int, start: int) -> Span:
        """The run of this form in `data` around `place`, where the byte at `start` of the form stands."""
        back, ahead = 0, 0
        while back < min(start, place) and data[place - back - 1] == self.text[start - back - 1]:
            back += 1
        most = min(len(data) - place, len(self.text) - start)
        while ahead < most and data[place + ahead] == self.text[start + ahead]:
            ahead += 1
        return place - back, place + ahead

    def gives_away(self, run: Span, offset: int) -> bool:
        """Whether a run that begins at `offset` of the form is more than a word."""
        length = run[1] - run[0]
        if length == len(self.text):
            return True
        piece = self.plain[offset : offset + length]
        mixed = piece.lower() != piece and piece.upper() != piece
        return length >= self.least and (length >= self.word or mixed or any(48 <= byte <= 57 for byte in piece))


def forms(secret: str, word: int) -> Iterator[Form]:
    """The secret as it is, backwards, as Latin-1, and its codes: each of it and of it backwards, in both directions."""
    raw = secret.encode("utf-8", "surrogatepass")
    whole = len(raw) < _DIVISIBLE
    least = max(8, min(len(raw) // 2, _ENOUGH))
    for spelled in dict.fromkeys((secret, secret.upper(), secret.lower()) if not secret.isascii() else (secret,)):
        for text in (spelled, spelled[::-1], raw.decode("latin-1")):
            plain = text.encode("utf-8", "surrogatepass")
            yield Form(plain.lower(), plain, len(plain) if whole else least, word)
    for text in (secret, secret[::-1]):
        for code, part in _codes(text, least):
            for form in (code, code[::-1]):
                yield Form(form.lower(), form, len(form) if whole else part, 0)
                bare = _OTHER.sub(b"", form)
                if _BARE <= len(bare) < len(form):
                    yield Form(bare.lower(), bare, len(bare) if whole else max(_BARE, part * len(bare) // len(form)), 0)


def _codes(secret: str, least: int) -> Iterator[tuple[bytes, int]]:
    """A text in numbers, in base32, base64 and base85 at each alignment; the length that `least` bytes have there."""
    raw = secret.encode("utf-8", "surrogatepass")
    # The numbers of its bytes, without what stands between them.
    yield "".join(map(str, raw)).encode(), 2 * least
    for digits in (raw.hex().encode(), secret.encode("utf-16-le", "surrogatepass").hex().encode()):
        yield digits, 2 * least * len(digits) // (2 * len(raw))
    for shift in range(5):
        code = base64.b32encode(b"\0" * shift + raw)[(0, 2, 4, 5, 7)[shift] :].rstrip(b"=")[:-1]
        yield code, least * 8 // 5
    for shift in range(4):
        # The first group has bytes of what stands before, the last one of what follows.
        groups = (b"\0" * shift + raw)[4 if shift else 0 :]
        groups = groups[: len(groups) - len(groups) % 4]
        for code in (base64.b85encode(groups), base64.a85encode(groups), base64.b85encode(groups).translate(_Z85)):
            if len(code) >= 2 * LEAST:
                yield code, least * 5 // 4
    for shift in range(3):
        code = base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] :].rstrip(b"=")[:-1]
        for form in dict.fromkeys((code, code.translate(bytes.maketrans(b"+/", b"-_")))):
            if len(form) >= LEAST:
                yield form, least * 4 // 3
