"""A pattern's own structure: what it matches at its edges, and strings that miss it by one point."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

# The standard library's own parser has no public face; Hypothesis reads the same structure.
from re import _constants as sre
from re import _parser
from typing import Any

from spec.patterns import matches

_CATEGORIES = {
    sre.CATEGORY_DIGIT: string.digits,
    sre.CATEGORY_NOT_DIGIT: "aZ-",
    sre.CATEGORY_SPACE: " \t",
    sre.CATEGORY_NOT_SPACE: "aZ0!",
    sre.CATEGORY_WORD: "azAZ09_",
    sre.CATEGORY_NOT_WORD: "- !",
}
# Letters and digits that look or count like ASCII ones, but are not.
_LOOKALIKES = {
    "digit": (
        ("arabic-digit", "\u0663"), ("fullwidth-digit", "\uff13"), ("superscript-digit", "\u00b2"),
        ("devanagari-digit", "\u0969"), ("mathematical-digit", "\U0001d7d1"),
    ),
    "letter": (
        ("accented-letter", "\u00e9"), ("cyrillic-letter", "\u0410"), ("fullwidth-letter", "\uff21"),
        # Matched by a pattern that ignores case and thinks beyond ASCII.
        ("kelvin-sign", "\u212a"), ("long-s", "\u017f"), ("dotless-i", "\u0131"),
        ("han-letter", "\u4e2d"), ("combining-accent", "\u0301"),
    ),
    "space": (
        ("ideographic-space", "\u3000"), ("line-separator", "\u2028"), ("next-line", "\u0085"),
        ("byte-order-mark", "\ufeff"),
    ),
}  # fmt: skip
_INTRUDERS = (
    ("space", " "), ("hyphen", "-"), ("underscore", "_"), ("dot", "."), ("letter", "x"), ("plus", "+"),
    ("tab", "\t"), ("newline", "\n"), ("nul", "\x00"), ("no-break-space", "\u00a0"), ("emoji", "\U0001f600"),
    ("zero-width-space", "\u200b"), ("lone-surrogate", "\ud800"),
)  # fmt: skip
# What careless patterns let through besides: punctuation, control characters, and what resembles a digit.
_ASCII = tuple((f"ascii-{ord(char):x}", char) for char in f"{string.punctuation}\x1f\x7f0aefoIlZ")
_AROUND = (
    ("newline", "\n"), ("carriage-return", "\r"), ("space", " "), ("exclamation-mark", "!"), ("nul", "\x00"),
)  # fmt: skip
_LONG = 40
# So many characters too many, beside one and a thousand.
_EXTRA = (2, 3, 4, 6, 10, 20, 34)


@dataclass(frozen=True, slots=True)
class Element:
    """A repetition of one class of characters.

    Attributes:
        characters: representatives of the class, its edges first.
        least: the fewest repetitions.
        most: the most repetitions, or None without a limit.
    """

    characters: str
    least: int
    most: int | None

    def text(self, count: int, turn: int = 0) -> str:
        """`count` characters of the class, starting with its representative number `turn`."""
        size = len(self.characters)
        return "".join(self.characters[(turn + index) % size] for index in range(count))

    @property
    def top(self) -> int:
        """The most repetitions worth sending where there is no limit."""
        return self.least + _LONG if self.most is None else self.most


Branch = tuple[Element, ...]


@lru_cache(maxsize=256)
def branches(pattern: str) -> tuple[Branch, ...]:
    """The alternatives of `pattern`, each a sequence of repeated classes; anchors carry no characters.

    Raises:
        re.error: `pattern` is no regular expression.
    """
    return tuple(_alternatives(list(_parser.parse(pattern))))


def _alternatives(items: Sequence[Any]) -> Iterator[Branch]:
    if not items:
        yield ()
        return
    (operator, argument), rest = items[0], items[1:]
    for head in _heads(operator, argument):
        for tail in _alternatives(rest):
            yield (*head, *tail)


def _heads(operator: Any, argument: Any) -> Iterator[Branch]:
    if operator is sre.BRANCH:
        for alternative in argument[1]:
            yield from _alternatives(list(alternative))
    elif operator is sre.SUBPATTERN:
        yield from _alternatives(list(argument[3]))
    elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        yield from _repeated(*argument)
    elif operator in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        yield ()
    else:
        yield (Element(_characters(operator, argument), 1, 1),)


def _repeated(least: int, most: Any, inner: Any) -> Iterator[Branch]:
    limit = None if most is sre.MAXREPEAT else int(most)
    for branch in _alternatives(list(inner)):
        if len(branch) == 1 and branch[0].least == branch[0].most == 1:
            yield (replace(branch[0], least=least, most=limit),)
        else:
            # A repeated group is unrolled: as often as it must, and once where it may be absent.
            yield branch * max(least, 1)
            if least == 0:
                yield ()


def _characters(operator: Any, argument: Any) -> str:
    if operator is sre.LITERAL:
        return chr(argument)
    if operator is sre.NOT_LITERAL:
        return "".join(char for char in "aZ0 " if ord(char) != argument)
    if operator is sre.ANY:
        return "aZ0 !"
    if operator is sre.IN:
        return _in_class(argument)
    raise ValueError(f"the pattern uses {operator}, for which no characters can be chosen")


def _in_class(members: Sequence[Any]) -> str:
    edges: list[str] = []
    for operator, argument in members:
        if operator is sre.NEGATE:
            allowed = _in_class(members[1:])
            return "".join(char for char in "aZ0 !~-_" if char not in allowed)
        if operator is sre.RANGE:
            edges += [chr(argument[0]), chr(argument[1])]
        elif operator is sre.CATEGORY:
            inside = _CATEGORIES[argument]
            edges += [inside[0], inside[-1], *inside[1:-1]]
        else:
            edges.append(chr(argument))
    return "".join(dict.fromkeys(edges))


def _spell(branch: Branch, counts: Sequence[int], turn: int = 0) -> str:
    return "".join(
        element.text(count, turn + position)
        for position, (element, count) in enumerate(zip(branch, counts, strict=True))
    )


def examples(pattern: str, turn: int = 0) -> dict[str, str]:
    """Strings at the edges of `pattern`, by name: each repetition at its least and most, each class at its edges.

    Args:
        pattern: a regular expression.
        turn: chooses other characters of the same classes, so that two calls give different strings.
    """
    found: dict[str, str] = {}
    for number, branch in enumerate(branches(pattern)):
        suffix = f"-{number}" if number else ""
        least = [element.least for element in branch]
        most = [element.top for element in branch]
        middle = [low + min((high - low) // 2, 7) for low, high in zip(least, most, strict=True)]
        candidates = {
            "shortest": _spell(branch, least, turn),
            "longest": _spell(branch, most, turn),
            "middle": _spell(branch, middle, turn),
        }
        for index, element in enumerate(branch):
            name = f"element-{index}"
            candidates[f"{name}-most"] = _spell(branch, [*least[:index], most[index], *least[index + 1 :]], turn)
            candidates[f"{name}-least"] = _spell(branch, [*most[:index], least[index], *most[index + 1 :]], turn)
            if element.top == 0:
                continue
            for edge in range(min(len(element.characters), 8)):
                counts = [*least[:index], max(1, least[index]), *least[index + 1 :]]
                candidates[f"{name}-edge-{edge}"] = "".join(
                    part.text(count, edge if position == index else turn + position)
                    for position, (part, count) in enumerate(zip(branch, counts, strict=True))
                )
        for name, text in candidates.items():
            if text not in found.values():
                found[name + suffix] = text
    return {name: text for name, text in found.items() if matches(pattern, text)}


def spread(pattern: str) -> dict[str, str]:
    """Strings of `pattern`, by name, in which every length and every ASCII character of its classes occurs."""
    found: dict[str, str] = {}
    for number, branch in enumerate(branches(pattern)):
        suffix = f"-{number}" if number else ""
        full = tuple(
            replace(element, characters=_members(pattern, branch, index) or element.characters)
            for index, element in enumerate(branch)
        )
        for index, element in enumerate(full):
            for name, text in _varied(full, index):
                found.setdefault(f"{name}-{_label(full, index)}{len(text)}{suffix}", text)
            if element.least == element.most:
                for turn, char in enumerate(element.characters):
                    counts = _typical(full)
                    found[f"{_label(full, index)}{ord(char):x}{suffix}"] = "".join(
                        part.text(count, turn if position == index else position)
                        for position, (part, count) in enumerate(zip(full, counts, strict=True))
                    )
    return {name: text for name, text in found.items() if matches(pattern, text)}


def _varied(branch: Branch, index: int) -> Iterator[tuple[str, str]]:
    """Each length of one repetition, beside the least and the most of the others; characters go on in turn."""
    element, turn = branch[index], 0
    if element.least == element.most or element.most is None or element.most - element.least > _LONG:
        return
    around = {"short": [e.least for e in branch], "long": [e.top for e in branch]}
    for name, others in around.items():
        if name == "long" and len(branch) == 1:
            return
        for count in range(element.least, element.most + 1):
            yield name, _spell(branch, [*others[:index], count, *others[index + 1 :]], turn)
            turn += count


def _members(pattern: str, branch: Branch, index: int) -> str:
    """The printable ASCII characters that may stand for an element, its edges first."""
    counts = [max(1, count) if at == index else count for at, count in enumerate(_typical(branch))]
    before, after = _spell(branch[:index], counts[:index]), _spell(branch[index + 1 :], counts[index + 1 :])
    rest = branch[index].text(counts[index] - 1)
    known = branch[index].characters
    others = (char for char in string.printable[:95] if char not in known)
    return "".join((*known, *(char for char in others if matches(pattern, f"{before}{char}{rest}{after}"))))


@dataclass(frozen=True, slots=True)
class Miss:
    """A string that misses a pattern by one point: its name, and the point in plain words."""

    name: str
    point: str
    text: str


def near_misses(pattern: str) -> tuple[Miss, ...]:
    """Strings that `pattern` refuses, each one point away from a string that it accepts, without repetition."""
    found: dict[str, Miss] = {}
    for number, branch in enumerate(branches(pattern)):
        suffix = f"-{number}" if number else ""
        for miss in (*_lengths(branch), *_strangers(branch), *_around(branch)):
            if miss.text not in found and not matches(pattern, miss.text):
                found[miss.text] = replace(miss, name=miss.name + suffix)
    return tuple(found.values())


def _typical(branch: Branch) -> list[int]:
    return [min(element.top, max(element.least, 3 if element.top > 3 else 1)) for element in branch]


def _lengths(branch: Branch) -> Iterator[Miss]:
    typical = _typical(branch)
    least, most = [e.least for e in branch], [e.top for e in branch]
    for index, element in enumerate(branch):
        label = _label(branch, index)
        if element.least > 0:
            for name, base in (("", typical), ("-of-shortest", least), ("-of-longest", most)):
                short = [*base[:index], element.least - 1, *base[index + 1 :]]
                yield Miss(f"{label}one-short{name}", "one character is missing", _spell(branch, short))
            for missing in range(2, element.least + 1):
                short = [*typical[:index], element.least - missing, *typical[index + 1 :]]
                yield Miss(f"{label}{missing}-short", f"{missing} characters are missing", _spell(branch, short))
        if element.most is not None:
            for name, extra, base in (
                ("one-over", 1, most), ("one-over-of-typical", 1, typical), ("one-over-of-shortest", 1, least),
                *((f"{extra}-over", extra, most) for extra in _EXTRA), ("many-over", 1000, most),
            ):  # fmt: skip
                long = [*base[:index], element.most + extra, *base[index + 1 :]]
                words = "one character" if extra == 1 else f"{extra} characters"
                yield Miss(f"{label}{name}", f"{words} too many", _spell(branch, long))


def _strangers(branch: Branch) -> Iterator[Miss]:
    """Each class left by a neighbour in code-point order, by a lookalike and by an intruder, at each end and inside."""
    shortest, longest = [element.least for element in branch], max((e.top for e in branch), default=0)
    for shape, counts, more in (("", _typical(branch), _ASCII), ("shortest-", shortest, ())):
        text = _spell(branch, counts)
        start = 0
        for index, (element, count) in enumerate(zip(branch, counts, strict=True)):
            places = dict.fromkeys((start, start + count - 1, start + count // 2)) if count else {}
            start += count
            # The longest repetition stands for all of a branch where every character beyond its class is tried.
            foreign = [*_foreign(element), *(more if element.top == longest else ())]
            for at, (name, char) in _assign(list(places), foreign):
                where = f"character {at + 1} is {name.replace('-', ' ')} ({_show(char)})"
                yield Miss(f"{shape}{_label(branch, index)}{name}-at-{at}", where, text[:at] + char + text[at + 1 :])


def _label(branch: Branch, index: int) -> str:
    return f"element-{index}-" if len(branch) > 1 else ""


def _assign(places: Sequence[int], foreign: Sequence[tuple[str, str]]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each foreign character at one place in turn: every one is tried, and every place."""
    for number, stranger in enumerate(foreign):
        if places:
            yield places[number % len(places)], stranger


