"""A line of a page as text: without invisible characters, Markdown's escapes and other spellings of code."""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# A pattern is one code span, whatever back-ticks are inside.
_VERBATIM = re.compile(r"(?:Key |Value )?Pattern: ?`.*`")
_BARE_PATTERN = re.compile(r"(?:Key |Value )?Pattern: ?[^`]*")
_SPANS = re.compile(r"(`[^`]*`)")
_CODE = re.compile(r"<code>([^`]*?)</code>")
# Blanks that look like any other, and characters that nobody sees.
_BLANKS = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u202f", " ") | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff")
)


def visible(text: str) -> str:
    """A line with plain blanks only, and without what nobody sees, in front of its code; code stays as it is."""
    head, tick, code = text.partition("`")
    return head.translate(_BLANKS) + tick + code


def unescaped(text: str) -> str:
    r"""Text without Markdown's escapes (`restapi\_id`), which code spans do not have."""
    if "<code>" in text:
        text = _CODE.sub(r"`\1`", text)
    if "\\" not in text or _VERBATIM.fullmatch(text):
        return text
    parts = _SPANS.split(text)
    return "".join(part if part.startswith("`") and len(part) > 1 else _ESCAPED.sub(r"\1", part) for part in parts)


def is_ambiguous(text: str) -> bool:
    """Whether a line is a pattern outside of code, with backslashes that may be its own or Markdown's."""
    return bool(_BARE_PATTERN.fullmatch(text)) and bool(_ESCAPED.search(text))
