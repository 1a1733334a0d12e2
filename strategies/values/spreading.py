"""What a pattern matches, of every length and with every character of its classes."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from spec.patterns import matches
from strategies.values.regex import LONG, Branch, chosen, label, spell, typical, understood


@lru_cache(maxsize=512)
def spread(pattern: str) -> dict[str, str]:
    """Strings of `pattern`, by name, in which every length and every ASCII character of its classes occurs."""
    found: dict[str, str] = {}
    for number, branch, varied in chosen(understood(pattern)):
        suffix = f"-{number}" if number else ""
        full = tuple(
            replace(element, characters=_members(pattern, branch, index) or element.characters)
            if index in varied
            else element
            for index, element in enumerate(branch)
        )
        for index in varied:
            element = full[index]
            for name, text in _varied(full, index):
                found.setdefault(f"{name}-{label(full, index)}{len(text)}{suffix}", text)
            if element.least == element.most:
                for turn, char in enumerate(element.characters):
                    counts = typical(full)
                    found[f"{label(full, index)}{ord(char):x}{suffix}"] = "".join(
                        part.text(count, turn if position == index else position)
                        for position, (part, count) in enumerate(zip(full, counts, strict=True))
                    )
    return {name: text for name, text in found.items() if matches(pattern, text)}


def _varied(branch: Branch, index: int) -> Iterator[tuple[str, str]]:
    """Each length of one repetition, beside the least and the most of the others; characters go on in turn."""
    element, turn = branch[index], 0
    if element.least == element.most or element.most is None or element.most - element.least > LONG:
        return
    around = {"short": [e.least for e in branch], "long": [e.top for e in branch]}
    for name, others in around.items():
        if name == "long" and len(branch) == 1:
            return
        for count in range(element.least, element.most + 1):
            yield name, spell(branch, [*others[:index], count, *others[index + 1 :]], turn)
            turn += count


def _members(pattern: str, branch: Branch, index: int) -> str:
    """The printable ASCII characters that may stand for an element, its edges first."""
    counts = typical(branch)
    before, after = spell(branch[:index], counts[:index]), spell(branch[index + 1 :], counts[index + 1 :])
    rest = branch[index].text(counts[index] - 1)
    known = branch[index].characters
    others = (char for char in string.printable[:95] if char not in known)
    return "".join((*known, *(char for char in others if matches(pattern, f"{before}{char}{rest}{after}"))))
