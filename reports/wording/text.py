"""Text from a target made safe to look at: nothing in it steers a terminal, a browser or a reader's eye."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})

# The note on what is left out is about so long itself.
_NOTE = 24


def visible(text: str) -> str:
    """`text` with every control, bidi, invisible, private or unassigned character as `⟨U+001B⟩`.

    Line feeds and tabs stay. The result has a UTF-8 form and only characters that XML allows.
    """
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def one_line(text: str) -> str:
    """`visible(text)` with each run of white space as one space."""
    return " ".join(visible(text).split())


def shorten(text: str, limit: int) -> str:
    """`text`, cut after `limit` characters with a note of how many are left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]} … ({len(text) - limit:,} more characters)"


def elide(text: str, limit: int) -> str:
    """`text` with its middle left out where that makes it shorter, and how much is left out."""
    if len(text) <= limit + _NOTE:
        return text
    head, tail = limit - limit // 3, limit // 3
    return f"{text[:head]} … ({len(text) - limit:,} characters) … {text[-tail:]}"


def _shown(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in _HIDDEN:
        return character
    return f"⟨U+{ord(character):04X}⟩"
