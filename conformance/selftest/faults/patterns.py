r"""Patterns as programmers get them wrong: looser or tighter than documented, by rewriting their text.

An example: `^[A-Z]{2,3}$` becomes `^[A-Z]{2,4}$` (a bound moved), `[A-Z]{2,3}` (not anchored), `^[A-Za-z]{2,3}$`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import rstr

from conformance.selftest.faults.literals import chance, mark
from spec.patterns import at_the_very_end, matches
from spec.tame import longest

Accepts = Callable[[str], bool]
_QUANTIFIER = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_CLASS = re.compile(r"\[(?!\^)((?:\\.|[^\]\\])+)\]")
_RANGE = re.compile(r"([a-zA-Z0-9])-([a-zA-Z0-9])")
_TRIES = 60
_LOOSE_END = 1 << 20  # no flag of `re`: with it, `$` means what it means there, which allows a line break


@dataclass(frozen=True, slots=True)
class Reading:
    """A pattern as it is misread.

    Attributes:
        name: of the mistake, unique for its pattern.
        summary: the mistake in plain words.
        accepts: what the misread pattern accepts.
    """

    name: str
    summary: str
    accepts: Accepts


def looser(pattern: str) -> Iterator[Reading]:
    """Readings that accept more than the pattern does."""
    for name, summary, other, flags in _loosened(pattern):
        misread = _search(other, flags)
        if misread is not None and _accepts_more(other, flags, pattern):
            yield Reading(name, summary, misread)
    right = _search(pattern)
    if right is not None:
        yield Reading("trimmed", "white space around it is ignored", lambda text: right(text.strip()))


def tighter(pattern: str) -> Iterator[Reading]:
    """Readings that refuse some of what the pattern accepts."""
    for name, summary, other in _tightened(pattern):
        misread = _search(other)
        if misread is not None and _accepts_more(pattern, re.ASCII, other):
            yield Reading(name, summary, misread)


def _loosened(pattern: str) -> Iterator[tuple[str, str, str, int]]:
    ascii_only = int(re.ASCII)
    if "$" in pattern:
        yield "match", "its end is not looked at", pattern.replace("$", ""), ascii_only
        yield "line-end", "a line break may follow", pattern, ascii_only | _LOOSE_END
    if "^" in _outside_classes(pattern):
        yield "search", "it is searched for, not matched", _unanchored(pattern), ascii_only
        yield "any-line", "one line of several is enough", pattern, ascii_only | int(re.MULTILINE) | _LOOSE_END
    yield "any-case", "case is ignored", pattern, int(re.IGNORECASE)
    yield "unicode", "digits and letters of any alphabet count", _unicode(pattern), 0
    for number, other in enumerate(_moved(pattern, more=True)):
        yield f"wider-{number}", "a length is one too many or too few", other, ascii_only
    for number, other in enumerate(_widened(pattern)):
        yield f"class-{number}", "more characters are allowed", other, ascii_only


def _tightened(pattern: str) -> Iterator[tuple[str, str, str]]:
    for number, other in enumerate(_moved(pattern, more=False)):
        yield f"narrower-{number}", "a length is one too few or too many", other
    for number, found in enumerate(_RANGE.finditer(pattern)):
        first, last = found.groups()
        if ord(last) - ord(first) > 1:
            short = f"{first}-{chr(ord(last) - 1)}"
            yield f"short-{number}", f"{last} is left out", pattern[: found.start()] + short + pattern[found.end() :]
    if " ]" in pattern:
        yield "no-space", "spaces are refused", pattern.replace(" ]", "]")
    alternatives = pattern.split("|")
    if len(alternatives) > 1 and "(" not in pattern and "[" not in alternatives[0]:
        for number in range(len(alternatives)):
            rest = [part for place, part in enumerate(alternatives) if place != number]
            yield f"alternative-{number}", "one alternative is forgotten", "|".join(rest)


def _moved(pattern: str, *, more: bool) -> Iterator[str]:
    """Each bound of a repetition moved by one, out or in."""
    step = 1 if more else -1
    for found in _QUANTIFIER.finditer(pattern):
        least, comma, most = int(found[1]), found[2], found[3]
        high = least if comma is None else int(most) if most else None
        pairs = [(least - step, high)] if least - step >= 0 else []
        if high is not None:
            pairs.append((least, high + step))
        for low, top in pairs:
            if top is None or low <= top:
                bounds = f"{{{low},{'' if top is None else top}}}"
                yield pattern[: found.start()] + bounds + pattern[found.end() :]


def _widened(pattern: str) -> Iterator[str]:
    """Each class with a punctuation mark, with all white space, with small letters, with accented ones."""
    for found in _CLASS.finditer(pattern):
        inside = found[1]
        more = [re.escape(mark(pattern, inside, besides=inside)), r"\s"]
        more += ["a-z"] if "a-z" not in inside else ["\u00c0-\u00ff"]
        for extra in more:
            yield f"{pattern[: found.start()]}[{inside}{extra}]{pattern[found.end() :]}"
    for found in re.finditer(r"\\d", pattern):
        yield f"{pattern[: found.start()]}[0-9a-f]{pattern[found.end() :]}"
        extra = re.escape(mark(pattern, "digits"))
        yield f"{pattern[: found.start()]}[0-9{extra}]{pattern[found.end() :]}"


def _unicode(pattern: str) -> str:
    return pattern.replace("[0-9]", r"\d")


def _unanchored(pattern: str) -> str:
    """The pattern without its anchors."""
    return re.sub(r"(?<!\[)\^", "", pattern).replace("$", "")


def _outside_classes(pattern: str) -> str:
    return _CLASS.sub("", pattern)


def _search(pattern: str, flags: int = int(re.ASCII)) -> Accepts | None:
    """The pattern as a condition; None where it is no pattern any more, or may be searched for without end."""
    most = longest(pattern)
    if not most:
        return None
    loose = bool(flags & _LOOSE_END)
    text = pattern if loose else at_the_very_end(pattern)
    try:
        compiled_ = re.compile(text, flags & ~_LOOSE_END)
    except re.error:
        return None
    return lambda value: compiled_.search(value) is not None if len(value) <= most else matches(pattern, value)


def _accepts_more(one: str, flags: int, other: str) -> bool:
    """Whether texts drawn from one pattern show that it accepts what the other does not."""
    misread, right = _search(one, flags), _search(other)
    if misread is None or right is None:
        return False
    writer = rstr.Rstr(chance(one, other))
    drawn = (writer.xeger(one) for _ in range(_TRIES))
    texts = [variant for text in drawn for variant in _variants(text)]
    return any(misread(text) and not right(text) for text in texts)


def _variants(text: str) -> tuple[str, ...]:
    """A text, and what a loose pattern may take for it."""
    foreign = text.translate({code: code + 0x0665 - 0x35 for code in range(0x30, 0x3A)})
    return (text, text.swapcase(), f"{text}\n", f"\n{text}", f"{text}~", f"~{text}", foreign)
