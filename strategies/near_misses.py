"""Strings that miss a pattern by one point, made from the pattern's own structure."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from spec.patterns import matches
from strategies.regex import Branch, Element, chosen, few, label, spell, typical, understood

# Letters and digits that look or count like ASCII ones, but are not.
_LOOKALIKES = {
    "digit": (
        ("arabic-digit", "\u0663"),
        ("fullwidth-digit", "\uff13"),
        ("superscript-digit", "\u00b2"),
        ("devanagari-digit", "\u0969"),
        ("mathematical-digit", "\U0001d7d1"),
    ),
    "letter": (
        ("accented-letter", "\u00e9"),
        ("cyrillic-letter", "\u0410"),
        ("fullwidth-letter", "\uff21"),
        # Matched by a pattern that ignores case and thinks beyond ASCII.
        ("kelvin-sign", "\u212a"),
        ("long-s", "\u017f"),
        ("dotless-i", "\u0131"),
        ("han-letter", "\u4e2d"),
        ("combining-accent", "\u0301"),
    ),
    "space": (
        ("ideographic-space", "\u3000"),
        ("line-separator", "\u2028"),
        ("next-line", "\u0085"),
        ("byte-order-mark", "\ufeff"),
    ),
}
_INTRUDERS = (
    ("space", " "),
    ("hyphen", "-"),
    ("underscore", "_"),
    ("dot", "."),
    ("letter", "x"),
    ("plus", "+"),
    ("tab", "\t"),
    ("newline", "\n"),
    ("nul", "\x00"),
    ("no-break-space", "\u00a0"),
    ("emoji", "\U0001f600"),
    ("zero-width-space", "\u200b"),
    ("lone-surrogate", "\ud800"),
)
# What careless patterns let through besides: punctuation, control characters, and what resembles a digit.
_ASCII = tuple((f"ascii-{ord(char):x}", char) for char in f"{string.punctuation}\x1f\x7f0aefoIlZ")
_AROUND = (
    ("exclamation-mark", "!"),
    ("newline", "\n"),
    ("carriage-return", "\r"),
    ("space", " "),
    ("nul", "\x00"),
)
# So many strings are tried of a pattern that has more.
_MOST = 480
_MOST_SHORT = 20
# So many characters too many, beside one and a thousand.
_EXTRA = (2, 3, 4, 6, 10, 20, 34)


@dataclass(frozen=True, slots=True)
class Miss:
    """A string that misses a pattern by one point: its name, and the point in plain words."""

    name: str
    change: str
    text: str


@lru_cache(maxsize=512)
def near_misses(pattern: str) -> tuple[Miss, ...]:
    """Strings that `pattern` refuses, each one point away from a string that it accepts, without repetition."""
    found: dict[str, Miss] = {}
    for number, branch, varied in chosen(understood(pattern)):
        suffix = f"-{number}" if number else ""
        for miss in (*_lengths(branch, varied), *_foreign_characters(branch, varied), *_around(branch)):
            if miss.text not in found and not matches(pattern, miss.text):
                found[miss.text] = replace(miss, name=miss.name + suffix)
    misses = tuple(found.values())
    return tuple(misses[index] for index in few(len(misses), _MOST))


def _lengths(branch: Branch, varied: Sequence[int]) -> Iterator[Miss]:
    usual = typical(branch)
    least, most = [e.least for e in branch], [e.top for e in branch]
    for index in varied:
        element, name_of = branch[index], label(branch, index)
        if element.least > 0:
            for name, base in (("", usual), ("-of-shortest", least), ("-of-longest", most)):
                short = [*base[:index], element.least - 1, *base[index + 1 :]]
                yield Miss(f"{name_of}one-short{name}", "one character is missing", spell(branch, short))
            for missing in range(2, min(element.least, _MOST_SHORT) + 1):
                short = [*usual[:index], element.least - missing, *usual[index + 1 :]]
                yield Miss(f"{name_of}{missing}-short", f"{missing} characters are missing", spell(branch, short))
        if element.most is not None:
            for name, extra, base in (
                ("one-over", 1, most),
                ("one-over-of-typical", 1, usual),
                ("one-over-of-shortest", 1, least),
                *((f"{extra}-over", extra, most) for extra in _EXTRA),
                ("many-over", 1000, most),
            ):
                long = [*base[:index], element.most + extra, *base[index + 1 :]]
                words = "one character" if extra == 1 else f"{extra} characters"
                yield Miss(f"{name_of}{name}", f"{words} too many", spell(branch, long))


def _foreign_characters(branch: Branch, varied: Sequence[int]) -> Iterator[Miss]:
    """Each class left by a neighbour in code-point order, by a lookalike and by an intruder, at each end and inside."""
    shortest, longest = [element.least for element in branch], max((e.top for e in branch), default=0)
    for shape, counts, more in (("", typical(branch), _ASCII), ("shortest-", shortest, ())):
        text = spell(branch, counts)
        start = 0
        for index, (element, count) in enumerate(zip(branch, counts, strict=True)):
            places = dict.fromkeys((start, start + count - 1, start + count // 2)) if count else {}
            start += count
            if index not in varied:
                continue
            # The longest repetition stands for all of a branch where every character beyond its class is tried.
            foreign = [*_foreign(element), *(more if element.top == longest else ())]
            for at, (name, char) in _assign(list(places), foreign):
                where = f"character {at + 1} is {name.replace('-', ' ')} ({_show(char)})"
                yield Miss(f"{shape}{label(branch, index)}{name}-at-{at}", where, text[:at] + char + text[at + 1 :])


def _assign(places: Sequence[int], foreign: Sequence[tuple[str, str]]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each foreign character at one place in turn: every one is tried, and every place."""
    for number, character in enumerate(foreign):
        if places:
            yield places[number % len(places)], character


def _foreign(element: Element) -> list[tuple[str, str]]:
    neighbours = [
        (f"neighbour-{ord(near):x}", near)
        for char in element.characters[:8]
        for near in (chr(ord(char) - 1) if ord(char) else "", chr(ord(char) + 1))
        if near
    ]
    classes = (("digit", string.digits), ("letter", string.ascii_letters), ("space", " "))
    kinds = [kind for kind, member in classes if any(char in member for char in element.characters)]
    lookalikes = [pair for kind in kinds for pair in _LOOKALIKES[kind]]
    swaps = [(f"other-case-{ord(c):x}", c.swapcase()) for c in element.characters[:8] if c.swapcase() != c]
    return [*neighbours, *lookalikes, *swaps, *_INTRUDERS]


def _around(branch: Branch) -> Iterator[Miss]:
    for shape, counts in (("", typical(branch)), ("longest-", [e.top for e in branch])):
        text = spell(branch, counts)
        for name, char in _AROUND:
            yield Miss(f"{shape}{name}-after", f"{_show(char)} {'follows' if text else 'stands alone'}", text + char)
            yield Miss(f"{shape}{name}-before", f"{_show(char)} comes before", char + text)
        yield Miss(f"{shape}second-line", "a second line follows", f"{text}\n{text}")
        yield Miss(f"{shape}text-after", "text follows", text + "x")
        yield Miss(f"{shape}text-before", "text comes before", "x" + text)
        yield Miss(f"{shape}label-before", "a label comes before", "tel:" + text)
        yield Miss(f"{shape}extension-after", "an extension follows", text + "x5")
    # Where something optional could stand.
    bare = spell(
        branch, [0 if element.least == 0 else count for element, count in zip(branch, typical(branch), strict=True)]
    )
    yield Miss("zeros-before", "two zeros come before", "00" + bare)


def _show(char: str) -> str:
    return char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"
