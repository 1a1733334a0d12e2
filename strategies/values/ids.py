"""The form of an id that a service has made: `app-` and ten hexadecimal digits, or a UUID.

No source states it, and a service may refuse an id of another form as invalid, not as unknown. So an id of nothing is
made of one that names something. A long part is another one of the same alphabet. A short one may be counted, and where
`app-2` is, so may `app-1` be: a letter takes the place of its digit.
"""

from __future__ import annotations

import random
import re
import string
from functools import lru_cache

# A UUID of RFC 9562: its version stands at 14, its variant at 19.
_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9A-Za-z])")
_VERSION, _VARIANT = 14, 19
_PART = re.compile(f"{_UUID.pattern}|[A-Za-z0-9]+|[^A-Za-z0-9]+")
# A part that is made anew for each id, and by chance: nobody has counted so far.
_LONG = re.compile(f"{_UUID.pattern}|[A-Za-z0-9]{{8,}}")
# A word in an id, such as `app` or `us`, beside what is made anew for each one.
_WORD = re.compile(r"[A-Za-z]+")
_DIGIT = re.compile(r"[0-9]")
_ALPHABETS = ("0-9", "0-9a-f", "0-9A-F", "0-9a-z", "0-9A-Z", "0-9A-Za-z")
_KINDS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)


@lru_cache(maxsize=256)
def form(known: str) -> re.Pattern[str]:
    """The pattern of the ids that have the form of a known one."""
    *before, last = _PART.findall(known) or [""]
    # The last part is what the id is about: `b` in `workspace/b`.
    worded = _DIGIT.search(known) is not None
    words = [re.escape(part) if worded and _WORD.fullmatch(part) else _pattern(part) for part in before]
    return re.compile("".join([*words, _pattern(last)]))


def alike(known: str) -> str:
    """An id of the same form, always the same one: in its last part each digit or letter is another one.

    Where that part is short, or only separators end the id, it is the id with another last character.
    """
    last = (_PART.findall(known) or [""])[-1]
    if _LONG.fullmatch(last):
        choose = random.Random(known)  # noqa: S311 - no secret, but repeatable
        drawn = "".join(choose.choice(_choices(last, at)) for at in range(len(last)))
        if drawn != last:
            return f"{known.removesuffix(last)}{drawn}"
    return exchanged(known, len(known) - 1)


def exchanged(known: str, at: int) -> str:
    """An id with another character at one place, as far from the old one as can be: neighbours may be counted."""
    part, inside = _part(known, at)
    old = known[at : at + 1]
    others = "" if _is_counted(part) else _choices(part, inside).replace(old, "")
    new = max(others, key=lambda char: abs(ord(char) - ord(old)), default="")
    return f"{known[:at]}{new or _letter(old)}{known[at + 1 :]}"


def shortened(known: str) -> str:
    """An id without its last character; where ids may be counted, what is left ends otherwise: `10` leaves no `1`."""
    rest = known[:-1]
    if not rest:
        return "unknown"
    return exchanged(rest, len(rest) - 1) if _is_counted(_PART.findall(known)[-1]) else rest


def _is_counted(part: str) -> bool:
    """Whether a part may be a number or a name: that of another thing may differ in one character."""
    return part.isdecimal() or not _LONG.fullmatch(part)


def _part(known: str, at: int) -> tuple[str, int]:
    """The part of an id that has the character at a place, and the place in that part."""
    return next(((found[0], at - found.start()) for found in _PART.finditer(known) if at < found.end()), ("", 0))


def _letter(old: str) -> str:
    """A letter that no number has, be it hexadecimal."""
    one, two = "ZY" if old.isupper() else "zy"
    return two if old == one else one


def _pattern(part: str) -> str:
    if _UUID.fullmatch(part):
        return f"[0-9a-f]{{8}}-[0-9a-f]{{4}}-{part[_VERSION]}[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}"
    alphabet = next((one for one in _ALPHABETS if re.fullmatch(f"[{one}]+", part)), "")
    return f"[{alphabet}]{{{len(part)}}}" if alphabet else re.escape(part)


def _choices(part: str, at: int) -> str:
    """What may stand at a place of a long part: any digit for a digit, for a letter one that the part has."""
    old = part[at]
    if not old.isalnum() or (_UUID.fullmatch(part) and at == _VERSION):
        return old
    pool = "89ab" if _UUID.fullmatch(part) and at == _VARIANT else f"{string.digits}{part}"
    kind = next(kind for kind in _KINDS if old in kind)
    return "".join(sorted({char for char in pool if char in kind}))
