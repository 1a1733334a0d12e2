"""A model's documentation, which is HTML, as the lines of a published page."""

from __future__ import annotations

import re
from html import unescape

_PAIRS = {"p": ("", "\n"), "li": ("+  ", "\n"), "code": ("`", "`"), "b": (" **", "** "), "i": ("*", "*")}
_PARTS = re.compile(r"<(/?)(\w+)[^>]*>|([^<]+)|<")


def prose(documentation: str) -> str:
    """HTML as the published pages write it: a line for each paragraph, remarks under a word in bold."""
    parts: list[str] = []
    code = False
    for closing, tag, text in _PARTS.findall(documentation or ""):
        if text:
            plain = " ".join(unescape(text).split())
            parts.append(plain if code else re.sub(r"([_*\\])", r"\\\1", plain))
            parts.append(" " if text.endswith((" ", "\n")) else "")
        elif tag in {"note", "important"} and not closing:
            parts.append(f"\n\n**{tag.capitalize()}**\n")
        elif tag in _PAIRS:
            parts.append(_PAIRS[tag][bool(closing)])
            code = tag == "code" and not closing if tag == "code" else code
    lines = ("".join(parts)).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip()) or "Nothing is said of it."
