"""A name as other conventions spell it."""

from __future__ import annotations

import re

_WORD = re.compile("[A-Z]+[a-z]*|[a-z]+")


def respelled(name: str) -> dict[str, str]:
    """A name of several words as other conventions spell it, by the convention; without what changes nothing."""
    words = _WORD.findall(name)
    forms = {
        "camel-case": name[:1].lower() + name[1:],
        "snake-case": "_".join(words).lower(),
        "upper-snake-case": "_".join(words).upper(),
        "kebab-case": "-".join(words).lower(),
        "spaced": " ".join(words),
        "singular": name.removesuffix("s"),
    }
    return {label: form for label, form in forms.items() if form != name}
