"""Strings that miss a pattern by one point, made from the pattern's own structure."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from spec.patterns import is_disputed, matches
from strategies.values.regex import Branch, Element, chosen, few, label, spell, typical, understood

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
)
# What loose patterns let through as well: punctuation, control characters, and what resembles a digit.
_ASCII = tuple((f"ascii-{ord(char):x}", char) for char in f"{string.punctuation}\x1f\x7f0aefoIlZ")
_AROUND = (
    ("exclamation-mark", "!"),
    ("newline", "\n"),
    ("carriage-return", "\r"),
    ("space", " "),
    ("nul", "\x00"),
)
_WORDS = {
    " ": "a space",
    "\t": "a tab",
    "\n": "a line break",
    "\r": "a carriage return",
    "\x00": "a NUL",
    "\x1f": "a control character",
    "\x7f": "a control character",
    "\u00a0": "a no-break space",
}
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
        for miss in (
            *_parts(branch, varied),
            *_lengths(branch, varied),
            *_foreign_characters(branch, varied),
            *_around(branch),
        ):
            if miss.text not in found and not matches(pattern, miss.text) and not is_disputed(pattern, miss.text):
                found[miss.text] = replace(miss, name=miss.name + suffix)
    misses = tuple(found.values())
    return tuple(misses[index] for index in few(len(misses), _MOST))


def _parts(branch: Branch, varied: Sequence[int]) -> Iterator[Miss]:
    """What is left when a part is taken away, each part alone, and nothing at all."""
    usual = typical(branch)
    yield Miss("empty", "the empty string", "")
    for index in varied if len(branch) > 1 else ():
        without = [0 if position == index else count for position, count in enumerate(usual)]
        alone = [max(1, count) if position == index else 0 for position, count in enumerate(usual)]
        yield Miss(f"without-part-{index}", f"without {_part(branch, index)}", spell(branch, without))
        yield Miss(f"only-part-{index}", f"nothing but {_part(branch, index)}", spell(branch, alone))


def _part(branch: Branch, index: int) -> str:
    """A part of a pattern in plain words: its character where there is only one, else its place."""
    characters = branch[index].characters
    return _named(characters) if len(characters) == 1 else f"its {_ordinal(index + 1)} part"


def _lengths(branch: Branch, varied: Sequence[int]) -> Iterator[Miss]:
    usual = typical(branch)
    least, most = [e.least for e in branch], [e.top for e in branch]
    for index in varied:
        element, name_of = branch[index], label(branch, index)
        if element.least > 0:
            for name, base in (("", usual), ("-of-shortest", least), ("-of-longest", most)):
                short = [*base[:index], element.least - 1, *base[index + 1 :]]
                yield Miss(f"{name_of}one-short{name}", "one character too few", spell(branch, short))
            for missing in range(2, min(element.least, _MOST_SHORT) + 1):
                short = [*usual[:index], element.least - missing, *usual[index + 1 :]]
                yield Miss(f"{name_of}{missing}-short", f"{missing} characters too few", spell(branch, short))
        if element.most is not None:
            for name, extra, base in (
                ("one-over", 1, most),
                ("one-over-of-typical", 1, usual),
                ("one-over-of-shortest", 1, least),
                *((f"{extra}-over", extra, most) for extra in _EXTRA),
                ("many-over", 1000, most),
            ):
                long = [*base[:index], element.most + extra, *base[index + 1 :]]
                yield Miss(f"{name_of}{name}", _too_many(branch, index, extra), spell(branch, long))


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
            # Every character beyond its class is tried for the longest repetition, and for what stands there just once.
            once = element.least == element.most == 1
            foreign = [*_foreign(element), *(more if once or element.top == longest else ())]
            for at, (name, char) in _assign(list(places), foreign):
                where = f"{_named(char)} in place of {_where(at, len(text))}"
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
            if text:
                yield Miss(f"{shape}{name}-after", f"{_named(char)} at the end", text + char)
                yield Miss(f"{shape}{name}-before", f"{_named(char)} at the start", char + text)
            else:
                yield Miss(f"{shape}only-{name}", f"nothing but {_named(char)}", char)
        yield Miss(f"{shape}second-line", "a second line at the end", f"{text}\n{text}")
        yield Miss(f"{shape}text-after", "a letter at the end", text + "x")
        yield Miss(f"{shape}text-before", "a letter at the start", "x" + text)
        yield Miss(f"{shape}label-before", "the label tel: at the start", "tel:" + text)
        yield Miss(f"{shape}extension-after", "the extension x5 at the end", text + "x5")
    # Where something optional could stand.
    bare = spell(
        branch, [0 if element.least == 0 else count for element, count in zip(branch, typical(branch), strict=True)]
    )
    if bare:
        yield Miss("zeros-before", "two zeros at the start", "00" + bare)
    else:
        yield Miss("only-zeros", "nothing but two zeros", "00")


def _too_many(branch: Branch, index: int, extra: int) -> str:
    """What is there too often, in words: `a second + at the start` where the part is one optional character."""
    element = branch[index]
    if extra == 1 and element.most == 1 and len(element.characters) == 1:
        place = " at the start" if index == 0 else " at the end" if index == len(branch) - 1 else ""
        return f"a second {_sign(element.characters)}{place}"
    return "one character too many" if extra == 1 else f"{extra:,} characters too many"


def _where(at: int, length: int) -> str:
    """A place in a text: `the first character`, `the last character`, `the 3rd character`."""
    if at == 0:
        return "the first character" if length > 1 else "the only character"
    return "the last character" if at == length - 1 else f"the {_ordinal(at + 1)} character"


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def _named(char: str) -> str:
    """A character in words: `a space (U+0020)`, `the digit 0`, `a +`, `ARABIC-INDIC DIGIT THREE (U+0663)`."""
    if char in _WORDS:
        return f"{_WORDS[char]} (U+{ord(char):04X})"
    if char.isascii() and char.isprintable():
        kind = "the digit " if char.isdigit() else "the letter " if char.isalpha() else "a "
        return f"{kind}{char}"
    return f"{unicodedata.name(char, 'the character')} (U+{ord(char):04X})"


def _sign(char: str) -> str:
    return char if char.isprintable() and not char.isspace() else _named(char)
