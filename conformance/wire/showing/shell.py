"""Words of a POSIX shell: in every shell they are data, also where a hostile target wrote them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

NO_NAMES: Mapping[str, str] = MappingProxyType({})
_PLAIN = range(0x20, 0x7F)


def word(data: str | bytes, names: Mapping[str, str] = NO_NAMES) -> str:
    """`data` as one word; what cannot be seen or has no place in a line is written by `printf`.

    A word holds no NUL and no line feed at its end: `fits` says whether `data` has neither.

    Args:
        data: the word.
        names: shell variables by the values that they stand for, which are letters, digits and `._~-`.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if not all(byte in _PLAIN for byte in raw):
        return f'"$({printf(raw, names)})"'
    parts = _parted(raw.decode("ascii"), names)
    return "".join(f'"${{{name}}}"' if name else shlex.quote(text) for text, name in parts) or "''"


def fits(data: str | bytes) -> bool:
    """Whether a word can hold `data`."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return b"\0" not in raw and not raw.endswith(b"\n")


def printf(data: bytes, names: Mapping[str, str] = NO_NAMES) -> str:
    r"""The command that writes `data` byte for byte: `printf '\303\251'`; `names` as in `word`."""
    parts = list(_parted(data.decode("latin-1"), names))
    form = "".join("%s" if name else "".join(map(_escaped, text.encode("latin-1"))) for text, name in parts)
    # Bash takes `-v NAME[…]` for an option, and runs what stands in the brackets.
    form = re.sub("^-", r"\\055", form)
    return " ".join((f"printf '{form}'", *(f'"${{{name}}}"' for _, name in parts if name)))


def line(words: Iterable[str | bytes]) -> str:
    """The words as a command line."""
    return " ".join(map(word, words))


def _parted(text: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The text in parts: each with "", or with the variable that stands for it."""
    if not names:
        yield text, ""
        return
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    for part in re.split(f"(?<![\\w.~-])({known})(?![\\w.~-])", text, flags=re.ASCII):
        if part:
            yield part, names.get(part, "")


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char == "%":
        return "%%"
    return char if byte in _PLAIN and char not in "'\\" else f"\\{byte:03o}"
