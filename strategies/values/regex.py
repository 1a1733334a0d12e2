"""A pattern's own structure, and what it matches: at its edges, and of any length."""

from __future__ import annotations

import re
import string
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

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
LONG = 40
# A pattern of many alternatives in a row has more branches than anybody would send.
_MOST_BRANCHES = 24
_VARIED_BRANCHES = 8
_VARIED_ELEMENTS = 10
# Classes of Unicode, which ECMA-262 knows and Python's parser does not: representatives of ASCII stand for them.
_UNICODE = {"L": "a-zA-Z", "Lu": "A-Z", "Ll": "a-z", "N": "0-9", "Nd": "0-9", "Z": " ", "Zs": " ", "P": "_.,:;!?-"}
_UNICODE_CLASS = re.compile(r"\\p\{(\w+)\}")
_COMMON = "aZ0"


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

    @property
    def is_free(self) -> bool:
        """Whether it matches more than one text."""
        return len(self.characters) > 1 or self.least != self.most

    def text(self, count: int, turn: int = 0) -> str:
        """`count` characters of the class, starting with its representative number `turn`."""
        size = len(self.characters)
        start = turn % size if size else 0
        return (self.characters * ((start + count) // size + 1))[start : start + count] if size else ""

    @property
    def top(self) -> int:
        """The most repetitions worth sending where there is no limit."""
        return self.least + LONG if self.most is None else self.most


Branch = tuple[Element, ...]


@lru_cache(maxsize=512)
def branches(pattern: str) -> tuple[Branch, ...]:
    """The alternatives of `pattern`, each a sequence of repeated classes; anchors carry no characters.

    At most 24 of them, where their number multiplies.

    Raises:
        re.error: `pattern` is no regular expression of Python's.
        ValueError: it uses something for which no characters can be chosen, such as a back reference.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of set operations in a class, which mean themselves here
        parsed = list(_parser.parse(_plain(pattern)))
    return tuple(islice(_alternatives(parsed), _MOST_BRANCHES))


def understood(pattern: str) -> tuple[Branch, ...]:
    """The branches of `pattern`; none where it cannot be taken apart."""
    try:
        return branches(pattern)
    except (re.error, ValueError, OverflowError, RecursionError):
        return ()


def _plain(pattern: str) -> str:
    r"""`pattern` with the classes of Unicode (`\p{L}`) as ranges of ASCII."""

    def ranges(match: re.Match[str]) -> str:
        inside = _UNICODE.get(match[1], "a-z")
        opened, closed = pattern.rfind("[", 0, match.start()), pattern.rfind("]", 0, match.start())
        return inside if opened > closed else f"[{inside}]"

    return _UNICODE_CLASS.sub(ranges, pattern)


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
            yield branch * min(max(least, 1), LONG)
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
            first, last = chr(argument[0]), chr(argument[1])
            # Where a range ends in signs, what is ordinary comes before its edges.
            edges += [] if first.isalnum() else [char for char in _COMMON if first < char < last]
            edges += [first, last]
        elif operator is sre.CATEGORY:
            inside = _CATEGORIES[argument]
            edges += [inside[0], inside[-1], *inside[1:-1]]
        else:
            edges.append(chr(argument))
    return "".join(dict.fromkeys(edges))


def spell(branch: Branch, counts: Sequence[int], turn: int = 0) -> str:
    """A string of `branch` in which each element is repeated as often as `counts` says; `turn` chooses characters."""
    return "".join(
        element.text(count, turn + position)
        for position, (element, count) in enumerate(zip(branch, counts, strict=True))
    )


def chosen(branches: Sequence[Branch]) -> Iterator[tuple[int, Branch, Sequence[int]]]:
    """The branches that are tried, each with its number and the numbers of the elements that are varied.

    A long pattern has many of both; some of them stand for the others. A literal character cannot be varied.
    """
    for number in few(len(branches), _VARIED_BRANCHES):
        branch = branches[number]
        free = [index for index, element in enumerate(branch) if element.is_free] or range(len(branch))
        yield number, branch, [free[index] for index in few(len(free), _VARIED_ELEMENTS)]


def few(count: int, most: int) -> Sequence[int]:
    """Numbers below `count`, at most so many of them, evenly from the first to the last."""
    return range(count) if count <= most else [index * (count - 1) // (most - 1) for index in range(most)]


@lru_cache(maxsize=2048)
def examples(pattern: str, turn: int = 0) -> dict[str, str]:
    """Strings at the edges of `pattern`, by name: each repetition at its least and most, each class at its edges.

    Args:
        pattern: a regular expression.
        turn: chooses other characters of the same classes, so that two calls give different strings.
    """
    found: dict[str, str] = {}
    for number, branch, varied in chosen(understood(pattern)):
        suffix = f"-{number}" if number else ""
        least = [element.least for element in branch]
        most = [element.top for element in branch]
        middle = [low + min((high - low) // 2, 7) for low, high in zip(least, most, strict=True)]
        candidates = {
            "shortest": spell(branch, least, turn),
            "longest": spell(branch, most, turn),
            "middle": spell(branch, middle, turn),
        }
        for index in varied:
            element, name = branch[index], f"element-{index}"
            candidates[f"{name}-most"] = spell(branch, [*least[:index], most[index], *least[index + 1 :]], turn)
            candidates[f"{name}-least"] = spell(branch, [*most[:index], least[index], *most[index + 1 :]], turn)
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


def of_length(pattern: str, length: int) -> Iterator[str]:
    """Strings of exactly `length` characters that follow `pattern`'s structure, one for each branch that can."""
    for branch in understood(pattern):
        counts = [element.least for element in branch]
        left = length - sum(counts)
        for index, element in enumerate(branch):
            extra = min(left, left if element.most is None else element.most - element.least)
            if extra > 0 and element.characters:
                counts[index] += extra
                left -= extra
        if left == 0:
            yield spell(branch, counts)


def typical(branch: Branch) -> list[int]:
    """How often each element is repeated in an ordinary string: three times where it may be."""
    return [min(element.top, max(element.least, 3 if element.top > 3 else 1)) for element in branch]


def label(branch: Branch, index: int) -> str:
    """The beginning of the name of what concerns one element; "" where there is only one."""
    return f"element-{index}-" if len(branch) > 1 else ""