def _foreign(element: Element) -> list[tuple[str, str]]:
    neighbours = [
        (f"neighbour-{ord(near):x}", near)
        for char in element.characters[:8]
        for near in (chr(ord(char) - 1) if ord(char) else "", chr(ord(char) + 1))
        if near
    ]
    classes = (("digit", string.digits), ("letter", string.ascii_letters), ("space", " "))
    kinds = [kind for kind, member in classes
             if any(char in member for char in element.characters)]  # fmt: skip
    lookalikes = [pair for kind in kinds for pair in _LOOKALIKES[kind]]
    swaps = [(f"other-case-{ord(c):x}", c.swapcase()) for c in element.characters[:8] if c.swapcase() != c]
    return [*neighbours, *lookalikes, *swaps, *_INTRUDERS]


def _around(branch: Branch) -> Iterator[Miss]:
    for shape, counts in (("", _typical(branch)), ("longest-", [e.top for e in branch])):
        text = _spell(branch, counts)
        for name, char in _AROUND:
            yield Miss(f"{shape}{name}-after", f"{_show(char)} follows", text + char)
            yield Miss(f"{shape}{name}-before", f"{_show(char)} comes before", char + text)
        yield Miss(f"{shape}second-line", "a second line follows", f"{text}\n{text}")
        yield Miss(f"{shape}text-after", "text follows", text + "x")
        yield Miss(f"{shape}text-before", "text comes before", "x" + text)
        yield Miss(f"{shape}label-before", "a label comes before", "tel:" + text)
        yield Miss(f"{shape}zeros-before", "two zeros come before", "00" + text)
        yield Miss(f"{shape}extension-after", "an extension follows", text + "x5")


def _show(char: str) -> str:
    return char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"
