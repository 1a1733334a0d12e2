"""Words of a POSIX shell: in every shell they are data, also where a hostile target wrote them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

_PLAIN = range(0x20, 0x7F)


def word(data: str | bytes) -> str:
    """`data` as one word; what cannot be seen or has no place in a line is written by `printf`.

    A word holds no NUL and no line feed at its end: `fits` says whether `data` has neither.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if all(byte in _PLAIN for byte in raw):
        return shlex.quote(raw.decode("ascii"))
    return f'"$({printf(raw)})"'


def fits(data: str | bytes) -> bool:
    """Whether a word can hold `data`."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return b"\0" not in raw and not raw.endswith(b"\n")


def printf(data: bytes) -> str:
    r"""The command that writes `data` byte for byte: `printf '\303\251'`."""
    return f"printf '{''.join(map(_escaped, data))}'"


def line(words: Iterable[str | bytes]) -> str:
    """The words as a command line."""
    return " ".join(map(word, words))


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char == "%":
        return "%%"
    return char if byte in _PLAIN and char not in "'\\" else f"\\{byte:03o}"
