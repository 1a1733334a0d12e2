"""The form of an id that a service has made: `app-` and ten hexadecimal digits, or a UUID.

No source states it, and a service may refuse an id of another form as invalid, not as unknown. So an id of nothing is
made of one that names something: its separators and its words stay, and every other part has the same alphabet.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator
from functools import lru_cache

_SEPARATORS = re.compile(r"([^A-Za-z0-9]+)")
# A word in an id, such as `app` or `us`, beside what is made anew for each one.
_WORD = re.compile(r"[A-Za-z]+")
_DIGIT = re.compile(r"[0-9]")
_ALPHABETS = ("0-9", "0-9a-f", "0-9A-F", "0-9a-z", "0-9A-Z", "0-9A-Za-z")
_KINDS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
_HEX = frozenset(string.hexdigits)


@lru_cache(maxsize=256)
def form(known: str) -> re.Pattern[str]:
    """The pattern of the ids that have the form of a known one."""
    parts = (f"[{alphabet}]{{{len(text)}}}" if alphabet else re.escape(text) for text, alphabet in _parts(known))
    return re.compile("".join(parts))


def alike(known: str) -> str:
    """An id of the same form, always the same one: each digit is another digit, each letter another letter."""
    choose = random.Random(known)  # noqa: S311 - no secret, but repeatable
    found = "".join(
        "".join(choose.choice(_choices(char, alphabet)) for char in text) if alphabet else text
        for text, alphabet in _parts(known)
    )
    return found if found != known else f"{known[:-1]}{another(known[-1:])}"


def another(char: str) -> str:
    """Another character of the same kind."""
    if char in string.digits:
        return "2" if char == "1" else "1"
    one, two = "AB" if char.isupper() else "ab"
    return two if char == one else one


def _parts(known: str) -> Iterator[tuple[str, str]]:
    """The parts of an id, each with the alphabet of what may stand in its place; "" where it is the same in all ids."""
    parts = _SEPARATORS.split(known)
    # The last part is what the id is about: `b` in `workspace/b`.
    worded = _DIGIT.search(known) is not None
    for number, text in enumerate(parts):
        fixed = number % 2 or (worded and number < len(parts) - 1 and _WORD.fullmatch(text))
        yield text, "" if fixed or not text else next(one for one in _ALPHABETS if re.fullmatch(f"[{one}]*", text))


def _choices(char: str, alphabet: str) -> str:
    kind = next(kind for kind in _KINDS if char in kind)
    return "".join(other for other in kind if other in _HEX) if alphabet in _ALPHABETS[:3] else kind
